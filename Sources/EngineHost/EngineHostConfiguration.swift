package import LakeModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How the local engine is started, watched and replaced. The defaults come from the machine and from measurements of
/// the engine; all may be set.
package struct EngineHostConfiguration: Sendable {
    /// Path of the engine's program (`sail`); a relative one is turned into an absolute one.
    package let executable: String
    /// Tideline's state folder, absolute too; the host keeps all that is its own in `engine` below it.
    package let stateFolder: String

    /// How long `lease()` waits for an engine.
    package var leaseWait: Duration = .seconds(15)
    package var startTimeout: Duration = .seconds(60)

    package var probeInterval: Duration = .seconds(5)
    package var probeTimeout: Duration = .seconds(10)
    /// Missed probes in a row, without any other sign of life, that make an engine frozen. A busy engine answers late but
    /// answers: its serving threads outnumber the cores (`workerThreads`).
    package var missesUntilFrozen = 3

    /// The first wait before a restart; doubled for each failure in a row up to `backoffMax`.
    package var backoffBase: Duration = .milliseconds(100)
    package var backoffMax: Duration = .seconds(30)
    /// An engine that was ready this long ends a row of failures.
    package var stableAfter: Duration = .seconds(60)
    /// Failures in a row after which callers are refused at once instead of waiting.
    package var crashLoopAfter = 3

    /// The engine's memory pool. It counts per session, and not all operators account for what they use.
    package var memoryPool: ByteCount
    /// Resident memory at which the engine is replaced; it never gives back what parsing took.
    package var rotateAt: ByteCount
    /// Resident memory at which an engine is killed, before the system kills somebody.
    package var memoryLimit: ByteCount
    package var memoryInterval: Duration = .milliseconds(500)
    /// The least time between two rotations for memory.
    package var rotationCooldown: Duration = .seconds(60)
    /// How long a replaced engine may serve its last leases.
    package var drainDeadline: Duration = .seconds(360)
    /// The same at shutdown.
    package var shutdownDrain: Duration = .seconds(3)
    /// From SIGTERM to SIGKILL.
    package var terminationGrace: Duration = .seconds(2)

    /// Serving threads. A nested-loop join holds as many as `parallelism` until it ends. Measured on 2 cores with twenty
    /// such joins: with 16 threads a probe waited 37 s, with 32 threads 0.8 s, and `SELECT 1` took the same time.
    package var workerThreads: Int
    package var parallelism: Int
    /// Of each engine thread: nested statements recurse deeply there. Address space, not memory.
    package var stackSize: ByteCount = .mebibytes(512)
    /// An idle session is dropped after this, with all that runs for it.
    package var sessionTimeout: Duration = .seconds(300)
    /// Each of the two log files, current and previous, holds this at most.
    package var logLimit: ByteCount = .mebibytes(16)
    /// Set last, over everything that the host sets or passes through.
    package var extraEnvironment: [String: String] = [:]

    package init(executable: String, stateFolder: String, machine: MachineResources = .current) {
        self.executable = Self.absolute(executable)
        self.stateFolder = Self.absolute(stateFolder)
        memoryPool = machine.memoryShare(percent: 30)
        rotateAt = machine.memoryShare(percent: 40)
        memoryLimit = machine.memoryShare(percent: 70)
        workerThreads = max(32, machine.cores * 4)
        parallelism = max(1, machine.cores)
    }

    /// The engine runs in another folder than we do.
    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    var engineFolder: String { stateFolder + "/engine" }
    var logPath: String { engineFolder + "/engine.log" }
}
