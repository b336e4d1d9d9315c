package import Columns
internal import LakeModel

/// The rows of a classic, single-file checkpoint of the V1 spec, which every reader knows and every table allows
/// (Delta protocol, Checkpoints and Checkpoint Schema).
package struct CheckpointContent: Sendable {
    package let schema: Schema
    package let batches: [RecordBatch]
    private let version: DeltaVersion
    private let addFiles: Int

    private static let batchRows = 8192

    /// - Parameters:
    ///   - now: milliseconds since 1970; tombstones older than the table keeps them are left out.
    ///   - keepsTombstones: false for a checkpoint that is only read: they serve vacuum.
    /// - Throws: `internal_error` if the rows can't be built, which is a defect.
    package init(_ snapshot: Snapshot, now: Int64, keepsTombstones: Bool = true) throws {
        version = snapshot.version
        addFiles = snapshot.files.count
        schema = CheckpointSchema.schema(for: snapshot.tableProtocol)
        var writer = CheckpointRows(schema: schema, batchRows: Self.batchRows)
        do {
            try writer.append(.protocolVersion(snapshot.tableProtocol))
            try writer.append(.metadata(snapshot.metadata))
            for transaction in snapshot.transactions.values.sorted(by: { $0.appID < $1.appID }) {
                try writer.append(.transaction(transaction))
            }
            for domain in snapshot.domains.values.sorted(by: { $0.domain < $1.domain }) {
                try writer.append(.domainMetadata(domain))
            }
            let expired = now &- Retention.tombstones(snapshot.metadata)
            for file in snapshot.tombstones where keepsTombstones && (file.deletionTimestamp ?? 0) > expired {
                try writer.append(.remove(file))
            }
            for file in snapshot.files { try writer.append(.add(file)) }
            batches = try writer.finish()
        } catch {
            throw DeltaError(.internalError, "The checkpoint's rows can't be built: \(error.message).")
        }
    }

    package var actionCount: Int { batches.reduce(0) { $0 + $1.rowCount } }

    /// The hint for readers, once the checkpoint is in its place.
    package func lastCheckpoint(sizeInBytes: Int64) -> LastCheckpoint {
        LastCheckpoint(
            version: version,
            size: Int64(actionCount),
            sizeInBytes: sizeInBytes,
            numOfAddFiles: Int64(addFiles)
        )
    }
}

/// The columns of a checkpoint. Wide enough for all that we keep, so that a checkpoint loses nothing.
enum CheckpointSchema {
    static func schema(for tableProtocol: TableProtocol) -> Schema {
        Schema([
            Field("txn", .struct([Field("appId", .string), Field("version", .int64), Field("lastUpdated", .int64)])),
            Field("add", .struct(add)),
            Field("remove", .struct(remove)),
            Field("metaData", .struct(metadata)),
            Field("protocol", .struct(protocolFields(tableProtocol))),
            Field(
                "domainMetadata",
                .struct([Field("domain", .string), Field("configuration", .string), Field("removed", .boolean)])
            ),
        ])
    }

    private static let stringMap = DataType.map(from: .string, to: .string)

    private static let deletionVector = Field(
        "deletionVector",
        .struct([
            Field("storageType", .string), Field("pathOrInlineDv", .string), Field("offset", .int32),
            Field("sizeInBytes", .int32), Field("cardinality", .int64),
        ])
    )

    private static let add = [
        Field("path", .string), Field("partitionValues", stringMap), Field("size", .int64),
        Field("modificationTime", .int64), Field("dataChange", .boolean), Field("stats", .string),
        Field("tags", stringMap), deletionVector, Field("baseRowId", .int64),
        Field("defaultRowCommitVersion", .int64), Field("clusteringProvider", .string),
    ]

    private static let remove = [
        Field("path", .string), Field("deletionTimestamp", .int64), Field("dataChange", .boolean),
        Field("extendedFileMetadata", .boolean), Field("partitionValues", stringMap), Field("size", .int64),
        deletionVector, Field("baseRowId", .int64), Field("defaultRowCommitVersion", .int64),
    ]

    private static let metadata = [
        Field("id", .string), Field("name", .string), Field("description", .string),
        Field("format", .struct([Field("provider", .string), Field("options", stringMap)])),
        Field("schemaString", .string), Field("partitionColumns", .array(of: .string)), Field("createdTime", .int64),
        Field("configuration", stringMap),
    ]

    /// The lists of features stand in the schema only if the versions use them (Checkpoint Schema).
    private static func protocolFields(_ tableProtocol: TableProtocol) -> [Field] {
        var fields = [Field("minReaderVersion", .int32), Field("minWriterVersion", .int32)]
        if tableProtocol.readerFeatures != nil { fields.append(Field("readerFeatures", .array(of: .string))) }
        if tableProtocol.writerFeatures != nil { fields.append(Field("writerFeatures", .array(of: .string))) }
        return fields
    }
}

/// How long a table keeps what it no longer needs.
package enum Retention {
    /// Milliseconds that tombstones are kept (`delta.deletedFileRetentionDuration`, a week unless the table says else).
    package static func tombstones(_ metadata: TableMetadata) -> Int64 {
        metadata.configuration[TableProperty.deletedFileRetention].flatMap(milliseconds) ?? 7 * 86_400_000
    }

    /// Milliseconds that the log is kept (`delta.logRetentionDuration`, thirty days unless the table says else).
    package static func log(_ metadata: TableMetadata) -> Int64 {
        metadata.configuration[TableProperty.logRetention].flatMap(milliseconds) ?? 30 * 86_400_000
    }

    /// `interval 1 week`, `interval 36 hours`, as Spark writes them.
    static func milliseconds(_ text: String) -> Int64? {
        var words = text.lowercased().split(separator: " ")[...]
        if words.first == "interval" { words.removeFirst() }
        guard !words.isEmpty, words.count.isMultiple(of: 2) else { return nil }
        var total: Int64 = 0
        while let number = words.popFirst(), let unit = words.popFirst() {
            guard let count = Int64(number), count >= 0, let size = size(of: unit) else { return nil }
            let (part, overflow) = count.multipliedReportingOverflow(by: size)
            let (sum, overflow2) = total.addingReportingOverflow(part)
            guard !overflow, !overflow2 else { return nil }
            total = sum
        }
        return total
    }

    private static func size(of unit: Substring) -> Int64? {
        switch unit.hasSuffix("s") ? unit.dropLast() : unit {
        case "week": 7 * 86_400_000
        case "day": 86_400_000
        case "hour": 3_600_000
        case "minute": 60_000
        case "second": 1000
        case "millisecond": 1
        default: nil
        }
    }
}
