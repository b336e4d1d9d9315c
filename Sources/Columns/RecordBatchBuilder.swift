import CArrow

/// Makes batches of one schema, by rows or by columns. Mistakes surface in `finish`. Not for concurrent use.
package final class RecordBatchBuilder {
    package let schema: Schema
    package let columns: [ColumnBuilder]
    package private(set) var rowCount = 0
    private let indices: [String: Int]
    private var mistake: ColumnsError?

    package init(schema: Schema, reservingRows rows: Int = 0) {
        self.schema = schema
        columns = schema.fields.map { ColumnBuilder($0, reservingRows: rows) }
        indices = Dictionary(
            schema.fields.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The builder of a column; for a name that the schema lacks `finish` throws.
    package subscript(name: String) -> ColumnBuilder {
        if let index = indices[name] { return columns[index] }
        if mistake == nil { mistake = ColumnsError(.columnNotFound, "there is no column '\(name)'") }
        return ColumnBuilder(Field(name, .null))
    }

    /// Ends a row: columns not appended to since the last one get a null.
    package func endRow() {
        rowCount += 1
        for column in columns where column.count < rowCount { column.appendNull() }
    }

    /// Bytes held so far.
    package var byteSize: Int { columns.reduce(0) { $0 + $1.byteSize } }

    /// The rows so far as a batch; the builder is empty again, after an error too. Columns may also have been filled one
    /// by one, without `endRow`; they must be of one length.
    package func finish() throws(ColumnsError) -> RecordBatch {
        let rows = rowCount > 0 ? rowCount : columns.first?.count ?? 0
        let uneven = columns.first { $0.count != rows }
        let failure =
            mistake ?? columns.lazy.compactMap(\.firstMistake).first
            ?? uneven.map { ColumnsError(.outOfRange, "column '\($0.field.name)' has \($0.count) rows, not \(rows)") }
        rowCount = 0
        mistake = nil
        if let failure {
            for column in columns { column.reset() }
            throw failure
        }
        var arrays: [ArrowArray] = []
        for column in columns { arrays.append(try column.finish()) }
        let root = OwnedArray.make(length: rows, nullCount: 0, buffers: [nil], children: arrays)
        return try RecordBatch(taking: root, schema: schema)
    }
}
