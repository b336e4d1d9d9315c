package import Columns
internal import LakeModel

/// Reads the rows of a checkpoint or of a sidecar, of any writer: columns and fields that are missing count as null, those
/// that we don't know are ignored (Delta protocol, Checkpoint Schema).
package enum CheckpointDecoder {
    /// The columns worth reading from the Parquet file; only those that are there.
    package static let columns = [
        "add", "remove", "metaData", "protocol", "txn", "domainMetadata", "sidecar", "checkpointMetadata",
    ]

    /// - Throws: `corrupt_log` for a row whose required fields are null or of another type.
    package static func actions(_ batch: RecordBatch, fileName: String = "checkpoint") throws -> [Action] {
        var actions: [Action] = []
        actions.reserveCapacity(batch.rowCount)
        for name in columns {
            guard let column = batch.column(name), case .struct = column.type else { continue }
            let row = CheckpointRow(column, name: name, fileName: fileName)
            for index in 0..<batch.rowCount where !column.isNull(index) {
                if let action = try action(name, row, index) { actions.append(action) }
            }
        }
        return actions
    }

    private static func action(_ name: String, _ row: CheckpointRow, _ index: Int) throws -> Action? {
        switch name {
        // Some writers leave structs of nulls where there is no action.
        case "add":
            try row.isAbsent("path", index) && row.isAbsent("size", index) ? nil : .add(row.addFile(index))
        case "remove":
            try row.isAbsent("path", index) && row.isAbsent("dataChange", index) ? nil : .remove(row.removeFile(index))
        case "metaData": try row.isAbsent("id", index) ? nil : .metadata(row.metadata(index))
        case "protocol": try row.isAbsent("minReaderVersion", index) ? nil : .protocolVersion(row.tableProtocol(index))
        case "txn": try row.isAbsent("appId", index) ? nil : .transaction(row.transaction(index))
        case "domainMetadata": try row.isAbsent("domain", index) ? nil : .domainMetadata(row.domain(index))
        case "sidecar": try row.isAbsent("path", index) ? nil : .sidecar(row.sidecar(index))
        case "checkpointMetadata":
            try row.isAbsent("version", index) ? nil : .checkpointMetadata(row.checkpointMetadata(index))
        default: nil
        }
    }
}

/// The fields of one action's column, looked up once for all rows.
private struct CheckpointRow {
    private let fields: [String: Column]
    private let name: String
    private let fileName: String

    init(_ column: Column, name: String, fileName: String) {
        fields = Dictionary(column.children.map { ($0.name, $0) }) { first, _ in first }
        self.name = name
        self.fileName = fileName
    }

    func isAbsent(_ field: String, _ row: Int) -> Bool { fields[field]?.isNull(row) ?? true }

    private func string(_ field: String, _ row: Int) -> String? { fields[field]?.string(at: row) }
    private func integer(_ field: String, _ row: Int) -> Int64? { fields[field]?.int64(at: row) }
    private func flag(_ field: String, _ row: Int) -> Bool? { fields[field]?.bool(at: row) }
    private func map(_ field: String, _ row: Int) -> [String: String?]? { fields[field]?.stringMap(at: row) }

    private func required<Value>(_ value: Value?, _ field: String) throws -> Value {
        guard let value else {
            throw DeltaError.corruptLog(
                file: fileName,
                "\"\(name).\(field)\" is missing or has a value of the wrong type"
            )
        }
        return value
    }

    func addFile(_ row: Int) throws -> AddFile {
        AddFile(
            path: try required(string("path", row), "path"),
            partitionValues: map("partitionValues", row) ?? [:],
            size: try required(integer("size", row), "size"),
            modificationTime: integer("modificationTime", row) ?? 0,
            dataChange: flag("dataChange", row) ?? false,
            stats: string("stats", row) ?? parsedStatistics(row),
            tags: map("tags", row),
            deletionVector: try deletionVector(row),
            baseRowID: integer("baseRowId", row),
            defaultRowCommitVersion: integer("defaultRowCommitVersion", row),
            clusteringProvider: string("clusteringProvider", row)
        )
    }

    func removeFile(_ row: Int) throws -> RemoveFile {
        RemoveFile(
            path: try required(string("path", row), "path"),
            deletionTimestamp: integer("deletionTimestamp", row),
            dataChange: flag("dataChange", row) ?? false,
            extendedFileMetadata: flag("extendedFileMetadata", row),
            partitionValues: map("partitionValues", row),
            size: integer("size", row),
            deletionVector: try deletionVector(row),
            baseRowID: integer("baseRowId", row),
            defaultRowCommitVersion: integer("defaultRowCommitVersion", row)
        )
    }

    private func deletionVector(_ row: Int) throws -> DeletionVectorDescriptor? {
        guard let column = fields["deletionVector"], case .struct = column.type, !column.isNull(row) else { return nil }
        guard let storage = column.child("storageType")?.string(at: row) else { return nil }
        return DeletionVectorDescriptor(
            storageType: try required(.init(rawValue: storage), "deletionVector.storageType"),
            pathOrInlineDV: try required(
                column.child("pathOrInlineDv")?.string(at: row),
                "deletionVector.pathOrInlineDv"
            ),
            offset: column.child("offset")?.int64(at: row).flatMap { Int32(exactly: $0) },
            sizeInBytes: Int32(clamping: column.child("sizeInBytes")?.int64(at: row) ?? 0),
            cardinality: try required(column.child("cardinality")?.int64(at: row), "deletionVector.cardinality")
        )
    }

    /// `stats_parsed`, where the writer left out `stats`; as JSON, for that is how we keep them.
    private func parsedStatistics(_ row: Int) -> String? {
        guard let column = fields["stats_parsed"], case .struct = column.type, !column.isNull(row) else { return nil }
        return StructStatistics.json(column.value(at: row))
    }

    func metadata(_ row: Int) throws -> TableMetadata {
        var metadata = TableMetadata(
            id: try required(string("id", row), "id"),
            name: string("name", row),
            description: string("description", row),
            schemaString: try required(string("schemaString", row), "schemaString"),
            partitionColumns: fields["partitionColumns"]?.strings(at: row) ?? [],
            createdTime: integer("createdTime", row),
            configuration: (map("configuration", row) ?? [:]).compactMapValues { $0 }
        )
        if let format = fields["format"], !format.isNull(row) {
            metadata.format.provider = format.child("provider")?.string(at: row) ?? "parquet"
            metadata.format.options = (format.child("options")?.stringMap(at: row) ?? [:]).compactMapValues { $0 }
        }
        return metadata
    }

    func tableProtocol(_ row: Int) throws -> TableProtocol {
        TableProtocol(
            minReaderVersion: Int(clamping: try required(integer("minReaderVersion", row), "minReaderVersion")),
            minWriterVersion: Int(clamping: try required(integer("minWriterVersion", row), "minWriterVersion")),
            readerFeatures: fields["readerFeatures"]?.strings(at: row),
            writerFeatures: fields["writerFeatures"]?.strings(at: row)
        )
    }

    func transaction(_ row: Int) throws -> AppTransaction {
        AppTransaction(
            appID: try required(string("appId", row), "appId"),
            version: try required(integer("version", row), "version"),
            lastUpdated: integer("lastUpdated", row)
        )
    }

    func domain(_ row: Int) throws -> DomainMetadata {
        DomainMetadata(
            domain: try required(string("domain", row), "domain"),
            configuration: string("configuration", row) ?? "",
            removed: flag("removed", row) ?? false
        )
    }

    func sidecar(_ row: Int) throws -> SidecarFile {
        SidecarFile(
            path: try required(string("path", row), "path"),
            sizeInBytes: integer("sizeInBytes", row) ?? 0,
            modificationTime: integer("modificationTime", row) ?? 0,
            tags: map("tags", row)
        )
    }

    func checkpointMetadata(_ row: Int) throws -> CheckpointMetadata {
        CheckpointMetadata(version: try required(integer("version", row), "version"), tags: map("tags", row))
    }
}

/// Statistics that a checkpoint holds as columns, as the JSON that commits hold.
private enum StructStatistics {
    static func json(_ value: ScalarValue) -> String? {
        guard case .struct = value else { return nil }
        var json = JSONWriter()
        write(value, &json)
        return json.text
    }

    private static func write(_ value: ScalarValue, _ json: inout JSONWriter) {
        switch value {
        case .struct(let members):
            json.object { json in
                for member in members where isTold(member.value) {
                    json.key(member.name)
                    write(member.value, &json)
                }
            }
        case .boolean(let flag): json.write(flag)
        case .integer(let number): json.write(number)
        case .float(let number): json.write(raw: number.description)
        case .double(let number): json.write(raw: number.description)
        case .decimal(let number): json.write(raw: number.description)
        case .string(let text): json.write(text)
        case .date(let days): json.write(CivilTime.text(days: days))
        case .timestamp(let micros):
            json.write(CivilTime.text(micros: micros, separator: "T", zone: "Z", minimumFraction: 3))
        case .timestampNTZ(let micros):
            json.write(CivilTime.text(micros: micros, separator: "T", zone: "", minimumFraction: 3))
        default: json.writeNull()
        }
    }

    private static func isTold(_ value: ScalarValue) -> Bool {
        switch value {
        case .null, .binary, .array, .map: false
        case .float(let number): number.isFinite
        case .double(let number): number.isFinite
        default: true
        }
    }
}
