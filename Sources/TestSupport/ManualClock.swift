import Synchronization

/// A clock that stands still until a test moves it. Sleepers wake when their time has come, or when they are cancelled.
package final class ManualClock: Clock, Sendable {
    package struct Instant: InstantProtocol {
        package let offset: Swift.Duration

        package func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now = Instant(offset: .zero)
        var next = 0
        var sleepers: [Int: (deadline: Instant, wake: AsyncStream<Void>.Continuation)] = [:]
    }

    private let state = Mutex(State())
    private let arrivals = AsyncStream.makeStream(of: Void.self)

    package init() {}

    package var now: Instant { state.withLock { $0.now } }
    package var minimumResolution: Swift.Duration { .nanoseconds(1) }

    /// Those who sleep now.
    package var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    package func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        let (stream, wake) = AsyncStream.makeStream(of: Void.self)
        let key: Int? = state.withLock { state in
            guard deadline > state.now else { return nil }
            state.next += 1
            state.sleepers[state.next] = (deadline, wake)
            return state.next
        }
        arrivals.continuation.yield()
        guard let key else { return }
        for await _ in stream {}
        state.withLock { $0.sleepers[key] = nil }
        try Task.checkCancellation()
    }

    /// Returns once somebody has gone to sleep since the last call; for one waiter at a time.
    package func waitForSleeper() async {
        for await _ in arrivals.stream { return }
    }

    package func advance(by duration: Swift.Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            return state.sleepers.values.filter { $0.deadline <= state.now }
        }
        for sleeper in woken { sleeper.wake.finish() }
    }
}
