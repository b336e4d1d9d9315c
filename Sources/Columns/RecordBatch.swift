import CArrow

/// Rows in columns: immutable, zero-copy to slice, select and rename.
package final class RecordBatch: Sendable {
    package let schema: Schema
    package let rowCount: Int
    package let columns: [Column]

    /// Puts together columns, of any batches, that have the schema's types in order and one length. Names, nullability and
    /// metadata are the schema's, inside nested types too: so physical names become logical ones.
    package init(schema: Schema, columns: [Column]) throws(ColumnsError) {
        guard schema.count == columns.count else {
            throw ColumnsError(
                .typeMismatch,
                "the schema has \(schema.count) fields, but there are \(columns.count) columns"
            )
        }
        let rows = columns.first?.count ?? 0
        for (field, column) in zip(schema.fields, columns) {
            guard field.type.hasLayout(of: column.type) else {
                throw ColumnsError(.typeMismatch, "column '\(field.name)' is \(column.type), not \(field.type)")
            }
            guard column.count == rows else {
                throw ColumnsError(.outOfRange, "column '\(field.name)' has \(column.count) rows, not \(rows)")
            }
        }
        self.schema = schema
        self.rowCount = rows
        self.columns = zip(schema.fields, columns).map { $1.reading(as: $0) }
    }

    /// For columns that are known to fit.
    init(trusted schema: Schema, columns: [Column], rowCount: Int) {
        self.schema = schema
        self.rowCount = rowCount
        self.columns = columns
    }

    /// Takes over a struct array of the C Data Interface that the shim or a builder made for this schema.
    convenience init(taking array: ArrowArray, schema: Schema) throws(ColumnsError) {
        let storage = ArrayStorage(taking: array)
        guard Int(array.n_children) == schema.count else { throw Schema.broken }
        var columns: [Column] = []
        for (index, field) in schema.fields.enumerated() {
            guard let child = storage.root.pointee.children?[index] else { throw Schema.broken }
            columns.append(
                Column(
                    field: field,
                    storage: storage,
                    array: UnsafePointer(child),
                    start: Int(array.offset) + Int(child.pointee.offset),
                    count: Int(array.length)
                )
            )
        }
        self.init(trusted: schema, columns: columns, rowCount: Int(array.length))
    }

    package static func empty(_ schema: Schema) throws(ColumnsError) -> RecordBatch {
        try RecordBatchBuilder(schema: schema).finish()
    }

    /// The first column of that exact name.
    package func column(_ name: String) -> Column? { schema.index(of: name).map { columns[$0] } }

    /// A field inside structs: `column(path: "add", "path")`.
    package func column(path: String...) -> Column? {
        guard let first = path.first else { return nil }
        return path.dropFirst().reduce(column(first)) { $0?.child($1) }
    }

    /// The rows from `offset`, clamped to what there is.
    package func slice(offset: Int, length: Int) -> RecordBatch {
        let from = min(max(0, offset), rowCount)
        let rows = min(max(0, length), rowCount - from)
        if rows == rowCount { return self }
        let sliced = columns.map { $0.slice(offset: from, length: rows) }
        return RecordBatch(trusted: schema, columns: sliced, rowCount: rows)
    }

    package func select(_ names: [String]) throws(ColumnsError) -> RecordBatch {
        var chosen: [Column] = []
        for name in names {
            guard let column = column(name) else { throw ColumnsError(.columnNotFound, "there is no column '\(name)'") }
            chosen.append(column)
        }
        let schema = Schema(chosen.map(\.field), metadata: schema.metadata)
        return RecordBatch(trusted: schema, columns: chosen, rowCount: rowCount)
    }

    package func renamed(_ names: [String]) throws(ColumnsError) -> RecordBatch {
        guard names.count == columns.count else {
            throw ColumnsError(.outOfRange, "\(names.count) names for \(columns.count) columns")
        }
        let renamed = zip(columns, names).map { $0.renamed($1) }
        let schema = Schema(renamed.map(\.field), metadata: schema.metadata)
        return RecordBatch(trusted: schema, columns: renamed, rowCount: rowCount)
    }

    /// `.null` outside the batch.
    package func value(column: Int, row: Int) -> ScalarValue {
        columns.indices.contains(column) ? columns[column].value(at: row) : .null
    }

    package func row(_ row: Int) -> [ScalarValue] { columns.map { $0.value(at: row) } }

    /// Bytes that the rows in view take in their buffers.
    package var byteSize: Int { columns.reduce(0) { $0 + $1.byteSize } }

    /// All rows of `batches`, which must have the same types; the first one's schema stays.
    package static func concatenate(_ batches: [RecordBatch]) throws(ColumnsError) -> RecordBatch {
        guard let first = batches.first else {
            throw ColumnsError(.outOfRange, "there is nothing to concatenate")
        }
        let type = DataType.struct(first.schema.fields)
        guard batches.allSatisfy({ DataType.struct($0.schema.fields).hasLayout(of: type) }) else {
            throw ColumnsError(.typeMismatch, "the batches to concatenate have different types")
        }
        let filled = batches.filter { $0.rowCount > 0 }
        guard filled.count > 1 else { return filled.first ?? first }
        let schema = ExportedSchema(first.schema)
        let arrays = filled.map { ExportedBatch($0) }
        var joined = ArrowArray()
        try withExtendedLifetime(arrays) { () throws(ColumnsError) in
            let roots = arrays.map { UnsafePointer<ArrowArray>?(UnsafePointer($0.root)) }
            try shim { carrow_concatenate(schema.root, roots, Int64(roots.count), &joined, $0) }
        }
        return try RecordBatch(taking: joined, schema: first.schema)
    }
}

extension Column {
    /// Bytes that the rows in view take in their buffers, with their share of validity and offsets.
    package var byteSize: Int {
        let bitmap = validity == nil ? 0 : (count + 7) / 8
        switch type {
        case .null: return 0
        case .boolean: return bitmap + (count + 7) / 8
        case .int8, .uint8: return bitmap + count
        case .int16, .uint16: return bitmap + count * 2
        case .int32, .uint32, .float, .date, .yearMonthInterval: return bitmap + count * 4
        case .int64, .uint64, .double, .timestamp, .timestampNTZ, .dayTimeInterval: return bitmap + count * 8
        case .decimal, .calendarInterval: return bitmap + count * 16
        case .string, .binary: return bitmap + count * 4 + offsetSpan.count
        case .struct: return children.reduce(bitmap) { $0 + $1.byteSize }
        case .array, .map:
            let span = offsetSpan
            return children.reduce(bitmap + count * 4) {
                $0 + $1.slice(offset: span.lowerBound, length: span.count).byteSize
            }
        }
    }

    /// From the first row's offset to the last one's end.
    private var offsetSpan: Range<Int> {
        guard count > 0, let offsets = buffer(1) else { return 0..<0 }
        let from = Int(offsets.load(fromByteOffset: start * 4, as: Int32.self))
        return from..<max(from, Int(offsets.load(fromByteOffset: (start + count) * 4, as: Int32.self)))
    }
}
