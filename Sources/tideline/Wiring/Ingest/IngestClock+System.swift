import FoundationEssentials
import Ingest

extension IngestClock {
    /// The machine's clocks and randomness.
    static var system: IngestClock {
        let start = ContinuousClock.now
        return IngestClock(
            wall: { Int64(Date().timeIntervalSince1970 * 1_000_000) },
            elapsed: { start.duration(to: .now) },
            sleep: { try await ContinuousClock().sleep(for: $0) },
            random: {
                var generator = SystemRandomNumberGenerator()
                return generator.next()
            }
        )
    }
}
