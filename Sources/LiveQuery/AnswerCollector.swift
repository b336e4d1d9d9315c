import Columns

/// Encodes the rows of a run as they come, until there are as many as are pushed.
struct AnswerCollector {
    let mostRows: Int
    let mostBytes: Int
    private(set) var schema = Schema([])
    private(set) var rowCount = 0
    private(set) var isTruncated = false
    private var encoder: RowEncoder?
    private var bytes: [UInt8] = []

    init(mostRows: Int, mostBytes: Int) {
        self.mostRows = mostRows
        self.mostBytes = mostBytes
    }

    mutating func begin(_ schema: Schema) throws {
        var encoder = RowEncoder(schema: schema, format: .jsonRows)
        bytes = []
        encoder.start(into: &bytes)
        self.schema = schema
        self.encoder = encoder
    }

    mutating func append(_ block: RowBlock) throws {
        for batch in try block.batches() { try append(batch) }
    }

    /// In slices, so that rows of any size stay near the bound.
    private mutating func append(_ batch: RecordBatch) throws {
        let perRow = max(1, batch.byteSize / max(1, batch.rowCount))
        let slice = max(1, min(1_024, mostBytes / 8 / perRow))
        var offset = 0
        while offset < batch.rowCount {
            let room = min(slice, mostRows - rowCount, batch.rowCount - offset)
            guard room > 0, bytes.count < mostBytes else {
                isTruncated = true
                return
            }
            try encoder?.append(batch.slice(offset: offset, length: room), into: &bytes)
            rowCount += room
            offset += room
        }
    }

    mutating func finish() -> [UInt8] {
        guard encoder != nil else { return Array("[]".utf8) }
        encoder?.finish(into: &bytes)
        return bytes
    }
}
