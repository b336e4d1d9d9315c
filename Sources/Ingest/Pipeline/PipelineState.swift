package import LakeModel

/// What a pipeline does, and what comes next. Decides only; `Pipeline` acts.
struct PipelineState {
    typealias Phase = PipelinePhase

    enum Action: Hashable {
        case run
        case wait(Duration)
        /// Until somebody resumes it.
        case park
        case reset(ResetTarget)
    }

    enum End {
        /// Begin again at once: partitions came, or the schema changed.
        case again
        /// Somebody asked for it.
        case stopped
        case failed(any DescribedError)
    }

    private(set) var phase: Phase
    private(set) var reason: String?
    /// Microseconds since 1970.
    private(set) var since: Int64
    private(set) var failures = 0
    private var retryAt: Duration?
    private var resets: [ResetTarget] = []

    init(isPaused: Bool, wall: Int64) {
        phase = isPaused ? .paused : .starting
        since = wall
    }

    mutating func next(_ now: Duration) -> Action {
        if let target = resets.first {
            resets.removeFirst()
            return .reset(target)
        }
        switch phase {
        case .paused, .failed: return .park
        case .starting, .running: return .run
        case .backingOff:
            if let retryAt, retryAt > now { return .wait(retryAt - now) }
            return .run
        }
    }

    // MARK: what a run tells

    mutating func started(_ wall: Int64) {
        guard phase != .paused else { return }
        move(to: .running, nil, wall)
    }

    /// A commit went through.
    mutating func progressed(_ wall: Int64) {
        failures = 0
        if phase == .backingOff || phase == .starting { move(to: .running, nil, wall) }
    }

    /// Something failed that is tried again after the pause, within the run or by another one.
    mutating func failed(_ error: any DescribedError, retryAt: Duration, _ wall: Int64) {
        failures += 1
        guard phase != .paused else { return }
        self.retryAt = retryAt
        move(to: .backingOff, error.message, wall)
    }

    mutating func gaveUp(_ error: any DescribedError, _ wall: Int64) {
        guard phase != .paused else { return }
        move(to: .failed, error.message, wall)
    }

    // MARK: what people ask for; each is true when a run that is under way has to end.

    mutating func pause(_ wall: Int64) -> Bool {
        let runs = phase != .paused && phase != .failed
        move(to: .paused, nil, wall)
        return runs
    }

    mutating func resume(_ wall: Int64) {
        guard phase == .paused || phase == .failed else { return }
        failures = 0
        move(to: .starting, nil, wall)
    }

    mutating func restart(_ wall: Int64) -> Bool {
        let runs = phase != .paused && phase != .failed
        failures = 0
        move(to: .starting, nil, wall)
        return runs
    }

    mutating func reset(to target: ResetTarget) { resets.append(target) }

    /// A failed pipeline goes on from where it was reset to.
    mutating func wasReset(_ wall: Int64) {
        if phase == .failed || phase == .backingOff { move(to: .starting, nil, wall) }
        failures = 0
    }

    private mutating func move(to phase: Phase, _ reason: String?, _ wall: Int64) {
        if self.phase != phase { since = wall }
        self.phase = phase
        self.reason = reason
        if phase != .backingOff { retryAt = nil }
    }
}

/// starting → running, backingOff, failed, paused.
/// running → backingOff (a commit or the source failed), failed, paused, starting (restart, new partitions).
/// backingOff → running (the commit went through), starting (time is over, restart), paused.
/// failed → starting (resume, restart, reset). paused → starting (resume, restart).
package enum PipelinePhase: String, Sendable {
    case starting, running, paused
    case backingOff = "backing_off"
    case failed
}

/// Where a pipeline is to read from.
package enum ResetTarget: Hashable, Sendable {
    case start(StartPosition)
    /// The next offset to read.
    case offsets([SourcePartition: Int64])
}
