import CArrow
package import FoundationEssentials

/// Rows on their way from an engine to whoever wants them. They stay the Arrow IPC stream in which they came until
/// somebody asks for columns, so that keeping them, or handing them on as Arrow, decodes nothing.
package struct RowBlock: Sendable {
    private enum Form: Sendable {
        case batch(RecordBatch)
        case stream(Data)
    }

    package let rowCount: Int
    private let form: Form

    package init(_ batch: RecordBatch) {
        rowCount = batch.rowCount
        form = .batch(batch)
    }

    /// - Parameter stream: a whole Arrow IPC stream of `rowCount` rows; looked at when its columns are asked for.
    package init(rowCount: Int, stream: Data) {
        self.rowCount = rowCount
        form = .stream(stream)
    }

    package var byteSize: Int {
        switch form {
        case .batch(let batch): batch.byteSize
        case .stream(let bytes): bytes.count
        }
    }

    /// Throws `invalidArrowData` when the stream breaks the format or has another number of rows than it came with.
    package func batches() throws(ColumnsError) -> [RecordBatch] {
        switch form {
        case .batch(let batch): return [batch]
        case .stream(let bytes):
            let batches = try ArrowStream.decode(bytes).batches
            guard batches.reduce(0, { $0 + $1.rowCount }) == rowCount else {
                throw ColumnsError(.invalidArrowData, "an Arrow stream has another number of rows than was announced")
            }
            return batches
        }
    }

    /// The columns: as they were announced, which may say more of their types, unless the rows have others.
    package func schema(announcedAs announced: Schema) throws(ColumnsError) -> Schema {
        let own: Schema
        switch form {
        case .batch(let batch): own = batch.schema
        case .stream(let bytes): own = try ArrowStream.schema(of: bytes)
        }
        return DataType.struct(own.fields).hasLayout(of: .struct(announced.fields)) ? announced : own
    }

    /// The first rows, in order.
    package func prefix(_ rows: Int) throws(ColumnsError) -> [RowBlock] {
        if rows >= rowCount { return [self] }
        var room = max(rows, 0)
        return try batches().map { batch in
            let kept = batch.slice(offset: 0, length: room)
            room -= kept.rowCount
            return RowBlock(kept)
        }
    }

    /// A self-contained stream of the rows, for batches of these types. Without compression that is the one in which
    /// they came, if they did.
    package func stream(schema: Schema, compression: ArrowStream.Compression) throws(ColumnsError) -> Data {
        if case .stream(let bytes) = form, compression == .none { return bytes }
        return Data(try ArrowStream.encode(try batches(), schema: schema, compression: compression))
    }

    /// The stream as it came, if it did.
    var received: Data? {
        if case .stream(let bytes) = form { bytes } else { nil }
    }
}
