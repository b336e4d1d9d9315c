import AsyncAlgorithms
import Columns
import LakeModel
import SQLRewrite

/// One statement on its way down the READ line. Used by one task.
final class QueryRun {
    private let service: QueryService
    private let request: QueryRequest
    private(set) var record: QueryRecord
    private let started: ContinuousClock.Instant
    private let planner: QueryPlanner

    init(service: QueryService, request: QueryRequest, record: QueryRecord) {
        self.service = service
        self.request = request
        self.record = record
        planner = QueryPlanner(service: service, request: request, id: record.id)
        started = .now
    }

    func outcome(
        cancellation: AsyncStream<Void>,
        onStop: @escaping @Sendable (any Error) -> Void,
        receive: ((ResultEvent) async throws -> Void)?
    ) async -> Result<QueryRecord, any Error> {
        var failure: (any DescribedError)?
        do {
            let plan = try await planner.plan()
            note(plan)
            record.timings.planned = started.duration(to: .now)
            try await stream(plan, cancellation: cancellation, onStop: onStop, receive: receive)
        } catch {
            failure = described(error)
        }
        finish(failure)
        if let failure { return .failure(failure) }
        return .success(record)
    }

    func explain(_ mode: PlanMode) async throws -> String {
        let plan = try await planner.plan()
        do {
            return try await service.withSource(of: request) {
                try await service.engine.explain(plan.execution, mode: mode)
            }
        } catch {
            throw await located(described(error), in: plan)
        }
    }

    // MARK: execute → stream

    /// The engine fills a channel that holds one event, and waits while the spool and the receiver work.
    private func stream(
        _ plan: QueryPlanner.Plan,
        cancellation: AsyncStream<Void>,
        onStop: @escaping @Sendable (any Error) -> Void,
        receive: ((ResultEvent) async throws -> Void)?
    ) async throws {
        let events = AsyncThrowingChannel<RunEvent, any Error>()
        let (service, planner, id) = (service, planner, record.id)
        let timeout = request.timeout ?? service.configuration.timeout
        try await receive?(.started(id, tables: record.tables))
        let stopping: @Sendable (any Error) -> Void = { error in
            events.fail(error)
            onStop(error)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await service.stopping(on: cancellation, of: id, after: timeout, onStop: stopping) {
                        try await service.admission.withPlace {
                            try await service.execute(plan, by: planner) { event in
                                await events.send(event)
                                try Task.checkCancellation()
                            }
                        }
                    }
                    events.finish()
                } catch { events.fail(error) }
            }
            defer { group.cancelAll() }
            var current = plan
            do { try await consume(events, plan: &current, receive: receive) } catch {
                throw await located(described(error), in: current)
            }
        }
    }

    private func consume(
        _ events: AsyncThrowingChannel<RunEvent, any Error>,
        plan: inout QueryPlanner.Plan,
        receive: ((ResultEvent) async throws -> Void)?
    ) async throws {
        var spooling: SpoolWriter?
        do {
            loop: for try await event in events {
                switch event {
                case .planned(let again):
                    plan = again
                    note(again)
                case .engine(.schema(let schema)):
                    guard spooling == nil else { continue }
                    if request.isKept { spooling = try await service.spool.begin(record.id, schema: schema) }
                    try await receive?(.schema(schema))
                case .engine(.rows(let block)):
                    for wanted in try trimmed(block) {
                        guard try await deliver(wanted, to: &spooling, receive: receive) else { break loop }
                    }
                    if record.truncated { break loop }
                }
            }
            try Task.checkCancellation()
            spooling?.finish()
        } catch {
            spooling?.discard()
            throw error
        }
    }

    /// Spools and hands over at the same time. Returns false when the rest of the result is not wanted: the spool has
    /// no room and nobody else takes the rows.
    private func deliver(
        _ block: RowBlock,
        to spooling: inout SpoolWriter?,
        receive: ((ResultEvent) async throws -> Void)?
    ) async throws -> Bool {
        noteProgress(block)
        guard let writer = spooling else {
            try await receive?(.rows(block))
            return true
        }
        async let stored = writer.append(block)
        try await receive?(.rows(block))
        if try await stored { return true }
        record.truncated = record.truncated || receive == nil
        guard receive != nil else {
            record.rowCount -= Int64(block.rowCount)
            return false
        }
        writer.discard()
        spooling = nil
        return true
    }

    private func trimmed(_ block: RowBlock) throws -> [RowBlock] {
        guard let limit = request.limit else { return [block] }
        let room = Int64(max(limit, 0)) - record.rowCount
        guard Int64(block.rowCount) > room else { return [block] }
        record.truncated = true
        return try block.prefix(Int(max(room, 0)))
    }

    // MARK: the record

    private func note(_ plan: QueryPlanner.Plan) {
        record.tables = plan.execution.statement.reads
        service.running.update(record)
    }

    private func noteProgress(_ block: RowBlock) {
        if record.timings.firstBatch == nil { record.timings.firstBatch = started.duration(to: .now) }
        record.rowCount += Int64(block.rowCount)
        record.resultBytes = record.resultBytes + ByteCount(block.byteSize)
        service.running.update(record)
    }

    private func finish(_ failure: (any DescribedError)?) {
        record.timings.finished = started.duration(to: .now)
        record.state = failure == nil ? .succeeded : failure?.code == .queryCancelled ? .cancelled : .failed
        record.errorCode = failure?.code.rawValue
        record.errorMessage = failure?.message
        record.errorPosition = failure?.position
    }

    private func described(_ error: any Error) -> any DescribedError {
        if error is CancellationError { return QueryServiceError.cancelled(record.id) }
        if let error = error as? any DescribedError { return error }
        if let error = error as? ColumnsError, error.code == .invalidArrowData {
            return QueryServiceError.corrupt(error)
        }
        return QueryServiceError(
            code: .internalError,
            message: "The query failed inside Tideline: \(error)",
            cause: error
        )
    }

    /// The engine speaks of the text that it got; people of the text that they wrote.
    private func located(_ error: any DescribedError, in plan: QueryPlanner.Plan) async -> any DescribedError {
        if error.code == .tableNotFound, let missing = plan.unresolved.first {
            return await notFound(missing, cause: error)
        }
        guard let position = error.position, !(error is QueryServiceError) else { return error }
        let own = plan.execution.statement.originalPosition(ofLine: position.line, column: position.column)
        return QueryServiceError(code: error.code, message: error.message, position: own, cause: error)
    }

    /// The engine says no more than that a name is unknown; the lake can say where it stands and what is like it.
    private func notFound(
        _ missing: QueryPlanner.Unresolved,
        cause: any Error
    ) async -> QueryServiceError {
        let known = (try? await service.tables.all()) ?? []
        let nearest = NameDistance.nearest(to: missing.name, among: known.map(\.name))
        let advice = nearest.map { "Did you mean \($0)?" } ?? "GET /api/tables lists the tables."
        return QueryServiceError(
            code: .tableNotFound,
            message: "There is no table or view \(missing.name). \(advice)",
            position: missing.position,
            cause: cause
        )
    }
}
