import Dispatch
import Synchronization

/// Threads for calls that block, so that they never hold one of the few threads that run Swift's tasks.
///
/// At most `width` calls run at a time; the others wait in the order they came.
final class BlockingPool: Sendable {
    private struct State {
        var running = 0
        /// nil where a job was taken, so that nothing it holds outlives it.
        var waiting: [(@Sendable () -> Void)?] = []
        var next = 0

        /// The job that has waited longest; the array is cut when half of it is spent, so each job costs O(1).
        mutating func take() -> (@Sendable () -> Void)? {
            guard next < waiting.count else {
                waiting.removeAll(keepingCapacity: true)
                next = 0
                running -= 1
                return nil
            }
            if next > 64, next * 2 > waiting.count {
                waiting.removeFirst(next)
                next = 0
            }
            let job = waiting[next]
            waiting[next] = nil
            next += 1
            return job
        }
    }

    static let shared = BlockingPool(width: 16)

    private let width: Int
    private let queue = DispatchQueue(label: "tideline.lakestore.blocking", attributes: .concurrent)
    private let state = Mutex(State())

    init(width: Int) { self.width = width }

    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            submit { continuation.resume(with: Result(catching: work)) }
        }
    }

    private func submit(_ job: @escaping @Sendable () -> Void) {
        let startsWorker = state.withLock { state in
            state.waiting.append(job)
            guard state.running < width else { return false }
            state.running += 1
            return true
        }
        if startsWorker { queue.async { self.work() } }
    }

    private func work() {
        while let job = state.withLock({ $0.take() }) { job() }
    }
}
