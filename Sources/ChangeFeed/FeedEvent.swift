package import LakeModel

/// What a reader of the feed is told, for each table in the order of its commits.
package enum FeedEvent: Sendable, Hashable {
    case change(TableChange)
    /// The commits up to this version are not listed one by one: the reader has just begun, was too slow, or the log's
    /// clean-up or a new table in the same place came between. Whoever holds something of the table reads it again.
    case resync(TablePosition)
    /// The table has come, or is there again.
    case created(TablePosition)
    case removed(TableName)
    /// The log can't be read now. A `resync` follows when it can.
    case unreadable(TableName)

    package var table: TableName {
        switch self {
        case .change(let change): change.table
        case .resync(let position), .created(let position): position.table
        case .removed(let table), .unreadable(let table): table
        }
    }
}

/// The newest commit of a table.
package struct TablePosition: Sendable, Hashable {
    package let table: TableName
    package let version: DeltaVersion
    /// Milliseconds since 1970.
    package let timestamp: Int64

    package init(table: TableName, version: DeltaVersion, timestamp: Int64) {
        self.table = table
        self.version = version
        self.timestamp = timestamp
    }
}

/// What a look at a table's log has shown.
package struct LogView: Sendable {
    package let newest: TablePosition
    /// Another table in the same place has another one.
    package let identity: String
    /// The commits up to the newest without a gap, oldest first, as far back as was asked and the log still has them.
    package let changes: [TableChange]

    package init(newest: TablePosition, identity: String, changes: [TableChange]) {
        self.newest = newest
        self.identity = identity
        self.changes = changes
    }
}

/// What the feed needs of the lake.
package protocol ChangeSource: Sendable {
    /// Looks at a table's log now. Cheap when nothing is new.
    ///
    /// - Parameter version: commits after this one are wanted, at most `limit` of them; nil wants none.
    /// - Returns: nil when there is no such table.
    func look(at table: TableName, after version: DeltaVersion?, limit: Int) async throws -> LogView?

    /// The names of all tables. A name without a table behind it does no harm.
    func tableNames() async throws -> [TableName]
}
