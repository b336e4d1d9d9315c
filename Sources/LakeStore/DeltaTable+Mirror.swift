import DeltaProtocol
import FoundationEssentials
import LakeModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a version mirror needs to hold one version of a table.
struct MirroredVersion: Sendable {
    let checkpoint: CheckpointFile
    /// Names in the table's folder that lead to the version's files.
    let names: Set<String>
}

extension DeltaTable {
    /// Whether the table is a folder of this machine, so that another folder can lead to its files.
    package var isLocal: Bool { location.hasPrefix("/") }

    /// Commits that the log's folder has. Engines that list the whole folder pay for each of them.
    package func commitsInLog() async throws -> Int64 {
        let newest = try await summary().version
        var (missing, present) = (DeltaVersion(-1), newest)
        // The oldest are cleaned up first, so that those that are there follow each other up to the newest.
        if try await folder.store.head(log.commitKey(0)) != nil { return newest + 1 }
        while missing + 1 < present {
            let middle = missing + (present - missing) / 2
            if try await folder.store.head(log.commitKey(middle)) != nil { present = middle } else { missing = middle }
        }
        return newest - present + 1
    }

    func mirrored(_ version: DeltaVersion) async throws -> MirroredVersion {
        let snapshot = try await snapshot(at: .version(version))
        return MirroredVersion(
            checkpoint: try await checkpointFile(of: snapshot, keepsTombstones: false),
            names: try await BlockingPool.shared.run { snapshot.namesOfFiles }
        )
    }

    /// What tells that a version is still what it was when it was mirrored: its commit's file.
    func marks(of versions: Set<DeltaVersion>) async throws -> [DeltaVersion: String?] {
        let versions = Array(versions)
        let found = try await folder.store.head(versions.map(log.commitKey))
        return Dictionary(zip(versions, found.map { $0?.etag })) { first, _ in first }
    }
}

extension Snapshot {
    /// The first part of each path of a data file or deletion vector in the table's folder.
    var namesOfFiles: Set<String> {
        var names: Set<String> = []
        for file in files {
            if let path = file.decodedPath, let name = Self.name(path) { names.insert(name) }
            guard let vector = file.deletionVector, vector.storageType == .relative else { continue }
            if let name = vector.filePath.flatMap(Self.name) { names.insert(name) }
        }
        return names
    }

    /// nil for absolute paths, which mean the same file anywhere, and for those that no link may stand for: they lead
    /// out of the folder, or into the log.
    private static func name(_ path: String) -> String? {
        guard !path.hasPrefix("/"), !path.contains("://"), !path.hasPrefix("file:"), !path.utf8.contains(0) else {
            return nil
        }
        let name = String(path.prefix { $0 != "/" })
        return ["", ".", "..", DeltaPaths.logFolder].contains(name) ? nil : name
    }
}

/// Symbolic links. Calls block.
enum FolderLinks {
    /// Makes each name in a folder lead to that name in another one; those that are there already stay.
    ///
    /// - Returns: how many were not there.
    static func make(_ names: Set<String>, in folder: String, to target: String) throws -> Int {
        var made = 0
        for name in names {
            if symlink("\(target)/\(name)", "\(folder)/\(name)") == 0 {
                made += 1
                continue
            }
            let number = errno
            guard number == EEXIST else { throw LocalTree.failure(number, "linking", name) }
        }
        return made
    }

    /// Removes the links in a folder but for these.
    static func prune(_ folder: String, keeping names: Set<String>) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name != DeltaPaths.logFolder {
            guard !names.contains(name), unlink("\(folder)/\(name)") != 0 else { continue }
            let number = errno
            guard number == ENOENT else { throw LocalTree.failure(number, "unlinking", name) }
        }
    }
}
