package import DeltaProtocol
import LakeModel

extension DeltaTable {
    /// Deletes files of the table's folder that no version within the retention needs, or says which these are.
    ///
    /// What is newer than the retention is never touched, nor what a commit of this program that is under way has
    /// written, however short the retention. Versions within the retention can be read as before; older ones no longer.
    ///
    /// - Parameter pause: awaited between batches of deletions; where the work rests and can be cancelled.
    /// - Throws: `invalid_value` for a retention shorter than the table's that is not forced,
    ///   `unsupported_table_feature`, `storage_failed`.
    package func vacuum(
        _ options: VacuumOptions = VacuumOptions(),
        pause: @Sendable () async throws -> Void = { try Task.checkCancellation() }
    ) async throws -> VacuumReport {
        let first = try await snapshot()
        try first.requireVacuumable()
        let retention = try VacuumRules.retention(options, first.metadata)
        let cutoff = environment.now() &- retention
        let old = try await storedFiles(VacuumRules(first, cutoff: cutoff, location: location))
        // The state and what is under way are looked at after the folder: what is committed meanwhile is in them.
        let underWay = pending.all
        let last = try await snapshot()
        let rules = VacuumRules(last, cutoff: cutoff, location: location)
        let expired = old.files.filter { !rules.isReferenced($0.path) && !underWay.contains($0.path) }
        var report = VacuumReport(isDryRun: options.isDryRun, version: last.version, retention: retention)
        report.lookedAt = old.lookedAt
        for file in expired { report.count(file, listing: options.listedPaths) }
        guard !options.isDryRun else { return report }
        try await delete(expired.map { folder.key($0.path) }, pause: pause)
        return report
    }

    /// The files of the folder that only a reference can keep.
    private func storedFiles(_ rules: VacuumRules) async throws -> (files: [StoredFile], lookedAt: Int) {
        var request = ListRequest(prefix: folder.prefix)
        request.includesUnfinished = true
        var old: [StoredFile] = []
        var lookedAt = 0
        while true {
            let page = try await folder.store.list(request)
            for object in page.objects {
                let path = String(object.key.dropFirst(folder.prefix.count))
                let file = StoredFile(path: path, size: object.size, modified: object.modified)
                guard !path.hasPrefix(DeltaPaths.logFolder + "/") else { continue }
                lookedAt += 1
                if path.hasSuffix(LocalObjectStore.temporarySuffix) {
                    if file.modified < environment.now() &- Self.writingTime { old.append(file) }
                } else if rules.isOldEnough(file) {
                    old.append(file)
                }
            }
            guard let next = page.next else { return (old, lookedAt) }
            request.startAfter = next
            try Task.checkCancellation()
        }
    }

    /// Milliseconds after which a file that is still unfinished was left by a crash, and is nobody's.
    private static var writingTime: Int64 { 86_400_000 }

    private static var deletedAtOnce: Int { 500 }

    func delete(_ keys: [String], pause: @Sendable () async throws -> Void) async throws {
        for start in stride(from: 0, to: keys.count, by: Self.deletedAtOnce) {
            try await folder.store.delete(Array(keys[start..<min(start + Self.deletedAtOnce, keys.count)]))
            try await pause()
        }
    }
}
