/// The clocks, the waiting and the randomness of the line, so that tests need none of them to be real.
package struct IngestClock: Sendable {
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    package let wall: @Sendable () -> Int64
    /// Time since some moment, never set back.
    package let elapsed: @Sendable () -> Duration
    package let sleep: @Sendable (Duration) async throws -> Void
    /// 64 uniformly random bits.
    package let random: @Sendable () -> UInt64

    package init(
        wall: @escaping @Sendable () -> Int64,
        elapsed: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.wall = wall
        self.elapsed = elapsed
        self.sleep = sleep
        self.random = random
    }
}

/// How long to wait before something is tried again: twice as long each time up to a bound, of which a random part is
/// taken, so that those who failed together do not come back together.
struct RetryPause {
    private static let first = Duration.milliseconds(100)
    private static let bound = Duration.seconds(30)

    let random: @Sendable () -> UInt64

    /// - Parameter failures: 1 for the wait after the first one.
    func callAsFunction(after failures: Int) -> Duration {
        let longest = min(Self.first * (1 << min(max(failures, 1) - 1, 12)), Self.bound)
        // The upper 53 bits as a fraction of one.
        return longest * (0.5 + 0.5 * Double(random() >> 11) / Double(1 << 53))
    }
}
