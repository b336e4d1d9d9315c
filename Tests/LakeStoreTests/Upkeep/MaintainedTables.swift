import DeltaProtocol
import LakeModel
import LakeStore
import Maintenance

/// A table of LakeStore's as maintenance wants it, as the program joins them.
struct LeasedTable: MaintainedTable {
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

/// The tables of a lake.
struct LakeUnderMaintenance: MaintainedLake {
    let lake: Lake

    func maintainedTables() async throws -> [TableName] { [] }

    func maintainedTable(_ name: TableName) async throws -> any MaintainedTable {
        LeasedTable(table: try await lake.table(name), lease: lake.lease(for: name))
    }
}

/// A clock on which nobody ever wakes but by being cancelled, and on which work takes no time.
struct StoppedClock: Clock {
    struct Instant: InstantProtocol {
        let offset: Swift.Duration
        func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    var now: Instant { Instant(offset: .zero) }
    var minimumResolution: Swift.Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        // The continuation lives as long as the wait, so that only cancellation ends it.
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        for await _ in stream {}
        continuation.finish()
        throw CancellationError()
    }
}
