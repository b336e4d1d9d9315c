/// How long to wait before a commit is tried again: twice as long each time up to a bound, of which a random part is
/// taken, so that writers who met once do not meet again.
struct CommitBackoff {
    private static let first: Duration = .milliseconds(4)
    private static let bound: Duration = .milliseconds(250)

    let random: @Sendable () -> UInt64

    /// - Parameter attempt: 1 for the wait after the first failure.
    func pause(after attempt: Int) -> Duration {
        let doublings = min(max(attempt, 1) - 1, 10)
        let longest = min(Self.first * (1 << doublings), Self.bound)
        // The upper 53 bits as a fraction of one.
        let fraction = Double(random() >> 11) / Double(1 << 53)
        return longest * (0.25 + 0.75 * fraction)
    }
}
