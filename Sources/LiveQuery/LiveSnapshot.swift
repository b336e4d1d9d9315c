package import Columns
package import LakeModel

/// Names one live query as long as somebody watches it. Random, so that knowing one id gives no other.
package struct LiveID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// A table as an answer holds it.
package struct LiveTable: Sendable, Hashable {
    package let name: TableName
    package var version: DeltaVersion
    /// Milliseconds since 1970; nil where it is not known.
    package var committedAt: Int64?

    package init(name: TableName, version: DeltaVersion, committedAt: Int64?) {
        self.name = name
        self.version = version
        self.committedAt = committedAt
    }
}

/// What the log says of a table at the version that an answer was made from.
package struct TableFacts: Sendable, Hashable {
    /// Milliseconds since 1970.
    package let committedAt: Int64
    /// nil when a file does not say how many rows it has.
    package let rows: Int64?
    package let files: Int

    package init(committedAt: Int64, rows: Int64?, files: Int) {
        self.committedAt = committedAt
        self.rows = rows
        self.files = files
    }
}

/// What live queries need of the lake besides its changes.
package protocol TableFactsSource: Sendable {
    /// Without I/O on data files; nil when it would take more than a look at the newest version.
    func facts(of table: TableVersion) async -> TableFacts?
}

/// A live query's answer at one moment. Its rows are encoded once, for all who see them.
package struct LiveSnapshot: Sendable {
    package let id: LiveID
    /// Counts the answers of a live query from 1.
    package let sequence: Int
    /// Grows when `tables` moves on to versions with the same rows; the rows stay.
    package fileprivate(set) var revision = 0
    package fileprivate(set) var tables: [LiveTable]
    /// Milliseconds since 1970.
    package let madeAt: Int64
    package let answer: LiveAnswer

    init(id: LiveID, sequence: Int, tables: [LiveTable], madeAt: Int64, answer: LiveAnswer) {
        self.id = id
        self.sequence = sequence
        self.tables = tables
        self.madeAt = madeAt
        self.answer = answer
    }

    /// The newest commit in it.
    package var committedAt: Int64? { tables.compactMap(\.committedAt).max() }

    /// The same rows are the answer at a later version too.
    mutating func move(_ table: TableName, to version: DeltaVersion, committedAt: Int64) {
        guard let index = tables.firstIndex(where: { $0.name == table }) else { return }
        tables[index].version = version
        tables[index].committedAt = committedAt
        revision += 1
    }
}

/// The rows of one run, as they are pushed.
package struct LiveAnswer: Sendable {
    package let schema: Schema
    /// `[[1,"a"],[2,"b"]]`.
    package let rows: [UInt8]
    package let rowCount: Int
    /// The query has more rows than are pushed.
    package let isTruncated: Bool
    package let duration: Duration
    /// Rows and files of the tables that were read, by the log at the versions that were read; the engine may have
    /// skipped some. nil where the log does not say.
    package let rowsRead: Int64?
    package let filesRead: Int?

    package init(
        schema: Schema,
        rows: [UInt8],
        rowCount: Int,
        isTruncated: Bool,
        duration: Duration,
        rowsRead: Int64?,
        filesRead: Int?
    ) {
        self.schema = schema
        self.rows = rows
        self.rowCount = rowCount
        self.isTruncated = isTruncated
        self.duration = duration
        self.rowsRead = rowsRead
        self.filesRead = filesRead
    }
}
