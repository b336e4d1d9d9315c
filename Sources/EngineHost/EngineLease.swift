import Synchronization

/// The right to use one engine process. As long as it is held, a replaced engine stays alive for it (up to the drain
/// deadline); it does not keep an engine from dying.
package final class EngineLease: Sendable {
    package let endpoint: EngineEndpoint
    private let fate: EngineFate
    private let clock: EngineClock
    private let probe: EngineProbe
    private let onRelease: @Sendable () -> Void
    private let released = Atomic(false)

    init(
        endpoint: EngineEndpoint,
        fate: EngineFate,
        clock: EngineClock,
        probe: @escaping EngineProbe,
        onRelease: @escaping @Sendable () -> Void
    ) {
        self.endpoint = endpoint
        self.fate = fate
        self.clock = clock
        self.probe = probe
        self.onRelease = onRelease
    }

    deinit { release() }

    /// May be called any number of times.
    package func release() {
        guard !released.exchange(true, ordering: .acquiringAndReleasing) else { return }
        onRelease()
    }

    /// Say so whenever the engine sent something: an engine that streams to us is busy, not frozen. One atomic store.
    package func noteActivity() { fate.noteActivity() }

    /// How the engine ended; nil while it lives.
    package var death: EngineExit? { fate.exit }

    /// Waits for the engine's end. Throws `CancellationError`.
    package func engineDied() async throws -> EngineExit { try await fate.wait() }

    /// The error to show for a call that failed: `engine_died` if the engine is dead, else the same error.
    ///
    /// A dying process breaks its connections before anybody can see its exit, so an engine that is not known to be dead
    /// is asked: if it answers, the error stands; if not, its exit is waited for, 2 s at most.
    package func explain(_ error: any Error) async -> any Error {
        if let exit = death { return EngineHostError.engineDied(exit) }
        if error is CancellationError || error is EngineHostError { return error }
        if LoopbackPort.accepts(endpoint.port), await answers() { return error }
        let exit = try? await withDeadline(.seconds(2), clock: clock) { try await self.fate.wait() }
        return exit.map(EngineHostError.engineDied) ?? error
    }

    private func answers() async -> Bool {
        let answer = try? await withDeadline(.seconds(2), clock: clock) { try await self.probe(self.endpoint) }
        return answer ?? nil != nil
    }
}

/// Runs `operation` and cancels it at the deadline. Nil when the deadline came first. Returns only when the operation has
/// ended, so it must honour cancellation.
func withDeadline<Value: Sendable>(
    _ limit: Duration,
    clock: EngineClock,
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await clock.sleep(limit)
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}
