import Synchronization

/// Keeps work to a share of one core: what rests after each step, and how long.
struct PaceState: Sendable {
    /// Of one core, above 0 and up to 1.
    var share: Double
    /// The longest rest at once, so that a slow step (a disk that hangs) does not stop the work for as long again.
    var longestRest: Duration = .seconds(2)

    /// How long to rest after so much work.
    func rest(after work: Duration) -> Duration {
        guard work > .zero, share < 1.0 else { return .zero }
        return min(work * (1 / max(share, 0.01) - 1), longestRest)
    }
}

/// The pauses of one job.
final class Pace: Sendable {
    private let state: PaceState
    private let clock: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration
    private let resumed: Mutex<Duration>

    init(_ state: PaceState, clock: some Clock<Duration>) {
        self.state = state
        self.clock = clock
        elapsed = Self.stopwatch(clock)
        resumed = Mutex(.zero)
    }

    /// To be awaited after each step of the work. Throws when the task was cancelled.
    func pause() async throws {
        try Task.checkCancellation()
        let work = elapsed() - resumed.withLock { $0 }
        let rest = state.rest(after: work)
        if rest > .zero { try await clock.sleep(for: rest) }
        resumed.withLock { $0 = elapsed() }
    }

    private static func stopwatch<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
