import Ingest
import Synchronization

/// A clock on which waiting moves the time, so that nobody waits.
final class TestClock: Sendable {
    private let state = Mutex((elapsed: Duration.zero, random: UInt64(88_172_645_463_325_252)))

    /// 2026-01-01 22:00 UTC, in microseconds.
    static let start: Int64 = 1_767_304_800_000_000

    /// Waits of this length and beyond do not end by themselves.
    static let forever = Duration.seconds(1_000_000_000)

    var elapsed: Duration { state.withLock { $0.elapsed } }

    func advance(by time: Duration) { state.withLock { $0.elapsed += time } }

    var clock: IngestClock {
        IngestClock(
            wall: {
                let elapsed = self.elapsed.components
                return Self.start + elapsed.seconds * 1_000_000 + elapsed.attoseconds / 1_000_000_000_000
            },
            elapsed: { self.elapsed },
            sleep: { time in
                try Task.checkCancellation()
                if time >= Self.forever {
                    for await _ in AsyncStream<Void>(Void.self, { _ in }) {}
                    throw CancellationError()
                }
                self.state.withLock { $0.elapsed += time }
                await Task.yield()
            },
            random: {
                self.state.withLock { state in
                    state.random ^= state.random << 13
                    state.random ^= state.random >> 7
                    state.random ^= state.random << 17
                    return state.random
                }
            }
        )
    }
}
