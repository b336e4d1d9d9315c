import LakeModel
import Logging
import ServiceLifecycle
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

extension EngineHost {
    /// Runs engines until graceful shutdown or cancellation; call it once. When it returns, no engine process is left.
    ///
    /// Throws `EngineHostError` when the state folder can't be used. An engine that does not start is no error here: it is
    /// tried again and again, and callers of `lease()` are told.
    package func run() async throws {
        guard !hasRun.exchange(true, ordering: .relaxed) else { throw EngineHostError.runTwice }
        // Whatever happens, nobody waits for an engine afterwards.
        defer { apply { $0.halt(now: $1) } }
        let folder = try EngineRunFolder.claim(in: configuration.engineFolder)
        defer { folder.removeAll() }
        if !folder.killedOrphans.isEmpty {
            logger.warning("Killed engines of an earlier run", metadata: ["pids": "\(folder.killedOrphans)"])
        }
        let log = EngineLog(path: configuration.logPath, limit: configuration.logLimit)
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                apply { $0.start(now: $1) }
                serving: for await command in commands {
                    switch command {
                    case .launch(let generation, let signals):
                        group.addTask { await self.runEngine(generation, signals, folder, log) }
                    case .wake(let deadline):
                        group.addTask { await self.wake(at: deadline) }
                    case .finish: break serving
                    }
                }
                group.cancelAll()
            }
        } onCancelOrGracefulShutdown: {
            self.apply { $0.shutdown(now: $1) }
        }
        if log.lostBytes > ByteCount(0) {
            logger.warning("Parts of the engine's log could not be written", metadata: ["bytes": "\(log.lostBytes)"])
        }
    }

    /// Lets the machine decide, then does what it decided.
    func apply(_ event: (inout EngineStateMachine, Duration) -> [EngineStateMachine.Action]) {
        let effects = state.withLock { state in
            let now = clock.now()
            if let at = state.wakeAt, at <= now { state.wakeAt = nil }
            let actions = event(&state.machine, now)
            let effects = actions.compactMap { prepare($0, &state) }
            if let deadline = state.machine.nextDeadline, deadline < state.wakeAt ?? .seconds(Int64.max / 2) {
                state.wakeAt = deadline
                state.commands.yield(.wake(at: deadline))
            }
            publish(&state)
            return effects
        }
        for effect in effects { effect() }
    }

    /// Commands and signals go out under the lock, so that they keep their order (it is only a yield into a stream); what
    /// runs other people's code is returned, to be called after it.
    private func prepare(_ action: EngineStateMachine.Action, _ state: inout State) -> (@Sendable () -> Void)? {
        switch action {
        case .launch(let generation):
            let (signals, continuation) = AsyncStream.makeStream(of: EngineSignal.self)
            state.signals[generation] = continuation
            state.fates[generation] = EngineFate()
            state.commands.yield(.launch(generation: generation, signals: signals))
            return nil
        case .signal(let generation, let signal):
            state.signals[generation]?.yield(signal)
            return nil
        case .grant(let ids, let endpoint):
            let fate = state.fates[endpoint.generation]
            let waiters = ids.compactMap { state.waiters.removeValue(forKey: $0) }
            return { for waiter in waiters { waiter.resume(returning: self.makeLease(endpoint, fate)) } }
        case .refuse(let ids, let error):
            let waiters = ids.compactMap { state.waiters.removeValue(forKey: $0) }
            return { for waiter in waiters { waiter.resume(throwing: error) } }
        case .announce(let exit):
            state.signals.removeValue(forKey: exit.generation)?.finish()
            let fate = state.fates.removeValue(forKey: exit.generation)
            return { fate?.settle(exit) }
        case .note(let note):
            return { self.log(note) }
        case .finish:
            state.commands.yield(.finish)
            return nil
        }
    }

    private func wake(at deadline: Duration) async {
        while clock.now() < deadline {
            guard (try? await clock.sleep(deadline - clock.now())) != nil else { return }
        }
        apply { $0.tick(now: $1) }
    }

    private func runEngine(
        _ generation: Int,
        _ signals: AsyncStream<EngineSignal>,
        _ runFolder: EngineRunFolder,
        _ log: EngineLog
    ) async {
        let cause: EngineExit.Cause
        do {
            let folder = try runFolder.prepare(generation: generation)
            let process = EngineProcess(
                executable: configuration.executable,
                environment: configuration.environment(
                    from: Self.inheritedEnvironment,
                    temporaryFolder: folder + "/tmp"
                ),
                folder: folder,
                log: log
            )
            cause = await process.run(
                signals: signals,
                onEvent: { self.handle($0, of: generation, runFolder, log) },
                watch: { await self.watch(generation, pid: $0) }
            )
        } catch {
            cause = .launchFailed(error.message)
        }
        log.write(line: "tideline: engine \(generation) \(cause)")
        runFolder.remove(generation: generation)
        apply { $0.exited(generation, cause: cause, now: $1) }
    }

    private func handle(
        _ event: EngineProcess.Event,
        of generation: Int,
        _ folder: EngineRunFolder,
        _ log: EngineLog
    ) {
        switch event {
        case .launched(let pid):
            log.write(line: "tideline: engine \(generation) is process \(pid)")
            do {
                try folder.record(generation: generation, pid: pid)
            } catch {
                logger.warning("Could not record the engine's process", metadata: ["error": "\(error)"])
            }
            apply { machine, _ in
                machine.launched(generation, pid: pid)
                return []
            }
        case .listening(let port):
            apply { machine, _ in
                machine.listening(generation, port: port)
                return []
            }
        }
    }

    private func log(_ note: EngineStateMachine.Note) {
        switch note {
        case .ready(let generation):
            let status = status
            logger.info(
                "Engine ready",
                metadata: [
                    "generation": "\(generation)", "pid": "\(status.pid ?? 0)", "port": "\(status.port ?? 0)",
                    "version": "\(status.version?.text ?? "")",
                ]
            )
        case .ended(let exit) where exit.isPlanned:
            logger.debug("Engine ended", metadata: ["exit": "\(exit)"])
        case .ended(let exit):
            logger.error("Engine ended", metadata: ["exit": "\(exit)", "log": "\(configuration.logPath)"])
        case .retrying(let wait, let failures):
            logger.notice("Engine restarts", metadata: ["after": "\(wait)", "failures": "\(failures)"])
        case .rotating(let from, let to, let reason):
            logger.info(
                "Engine is being replaced",
                metadata: ["from": "\(from)", "to": "\(to)", "reason": "\(reason)"]
            )
        case .rotated(let from, let to, let leases):
            logger.info("Engine replaced", metadata: ["from": "\(from)", "to": "\(to)", "leases": "\(leases)"])
        case .rotationFailed(let exit):
            logger.warning("Engine could not be replaced", metadata: ["exit": "\(exit)"])
        }
    }
}
