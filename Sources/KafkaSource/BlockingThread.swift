import Dispatch
import Synchronization

/// A thread for calls that block, one after the other in the order they came, so that they never hold one of the few
/// threads that run Swift's tasks.
final class BlockingThread: Sendable {
    private let queue: DispatchQueue
    private let waiting = Atomic<Int>(0)

    init(_ label: String) { queue = DispatchQueue(label: "tideline.kafka.\(label)") }

    /// Somebody waits for the call that is under way: it should end soon.
    var isAwaited: Bool { waiting.load(ordering: .acquiring) > 0 }

    func submit(_ work: @escaping @Sendable () -> Void) {
        waiting.add(1, ordering: .acquiringAndReleasing)
        queue.async {
            self.waiting.subtract(1, ordering: .acquiringAndReleasing)
            work()
        }
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
