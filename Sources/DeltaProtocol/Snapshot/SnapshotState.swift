internal import HashTreeCollections
internal import LakeModel

/// The logical files of a table, shared between snapshots: a copy costs nothing, and a change costs its own size and not
/// the table's. Iterates in no particular order.
package struct ActiveFiles: Sequence, Sendable {
    fileprivate struct Entry: Sendable {
        let file: AddFile
        /// Kept, for it is wanted again when the file goes.
        let rows: Int64?
    }

    private var entries = TreeDictionary<FileKey, Entry>()
    /// Bytes of the data files.
    package private(set) var bytes: Int64 = 0
    private var knownRows: Int64 = 0
    private var filesWithoutRows = 0

    package init() {}

    package var count: Int { entries.count }

    /// Rows that readers see; nil if some file's statistics don't say how many it has.
    package var rows: Int64? { filesWithoutRows == 0 ? knownRows : nil }

    package subscript(key: FileKey) -> AddFile? { entries[key]?.file }

    package func contains(_ key: FileKey) -> Bool { entries[key] != nil }

    package func makeIterator() -> AnyIterator<AddFile> {
        var iterator = entries.values.makeIterator()
        return AnyIterator { iterator.next()?.file }
    }

    package var underestimatedCount: Int { entries.count }

    mutating func insert(_ file: AddFile) {
        let entry = Entry(file: file, rows: file.rows)
        count(entry, 1)
        if let old = entries.updateValue(entry, forKey: file.key) { count(old, -1) }
    }

    mutating func remove(_ key: FileKey) {
        if let old = entries.removeValue(forKey: key) { count(old, -1) }
    }

    /// Wraps around on sums beyond 2^63, which only a damaged log can have.
    private mutating func count(_ entry: Entry, _ sign: Int64) {
        bytes &+= sign &* entry.file.size
        knownRows &+= sign &* (entry.rows ?? 0)
        if entry.rows == nil { filesWithoutRows += Int(sign) }
    }
}

/// Files that were removed, kept until vacuum may delete them. Iterates in no particular order.
///
/// A table with a commit a second has 600,000 of them within the week that they are kept: what nearly all are like takes
/// 280 bytes, two thirds of what it took as a `RemoveFile` (measured with paths of 65 bytes).
package struct Tombstones: Sequence, Sendable {
    private var entries = TreeDictionary<FileKey, Tombstone>()

    package init() {}

    package var count: Int { entries.count }

    package subscript(key: FileKey) -> RemoveFile? { entries[key]?.file }

    package func makeIterator() -> AnyIterator<RemoveFile> {
        var iterator = entries.values.makeIterator()
        return AnyIterator { iterator.next()?.file }
    }

    mutating func insert(_ file: RemoveFile) { entries[file.key] = Tombstone(file) }

    mutating func remove(_ key: FileKey) { entries.removeValue(forKey: key) }
}

/// What is kept of a removal. Tombstones serve vacuum only, without statistics and tags (Delta protocol, Checkpoints).
private struct Tombstone: Sendable {
    private let path: String
    private let deletionTimestamp: Int64
    private let size: Int64
    private let partitionValues: [String: String?]
    /// Set for those that differ: with a deletion vector or row ids, or without what is usual.
    private let other: Other?

    private final class Other: Sendable {
        let file: RemoveFile

        init(_ file: RemoveFile) { self.file = file }
    }

    init(_ removed: RemoveFile) {
        var file = removed
        file.stats = nil
        file.tags = nil
        file.dataChange = false
        path = file.path
        deletionTimestamp = file.deletionTimestamp ?? 0
        size = file.size ?? 0
        partitionValues = file.partitionValues ?? [:]
        other = file == Self.usual(path, deletionTimestamp, size, partitionValues) ? nil : Other(file)
    }

    var file: RemoveFile { other?.file ?? Self.usual(path, deletionTimestamp, size, partitionValues) }

    private static func usual(
        _ path: String,
        _ deletionTimestamp: Int64,
        _ size: Int64,
        _ partitionValues: [String: String?]
    ) -> RemoveFile {
        RemoveFile(
            path: path,
            deletionTimestamp: deletionTimestamp,
            dataChange: false,
            extendedFileMetadata: true,
            partitionValues: partitionValues,
            size: size
        )
    }
}

/// What replaying a log has come to (Delta protocol, Action Reconciliation). Actions are applied oldest first, which lets
/// a held state take new commits; for each key the newest wins, as when replaying newest first.
struct SnapshotState: Sendable {
    var version: DeltaVersion?
    var modificationTime: Int64 = 0
    var tableProtocol: TableProtocol?
    var metadata: TableMetadata?
    var commitInfo: CommitInfo?
    var files = ActiveFiles()
    var tombstones = Tombstones()
    var transactions: [String: AppTransaction] = [:]
    var domains: [String: DomainMetadata] = [:]

    mutating func apply(_ action: Action) {
        switch action {
        case .add(let file): add(file)
        case .remove(let file):
            files.remove(file.key)
            tombstones.insert(file)
        case .metadata(let metadata): self.metadata = metadata
        case .protocolVersion(let version): tableProtocol = version
        case .transaction(let transaction): transactions[transaction.appID] = transaction
        case .domainMetadata(let domain): domains[domain.domain] = domain.removed ? nil : domain
        case .cdc, .commitInfo, .sidecar, .checkpointMetadata: break
        }
    }

    private mutating func add(_ file: AddFile) {
        var file = file
        // In a state nothing changes any more; so states from commits and from checkpoints are the same.
        file.dataChange = false
        tombstones.remove(file.key)
        files.insert(file)
    }

    mutating func apply(_ commit: Commit) throws {
        if let version, commit.version != version &+ 1 {
            throw DeltaError(
                .corruptLog,
                "Commit \(commit.version) can't follow version \(version): the log's commits must be read without a gap."
            )
        }
        for action in commit.actions { apply(action) }
        describe(commit)
    }

    /// Takes the provenance of the newest commit, whose actions are applied already.
    mutating func describe(_ commit: Commit) {
        version = commit.version
        modificationTime = commit.modificationTime
        commitInfo = commit.commitInfo
    }
}
