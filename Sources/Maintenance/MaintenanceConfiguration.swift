package import DeltaProtocol

/// How often tables are looked at, and what is done without being asked.
package struct MaintenanceConfiguration: Sendable {
    package var policy = CompactionPolicy()
    package var checkpoints = CheckpointPolicy()
    /// What is done by policy; the rest only when asked for. Vacuum by policy goes only to tables that compaction by
    /// policy has made waste in.
    package var automatic: Set<MaintenanceJob.Kind> = [.optimize, .vacuum, .checkpoint, .cleanup]
    /// Of one core.
    package var cpuShare = 0.25
    /// Jobs at a time, over all tables; one a table at most.
    package var parallelJobs = 1
    /// Commits after which a table is looked at.
    package var commitsPerLook = 16
    /// Milliseconds after which a table with fewer new commits is looked at.
    package var lookInterval: Int64 = 60_000
    /// Milliseconds after which a table without new commits is looked at: what waits there grows old.
    package var idleLookInterval: Int64 = 600_000
    /// Milliseconds between two vacuums, and two clean-ups of the log, of a table.
    package var cleaningInterval: Int64 = 86_400_000
    /// Milliseconds between two lists of the lake's tables.
    package var listInterval: Int64 = 3_600_000
    package var tick: Duration = .seconds(1)
    /// Ended jobs that are remembered.
    package var rememberedJobs = 200

    package init() {}
}
