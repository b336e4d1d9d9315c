import ChangeFeed
import LakeModel

/// When one live query must run again: what it has seen of its tables, what its answer holds, and what came in between.
///
/// It is idle, runs, or runs and must run again; so any number of commits makes at most one run at a time, and the last
/// of them always has a run after it.
struct RefreshState {
    /// Runs that fail for reasons of the machine are tried again after 1, 2, 4, … seconds.
    private static let longestRetry = Duration.seconds(30)

    private struct Seen {
        var version: DeltaVersion
        /// The newest version whose rows may differ from those before.
        var dataVersion: DeltaVersion
        var committedAt: Int64
    }

    /// What came while a run was under way, per table: the version that its answer must at least hold, or nil when only
    /// a run that began later can know.
    private var duringRun: [TableName: DeltaVersion?] = [:]
    private var seen: [TableName: Seen] = [:]
    private var failures = 0

    private(set) var isRunning = false
    /// From the start on, for the first answer.
    private(set) var needsRun = true
    /// A failed run is tried again then, if nothing new comes before.
    private(set) var retryAt: Duration?
    private(set) var snapshot: LiveSnapshot?
    private(set) var error: (any DescribedError)?
    private(set) var runs = 0
    private(set) var skipped = 0

    /// The versions that the answer holds, before there is one those that were seen.
    var tables: [LiveTable] {
        snapshot?.tables
            ?? seen.map { LiveTable(name: $0.key, version: $0.value.version, committedAt: $0.value.committedAt) }
            .sorted { $0.name < $1.name }
    }

    // MARK: changes

    mutating func changed(_ event: FeedEvent) {
        switch event {
        case .change(let change): apply(change)
        case .resync(let position), .created(let position): apply(position)
        case .removed(let table), .unreadable(let table):
            seen[table] = nil
            demand(table, nil)
        }
    }

    private mutating func apply(_ change: TableChange) {
        let table = change.table
        let changesRows = change.dataChanged || change.schemaChanged
        let before = seen[table]?.dataVersion ?? change.version
        seen[table] = Seen(
            version: change.version,
            dataVersion: changesRows ? change.version : before,
            committedAt: change.timestamp
        )
        if changesRows {
            demand(table, change.version)
        } else if !isRunning {
            moveSnapshot(table)
        }
    }

    private mutating func apply(_ position: TablePosition) {
        // Of a table that was never seen before, the first answer's version tells whether it is older.
        let isFirst = seen[position.table] == nil && error == nil
        seen[position.table] = Seen(
            version: position.version,
            dataVersion: position.version,
            committedAt: position.timestamp
        )
        let answered = snapshot.flatMap { version(of: position.table, in: $0) }
        if answered == position.version, error == nil, !isRunning { return }
        demand(position.table, isFirst || answered == position.version ? position.version : nil)
    }

    /// A run must see the version; nil asks for a run that begins after now.
    private mutating func demand(_ table: TableName, _ version: DeltaVersion?) {
        if isRunning {
            if !duringRun.isEmpty { skipped += 1 }
            duringRun[table] = Self.stricter(duringRun[table], version)
            return
        }
        if let version, error == nil, let snapshot, let answered = self.version(of: table, in: snapshot),
            answered >= version
        {
            return
        }
        if needsRun, runs > 0 { skipped += 1 }
        needsRun = true
        retryAt = nil
    }

    private static func stricter(_ before: DeltaVersion??, _ now: DeltaVersion?) -> DeltaVersion? {
        guard let before else { return now }
        return before.flatMap { before in now.map { max(before, $0) } }
    }

    private func version(of table: TableName, in snapshot: LiveSnapshot) -> DeltaVersion? {
        snapshot.tables.first { $0.name == table }?.version
    }

    /// Commits that changed no row move the answer on without a run.
    private mutating func moveSnapshot(_ table: TableName) {
        guard !needsRun, let seen = seen[table], let snapshot, let answered = version(of: table, in: snapshot),
            answered >= seen.dataVersion, answered < seen.version
        else { return }
        self.snapshot?.move(table, to: seen.version, committedAt: seen.committedAt)
    }

    // MARK: runs

    mutating func retry(at now: Duration) {
        guard let retryAt, now >= retryAt else { return }
        self.retryAt = nil
        needsRun = true
    }

    mutating func began() {
        isRunning = true
        needsRun = false
        retryAt = nil
        duringRun = [:]
    }

    mutating func succeeded(_ snapshot: LiveSnapshot) {
        end()
        error = nil
        failures = 0
        self.snapshot = snapshot
        needsRun = isOutdated { version(of: $0, in: snapshot) }
        for table in seen.keys { moveSnapshot(table) }
    }

    /// - Parameter planned: the versions that it would have read, as far as it got.
    mutating func failed(_ error: any DescribedError, planned: [TableVersion], at now: Duration) {
        end()
        self.error = error
        needsRun = isOutdated { table in planned.first { $0.table == table }?.version }
        guard Self.mayHeal(error.code) else { return }
        failures = min(failures + 1, 10)
        retryAt = now + min(Self.longestRetry, .seconds(1 << (failures - 1)))
        needsRun = false
    }

    /// Whether a run at these versions has missed something that came meanwhile.
    private func isOutdated(_ version: (TableName) -> DeltaVersion?) -> Bool {
        duringRun.contains { table, wanted in
            guard let wanted, let seen = version(table) else { return true }
            return seen < wanted
        }
    }

    private mutating func end() {
        isRunning = false
        runs += 1
    }

    /// Whether the same run may well succeed without a new commit.
    private static func mayHeal(_ code: ErrorCode) -> Bool {
        switch code {
        case .engineUnavailable, .engineDied, .tooManyRequests, .storageFull, .storageFailed, .internalError: true
        default: false
        }
    }
}
