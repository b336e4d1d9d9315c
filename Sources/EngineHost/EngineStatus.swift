package import LakeModel

/// What a host is doing, for health checks, metrics, `doctor` and logs. A snapshot: durations are as of its making.
package struct EngineStatus: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        /// `run()` was not called yet.
        case notStarted
        case starting
        case ready
        /// The last engine ended, the next is started after `backoffRemaining`.
        case backingOff
        case stopping
        case stopped
    }

    package var state: State
    package var stateAge: Duration
    package var backoffRemaining: Duration?

    /// The engine that new work goes to.
    package var generation: Int?
    package var pid: Int32?
    package var port: Int?
    package var version: EngineVersion?
    package var residentMemory: ByteCount?
    /// Probes without an answer since the last answer.
    package var missedProbes: Int
    package var leases: Int

    /// Callers that wait for an engine.
    package var waiting: Int
    /// Replaced engines that still serve leases.
    package var draining: Int
    /// Starts after an unplanned end, since `run()` began.
    package var restarts: Int
    package var rotations: Int
    /// The last end that nobody planned.
    package var lastExit: EngineExit?
    package var logPath: String
}
