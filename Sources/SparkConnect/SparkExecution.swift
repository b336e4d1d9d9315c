package import Columns
package import FoundationEssentials
internal import LakeModel
internal import SwiftProtobuf
internal import Synchronization

/// The answer of a running operation. One consumer at a time, valid inside the scope that made it; a second loop goes on
/// where the first one left off.
///
/// Pulling drives the engine: at most one response waits here, a few more in the connection's flow-control window.
package struct SparkExecution: AsyncSequence, Sendable {
    package let operationID: String
    private let events: ExecutionEvents

    init(operationID: String, handoff: ResponseHandoff) {
        self.operationID = operationID
        events = ExecutionEvents(handoff)
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let events: ExecutionEvents

        /// nil behind `resultComplete`; throws `SparkConnectError`, or `CancellationError` when the task is cancelled.
        package mutating func next() async throws -> SparkResultEvent? {
            try await events.next()
        }
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(events: events)
    }
}

package enum SparkResultEvent: Sendable {
    /// The answer's columns as Spark names their types, or as the first batch has them where the engine announced others;
    /// comes before the first batch where the engine sends it.
    case schema(Schema)
    /// Some rows of the answer, as the engine sent them.
    case rows(RowBlock)
    /// What the plan's operators did, at the end, from engines that count it.
    case metrics([SparkOperatorMetrics])
    /// The answer of a SQL command: a relation to execute.
    case sqlCommandResult(SparkRelation)
    /// The last event of a whole answer.
    case resultComplete
}

package struct SparkOperatorMetrics: Sendable, Hashable {
    package let name: String
    package let planID: Int64
    package let parentID: Int64
    /// By the metric's name, in its own unit.
    package let values: [String: Int64]
}

/// Turns responses into events; holds what has come with a response and was not asked for yet.
private final class ExecutionEvents: Sendable {
    private struct State {
        var assembler = BatchAssembler()
        var announcement = SchemaAnnouncement()
        var waiting: [SparkResultEvent] = []
    }

    private let handoff: ResponseHandoff
    private let state = Mutex(State())

    init(_ handoff: ResponseHandoff) {
        self.handoff = handoff
    }

    func next() async throws -> SparkResultEvent? {
        while true {
            if let event = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) { return event }
            guard let response = try await handoff.next() else { return nil }
            try state.withLock { state in
                state.waiting = try state.announcement.settled(response.events(&state.assembler))
            }
        }
    }
}

/// Holds an announced schema back until it is known to be that of the rows: Sail announces the count of a write as a
/// `bigint` and sends an unsigned integer.
private struct SchemaAnnouncement {
    private var announced: Schema?

    mutating func settled(_ events: [SparkResultEvent]) throws -> [SparkResultEvent] {
        var settled: [SparkResultEvent] = []
        for event in events {
            switch event {
            case .schema(let schema): announced = schema
            case .rows(let block):
                if let schema = announced { settled.append(.schema(try block.schema(announcedAs: schema))) }
                announced = nil
                settled.append(event)
            case .metrics, .sqlCommandResult, .resultComplete:
                if let schema = announced { settled.append(.schema(schema)) }
                announced = nil
                settled.append(event)
            }
        }
        return settled
    }
}

extension ProtoExecutePlanResponse {
    fileprivate func events(_ assembler: inout BatchAssembler) throws -> [SparkResultEvent] {
        var events: [SparkResultEvent] = []
        if hasSchema { events.append(.schema(try Schema(spark: schema))) }
        switch responseType {
        case .arrowBatch(let part):
            if let block = try assembler.add(part) { events.append(.rows(block)) }
        case .sqlCommandResult(let result): events.append(.sqlCommandResult(SparkRelation(result.relation)))
        case .resultComplete, nil: break
        }
        if hasMetrics { events.append(.metrics(metrics.metrics.map(SparkOperatorMetrics.init))) }
        if case .resultComplete = responseType {
            try assembler.finish()
            events.append(.resultComplete)
        }
        return events
    }
}

extension SparkOperatorMetrics {
    fileprivate init(_ message: ProtoExecutePlanResponse.Metrics.MetricObject) {
        name = message.name
        planID = message.planID
        parentID = message.parent
        values = message.executionMetrics.mapValues(\.value)
    }
}
