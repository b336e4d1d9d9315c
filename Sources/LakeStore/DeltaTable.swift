package import DeltaProtocol
package import LakeModel
import Synchronization

/// One Delta table: its newest snapshot, held and kept fresh cheaply, and what can be read from and written to it.
///
/// Many tasks may use a table at once. A snapshot is a value and stays what it was while the table moves on.
package final class DeltaTable: Sendable {
    package let name: TableName
    /// Where the table lies, for people and engines: an absolute path or a URL.
    package let location: String

    let folder: TableFolder
    let environment: StoreEnvironment
    let options: TableOptions
    let upkeep: UpkeepQueue
    /// Told of each commit that was made through this object.
    let onCommit: @Sendable (TableName) -> Void
    /// Our own writers take turns at the log; other processes are met by the commit protocol.
    let commitLock = FairLock()
    let pending = PendingFiles()

    private let refreshLock = FairLock()
    private let state = Mutex<Held?>(nil)

    package init(
        name: TableName,
        location: String,
        folder: TableFolder,
        options: TableOptions = TableOptions(),
        environment: StoreEnvironment = .system,
        upkeep: UpkeepQueue = UpkeepQueue(),
        onCommit: @escaping @Sendable (TableName) -> Void = { _ in }
    ) {
        self.name = name
        self.location = location
        self.folder = folder
        self.options = options
        self.environment = environment
        self.upkeep = upkeep
        self.onCommit = onCommit
    }

    var log: DeltaLog { DeltaLog(folder: folder) }

    /// What is kept of the newest state that was seen.
    struct Held: Sendable {
        let version: DeltaVersion
        let mark: LogMark
        let summary: TableSummary
        /// nil when it was let go to save memory.
        var snapshot: Snapshot?
    }

    /// The newest snapshot that is in memory, however old; no I/O.
    package var held: Snapshot? { state.withLock { $0?.snapshot } }

    /// The newest snapshot. When nothing is new this asks the store once: for the next commit, and whether the newest
    /// known one is still the same file.
    ///
    /// - Throws: `table_not_found` when the log is gone, `corrupt_log`, `storage_failed`.
    package func snapshot() async throws -> Snapshot {
        try await refreshLock.withLock {
            let held = try await refreshed()
            if let snapshot = held.snapshot { return snapshot }
            let loaded = try await reload()
            guard let snapshot = loaded.snapshot else { throw notFound }
            return snapshot
        }
    }

    /// What the log says of the table's newest state; does not bring a released snapshot back when nothing is new.
    package func summary() async throws -> TableSummary {
        try await refreshLock.withLock { try await refreshed().summary }
    }

    /// Lets the held snapshot go, to be loaded again when it is asked for.
    func release() { state.withLock { $0?.snapshot = nil } }

    /// A rough figure for the memory that the held snapshot takes.
    var heldBytes: ByteCount {
        state.withLock { ByteCount(($0?.snapshot?.fileCount ?? 0) * Self.bytesPerFile) }
    }

    /// Measured: 1,900 bytes for an add action with statistics of thirteen columns.
    private static let bytesPerFile = 2_000

    /// Takes in a commit of our own; looks at the log when others came between.
    func advance(with commit: Commit) async throws -> Held {
        try await refreshLock.withLock {
            let snapshot = state.withLock { $0?.snapshot }
            guard let snapshot, commit.version == snapshot.version &+ 1 else { return try await refreshed() }
            let mark = try await log.mark(of: commit.version)
            return hold(try snapshot.applying([commit]), mark: mark)
        }
    }

    /// The state brought up to date; its snapshot may be nil if nothing was new.
    private func refreshed() async throws -> Held {
        guard let current = state.withLock({ $0 }) else { return try await reload() }
        let seen = try await folder.store.head([current.mark.key, log.commitKey(current.version &+ 1)])
        guard seen.first??.etag == current.mark.etag else { return try await reload() }
        guard let next = seen.last, next != nil else { return current }
        guard let snapshot = current.snapshot else { return try await reload() }
        return try await extended(snapshot)
    }

    /// The held snapshot with the commits after it. A log that does not continue it is read from scratch.
    private func extended(_ snapshot: Snapshot) async throws -> Held {
        let commits = try await log.commits(after: snapshot.version)
        guard let last = commits.last else { return try await reload() }
        do {
            let mark = try await log.mark(of: last.version)
            return hold(try snapshot.applying(commits), mark: mark)
        } catch is DeltaLog.Vanished {
            return try await reload()
        }
    }

    private func reload() async throws -> Held {
        do {
            let loaded = try await load()
            return hold(loaded.snapshot, mark: loaded.mark)
        } catch {
            state.withLock { $0 = nil }
            throw error
        }
    }

    /// The newest state in the log, or the one of a version. Tells of a checksum that disagrees with it.
    func load(at version: DeltaVersion? = nil) async throws -> DeltaLog.Loaded {
        let loaded = try await log.load(at: version)
        if !loaded.disagreements.isEmpty {
            upkeep.onTrouble(name, DeltaError.wrongChecksum(of: loaded.snapshot.version, fields: loaded.disagreements))
        }
        return loaded
    }

    @discardableResult
    private func hold(_ snapshot: Snapshot, mark: LogMark) -> Held {
        let summary = TableSummary(name: name, location: location, snapshot: snapshot)
        let held = Held(version: snapshot.version, mark: mark, summary: summary, snapshot: snapshot)
        state.withLock { $0 = held }
        return held
    }

    private var notFound: LakeStoreError {
        LakeStoreError(.tableNotFound, "The table \(name) has no Delta log any more; look at the list of tables.")
    }
}

/// How a table is written.
package struct TableOptions: Sendable {
    /// Commits between checkpoints, for tables that do not set `delta.checkpointInterval`.
    package var checkpointInterval: Int64 = 10
    /// Times that a commit is tried again after somebody else's came first.
    package var commitAttempts = 60
    /// Rows in a data file at most; more rows make more files.
    package var rowsPerFile = 8_388_608
    /// What our commits say wrote them.
    package var engineInfo = "Tideline"

    package init() {}
}
