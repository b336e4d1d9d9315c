package import LakeModel

/// What a pipeline does, as files, requests and the state folder write it. Valid once `validated()` has returned it.
package struct PipelineDefinition: Codable, Hashable, Sendable {
    package enum SourceType: String, Codable, Sendable, CaseIterable {
        case kafka, generator, http

        /// The generator's offsets are times, so that their differences are not numbers of records.
        package var offsetsCountRecords: Bool { self != .generator }
    }

    package enum RetentionLoss: String, Codable, Sendable, CaseIterable { case fail, earliest, latest }
    package enum ErrorMode: String, Codable, Sendable, CaseIterable { case reject, fail }

    package struct Source: Codable, Hashable, Sendable {
        package var type: SourceType
        package var brokers: String?
        package var topics: [String]
        package var start: StartPosition
        /// librdkafka's, or the generator's; may hold secrets.
        package var properties: [String: String]
        package var onRetentionLoss: RetentionLoss

        package init(
            type: SourceType,
            brokers: String? = nil,
            topics: [String],
            start: StartPosition = .earliest,
            properties: [String: String] = [:],
            onRetentionLoss: RetentionLoss = .fail
        ) {
            self.type = type
            self.brokers = brokers
            self.topics = topics
            self.start = start
            self.properties = properties
            self.onRetentionLoss = onRetentionLoss
        }
    }

    package struct Column: Codable, Hashable, Sendable {
        package var name: String
        /// As Spark SQL spells it.
        package var type: String

        package init(name: String, type: String) {
            self.name = name
            self.type = type
        }
    }

    /// A batch is committed when the first of these is reached.
    package struct Flush: Codable, Hashable, Sendable {
        package var intervalMs: Int
        /// Of rows in memory.
        package var bytes: Int
        package var rows: Int

        package init(intervalMs: Int = 500, bytes: Int = 64 << 20, rows: Int = 1_000_000) {
            self.intervalMs = intervalMs
            self.bytes = bytes
            self.rows = rows
        }
    }

    package var name: String
    package var source: Source
    package var table: String
    package var format: RecordFormat
    package var schemaMode: SchemaMode
    /// Of a table that does not exist yet; without them the first records say.
    package var columns: [Column]?
    package var partitionBy: [String]
    package var flush: Flush
    package var onError: ErrorMode
    package var timeColumn: String?
    /// `key`, `headers`, `topic`, `partition`, `offset`, `timestamp` → the column that gets it.
    package var metadataColumns: [String: String]
    package var delimiter: String?
    package var enabled: Bool

    package init(
        name: String,
        source: Source,
        table: String,
        format: RecordFormat = .json,
        schemaMode: SchemaMode = .evolve,
        columns: [Column]? = nil,
        partitionBy: [String] = [],
        flush: Flush = Flush(),
        onError: ErrorMode = .reject,
        timeColumn: String? = nil,
        metadataColumns: [String: String] = [:],
        delimiter: String? = nil,
        enabled: Bool = true
    ) {
        self.name = name
        self.source = source
        self.table = table
        self.format = format
        self.schemaMode = schemaMode
        self.columns = columns
        self.partitionBy = partitionBy
        self.flush = flush
        self.onError = onError
        self.timeColumn = timeColumn
        self.metadataColumns = metadataColumns
        self.delimiter = delimiter
        self.enabled = enabled
    }

    package var tableName: TableName? { TableName(parsing: table) }

    /// Where the table's rejected records go.
    package var rejectsName: TableName? {
        tableName.map { TableName(schema: $0.schema, table: "\($0.table)__rejects") }
    }
}

/// Where a source is read from when the table has no position of it.
package enum StartPosition: Hashable, Sendable {
    case earliest
    case latest
    /// The first record at or after this time: milliseconds since 1970.
    case time(Int64)
}
