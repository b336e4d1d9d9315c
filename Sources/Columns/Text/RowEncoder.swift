/// Writes batches as text, row by row, straight from their buffers into a growing array of bytes.
///
/// `start`, any number of `append`, `finish`. What JSON and CSV look like is said at `CellCursor.json` and `.csv`.
package struct RowEncoder: Sendable {
    package enum Format: Sendable, Hashable {
        /// `[[1,"a"],[2,"b"]]`.
        case jsonRows
        /// `[{"id":1,"name":"a"},…]`; columns of the same name repeat their key.
        case jsonObjects
        /// An object a line.
        case ndjson
        /// RFC 4180, with lines ended by CR LF.
        case csv(header: Bool)
    }

    package let schema: Schema
    package let format: Format
    private let type: DataType
    private var empty = true

    /// Text collects in a block of about this size before it moves to the caller's bytes.
    private static let blockSize = 1 << 16

    package init(schema: Schema, format: Format) {
        self.schema = schema
        self.format = format
        type = .struct(schema.fields)
    }

    /// What stands before the first row.
    package mutating func start(into bytes: inout [UInt8]) {
        empty = true
        switch format {
        case .jsonRows, .jsonObjects: bytes.append(UInt8(ascii: "["))
        case .ndjson, .csv(header: false): break
        case .csv(header: true): appendHeader(into: &bytes)
        }
    }

    /// The rows of a batch, separated from those before. Throws if its types are not the schema's; then nothing is appended.
    package mutating func append(_ batch: RecordBatch, into bytes: inout [UInt8]) throws(ColumnsError) {
        guard DataType.struct(batch.schema.fields).hasLayout(of: type) else {
            throw ColumnsError(.typeMismatch, "a batch has other types than the rows that it is written to")
        }
        guard batch.rowCount > 0 else { return }
        let plan = CellPlan(batch, named: schema)
        let cursor = CellCursor(nodes: UnsafePointer(plan.base))
        var out = TextWriter(capacity: Self.blockSize * 2)
        var scratch = TextWriter(capacity: 256)
        withExtendedLifetime(plan) {
            for row in 0..<batch.rowCount {
                putRow(row, of: plan.columnCount, cursor, scratch: &scratch, into: &out)
                empty = false
                if out.count >= Self.blockSize {
                    bytes.append(contentsOf: out.bytes)
                    out.clear()
                }
            }
        }
        bytes.append(contentsOf: out.bytes)
    }

    /// What stands behind the last row.
    package mutating func finish(into bytes: inout [UInt8]) {
        switch format {
        case .jsonRows, .jsonObjects: bytes.append(UInt8(ascii: "]"))
        case .ndjson, .csv: break
        }
    }

    /// Everything at once.
    package static func encode(
        _ batches: [RecordBatch],
        schema: Schema,
        format: Format
    ) throws(ColumnsError) -> [UInt8] {
        var encoder = RowEncoder(schema: schema, format: format)
        var bytes: [UInt8] = []
        encoder.start(into: &bytes)
        for batch in batches { try encoder.append(batch, into: &bytes) }
        encoder.finish(into: &bytes)
        return bytes
    }

    @inline(__always)
    private func putRow(
        _ row: Int,
        of columns: Int,
        _ cursor: CellCursor,
        scratch: inout TextWriter,
        into out: inout TextWriter
    ) {
        switch format {
        case .jsonRows:
            if empty { out.put("[") } else { out.put(",[") }
            for column in 0..<columns {
                if column > 0 { out.put(",") }
                cursor.json(column, row, into: &out)
            }
            out.put("]")
        case .jsonObjects:
            if empty { out.put("{") } else { out.put(",{") }
            cursor.jsonMembers(0..<columns, row, into: &out)
            out.put("}")
        case .ndjson:
            out.put("{")
            cursor.jsonMembers(0..<columns, row, into: &out)
            out.put("}\n")
        case .csv:
            for column in 0..<columns {
                if column > 0 { out.put(",") }
                cursor.csv(column, row, scratch: &scratch, into: &out)
            }
            out.put("\r\n")
        }
    }

    private func appendHeader(into bytes: inout [UInt8]) {
        var out = TextWriter(capacity: 1_024)
        for (index, field) in schema.fields.enumerated() {
            if index > 0 { out.put(",") }
            var name = field.name
            name.withUTF8 { CellCursor.csvText(UnsafeRawBufferPointer($0), into: &out) }
        }
        out.put("\r\n")
        bytes.append(contentsOf: out.bytes)
    }
}
