import DeltaProtocol
import LakeModel
import LakeStore
import Maintenance

/// Joins upkeep to the lake.
struct LakeUpkeep: MaintainedLake {
    let lake: Lake
    /// Those that are kept up without being asked for: a table that others write is theirs to arrange.
    let tables: @Sendable () -> [TableName]

    func maintainedTables() async throws -> [TableName] { tables() }

    func maintainedTable(_ name: TableName) async throws -> any MaintainedTable {
        LeasedTable(table: try await lake.table(name), lease: lake.lease(for: name))
    }
}

/// A table, and the turn to write to it.
private struct LeasedTable: MaintainedTable {
    let table: DeltaTable
    let lease: TableLease

    func snapshot() async throws -> Snapshot { try await table.snapshot() }

    func rewrite(
        _ groups: [FileGroup],
        of snapshot: Snapshot,
        _ options: RewriteOptions
    ) async throws -> RewriteOutcome {
        try await table.rewrite(groups, of: snapshot, options, lease: lease)
    }

    func vacuum(_ options: VacuumOptions, pause: @Sendable () async throws -> Void) async throws -> VacuumReport {
        try await table.vacuum(options, pause: pause)
    }

    func cleanUpLog(isDryRun: Bool, pause: @Sendable () async throws -> Void) async throws -> LogCleanupReport {
        try await table.cleanUpLog(isDryRun: isDryRun, pause: pause)
    }

    func writeCheckpoint(of snapshot: Snapshot) async throws { try await table.checkpoint(snapshot) }

    func lastCheckpoint() async throws -> DeltaVersion? { try await table.lastCheckpoint() }
}
