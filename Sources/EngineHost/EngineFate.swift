import Synchronization

/// The end of one engine process, for everybody who depends on it, and its signs of life in between.
final class EngineFate: Sendable {
    private struct State {
        var exit: EngineExit?
        var waiters: [Int: CheckedContinuation<EngineExit, any Error>] = [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())
    private let activity = Atomic(false)

    var exit: EngineExit? { state.withLock { $0.exit } }

    func noteActivity() { activity.store(true, ordering: .relaxed) }

    /// Whether there was activity since the last call.
    func takeActivity() -> Bool { activity.exchange(false, ordering: .relaxed) }

    func settle(_ exit: EngineExit) {
        let waiters = state.withLock { state in
            guard state.exit == nil else { return [CheckedContinuation<EngineExit, any Error>]() }
            state.exit = exit
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: exit) }
    }

    /// Throws `CancellationError` when the task is cancelled first.
    func wait() async throws -> EngineExit {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<EngineExit, any Error>? = state.withLock { state in
                    if let exit = state.exit { return .success(exit) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[id] = continuation
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.resume(throwing: CancellationError())
        }
    }
}
