package import ChangeFeed
package import LakeModel
import Synchronization

/// The logs of some tables, committed to, cleaned up and removed by a test.
package final class MemoryLog: ChangeSource {
    package struct Unreadable: Error {}

    private struct Table {
        var identity: Int
        var changes: [TableChange] = []
        /// Commits before this one are gone.
        var firstKept: DeltaVersion = 0
    }

    private struct State {
        var tables: [TableName: Table] = [:]
        var identities = 0
        var looks = 0
        var isReadable = true
    }

    private let state = Mutex(State())
    private let resolver: MemoryTables?

    /// - Parameter resolver: told of each commit, so that statements are planned at the same versions.
    package init(resolver: MemoryTables? = nil) { self.resolver = resolver }

    /// Looks that were taken.
    package var looks: Int { state.withLock { $0.looks } }

    package func newest(_ table: TableName) -> DeltaVersion? {
        state.withLock { $0.tables[table]?.changes.last?.version }
    }

    package func setReadable(_ isReadable: Bool) { state.withLock { $0.isReadable = isReadable } }

    /// Makes the table anew, its log empty but for the commits up to a version.
    package func create(_ table: TableName, at version: DeltaVersion = 0) {
        state.withLock { state in
            state.identities += 1
            let changes = (0...version).map { MemoryLog.change(table, $0) }
            state.tables[table] = Table(identity: state.identities, changes: changes)
        }
    }

    package func remove(_ table: TableName) { state.withLock { $0.tables[table] = nil } }

    package func commit(_ table: TableName, dataChanged: Bool = true) {
        state.withLock { state in
            let next = (state.tables[table]?.changes.last?.version ?? -1) + 1
            state.tables[table]?.changes.append(Self.change(table, next, dataChanged: dataChanged))
        }
        resolver?.advance(table)
    }

    /// Deletes the commits but for the newest one.
    package func cleanUp(_ table: TableName) {
        state.withLock { state in
            let newest = state.tables[table]?.changes.last?.version ?? 0
            state.tables[table]?.firstKept = newest
        }
    }

    package func look(at table: TableName, after version: DeltaVersion?, limit: Int) async throws -> LogView? {
        try view(of: table, after: version, limit: limit)
    }

    package func view(of name: TableName, after version: DeltaVersion?, limit: Int) throws -> LogView? {
        try state.withLock { state throws in
            state.looks += 1
            guard state.isReadable else { throw Unreadable() }
            guard let table = state.tables[name], let last = table.changes.last else { return nil }
            let wanted = table.changes.filter { $0.version > (version ?? .max) && $0.version >= table.firstKept }
            return LogView(
                newest: TablePosition(table: name, version: last.version, timestamp: last.timestamp),
                identity: "\(table.identity)",
                changes: wanted.suffix(limit)
            )
        }
    }

    package func tableNames() async throws -> [TableName] { names }

    package var names: [TableName] { state.withLock { $0.tables.keys.sorted() } }

    /// A commit of one file with ten rows, a second after the one before it.
    package static func change(_ table: TableName, _ version: DeltaVersion, dataChanged: Bool = true) -> TableChange {
        TableChange(
            table: table,
            version: version,
            timestamp: 1_700_000_000_000 + version * 1_000,
            operation: "WRITE",
            engineInfo: "a test",
            filesAdded: 1,
            rowsAdded: 10,
            bytesAdded: 1_000,
            dataChanged: dataChanged
        )
    }
}
