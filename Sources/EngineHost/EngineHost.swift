package import Logging
import ServiceLifecycle
import Synchronization

/// Runs the local query engine as a supervised, disposable child process: started on a loopback port, probed, watched for
/// its memory, replaced when it grew, restarted when it died, killed when it froze, and never outliving us.
///
/// Work takes a lease; while a replaced engine drains, old leases stay valid on it and new ones go to its successor. All
/// decisions are `EngineStateMachine`'s; this type performs them. `run()` must be running for anything to happen.
package final class EngineHost: Service, Sendable {
    let configuration: EngineHostConfiguration
    let probe: EngineProbe
    let logger: Logger
    let clock: EngineClock
    let commands: AsyncStream<Command>
    let state: Mutex<State>
    let hasRun = Atomic(false)

    /// What `run()` does for the state machine.
    enum Command: Sendable {
        case launch(generation: Int, signals: AsyncStream<EngineSignal>)
        case wake(at: Duration)
        case finish
    }

    struct State: ~Copyable {
        var machine: EngineStateMachine
        let commands: AsyncStream<Command>.Continuation
        var fates: [Int: EngineFate] = [:]
        var signals: [Int: AsyncStream<EngineSignal>.Continuation] = [:]
        var waiters: [Int: CheckedContinuation<EngineLease, any Error>] = [:]
        var observers: [Int: AsyncStream<EngineStatus>.Continuation] = [:]
        var nextID = 0
        /// The earliest time for which a `wake` is under way.
        var wakeAt: Duration?
    }

    package init(
        configuration: EngineHostConfiguration,
        logger: Logger,
        clock: EngineClock = .system,
        probe: @escaping EngineProbe
    ) {
        self.configuration = configuration
        self.probe = probe
        self.logger = logger
        self.clock = clock
        let (commands, continuation) = AsyncStream.makeStream(of: Command.self)
        self.commands = commands
        let machine = EngineStateMachine(limits: EngineLimits(configuration))
        state = Mutex(State(machine: machine, commands: continuation))
    }

    /// An engine for new work: at once when one is ready, else after at most `within` (`leaseWait` by default).
    ///
    /// Throws `EngineHostError` with `engine_unavailable`, `dependency_missing` or `shutting_down`, or `CancellationError`.
    package func lease(within limit: Duration? = nil) async throws -> EngineLease {
        if let lease = try leaseNow() { return lease }
        let limit = limit ?? configuration.leaseWait
        if let lease = try await withDeadline(limit, clock: clock, { try await self.waitForLease() }) { return lease }
        let status = status
        throw EngineHostError.notReady(within: limit, lastExit: status.lastExit, logPath: status.logPath)
    }

    /// Runs `body` with a lease. When the engine dies first, `body` is cancelled and the error is `engine_died`; an error
    /// that `body` throws because the engine died becomes that error too.
    package func withEngine<Value: Sendable>(
        within limit: Duration? = nil,
        _ body: @escaping @Sendable (EngineLease) async throws -> Value
    ) async throws -> Value {
        let lease = try await lease(within: limit)
        defer { lease.release() }
        do {
            return try await withThrowingTaskGroup(of: Value.self) { group in
                group.addTask { try await body(lease) }
                group.addTask { throw EngineHostError.engineDied(try await lease.engineDied()) }
                defer { group.cancelAll() }
                guard let value = try await group.next() else { throw CancellationError() }
                return value
            }
        } catch {
            if Task.isCancelled { abandoned(lease) }
            throw await lease.explain(error)
        }
    }

    /// What the engine does for nobody is watched from now on: if it goes on for long, the engine is replaced.
    private func abandoned(_ lease: EngineLease) {
        apply { machine, _ in
            machine.abandoned(lease.endpoint.generation)
            return []
        }
    }

    /// Replaces the engine in charge, for work that runs on in it though it was interrupted: the old one ends when its
    /// leases do. Returns at once; does nothing when a replacement is already under way.
    package func rotate(reason: String) {
        apply { $0.rotate(reason: reason, now: $1) }
    }
}

extension EngineHost {
    package var status: EngineStatus {
        state.withLock { $0.machine.status(now: clock.now()) }
    }

    /// The status now, then after each change. A reader that falls 64 behind loses the oldest.
    package func statusUpdates() -> AsyncStream<EngineStatus> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: EngineStatus.self,
            bufferingPolicy: .bufferingNewest(64)
        )
        let id = state.withLock { state in
            state.nextID += 1
            state.observers[state.nextID] = continuation
            continuation.yield(state.machine.status(now: clock.now()))
            return state.nextID
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.observers.removeValue(forKey: id) }
        }
        return stream
    }

    /// The first status that satisfies the condition. Throws `CancellationError`.
    package func waitUntil(_ condition: @Sendable (EngineStatus) -> Bool) async throws -> EngineStatus {
        for await status in statusUpdates() {
            if condition(status) { return status }
        }
        throw CancellationError()
    }
}

extension EngineHost {
    private func leaseNow() throws -> EngineLease? {
        let (answer, fate) = state.withLock { state in
            let answer = state.machine.lease(waiter: nil)
            publish(&state)
            guard case .granted(let endpoint) = answer else { return (answer, EngineFate?.none) }
            return (answer, state.fates[endpoint.generation])
        }
        switch answer {
        case .granted(let endpoint): return makeLease(endpoint, fate)
        case .refused(let error): throw error
        case .wait: return nil
        }
    }

    private func waitForLease() async throws -> EngineLease {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer = state.withLock { state in register(continuation, as: id, &state) }
                switch answer {
                case .success(let lease): continuation.resume(returning: lease)
                case .failure(let error): continuation.resume(throwing: error)
                case nil: break
                }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.machine.cancelWait(id) ? state.waiters.removeValue(forKey: id) : nil
                publish(&state)
                return waiter
            }
            waiter?.resume(throwing: CancellationError())
        }
    }

    /// Nil when the waiter must wait: its continuation is kept then.
    private func register(
        _ continuation: CheckedContinuation<EngineLease, any Error>,
        as id: Int,
        _ state: inout State
    ) -> Result<EngineLease, any Error>? {
        if Task.isCancelled { return .failure(CancellationError()) }
        defer { publish(&state) }
        switch state.machine.lease(waiter: id) {
        case .granted(let endpoint): return .success(makeLease(endpoint, state.fates[endpoint.generation]))
        case .refused(let error): return .failure(error)
        case .wait:
            state.waiters[id] = continuation
            return nil
        }
    }

    func makeLease(_ endpoint: EngineEndpoint, _ fate: EngineFate?) -> EngineLease {
        EngineLease(endpoint: endpoint, fate: fate ?? EngineFate(), clock: clock, probe: probe) { [weak self] in
            self?.apply { $0.release(endpoint.generation, now: $1) }
        }
    }

    /// Under the lock, so that observers see changes in their order; yielding never blocks or calls out.
    func publish(_ state: inout State) {
        guard !state.observers.isEmpty else { return }
        let status = state.machine.status(now: clock.now())
        for observer in state.observers.values { observer.yield(status) }
    }
}
