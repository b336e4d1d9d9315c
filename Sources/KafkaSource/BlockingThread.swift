import Dispatch
import Foundation
import Synchronization

/// A thread for calls that block, one after the other in the order they came, so that they never hold one of the few
/// threads that run Swift's tasks.
///
/// It is always the same thread, from the first call until this is let go: what a reader allocates then stays in one arena
/// of the allocator instead of being spread over those of a pool's threads.
final class BlockingThread: Sendable {
    private struct State {
        /// nil where a job was taken, so that nothing it holds outlives it.
        var jobs: [(@Sendable () -> Void)?] = []
        var taken = 0
        var isStarted = false
        var isOver = false
    }

    /// What the thread holds, so that it doesn't keep the `BlockingThread` alive.
    private final class Inbox: Sendable {
        let state = Mutex(State())
        let filled = DispatchSemaphore(value: 0)

        /// Waits for a job; nil when none will come.
        func next() -> (@Sendable () -> Void)? {
            while true {
                let (job, isOver) = state.withLock { state -> ((@Sendable () -> Void)?, Bool) in
                    guard state.taken < state.jobs.count else {
                        state.jobs.removeAll()
                        state.taken = 0
                        return (nil, state.isOver)
                    }
                    let job = state.jobs[state.taken]
                    state.jobs[state.taken] = nil
                    state.taken += 1
                    return (job, false)
                }
                if let job { return job }
                if isOver { return nil }
                filled.wait()
            }
        }
    }

    private let inbox = Inbox()
    private let name: String

    init(_ name: String) { self.name = name }

    deinit {
        inbox.state.withLock { $0.isOver = true }
        inbox.filled.signal()
    }

    /// Somebody waits for the call that is under way: it should end soon.
    var isAwaited: Bool { inbox.state.withLock { $0.taken < $0.jobs.count } }

    func submit(_ work: @escaping @Sendable () -> Void) {
        let starts = inbox.state.withLock { state in
            state.jobs.append(work)
            defer { state.isStarted = true }
            return !state.isStarted
        }
        if starts { start() } else { inbox.filled.signal() }
    }

    private func start() {
        let thread = Thread { [inbox] in
            while let job = inbox.next() { job() }
        }
        thread.name = "kafka-\(name)"
        thread.start()
    }

    /// - Parameter interrupt: makes the call that is under way look at `isAwaited`; called when it is true.
    func run<Value: Sendable>(
        interrupting interrupt: () -> Void = {},
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            submit { continuation.resume(with: Result(catching: work)) }
            interrupt()
        }
    }
}
