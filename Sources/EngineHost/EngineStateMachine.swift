package import LakeModel

/// Decides what a host does about its engines: which to start, to whom work goes, when one is frozen, too big or done.
///
/// It does nothing itself. Each event returns the actions that the host must perform, in order, and `nextDeadline` says
/// when to call `tick`. All times are of the host's clock.
package struct EngineStateMachine: Sendable {
    package enum Action: Sendable, Hashable {
        /// Start a process; answer with `launched` and, always, at last with `exited`.
        case launch(generation: Int)
        case signal(generation: Int, EngineSignal)
        /// The waiters got a lease each, already counted.
        case grant([Int], EngineEndpoint)
        case refuse([Int], EngineHostError)
        /// Tell those who hold leases of this engine.
        case announce(EngineExit)
        case note(Note)
        /// No process is left after a shutdown.
        case finish
    }

    /// What deserves a line in the log.
    package enum Note: Sendable, Hashable {
        case ready(generation: Int)
        case ended(EngineExit)
        case retrying(after: Duration, failures: Int)
        case rotating(from: Int, to: Int, reason: String)
        case rotated(from: Int, to: Int, leases: Int)
        case rotationFailed(EngineExit)
    }

    enum Life: Sendable {
        case notStarted  // → running, stopped
        case running  // → stopping
        case stopping  // → stopped
        case stopped
    }

    let limits: EngineLimits
    var life = Life.notStarted
    var engines: [Int: Engine] = [:]
    /// The engine that new work goes to, whatever its phase; nil while backing off and before the start.
    var current: Int?
    /// Starts beside `current` to take its place.
    var successor: Int?
    var waiters: [Int] = []
    var launches = 0
    var restarts = 0
    var rotations = 0
    /// Unplanned ends in a row, without a stable time between them.
    var failures = 0
    /// Ends in a row without a single answer of the engine.
    var failedStarts = 0
    var restartAt: Duration?
    var rotationNotBefore: Duration = .zero
    var lastExit: EngineExit?
    var stateSince: Duration = .zero

    package init(limits: EngineLimits) { self.limits = limits }

    /// When `tick` has something to do; nil if only an event can change anything.
    package var nextDeadline: Duration? {
        let deadlines = engines.values.compactMap(\.deadline) + (restartAt.map { [$0] } ?? [])
        return deadlines.min()
    }
}

extension EngineStateMachine {
    /// One process, from its launch until it has been reaped.
    struct Engine: Sendable {
        enum Phase: Sendable, Hashable {
            case starting(until: Duration)  // → ready, ending, gone
            case ready(since: Duration)  // → draining, ending, gone
            case draining(until: Duration)  // → ending, gone
            /// Told to end; SIGKILL at `killAt`, nil once that was sent.
            case ending(killAt: Duration?)  // → gone
        }

        enum Abandoned: Sendable, Hashable {
            /// The next look may still see what went before.
            case justNow
            case atWork(granted: Int)
        }

        let generation: Int
        let launchedAt: Duration
        var phase: Phase
        var pid: Int32?
        var port: Int?
        var version: EngineVersion?
        var residentMemory: ByteCount?
        var readySince: Duration?
        var misses = 0
        var leases = 0
        /// Leases that were given out until now.
        var granted = 0
        /// Since work in it was abandoned: how many leases the last look knew that found it at work for nobody.
        var abandoned: Abandoned?
        /// Why we end it; its exit is reported as this, not as the signal that did it.
        var endCause: EngineExit.Cause?

        var deadline: Duration? {
            switch phase {
            case .starting(let until), .draining(let until): until
            case .ending(let killAt): killAt
            case .ready: nil
            }
        }

        var isReady: Bool { if case .ready = phase { true } else { false } }
        var isDraining: Bool { if case .draining = phase { true } else { false } }
        var isEnding: Bool { if case .ending = phase { true } else { false } }
    }
}

package enum EngineSignal: Sendable, Hashable {
    case terminate
    case kill
}

/// The bounds that the state machine keeps; meanings are at `EngineHostConfiguration`.
package struct EngineLimits: Sendable {
    package var startTimeout: Duration
    package var missesUntilFrozen: Int
    package var backoffBase: Duration
    package var backoffMax: Duration
    package var stableAfter: Duration
    package var crashLoopAfter: Int
    package var rotateAt: ByteCount
    package var memoryLimit: ByteCount
    package var rotationCooldown: Duration
    package var drainDeadline: Duration
    package var shutdownDrain: Duration
    package var terminationGrace: Duration
    package var logPath: String
    /// Cores in use that tell an engine at work from one that hangs.
    let busyCores = 0.25
    /// The same for work that no sum of short statements makes.
    let workingCores = 0.9

    package init(_ configuration: EngineHostConfiguration) {
        startTimeout = configuration.startTimeout
        missesUntilFrozen = max(1, configuration.missesUntilFrozen)
        backoffBase = configuration.backoffBase
        backoffMax = configuration.backoffMax
        stableAfter = configuration.stableAfter
        crashLoopAfter = max(1, configuration.crashLoopAfter)
        rotateAt = configuration.rotateAt
        memoryLimit = configuration.memoryLimit
        rotationCooldown = configuration.rotationCooldown
        drainDeadline = configuration.drainDeadline
        shutdownDrain = configuration.shutdownDrain
        terminationGrace = configuration.terminationGrace
        logPath = configuration.logPath
    }

    /// The wait before a restart after so many failures in a row (1 or more).
    func backoff(failures: Int) -> Duration {
        let doublings = min(max(failures - 1, 0), 20)
        return min(backoffMax, backoffBase * (1 << doublings))
    }
}
