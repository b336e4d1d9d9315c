package import DeltaProtocol
package import LakeModel

/// The tables that are kept up; the program joins this to the lake.
package protocol MaintainedLake: Sendable {
    /// The tables to be looked at by the clock, besides those that a hint named.
    func maintainedTables() async throws -> [TableName]

    /// - Throws: `table_not_found`.
    func maintainedTable(_ name: TableName) async throws -> any MaintainedTable
}

/// What maintenance needs of one table. Every call may be cancelled, and leaves a table that everybody can read.
package protocol MaintainedTable: Sendable {
    /// The newest state.
    func snapshot() async throws -> Snapshot

    /// Puts the rows of groups of files into other files by one commit, without keeping writers waiting while it reads
    /// and encodes. Files that others removed meanwhile are left out.
    func rewrite(_ groups: [FileGroup], of snapshot: Snapshot, _ options: RewriteOptions) async throws -> RewriteOutcome

    /// - Parameter pause: awaited between batches of deletions.
    func vacuum(_ options: VacuumOptions, pause: @Sendable () async throws -> Void) async throws -> VacuumReport

    func cleanUpLog(isDryRun: Bool, pause: @Sendable () async throws -> Void) async throws -> LogCleanupReport

    func writeCheckpoint(of snapshot: Snapshot) async throws

    /// The checkpoint that readers begin with; nil when there is none.
    func lastCheckpoint() async throws -> DeltaVersion?
}
