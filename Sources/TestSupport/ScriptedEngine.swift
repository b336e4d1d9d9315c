import Columns
package import QueryService
import SQLRewrite
import Synchronization

/// An engine that does what a test wrote down, and remembers what it was asked for.
package final class ScriptedEngine: QueryEngine {
    package typealias Receive = @Sendable (EngineEvent) async throws -> Void
    package typealias Script = @Sendable (Execution, Receive) async throws -> Void

    private struct State {
        var executions: [Execution] = []
        var active = 0
        var cancelled = 0
    }

    private let script: Script
    private let state = Mutex(State())

    package init(_ script: @escaping Script) { self.script = script }

    /// Gives the batches, one after the other.
    package convenience init(answering batches: [TestRows]) {
        self.init { _, receive in
            try await receive(.schema(TestRows.schema))
            for batch in batches { try await receive(.rows(batch.block())) }
        }
    }

    package var executions: [Execution] { state.withLock { $0.executions } }
    /// Runs that have not returned yet.
    package var activeCount: Int { state.withLock { $0.active } }
    /// Runs whose task had been cancelled when they returned.
    package var cancelledCount: Int { state.withLock { $0.cancelled } }

    package func execute(
        _ execution: Execution,
        receive: @escaping @Sendable (EngineEvent) async throws -> Void
    ) async throws {
        state.withLock { state in
            state.executions.append(execution)
            state.active += 1
        }
        defer {
            state.withLock { state in
                state.active -= 1
                if Task.isCancelled { state.cancelled += 1 }
            }
        }
        try await script(execution, receive)
    }

    package func explain(_ execution: Execution, mode: PlanMode) async throws -> String {
        "\(mode.rawValue) plan of \(execution.statement.sql)"
    }
}

/// Sleeps until the task is cancelled, as an engine that hangs.
package func hang() async throws -> Never {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    for await _ in stream {}
    continuation.finish()
    throw CancellationError()
}
