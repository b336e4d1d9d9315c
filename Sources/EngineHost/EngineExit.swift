package import LakeModel

/// How an engine process ended.
package struct EngineExit: Sendable, Hashable {
    package enum Cause: Sendable, Hashable {
        // By itself
        case exited(code: Int32)
        case signalled(Int32)
        /// The process could not be started; the text is the system's.
        case launchFailed(String)
        /// The executable is not there or may not be run.
        case executableMissing(path: String)

        // By us, because something was wrong
        case startTimedOut
        case frozen
        case memoryLimit(ByteCount)
        case drainDeadline

        // By us, as planned
        case drained
        case stopped
    }

    package let generation: Int
    package let cause: Cause
    /// From launch to exit.
    package let uptime: Duration

    package init(generation: Int, cause: Cause, uptime: Duration) {
        self.generation = generation
        self.cause = cause
        self.uptime = uptime
    }

    /// Whether the end was part of a rotation or a shutdown.
    package var isPlanned: Bool { cause == .drained || cause == .stopped }
}

extension EngineExit: CustomStringConvertible {
    package var description: String {
        let seconds = uptime.components.seconds
        return "engine \(generation) \(cause) (after \(seconds) s)"
    }
}

extension EngineExit.Cause: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exited(let code): "exited with code \(code)"
        case .signalled(let signal): "died from signal \(signal)\(Self.meaning(of: signal))"
        case .launchFailed(let reason): "could not be started: \(reason)"
        case .executableMissing(let path): "could not be started: there is no program at \(path)"
        case .startTimedOut: "did not answer in time after its start and was stopped"
        case .frozen: "stopped answering and was killed"
        case .memoryLimit(let size): "used \(size) of memory, more than its limit, and was killed"
        case .drainDeadline: "was replaced, and its last queries took too long to end"
        case .drained: "was replaced and ended"
        case .stopped: "was stopped"
        }
    }

    private static func meaning(of signal: Int32) -> String {
        switch signal {
        case 6: " (it aborted itself, often for lack of memory)"
        case 9: " (killed from outside, often by the system for lack of memory)"
        case 11: " (it crashed, often on a deeply nested statement)"
        default: ""
        }
    }
}
