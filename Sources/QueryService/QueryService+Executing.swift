import LakeModel
import SQLRewrite
import Synchronization

/// What a run's consumer is told while the engine works.
enum RunEvent: Sendable {
    /// The statement was planned again, with the tables as they are now.
    case planned(QueryPlanner.Plan)
    case engine(EngineEvent)
}

extension QueryService {
    /// Runs the plan. A statement that writes holds its tables' leases, is planned under them, and is planned and run again
    /// when another writer of the table won the race: the engine gives up at the first conflict, having changed nothing,
    /// and a statement that reads what it writes must read what is there now.
    func execute(
        _ plan: QueryPlanner.Plan,
        by planner: QueryPlanner,
        receive: @escaping @Sendable (RunEvent) async throws -> Void
    ) async throws {
        let statement = plan.execution.statement
        let writes = statement.kind.changesData ? statement.writes : []
        guard !writes.isEmpty else {
            return try await withSource(of: planner.request) {
                try await engine.execute(plan.execution) { try await receive(.engine($0)) }
            }
        }
        try await tables.withLeases(on: writes) { [self] in
            let rows = RowMark()
            for attempt in 1...Self.commitAttempts {
                let fresh = try await planner.plan()
                try await receive(.planned(fresh))
                do {
                    return try await engine.execute(fresh.execution) { event in
                        rows.note(event)
                        try await receive(.engine(event))
                    }
                } catch let error as any DescribedError {
                    guard error.code == .commitConflict, !rows.haveCome, attempt < Self.commitAttempts else {
                        throw error
                    }
                    try Task.checkCancellation()
                }
            }
        }
    }

    private static var commitAttempts: Int { 8 }

    /// Cancels `work` at the wish to stop and at the time-out, also while nobody takes the rows that it gives.
    /// `onStop` is called with the reason before the work has ended.
    func stopping(
        on cancellation: AsyncStream<Void>,
        of id: QueryID,
        after timeout: Duration,
        onStop: @escaping @Sendable (any Error) -> Void,
        _ work: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { [environment] group in
            group.addTask { try await work() }
            group.addTask {
                for await _ in cancellation {
                    onStop(QueryServiceError.cancelled(id))
                    throw QueryServiceError.cancelled(id)
                }
                throw CancellationError()
            }
            group.addTask {
                try await environment.clock.sleep(for: timeout)
                onStop(QueryServiceError.timedOut(after: timeout))
                throw QueryServiceError.timedOut(after: timeout)
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

/// Remembers whether a statement has given rows, after which it must not run again.
private final class RowMark: Sendable {
    private let came = Mutex(false)

    var haveCome: Bool { came.withLock { $0 } }

    func note(_ event: EngineEvent) {
        if case .rows = event { came.withLock { $0 = true } }
    }
}
