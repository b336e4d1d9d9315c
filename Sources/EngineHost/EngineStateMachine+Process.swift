package import LakeModel

/// What the processes do, and what time does to them.
extension EngineStateMachine {
    package mutating func start(now: Duration) -> [Action] {
        guard life == .notStarted else { return [] }
        life = .running
        stateSince = now
        let generation = launch(now: now)
        current = generation
        return [.launch(generation: generation)]
    }

    package mutating func launched(_ generation: Int, pid: Int32) {
        engines[generation]?.pid = pid
    }

    package mutating func listening(_ generation: Int, port: Int) {
        engines[generation]?.port = port
    }

    /// The engine answered a probe: the first answer makes it ready.
    package mutating func answered(_ generation: Int, version: EngineVersion, now: Duration) -> [Action] {
        guard var engine = engines[generation] else { return [] }
        engine.misses = 0
        engine.version = version
        let isFirst = if case .starting = engine.phase { true } else { false }
        if isFirst {
            engine.phase = .ready(since: now)
            engine.readySince = now
        }
        engines[generation] = engine
        guard isFirst else { return [] }
        failedStarts = 0
        var actions: [Action] = [.note(.ready(generation: generation))]
        if generation == successor { actions += promoteSuccessor(now: now) }
        if generation == current { stateSince = now }
        return actions + grantWaiters()
    }

    /// A probe went unanswered; one that starts has its own deadline for that. Enough of them in a row, and an engine that
    /// does nothing is frozen and killed. One that works hard (all threads that serve are held by users' joins) will answer
    /// some day: it gets a successor for new work and may finish what it has.
    package mutating func missedProbe(_ generation: Int, isBusy: Bool, now: Duration) -> [Action] {
        guard let engine = engines[generation], engine.isReady || engine.isDraining else { return [] }
        engines[generation]?.misses += 1
        guard engine.misses + 1 >= limits.missesUntilFrozen else { return [] }
        guard isBusy else { return kill(generation, cause: .frozen) }
        guard generation == current else { return [] }
        return rotate(reason: "it is too busy to answer", now: now)
    }

    package mutating func measured(_ generation: Int, residentMemory: ByteCount, now: Duration) -> [Action] {
        guard let engine = engines[generation] else { return [] }
        engines[generation]?.residentMemory = residentMemory
        if residentMemory > limits.memoryLimit { return kill(generation, cause: .memoryLimit(residentMemory)) }
        let isDue =
            generation == current && engine.isReady && residentMemory >= limits.rotateAt && now >= rotationNotBefore
            && !engines.values.contains(where: \.isDraining)
        return isDue ? beginRotation(reason: "it uses \(residentMemory) of memory", now: now) : []
    }

    package mutating func exited(_ generation: Int, cause: EngineExit.Cause, now: Duration) -> [Action] {
        guard let engine = engines.removeValue(forKey: generation) else { return [] }
        let exit = EngineExit(
            generation: generation,
            cause: engine.endCause ?? (life == .stopping ? .stopped : cause),
            uptime: now - engine.launchedAt
        )
        var actions: [Action] = [.announce(exit), .note(.ended(exit))]
        if !exit.isPlanned { lastExit = exit }
        if life == .stopping {
            if engines.isEmpty { actions += finish(now: now) }
        } else if generation == successor {
            successor = nil
            rotationNotBefore = now + limits.rotationCooldown
            actions.append(.note(.rotationFailed(exit)))
        } else if generation == current {
            actions += replaceDead(engine, exit, now: now)
        }
        return actions
    }

    package mutating func tick(now: Duration) -> [Action] {
        var actions: [Action] = []
        for (generation, engine) in engines.sorted(by: { $0.key < $1.key }) {
            guard let deadline = engine.deadline, deadline <= now else { continue }
            switch engine.phase {
            case .starting: actions += kill(generation, cause: .startTimedOut)
            case .draining: actions += kill(generation, cause: life == .stopping ? .stopped : .drainDeadline)
            case .ending: actions += kill(generation, cause: .stopped)
            case .ready: break
            }
        }
        if let at = restartAt, at <= now, life == .running {
            restartAt = nil
            restarts += 1
            let generation = launch(now: now)
            current = generation
            stateSince = now
            actions.append(.launch(generation: generation))
        }
        return actions
    }

    /// Refuses new work, lets the leases end for a short while, then ends every engine.
    package mutating func shutdown(now: Duration) -> [Action] {
        guard life == .running || life == .notStarted else { return [] }
        life = .stopping
        stateSince = now
        restartAt = nil
        var actions = refuseWaiters(.shuttingDown)
        guard !engines.isEmpty else { return actions + finish(now: now) }
        for (generation, engine) in engines.sorted(by: { $0.key < $1.key }) where !engine.isEnding {
            if engine.leases == 0 {
                actions += terminate(generation, cause: .stopped, now: now)
            } else {
                engines[generation]?.phase = .draining(until: now + limits.shutdownDrain)
            }
        }
        return actions
    }

    /// The host ran no further (its task was cancelled): no process is left, and none will be started.
    package mutating func halt(now: Duration) -> [Action] {
        guard life != .stopped else { return [] }
        let exits = engines.values.sorted { $0.generation < $1.generation }.map {
            Action.announce(EngineExit(generation: $0.generation, cause: .stopped, uptime: now - $0.launchedAt))
        }
        engines = [:]
        restartAt = nil
        return exits + finish(now: now)
    }
}

extension EngineStateMachine {
    mutating func launch(now: Duration) -> Int {
        launches += 1
        engines[launches] = Engine(
            generation: launches,
            launchedAt: now,
            phase: .starting(until: now + limits.startTimeout)
        )
        return launches
    }

    mutating func terminate(_ generation: Int, cause: EngineExit.Cause, now: Duration) -> [Action] {
        engines[generation]?.phase = .ending(killAt: now + limits.terminationGrace)
        if engines[generation]?.endCause == nil { engines[generation]?.endCause = cause }
        return [.signal(generation: generation, .terminate)]
    }

    mutating func kill(_ generation: Int, cause: EngineExit.Cause) -> [Action] {
        if engines[generation]?.phase == .ending(killAt: nil) { return [] }
        engines[generation]?.phase = .ending(killAt: nil)
        if engines[generation]?.endCause == nil { engines[generation]?.endCause = cause }
        return [.signal(generation: generation, .kill)]
    }

    private mutating func finish(now: Duration) -> [Action] {
        life = .stopped
        stateSince = now
        current = nil
        successor = nil
        return refuseWaiters(.shuttingDown) + [.finish]
    }

    /// The engine in charge is gone: its successor takes over, or a new one is started after a wait.
    private mutating func replaceDead(_ engine: Engine, _ exit: EngineExit, now: Duration) -> [Action] {
        stateSince = now
        if let next = successor {
            successor = nil
            current = next
            restarts += 1
            return engines[next]?.isReady == true ? grantWaiters() : []
        }
        current = nil
        let wasStable = engine.readySince.map { now - $0 >= limits.stableAfter } ?? false
        failures = wasStable ? 1 : failures + 1
        if engine.readySince == nil { failedStarts += 1 }
        let wait = limits.backoff(failures: failures)
        restartAt = now + wait
        var actions: [Action] = [.note(.retrying(after: wait, failures: failures))]
        if let error = crashLoopError { actions += refuseWaiters(error) }
        return actions
    }
}
