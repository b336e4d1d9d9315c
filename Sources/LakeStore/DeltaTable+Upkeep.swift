import Columns
package import DeltaProtocol
package import LakeModel

extension DeltaTable {
    /// Writes a commit's checksum, and a checkpoint when enough commits came since the last. Does nothing for a table
    /// that was removed or made anew meanwhile, whose folder must not come back with our files in it.
    func keepUp(with job: UpkeepJob) async throws {
        let snapshot = job.snapshot
        guard try await folder.store.head(job.mark.key)?.etag == job.mark.etag else { return }
        try await writeChecksum(of: snapshot)
        let last = try await lastCheckpoint()
        guard snapshot.version &- (last ?? 0) >= checkpointPolicy.interval(of: snapshot) else { return }
        try await checkpoint(snapshot)
    }

    /// Writes a checkpoint of a snapshot and makes it the one that readers begin with.
    @discardableResult
    package func checkpoint(_ snapshot: Snapshot) async throws -> CheckpointName {
        let file = try await checkpointFile(of: snapshot)
        try await folder.store.put(folder.logKey(file.name), file.bytes)
        // A hint that already names a later checkpoint stays.
        if let known = try await lastCheckpoint(), known > snapshot.version { return file.checkpoint }
        try await folder.store.put(folder.logKey(LogFileName.lastCheckpoint.fileName), file.hint.encoded())
        return file.checkpoint
    }

    func checkpointFile(of snapshot: Snapshot, keepsTombstones: Bool = true) async throws -> CheckpointFile {
        let now = environment.now()
        return try await BlockingPool.shared.run {
            let content = try CheckpointContent(snapshot, now: now, keepsTombstones: keepsTombstones)
            let bytes = try Parquet.encode(content.batches, schema: content.schema)
            return CheckpointFile(
                checkpoint: CheckpointName(version: snapshot.version, form: .classic),
                bytes: bytes,
                hint: content.lastCheckpoint(sizeInBytes: Int64(bytes.count))
            )
        }
    }

    private var checkpointPolicy: CheckpointPolicy { CheckpointPolicy(interval: options.checkpointInterval) }

    private func writeChecksum(of snapshot: Snapshot) async throws {
        let checksum = VersionChecksum(snapshot)
        try await folder.store.put(
            folder.logKey(LogFileName.checksum(snapshot.version).fileName),
            checksum.encoded()
        )
    }

    /// The checkpoint that readers are told to begin with; nil when there is none.
    package func lastCheckpoint() async throws -> DeltaVersion? {
        let key = folder.logKey(LogFileName.lastCheckpoint.fileName)
        guard let bytes = try await folder.store.get(key) else { return nil }
        return (try? LastCheckpoint.decode(bytes))?.version
    }
}

/// A checkpoint of one version, not yet in its place.
struct CheckpointFile: Sendable {
    let checkpoint: CheckpointName
    let bytes: [UInt8]
    let hint: LastCheckpoint

    var name: String { LogFileName.checkpoint(checkpoint).fileName }
}
