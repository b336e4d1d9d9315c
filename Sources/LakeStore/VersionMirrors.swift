import DeltaProtocol
import FoundationEssentials
package import LakeModel
import Synchronization

/// Folders in which versions of a table stand as a table of their own: their checkpoints, and links to the table's files.
///
/// For engines that can't find a version in a log that has a later checkpoint. A mirror's log has a checkpoint for each
/// version that was asked for and nothing else, so that such an engine finds them all.
package final class VersionMirrors: Sendable {
    private let root: String
    private let store: LocalObjectStore
    private let index: Mutex<MirrorIndex>
    /// Files are made and deleted by one at a time; what is costly about a checkpoint happens before.
    private let writing = FairLock()

    /// - Parameters:
    ///   - folder: an absolute path; nobody else's.
    ///   - limit: bytes of checkpoints on disk, the least recently used go first; small ones count as 2 MiB.
    package init(folder: String, limit: ByteCount = .mebibytes(512), environment: StoreEnvironment = .system) {
        root = folder
        store = LocalObjectStore(root: folder, environment: environment)
        index = Mutex(MirrorIndex(limit: limit))
    }

    /// Removes what an earlier process left.
    package func prepare() async throws {
        try await BlockingPool.shared.run { [root] in try Self.remove(root) }
    }

    /// Runs `body` with the folders where the tables can be read at these versions, in the order given. They stay
    /// meanwhile.
    ///
    /// - Throws: `version_not_found` for a version that the log has no more; `storage_full`, `storage_failed`.
    package func withMirrors<Value>(
        of tables: [(table: DeltaTable, versions: Set<DeltaVersion>)],
        _ body: ([String]) async throws -> Value
    ) async throws -> Value {
        var kept: [MirrorIndex.Key] = []
        defer { index.withLock { index in for key in kept { index.release(key) } } }
        var folders: [String] = []
        for (table, versions) in tables {
            for (version, mark) in try await table.marks(of: versions) {
                kept.append(try await keep(version, mark, of: table))
            }
            folders.append("\(root)/\(name(of: table))")
        }
        return try await body(folders)
    }

    private func name(of table: DeltaTable) -> String { index.withLock { $0.folder(for: table.location) } }

    /// Has the version mirrored, and keeps it until it is released.
    private func keep(_ version: DeltaVersion, _ mark: String?, of table: DeltaTable) async throws -> MirrorIndex.Key {
        let key = MirrorIndex.Key(location: table.location, version: version)
        if index.withLock({ $0.keep(key, mark: mark) }) { return key }
        let copy = try await table.mirrored(version)
        try await writing.withLock {
            // Somebody else may have asked for it at the same time.
            if index.withLock({ $0.keep(key, mark: mark) }) { return }
            let made = try await write(copy, of: table)
            let (surplus, others) = index.withLock { index in
                index.add(key, mark: mark, bytes: copy.checkpoint.bytes.count)
                return (index.evict(), index.addLinks(made, for: key, of: copy.names.count))
            }
            await delete(surplus)
            if let others { await prune(name(of: table), others, keeping: copy.names) }
        }
        return key
    }

    // MARK: Files

    /// The links come first, so that whoever finds the checkpoint finds its files.
    ///
    /// - Returns: links that were made.
    private func write(_ copy: MirroredVersion, of table: DeltaTable) async throws -> Int {
        let (name, location) = (name(of: table), table.location)
        let folder = "\(root)/\(name)"
        let made = try await BlockingPool.shared.run {
            do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
                throw LakeStoreError.wrapping(error, "Making the folder \(folder)")
            }
            return try FolderLinks.make(copy.names, in: folder, to: location)
        }
        try await store.put(TableFolder(store: store, path: name).logKey(copy.checkpoint.name), copy.checkpoint.bytes)
        return made
    }

    /// What stays by a failure goes with the next.
    private func prune(_ folder: String, _ others: [MirrorIndex.Checkpoint], keeping names: Set<String>) async {
        await delete(MirrorIndex.Surplus(checkpoints: others))
        try? await BlockingPool.shared.run { [root] in try FolderLinks.prune("\(root)/\(folder)", keeping: names) }
    }

    /// What can't be deleted now is in nobody's way, and goes when the server starts again.
    private func delete(_ surplus: MirrorIndex.Surplus) async {
        let keys = surplus.checkpoints.map { checkpoint in
            let name = CheckpointName(version: checkpoint.version, form: .classic).fileName
            return TableFolder(store: store, path: checkpoint.folder).logKey(name)
        }
        try? await store.delete(keys)
        try? await BlockingPool.shared.run { [root] in
            for folder in surplus.folders { try Self.remove("\(root)/\(folder)") }
        }
    }

    /// Removes a folder and its links, not what they lead to.
    private static func remove(_ folder: String) throws {
        guard FileManager.default.fileExists(atPath: folder) else { return }
        do { try FileManager.default.removeItem(atPath: folder) } catch {
            throw LakeStoreError.wrapping(error, "Removing \(folder)")
        }
    }
}
