import Columns
import DeltaProtocol
import LakeModel

extension DeltaLog {
    /// Reads a segment's files in their order and replays them.
    func load(_ segment: LogSegment) async throws -> Loaded {
        // The mark is taken first: if the log is made anew while we read, the next look sees another mark and reloads.
        let mark = try await mark(of: segment.version, checkpoint: segment.checkpoint.first)
        var builder = SnapshotBuilder()
        for part in segment.checkpoint {
            let actions = try await checkpointActions(in: folder.logKey(part.name.fileName))
            builder.apply(checkpoint: actions, version: part.name.version ?? segment.version)
            builder.setModificationTime(part.modificationTime)
        }
        for sidecar in builder.sidecars {
            let actions = try await checkpointActions(in: try sidecarKey(sidecar, of: segment))
            builder.apply(checkpoint: actions, version: segment.checkpointVersion ?? segment.version)
        }
        for delta in segment.deltas { try await apply(delta, to: &builder) }
        if segment.deltas.isEmpty, let file = segment.commit { builder.describe(try await commit(in: file)) }
        let snapshot = try builder.finish()
        return Loaded(
            snapshot: snapshot,
            mark: mark,
            disagreements: try await checksum(of: segment)?.differences(from: snapshot) ?? []
        )
    }

    /// nil where there is none, or none that can be read: no reader depends on it.
    private func checksum(of segment: LogSegment) async throws -> VersionChecksum? {
        guard let file = segment.checksum else { return nil }
        let key = folder.logKey(file.name.fileName)
        guard let bytes = try await folder.store.get(key) else { return nil }
        return try? VersionChecksum.decode(bytes, fileName: key)
    }

    private func apply(_ delta: LogFile, to builder: inout SnapshotBuilder) async throws {
        let key = folder.logKey(delta.name.fileName)
        switch delta.name {
        case .commit: try builder.apply(await commit(in: delta))
        case .compaction(_, let last):
            builder.apply(compaction: try ActionCodec.decode(await existing(key), fileName: key), through: last)
        default:
            throw DeltaError.corruptLog(file: key, "Only commits and compactions follow a checkpoint.")
        }
    }

    private func commit(in file: LogFile) async throws -> Commit {
        let bytes = try await existing(folder.logKey(file.name.fileName))
        return try await decode(bytes, version: file.name.version ?? 0, modified: file.modificationTime)
    }

    /// A commit of a hundred thousand files takes seconds to parse; none of the few threads that run Swift's tasks
    /// waits for that.
    func decode(_ bytes: [UInt8], version: DeltaVersion, modified: Int64) async throws -> Commit {
        guard bytes.count > Self.smallCommit else {
            return try Commit.decode(bytes, version: version, modificationTime: modified)
        }
        return try await BlockingPool.shared.run {
            try Commit.decode(bytes, version: version, modificationTime: modified)
        }
    }

    /// Bytes that are parsed in less time than it takes to change threads for them.
    private static let smallCommit = 16_384

    private func sidecarKey(_ sidecar: SidecarFile, of segment: LogSegment) throws -> String {
        guard let path = sidecar.tableRelativePath else {
            let name = segment.checkpoint.first?.name.fileName ?? ""
            throw DeltaError.corruptLog(file: folder.logKey(name), "It has a sidecar outside of the table's folder.")
        }
        return folder.key(path)
    }

    /// What a checkpoint's main file refers to.
    func sidecars(of checkpoint: LogFile) async throws -> [SidecarFile] {
        let actions = try await checkpointActions(in: folder.logKey(checkpoint.name.fileName))
        return actions.compactMap { if case .sidecar(let sidecar) = $0 { sidecar } else { nil } }
    }

    private func checkpointActions(in key: String) async throws -> [Action] {
        let bytes = try await existing(key)
        return try await BlockingPool.shared.run {
            key.hasSuffix(".json")
                ? try ActionCodec.decode(bytes, fileName: key) : try Self.parquetActions(bytes, key: key)
        }
    }

    private static func parquetActions(_ bytes: [UInt8], key: String) throws -> [Action] {
        do {
            let file = try ParquetFile(bytes: bytes)
            let columns = CheckpointDecoder.columns.filter { file.schema[$0] != nil }
            return try file.read(columns: columns).flatMap { try CheckpointDecoder.actions($0, fileName: key) }
        } catch let error as ColumnsError {
            throw DeltaError.corruptLog(file: key, error.message)
        }
    }

    private func existing(_ key: String) async throws -> [UInt8] {
        guard let bytes = try await folder.store.get(key) else { throw Vanished(key: key) }
        return bytes
    }
}
