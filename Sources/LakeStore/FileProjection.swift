import Columns
import DeltaProtocol
import LakeModel

/// Finds a table's columns in data files that may know them by other names, in another order, as narrower types, or not
/// at all (Delta protocol, Column Mapping and Type Widening).
struct FileProjection: Sendable {
    let schema: Schema
    private let fields: [StructField]
    private let mapping: ColumnMappingMode
    private let partitioned: Set<String>

    init(_ snapshot: Snapshot, fields: [StructField]) throws {
        self.fields = fields
        mapping = snapshot.columnMapping
        partitioned = Set(snapshot.partitionColumns)
        schema = try StructType(fields).columnsSchema()
    }

    func rows(of file: ParquetFile, file add: AddFile) throws -> [RecordBatch] {
        let reading = try reading(of: file, file: add, batchRows: 1 << 16)
        var batches: [RecordBatch] = []
        while let batch = try reading.next() { batches.append(batch) }
        return batches
    }

    /// The file's rows one batch at a time.
    func reading(of file: ParquetFile, file add: AddFile, batchRows: Int) throws -> FileReading {
        let wanted = fields.map { partitioned.contains($0.name) ? nil : column(for: $0, in: file.schema.fields) }
        let names = wanted.compactMap { $0?.name }
        // Without a column to read, the footer still says how many rows there are.
        guard !names.isEmpty else { return FileReading(only: try constants(add, count: file.rowCount)) }
        return FileReading(try file.batches(columns: names, batchRows: batchRows)) { batch in
            let columns = try zip(zip(fields, schema.fields), wanted).map { pair, source in
                let (field, target) = pair
                if let source, let column = batch.column(source.name) {
                    return try self.column(column, as: target, field)
                }
                return try constant(field, target, add, count: batch.rowCount)
            }
            return try RecordBatch(schema: schema, columns: columns)
        }
    }

    private func constants(_ add: AddFile, count: Int) throws -> RecordBatch {
        let columns = try zip(fields, schema.fields).map { try constant($0, $1, add, count: count) }
        return try RecordBatch(schema: schema, columns: columns)
    }

    /// A partition value, or null for a column that came after the file.
    private func constant(_ field: StructField, _ target: Field, _ add: AddFile, count: Int) throws -> Column {
        guard partitioned.contains(field.name) else { return try RowConformance.nulls(target, count: count) }
        let text = add.partitionValues[field.physicalName(mapping)] ?? nil
        let value = try PartitionValue.parse(text, as: field.type)
        let builder = RecordBatchBuilder(schema: Schema([Field(target.name, target.type)]), reservingRows: count)
        for _ in 0..<count {
            builder.columns.first?.append(value)
            builder.endRow()
        }
        guard let column = try builder.finish().columns.first else {
            return try RowConformance.nulls(target, count: count)
        }
        return column
    }

    private func column(for field: StructField, in fields: [Field]) -> Field? {
        if mapping == .id, let id = field.columnID {
            return fields.first { $0.metadata[Field.parquetFieldID] == "\(id)" }
        }
        let name = field.physicalName(mapping)
        return fields.first { $0.name == name } ?? fields.first { $0.name.lowercased() == name.lowercased() }
    }

    /// The column as it is when the file's type is the table's but for names, else value by value.
    private func column(_ column: Column, as target: Field, _ field: StructField) throws -> Column {
        if isSame(column.type, field.type) { return column }
        let builder = RecordBatchBuilder(schema: Schema([Field(target.name, target.type)]), reservingRows: column.count)
        for row in 0..<column.count {
            builder.columns.first?.append(value(column.value(at: row), of: column.type, as: field.type))
            builder.endRow()
        }
        return try builder.finish().columns.first ?? column
    }

    private func isSame(_ file: DataType, _ table: DeltaType) -> Bool {
        switch (file, table) {
        case (.struct(let found), .structure(let type)):
            found.count == type.fields.count
                && zip(found, type.fields).allSatisfy { field, wanted in
                    column(for: wanted, in: [field]) != nil && isSame(field.type, wanted.type)
                }
        case (.array(let element), .array(let type, _)): isSame(element.type, type)
        case (.map(let key, let value), .map(let keyType, let valueType, _)):
            isSame(key.type, keyType) && isSame(value.type, valueType)
        default: (try? StructType([StructField("", table)]).columnsSchema())?.fields.first?.type == file
        }
    }

    private func value(_ value: ScalarValue, of file: DataType, as table: DeltaType) -> ScalarValue {
        switch (value, file, table) {
        case (.struct(let members), .struct(let found), .structure(let type)):
            .struct(
                type.fields.map { wanted in
                    guard let source = column(for: wanted, in: found),
                        let member = members.first(where: { $0.name == source.name })
                    else { return NamedScalar(wanted.name, .null) }
                    return NamedScalar(wanted.name, self.value(member.value, of: source.type, as: wanted.type))
                }
            )
        case (.array(let elements), .array(let element), .array(let type, _)):
            .array(elements.map { self.value($0, of: element.type, as: type) })
        case (.map(let entries), .map(let key, let item), .map(let keyType, let itemType, _)):
            .map(
                entries.map {
                    ScalarEntry(
                        self.value($0.key, of: key.type, as: keyType),
                        self.value($0.value, of: item.type, as: itemType)
                    )
                }
            )
        default: widened(value, as: table)
        }
    }

    /// The widenings that the protocol allows; integers need nothing, the builder checks their range.
    private func widened(_ value: ScalarValue, as table: DeltaType) -> ScalarValue {
        switch (value, table) {
        case (.float(let number), .double): .double(Double(number))
        case (.integer(let number), .double): .double(Double(number))
        case (.integer(let number), .decimal): .decimal(Decimal128(unscaled: Int128(number), scale: 0))
        case (.date(let days), .timestampNTZ): .timestampNTZ(Int64(days) &* 86_400_000_000)
        default: value
        }
    }
}

/// Batches of a data file in the table's form. Not for concurrent use.
final class FileReading {
    private let reader: ParquetBatchReader?
    private let convert: (RecordBatch) throws -> RecordBatch
    private var rest: RecordBatch?

    init(_ reader: ParquetBatchReader, convert: @escaping (RecordBatch) throws -> RecordBatch) {
        self.reader = reader
        self.convert = convert
    }

    init(only batch: RecordBatch) {
        reader = nil
        convert = { $0 }
        rest = batch
    }

    /// nil at the end.
    func next() throws -> RecordBatch? {
        guard let reader else {
            defer { rest = nil }
            return rest
        }
        return try reader.next().map(convert)
    }
}
