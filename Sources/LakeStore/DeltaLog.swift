import Columns
import DeltaProtocol
import LakeModel

/// What tells that a log is still the one that was read: a file of it that neither commits nor clean-ups touch. When it
/// is gone or another one, the table was removed, or made anew in the same place.
struct LogMark: Sendable, Equatable {
    let key: String
    let etag: String
}

/// The files of one table's log, read through an object store. Holds nothing; `DeltaTable` keeps what was read.
struct DeltaLog: Sendable {
    let folder: TableFolder

    /// A log file that a listing named was gone when it was read: somebody cleaned up, or the table was made anew.
    struct Vanished: Error {
        let key: String
    }

    /// A snapshot, and the mark of the file it ends with.
    struct Loaded: Sendable {
        let snapshot: Snapshot
        let mark: LogMark
        /// Fields of the version's checksum file that say otherwise; empty where it agrees, or there is none.
        let disagreements: [String]
    }

    /// Takes the mark of the file that holds a version: its commit, or its checkpoint where the commit is gone.
    func mark(of version: DeltaVersion, checkpoint: LogFile? = nil) async throws -> LogMark {
        let key = commitKey(version)
        if let info = try await folder.store.head(key) { return LogMark(key: key, etag: info.etag) }
        guard let checkpoint else { throw Vanished(key: key) }
        let other = folder.logKey(checkpoint.name.fileName)
        guard let info = try await folder.store.head(other) else { throw Vanished(key: other) }
        return LogMark(key: other, etag: info.etag)
    }

    func commitKey(_ version: DeltaVersion) -> String { folder.logKey(LogFileName.commit(version).fileName) }

    /// The log's files, those of `version` and later only if it is given.
    func listing(from version: DeltaVersion? = nil) async throws -> LogListing {
        LogListing(try await files(from: version))
    }

    /// The same, one by one.
    func files(from version: DeltaVersion? = nil) async throws -> [LogFile] {
        let start = version.map { folder.logKey(String(LogFileName.commit($0).fileName.prefix(while: { $0 != "." }))) }
        let page = try await folder.store.listAll(
            ListRequest(prefix: folder.logPrefix, startAfter: start, byFolder: true)
        )
        return page.objects.compactMap {
            let name = String($0.key.dropFirst(folder.logPrefix.count))
            return LogFile(fileName: name, size: $0.size, modificationTime: $0.modified)
        }
    }

    /// One commit, or nil if the log has none of this version.
    func commit(_ version: DeltaVersion) async throws -> Commit? {
        let key = commitKey(version)
        guard let info = try await folder.store.head(key) else { return nil }
        guard let bytes = try await folder.store.get(key) else { return nil }
        return try await decode(bytes, version: version, modified: info.modified)
    }

    /// The commits after a version, up to the newest, which is the first whose successor does not exist.
    func commits(after version: DeltaVersion) async throws -> [Commit] {
        var commits: [Commit] = []
        var next = version
        while next < .max {
            next += 1
            guard let commit = try await commit(next) else { break }
            commits.append(commit)
        }
        return commits
    }

    /// The newest snapshot, or the one of a version.
    ///
    /// A file that vanishes between the listing and the reading starts it all over, once.
    func load(at version: DeltaVersion? = nil) async throws -> Loaded {
        do {
            return try await loadOnce(at: version, hinted: true)
        } catch is Vanished {
            do {
                return try await loadOnce(at: version, hinted: false)
            } catch let vanished as Vanished {
                throw DeltaError.corruptLog(file: vanished.key, "The file was listed but is not there.")
            }
        }
    }

    private func loadOnce(at version: DeltaVersion?, hinted: Bool) async throws -> Loaded {
        let hint = hinted ? try await checkpointHint() : nil
        if let hint, hint.version <= version ?? .max, let loaded = try? await load(at: version, from: hint.version),
            loaded.disagreements.isEmpty
        {
            return loaded
        }
        return try await load(at: version, from: nil)
    }

    private func load(at version: DeltaVersion?, from first: DeltaVersion?) async throws -> Loaded {
        let listing = try await listing(from: first)
        guard listing.latestVersion != nil else {
            throw LakeStoreError(.tableNotFound, "There is no Delta log in \(folder.logPrefix).")
        }
        var failure: (any Error)?
        var doubtful: Loaded?
        // A checkpoint that can't be read, or from which the version doesn't add up to its checksum, is passed over as
        // long as an older one, or the commits alone, will do.
        for segment in try listing.segments(at: version) {
            do {
                let loaded = try await load(segment)
                if loaded.disagreements.isEmpty || loaded.addsUp(to: doubtful) { return loaded }
                doubtful = loaded
            } catch let error as DeltaError where error.code == .corruptLog && !segment.checkpoint.isEmpty {
                failure = failure ?? error
            }
        }
        if let doubtful { return doubtful }
        throw failure ?? LakeStoreError(.tableNotFound, "There is no Delta log in \(folder.logPrefix).")
    }

    /// A hint that is missing or damaged is no hint: the listing knows better.
    private func checkpointHint() async throws -> LastCheckpoint? {
        let key = folder.logKey(LogFileName.lastCheckpoint.fileName)
        guard let bytes = try await folder.store.get(key) else { return nil }
        return try? LastCheckpoint.decode(bytes)
    }
}

extension DeltaLog.Loaded {
    /// Whether another way to read the version came to the same: then it is the checksum that is wrong.
    fileprivate func addsUp(to other: Self?) -> Bool {
        other.map { VersionChecksum($0.snapshot) == VersionChecksum(snapshot) } ?? false
    }
}
