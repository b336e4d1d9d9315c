package import Columns
package import LakeModel

/// What the table routes need of the lake; `tideline` joins it to `LakeStore`. Every answer comes without the engine, and
/// all but `rowDiff` from the Delta log alone.
package protocol TableBrowser: Sendable {
    func list() async throws -> [TableEntry]
    /// - Parameter version: as of then; nil for the newest.
    func detail(_ name: TableName, version: DeltaVersion?) async throws -> TableDetail
    /// Newest first.
    func history(of name: TableName, limit: Int) async throws -> [CommitEntry]
    /// The active files of a version, nil for the newest; at most `limit` of them, the largest first.
    ///
    /// - Parameter columns: whose statistics are wanted, by name in any case.
    func files(of name: TableName, version: DeltaVersion?, limit: Int, columns: [String]) async throws -> FileList
    func diff(of name: TableName, from: DeltaVersion, to: DeltaVersion) async throws -> VersionDiff
    /// At most `limit` rows of each side. Reads data files, within a bound.
    func rowDiff(of name: TableName, from: DeltaVersion, to: DeltaVersion, limit: Int) async throws -> VersionRows
    /// - Parameter version: as of then; nil for the newest.
    func statistics(of name: TableName, version: DeltaVersion?) async throws -> TableStatistics
    func suggestions(for name: TableName) async throws -> [SuggestionEntry]
    func create(_ table: TableToCreate) async throws -> TableDetail
    /// Makes a table together with the rows that `fill` gives, by one commit.
    func create(
        _ table: TableToCreate,
        fill: (_ append: @escaping (RecordBatch) async throws -> Void) async throws -> Void
    ) async throws -> TableDetail
    func register(_ name: TableName, location: String) async throws -> TableDetail
    /// Forgets a registered table; data is never deleted. A table of the lake's own folder can't be forgotten.
    func forget(_ name: TableName) async throws
}

/// A table as the list shows it; a broken one has an error in place of its figures.
package struct TableEntry: Encodable, Sendable {
    /// Not encoded: its text is.
    let table: TableName
    package let name: String
    package var location: String
    package var version: DeltaVersion?
    /// nil when some file carries no row count.
    package var rows: Int64?
    package var bytes: Int64?
    package var files: Int?
    package var columns: Int?
    package var lastCommit: CommitEntry?
    package var error: TableProblem?

    package init(name: TableName, location: String) {
        table = name
        self.name = name.description
        self.location = location
    }

    private enum CodingKeys: CodingKey {
        case name, location, version, rows, bytes, files, columns, lastCommit, error
    }
}

package struct TableProblem: Encodable, Sendable {
    package let code: String
    package let message: String

    package init(_ error: any DescribedError) {
        code = error.code.rawValue
        message = error.message
    }
}

package struct CommitEntry: Encodable, Sendable {
    package var version: DeltaVersion
    /// ISO 8601 with milliseconds.
    package var timestamp: String
    package var operation: String?
    package var operationParameters: [String: String]
    package var operationMetrics: [String: String]
    package var engineInfo: String?
    package var userMetadata: String?
    package var isBlindAppend: Bool?

    package init(
        version: DeltaVersion,
        timestamp: Int64,
        operation: String?,
        operationParameters: [String: String],
        operationMetrics: [String: String],
        engineInfo: String?,
        userMetadata: String?,
        isBlindAppend: Bool?
    ) {
        self.version = version
        self.timestamp = isoTime(milliseconds: timestamp)
        self.operation = operation
        self.operationParameters = operationParameters
        self.operationMetrics = operationMetrics
        self.engineInfo = engineInfo
        self.userMetadata = userMetadata
        self.isBlindAppend = isBlindAppend
    }
}

package struct ColumnEntry: Encodable, Sendable {
    package let name: String
    /// As Spark SQL spells it: `bigint`, `struct<a:int>`.
    package let type: String
    package let nullable: Bool
    package let comment: String?

    package init(name: String, type: String, nullable: Bool, comment: String?) {
        self.name = name
        self.type = type
        self.nullable = nullable
        self.comment = comment
    }
}

package struct TableDetail: Encodable, Sendable {
    package struct ProtocolEntry: Encodable, Sendable {
        package let minReaderVersion: Int
        package let minWriterVersion: Int
        package let readerFeatures: [String]
        package let writerFeatures: [String]
        /// Not empty: the table is listed, but reading it is refused.
        package let unsupportedReaderFeatures: [String]

        package init(
            minReaderVersion: Int,
            minWriterVersion: Int,
            readerFeatures: [String],
            writerFeatures: [String],
            unsupportedReaderFeatures: [String]
        ) {
            self.minReaderVersion = minReaderVersion
            self.minWriterVersion = minWriterVersion
            self.readerFeatures = readerFeatures
            self.writerFeatures = writerFeatures
            self.unsupportedReaderFeatures = unsupportedReaderFeatures
        }
    }

    package var name: String
    package var location: String
    package var id: String
    package var version: DeltaVersion
    package var description: String?
    package var createdAt: String?
    package var schema: [ColumnEntry]
    package var partitionColumns: [String]
    package var properties: [String: String]
    package var `protocol`: ProtocolEntry
    package var rows: Int64?
    package var bytes: Int64
    package var files: Int
    package var lastCommit: CommitEntry?
    /// Lies outside of the lake's folder and was given its name there.
    package var registered = false

    package init(
        name: TableName,
        location: String,
        id: String,
        version: DeltaVersion,
        schema: [ColumnEntry],
        partitionColumns: [String],
        properties: [String: String],
        protocolEntry: ProtocolEntry,
        rows: Int64?,
        bytes: Int64,
        files: Int
    ) {
        self.name = name.description
        self.location = location
        self.id = id
        self.version = version
        self.schema = schema
        self.partitionColumns = partitionColumns
        self.properties = properties
        self.protocol = protocolEntry
        self.rows = rows
        self.bytes = bytes
        self.files = files
    }

    /// `createdAt` is in milliseconds since 1970.
    package mutating func setCreated(at milliseconds: Int64?) {
        createdAt = milliseconds.map { isoTime(milliseconds: $0) }
    }
}

package struct FileList: Encodable, Sendable {
    package let version: DeltaVersion
    /// Of the version, also when fewer are listed.
    package let fileCount: Int
    package let truncated: Bool
    package let files: [FileEntry]

    package init(version: DeltaVersion, fileCount: Int, files: [FileEntry]) {
        self.version = version
        self.fileCount = fileCount
        self.truncated = files.count < fileCount
        self.files = files
    }
}

package struct FileEntry: Encodable, Sendable {
    package let path: String
    package let partitionValues: [String: String?]
    package let bytes: Int64
    package let rows: Int64?
    package let modified: String
    package let hasDeletionVector: Bool
    /// Of the columns that were asked for, by name.
    package var statistics: [String: Statistics]?

    package struct Statistics: Encodable, Sendable {
        /// As partition values are spelled.
        package let min: String?
        package let max: String?
        package let nullCount: Int64?

        package init(min: String?, max: String?, nullCount: Int64?) {
            self.min = min
            self.max = max
            self.nullCount = nullCount
        }
    }

    package init(
        path: String,
        partitionValues: [String: String?],
        bytes: Int64,
        rows: Int64?,
        modified: Int64,
        hasDeletionVector: Bool
    ) {
        self.path = path
        self.partitionValues = partitionValues
        self.bytes = bytes
        self.rows = rows
        self.modified = isoTime(milliseconds: modified)
        self.hasDeletionVector = hasDeletionVector
    }
}

package struct VersionDiff: Encodable, Sendable {
    package struct ColumnChange: Encodable, Sendable {
        package let name: String
        /// As Spark SQL declares it; nil where there was or is no such column.
        package let before: String?
        package let after: String?

        package init(name: String, before: String?, after: String?) {
            self.name = name
            self.before = before
            self.after = after
        }
    }

    package let from: DeltaVersion
    package let to: DeltaVersion
    package let columns: [ColumnChange]
    package let filesAdded: [FileEntry]
    package let filesRemoved: [FileEntry]
    /// nil when some file carries no row count.
    package let rowsDelta: Int64?
    package let bytesDelta: Int64
    package let commits: [CommitEntry]

    package init(
        from: DeltaVersion,
        to: DeltaVersion,
        columns: [ColumnChange],
        filesAdded: [FileEntry],
        filesRemoved: [FileEntry],
        rowsDelta: Int64?,
        bytesDelta: Int64,
        commits: [CommitEntry]
    ) {
        self.from = from
        self.to = to
        self.columns = columns
        self.filesAdded = filesAdded
        self.filesRemoved = filesRemoved
        self.rowsDelta = rowsDelta
        self.bytesDelta = bytesDelta
        self.commits = commits
    }
}

/// What the log's file statistics say of each top-level column.
package struct TableStatistics: Sendable {
    package struct Column: Sendable {
        package let name: String
        package let type: String
        /// Whether values of the type can be compared and grouped by the engine.
        package let isComparable: Bool
        /// nil where some file has no such statistic.
        package let nullCount: Int64?
        /// As the log spells them; nil where some file has none.
        package let minimum: String?
        package let maximum: String?

        package init(
            name: String,
            type: String,
            isComparable: Bool,
            nullCount: Int64?,
            minimum: String?,
            maximum: String?
        ) {
            self.name = name
            self.type = type
            self.isComparable = isComparable
            self.nullCount = nullCount
            self.minimum = minimum
            self.maximum = maximum
        }
    }

    package let name: TableName
    package let version: DeltaVersion
    package let rows: Int64?
    package let columns: [Column]

    package init(name: TableName, version: DeltaVersion, rows: Int64?, columns: [Column]) {
        self.name = name
        self.version = version
        self.rows = rows
        self.columns = columns
    }
}

package struct SuggestionEntry: Encodable, Sendable {
    package let title: String
    package let description: String
    package let category: String
    package let query: String

    package init(title: String, description: String, category: String, query: String) {
        self.title = title
        self.description = description
        self.category = category
        self.query = query
    }
}

/// A table to create, its column types spelled as in Spark SQL.
package struct TableToCreate: Sendable {
    package struct Column: Sendable, Decodable {
        package let name: String
        package let type: String
        package let nullable: Bool?
        package let comment: String?
    }

    package let name: TableName
    package let columns: [Column]
    package let partitionColumns: [String]
    package let properties: [String: String]
    package let description: String?
}
