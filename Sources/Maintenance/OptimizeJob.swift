import DeltaProtocol
import LakeModel

/// Joins what a plan says, some groups at a time, each time by one commit.
struct OptimizeJob: Sendable {
    /// Of the files of one commit: what a conflict may cost, and what a cancellation loses.
    private static let bytesPerCommit: Int64 = 512 << 20
    private static let filesPerCommit = 4_000

    let table: any MaintainedTable
    let request: MaintenanceRequest
    let isAutomatic: Bool
    let pace: Pace

    func run(
        _ policy: CompactionPolicy,
        now: @Sendable () -> Int64,
        progress: @Sendable (MaintenanceReport) -> Void
    ) async throws -> MaintenanceReport {
        let snapshot = try await table.snapshot()
        let scope: CompactionPlan.Scope = request.isFull ? .everything(request.partitions) : .tiers
        let plan = try CompactionPlan(snapshot, scope, policy: policy, now: now())
        var report = Self.report(plan, isDryRun: request.isDryRun)
        guard !request.isDryRun else { return report }
        for batch in Self.batches(plan.groups) {
            try await pace.pause()
            try await rewrite(batch, policy, &report)
            progress(report)
        }
        report.figures["filesAfter"] = Int64((try await table.snapshot()).fileCount)
        return report
    }

    private func rewrite(
        _ groups: [FileGroup],
        _ policy: CompactionPolicy,
        _ report: inout MaintenanceReport
    ) async throws {
        let snapshot = try await table.snapshot()
        let left = groups.map { FileGroup($0.files.filter { snapshot.files.contains($0.key) }) }
            .filter { $0.files.count > 1 }
        guard !left.isEmpty else { return }
        let target = policy.adapted(to: snapshot).target
        let options = RewriteOptions(
            maximumFile: target + ByteCount(target.bytes / 2),
            parameters: ["predicate": "[]", "zOrderBy": "[]", "auto": isAutomatic ? "true" : "false"],
            pause: { try await pace.pause() }
        )
        let outcome = try await table.rewrite(left, of: snapshot, options)
        report.add("filesRemoved", outcome.removedFiles)
        report.add("filesAdded", outcome.addedFiles)
        report.add("bytesRemoved", outcome.removedBytes)
        report.add("bytesAdded", outcome.addedBytes)
        report.add("bytesWritten", outcome.writtenBytes)
        report.add("rows", outcome.rows)
        report.add("conflicts", outcome.conflicts)
        guard let version = outcome.version else { return }
        report.add("commits", 1)
        report.figures["version"] = version
    }

    static func report(_ plan: CompactionPlan, isDryRun: Bool) -> MaintenanceReport {
        var report = MaintenanceReport()
        report.add("filesBefore", plan.filesBefore)
        report.add("filesAfter", plan.filesAfter)
        guard isDryRun else { return report }
        report.add("filesRemoved", plan.files)
        report.add("filesAdded", plan.groups.count)
        report.add("bytesRemoved", plan.bytes)
        report.add("commits", batches(plan.groups).count)
        return report
    }

    /// Groups for one commit each, in their order.
    static func batches(_ groups: [FileGroup]) -> [[FileGroup]] {
        var batches: [[FileGroup]] = []
        var (bytes, files) = (Int64.max, Int.max)
        for group in groups {
            let isFull =
                batches.isEmpty || bytes > bytesPerCommit - min(bytesPerCommit, group.bytes)
                || files > filesPerCommit - min(filesPerCommit, group.files.count)
            if isFull {
                batches.append([])
                (bytes, files) = (0, 0)
            }
            batches[batches.count - 1].append(group)
            bytes = bytes &+ group.bytes
            files += group.files.count
        }
        return batches
    }
}

/// The other kinds of jobs, which the table does by itself.
enum UpkeepJobs {
    static func vacuum(
        _ table: any MaintainedTable,
        _ request: MaintenanceRequest,
        _ pace: Pace
    ) async throws -> MaintenanceReport {
        let options = VacuumOptions(
            retention: request.retention,
            isForced: request.isForced,
            isDryRun: request.isDryRun
        )
        let vacuum = try await table.vacuum(options) { try await pace.pause() }
        var report = MaintenanceReport()
        report.add("files", vacuum.files)
        report.add("bytes", vacuum.bytes)
        report.add("deletionVectors", vacuum.deletionVectors)
        report.add("changeFiles", vacuum.changeFiles)
        report.add("filesLookedAt", vacuum.lookedAt)
        report.add("retentionHours", vacuum.retention / 3_600_000)
        report.add("version", vacuum.version)
        report.paths = vacuum.paths
        return report
    }

    static func cleanUp(
        _ table: any MaintainedTable,
        _ request: MaintenanceRequest,
        _ pace: Pace
    ) async throws -> MaintenanceReport {
        let cleanup = try await table.cleanUpLog(isDryRun: request.isDryRun) { try await pace.pause() }
        var report = MaintenanceReport()
        report.add("commits", cleanup.commits)
        report.add("checkpoints", cleanup.checkpoints)
        report.add("otherFiles", cleanup.others)
        report.add("sidecars", cleanup.sidecars)
        report.add("bytes", cleanup.bytes)
        if let oldest = cleanup.oldestVersion { report.add("oldestVersion", oldest) }
        return report
    }

    static func checkpoint(
        _ table: any MaintainedTable,
        _ request: MaintenanceRequest
    ) async throws -> MaintenanceReport {
        let snapshot = try await table.snapshot()
        var report = MaintenanceReport()
        report.add("version", snapshot.version)
        report.add("files", snapshot.fileCount)
        report.add("tombstones", snapshot.tombstones.count)
        if !request.isDryRun { try await table.writeCheckpoint(of: snapshot) }
        return report
    }
}
