import LakeStore
import Synchronization

/// A clock that stands still until told otherwise, and waits that only count.
final class TestClock: Sendable {
    private let state: Mutex<(now: Int64, pauses: [Duration])>
    private let random: SharedRandom

    init(now: Int64 = 1_767_225_600_000, seed: UInt64 = 1) {
        state = Mutex((now, []))
        random = SharedRandom(seed: seed)
    }

    var pauses: [Duration] { state.withLock { $0.pauses } }

    func advance(by milliseconds: Int64) { state.withLock { $0.now += milliseconds } }

    var environment: StoreEnvironment {
        StoreEnvironment(
            now: { self.state.withLock { $0.now } },
            sleep: { pause in
                self.state.withLock { $0.pauses.append(pause) }
                await Task.yield()
            },
            random: { self.random.next() }
        )
    }
}
