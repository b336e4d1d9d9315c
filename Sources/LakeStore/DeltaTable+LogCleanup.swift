package import DeltaProtocol
import LakeModel

extension DeltaTable {
    /// Deletes what has expired of the table's log, or says how much that is (Delta protocol, Metadata Cleanup; see
    /// `LogCleanup`). Does nothing where the table keeps its log for ever (`delta.enableExpiredLogCleanup`), where nothing
    /// has expired, or where the checkpoint that would have to stand for the commits can't be read.
    ///
    /// - Parameter pause: awaited between batches of deletions; where the work rests and can be cancelled.
    /// - Throws: `unsupported_table_feature`, `storage_failed`.
    package func cleanUpLog(
        isDryRun: Bool = false,
        pause: @Sendable () async throws -> Void = { try Task.checkCancellation() }
    ) async throws -> LogCleanupReport {
        var report = LogCleanupReport(isDryRun: isDryRun)
        let snapshot = try await snapshot()
        try snapshot.requireVacuumable()
        guard LogCleanup.isEnabled(snapshot.metadata) else { return report }
        guard let cleanup = try await expiredLog(of: snapshot) else { return report }
        for file in cleanup.expired { report.count(file) }
        report.oldestVersion = cleanup.version
        if !isDryRun { try await delete(cleanup.expired.map { folder.logKey($0.name.fileName) }, pause: pause) }
        let sidecars = try await expiredSidecars(after: cleanup)
        report.sidecars = sidecars.count
        report.bytes = sidecars.reduce(report.bytes) { $0 &+ $1.size }
        if !isDryRun { try await delete(sidecars.map(\.key), pause: pause) }
        return report
    }

    private func expiredLog(of snapshot: Snapshot) async throws -> LogCleanup? {
        let cutoff = LogCleanup.cutoff(now: environment.now(), snapshot.metadata)
        let newestExpired: DeltaVersion
        do {
            newestExpired = try await version(at: cutoff)
        } catch let error as LakeStoreError where error.code == .versionNotFound {
            return nil
        }
        let files = try await log.files()
        guard let cleanup = LogCleanup(files, cutoffCommit: newestExpired) else { return nil }
        // Readers begin where the hint says; they must find that checkpoint.
        guard try await lastCheckpoint() ?? .max >= cleanup.version else { return nil }
        let segment = try LogListing(files).segment(at: cleanup.version)
        guard segment.checkpoint == cleanup.checkpoint, (try? await log.load(segment)) != nil else { return nil }
        return cleanup
    }

    /// Sidecars that no checkpoint which stays refers to.
    private func expiredSidecars(after cleanup: LogCleanup) async throws -> [ObjectInfo] {
        let prefix = folder.key(DeltaPaths.sidecarFolder) + "/"
        let found = try await folder.store.listAll(ListRequest(prefix: prefix, byFolder: true)).objects
        let cutoff = LogCleanup.sidecarCutoff(now: environment.now())
        let old = found.filter { $0.modified < cutoff }
        guard !old.isEmpty else { return [] }
        var kept: Set<String> = []
        for file in try await log.files() {
            guard case .checkpoint(let name) = file.name, name.version >= cleanup.version else { continue }
            kept.formUnion(try await log.sidecars(of: file).compactMap { $0.tableRelativePath.map(folder.key) })
        }
        return old.filter { !kept.contains($0.key) }
    }
}
