/// Where one engine process answers, on loopback only.
///
/// `generation` counts the processes of this host and is never used twice: what lives inside an engine (sessions, views)
/// is gone with it, so caches of such things are keyed by it.
package struct EngineEndpoint: Hashable, Sendable {
    package let host: String
    package let port: Int
    package let generation: Int

    package init(host: String, port: Int, generation: Int) {
        self.host = host
        self.port = port
        self.generation = generation
    }
}

/// The version as the engine tells it.
package struct EngineVersion: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }
}

/// Asks an engine for its version: proof that it serves requests. Throwing means that it did not answer.
///
/// It runs every few seconds, so it must parse no SQL (the engine keeps memory for each parsed text), and use one
/// session id for all its calls. It must end soon after its task is cancelled: that is how it is timed out.
package typealias EngineProbe = @Sendable (EngineEndpoint) async throws -> EngineVersion

/// The monotonic time of a host: both are injected, so that tests can hold the hands.
package struct EngineClock: Sendable {
    /// Time since an origin that only this clock knows.
    package let now: @Sendable () -> Duration
    /// Throws `CancellationError`.
    package let sleep: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// Stands still while the machine sleeps, so that a laptop that wakes up does not find every deadline missed.
    package static var system: Self {
        let clock = SuspendingClock()
        let origin = clock.now
        return Self(now: { clock.now - origin }, sleep: { try await clock.sleep(for: $0) })
    }
}
