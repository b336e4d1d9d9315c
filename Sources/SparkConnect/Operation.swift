internal import GRPCCore
internal import LakeModel
internal import SwiftProtobuf
internal import Synchronization

/// One execution on the engine, over as many streams as the connection makes necessary.
final class Operation: Sendable {
    let id: String
    private let session: SparkSession
    private let request: ProtoExecutePlanRequest
    private let sql: String?
    private let state: Mutex<ReattachState>

    init(_ plan: SparkPlan, id: String, tags: [String], in session: SparkSession) {
        self.id = id
        self.session = session
        sql = plan.sql
        state = Mutex(ReattachState(isRepeatable: plan.isRepeatable))
        request = .with {
            session.identify(&$0)
            $0.operationID = id
            $0.plan = plan.message
            $0.tags = tags
            $0.requestOptions = [
                .with { $0.reattachOptions.reattachable = true },
                .with { $0.resultChunkingOptions.allowArrowBatchChunking = true },
            ]
        }
    }

    /// True when the engine has nothing left to do for this operation but to forget it.
    var isComplete: Bool { state.withLock { $0.isComplete } }

    /// Reads the answer to its end and hands each response on; errors reach the consumer through the hand-off.
    func read(into handoff: ResponseHandoff) async {
        do {
            var ending = await execute(into: handoff)
            while true {
                switch state.withLock({ $0.ended(ending) }) {
                case .finish: return handoff.finish()
                case .fail(let error): throw error
                case .reattach(let responseID, let pause):
                    try await session.client.pause(pause)
                    ending = await reattach(after: responseID, into: handoff)
                case .executeAgain(let pause):
                    try await session.client.pause(pause)
                    ending = await execute(into: handoff)
                }
            }
        } catch {
            handoff.finish(throwing: error)
        }
    }

    private func execute(into handoff: ResponseHandoff) async -> ReattachState.Ending {
        await ending {
            try await session.client.service.executePlan(
                request,
                metadata: session.client.metadata,
                options: session.client.options()
            ) { [self] in try await pass($0, to: handoff) }
        }
    }

    private func reattach(after responseID: String?, into handoff: ResponseHandoff) async -> ReattachState.Ending {
        let request = ProtoReattachExecuteRequest.with {
            session.identify(&$0)
            $0.operationID = id
            if let responseID { $0.lastResponseID = responseID }
        }
        return await ending {
            try await session.client.service.reattachExecute(
                request,
                metadata: session.client.metadata,
                options: session.client.options()
            ) { [self] in try await pass($0, to: handoff) }
        }
    }

    private func pass(
        _ stream: StreamingClientResponse<ProtoExecutePlanResponse>,
        to handoff: ResponseHandoff
    ) async throws {
        var unreleased = 0
        for try await response in stream.messages {
            try session.check(sessionID: response.sessionID, serverSideID: response.serverSideSessionID)
            switch state.withLock({ $0.received(response) }) {
            case .new: guard await handoff.send(response) else { throw CancellationError() }
            case .known: continue
            case .gap: throw ReattachState.lost
            }
            unreleased += response.arrowBatch.data.count
            if unreleased >= Self.releaseInterval {
                unreleased = 0
                if let taken = state.withLock({ $0.previousResponseID }) {
                    session.release(operationID: id, until: taken)
                }
            }
        }
    }

    /// After so many bytes the engine is told that it may forget the responses that have been taken.
    private static let releaseInterval = 4 << 20

    private func ending(of stream: () async throws -> Void) async -> ReattachState.Ending {
        do {
            try await stream()
            return .closed
        } catch let error as RPCError {
            return await session.ending(of: error, sql: sql)
        } catch let error as SparkConnectError {
            return .failed(error)
        } catch {
            return .failed(SparkConnectError(.queryCancelled, "The query was cancelled."))
        }
    }
}
