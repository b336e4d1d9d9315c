import LakeModel

/// Who uses which engine, and how one engine takes over from another.
extension EngineStateMachine {
    package enum LeaseAnswer: Sendable, Hashable {
        case granted(EngineEndpoint)
        /// `grant` or `refuse` follows for this waiter, unless it cancels.
        case wait
        case refused(EngineHostError)
    }

    /// Without a `waiter`, `wait` is only information: nothing follows.
    package mutating func lease(waiter: Int?) -> LeaseAnswer {
        switch life {
        case .stopping, .stopped: return .refused(.shuttingDown)
        case .notStarted, .running: break
        }
        if let endpoint = readyEndpoint {
            grant(1, of: endpoint.generation)
            return .granted(endpoint)
        }
        if current == nil, let error = crashLoopError { return .refused(error) }
        if let waiter { waiters.append(waiter) }
        return .wait
    }

    /// The waiter gives up. False when it was answered already: then a granted lease is its to release.
    package mutating func cancelWait(_ waiter: Int) -> Bool {
        guard let index = waiters.firstIndex(of: waiter) else { return false }
        waiters.remove(at: index)
        return true
    }

    package mutating func release(_ generation: Int, now: Duration) -> [Action] {
        guard let engine = engines[generation] else { return [] }
        engines[generation]?.leases = max(0, engine.leases - 1)
        guard engine.leases <= 1, engine.isDraining else { return [] }
        return terminate(generation, cause: life == .stopping ? .stopped : .drained, now: now)
    }

    /// Asks for a successor of the engine in charge. Nothing happens while none is ready, one is on its way, or two old
    /// ones are still draining: more would only take memory from the one that works.
    package mutating func rotate(reason: String, now: Duration) -> [Action] {
        guard let current, engines[current]?.isReady == true else { return [] }
        guard engines.values.count(where: \.isDraining) < 2 else { return [] }
        return beginRotation(reason: reason, now: now)
    }

    /// Work in the engine was given up, by cancelling it or by its time-out. Not all that runs there can be interrupted.
    package mutating func abandoned(_ generation: Int) { engines[generation]?.abandoned = .justNow }

    /// What an engine that has no lease does with its processor time, after work in it was abandoned. One that works for
    /// nobody at two looks is replaced: as hard as no sum of short statements does, or without any statement in between.
    package mutating func looked(_ generation: Int, cores: Double, now: Duration) -> [Action] {
        guard let engine = engines[generation], let before = engine.abandoned, engine.leases == 0 else { return [] }
        guard cores >= limits.busyCores else {
            engines[generation]?.abandoned = nil
            return []
        }
        engines[generation]?.abandoned = .atWork(granted: engine.granted)
        guard case .atWork(let granted) = before, generation == current else { return [] }
        guard granted == engine.granted || cores >= limits.workingCores else { return [] }
        engines[generation]?.abandoned = nil
        return rotate(reason: "a statement that was stopped runs on in it", now: now)
    }

    mutating func beginRotation(reason: String, now: Duration) -> [Action] {
        guard life == .running, successor == nil, let from = current else { return [] }
        let generation = launch(now: now)
        successor = generation
        return [.note(.rotating(from: from, to: generation, reason: reason)), .launch(generation: generation)]
    }

    mutating func promoteSuccessor(now: Duration) -> [Action] {
        guard life == .running, let next = successor else { return [] }
        successor = nil
        let old = current
        current = next
        rotationNotBefore = now + limits.rotationCooldown
        guard let old, let engine = engines[old], !engine.isEnding else { return [] }
        rotations += 1
        let note = Action.note(.rotated(from: old, to: next, leases: engine.leases))
        guard engine.leases > 0 else { return [note] + terminate(old, cause: .drained, now: now) }
        engines[old]?.phase = .draining(until: now + limits.drainDeadline)
        return [note]
    }

    mutating func grantWaiters() -> [Action] {
        guard !waiters.isEmpty, let endpoint = readyEndpoint else { return [] }
        let granted = waiters
        waiters = []
        grant(granted.count, of: endpoint.generation)
        return [.grant(granted, endpoint)]
    }

    private mutating func grant(_ count: Int, of generation: Int) {
        engines[generation]?.leases += count
        engines[generation]?.granted += count
    }

    mutating func refuseWaiters(_ error: EngineHostError) -> [Action] {
        guard !waiters.isEmpty else { return [] }
        let refused = waiters
        waiters = []
        return [.refuse(refused, error)]
    }

    private var readyEndpoint: EngineEndpoint? {
        guard let current, let engine = engines[current], engine.isReady, let port = engine.port else { return nil }
        return EngineEndpoint(host: "127.0.0.1", port: port, generation: current)
    }

    /// What to tell callers while engines end without ever answering; nil as long as waiting makes sense.
    var crashLoopError: EngineHostError? {
        guard let lastExit else { return nil }
        if case .executableMissing = lastExit.cause, failedStarts > 0 {
            return .crashLoop(lastExit, failures: failedStarts, logPath: limits.logPath)
        }
        guard failedStarts >= limits.crashLoopAfter else { return nil }
        return .crashLoop(lastExit, failures: failedStarts, logPath: limits.logPath)
    }
}

extension EngineStateMachine {
    package func status(now: Duration) -> EngineStatus {
        let engine = current.flatMap { engines[$0] }
        return EngineStatus(
            state: state,
            stateAge: now - stateSince,
            backoffRemaining: restartAt.map { max(.zero, $0 - now) },
            generation: engine?.generation,
            pid: engine?.pid,
            port: engine?.port,
            version: engine?.version,
            residentMemory: engine?.residentMemory,
            missedProbes: engine?.misses ?? 0,
            leases: engine?.leases ?? 0,
            waiting: waiters.count,
            draining: engines.values.count(where: \.isDraining),
            restarts: restarts,
            rotations: rotations,
            lastExit: lastExit,
            logPath: limits.logPath
        )
    }

    private var state: EngineStatus.State {
        switch life {
        case .notStarted: .notStarted
        case .stopping: .stopping
        case .stopped: .stopped
        case .running:
            if current == nil {
                .backingOff
            } else if readyEndpoint != nil {
                .ready
            } else {
                .starting
            }
        }
    }
}
