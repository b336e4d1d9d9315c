import Columns
import FoundationEssentials
import LakeModel
import Synchronization

/// Writes one result, a chunk for each block of rows.
final class SpoolWriter: Sendable {
    /// Results up to this size are written as they come: most are read once and soon, and compressing them costs more
    /// than their disk. What goes beyond is compressed.
    static let plainBytes = ByteCount.mebibytes(256)

    private let id: QueryID
    private let schema: Schema
    private let file: SpoolFile
    private let spool: ResultSpool
    private let received = Mutex(ByteCount(0))

    init(id: QueryID, schema: Schema, file: SpoolFile, spool: ResultSpool) {
        self.id = id
        self.schema = schema
        self.file = file
        self.spool = spool
    }

    /// Returns false, and writes nothing, when the spool has no room for the block.
    func append(_ block: RowBlock) async throws -> Bool {
        let isPlain = received.withLock { received in
            received = received + ByteCount(block.byteSize)
            return received <= Self.plainBytes
        }
        let bytes = try block.stream(schema: schema, compression: isPlain ? .none : .lz4)
        guard let offset = spool.reserve(bytes.count, for: id) else { return false }
        try await spool.failing("write a result to the spool") {
            try await file.write(bytes, at: offset)
        }
        spool.append(block.rowCount, at: offset, length: bytes.count, to: id)
        return true
    }

    func finish() { spool.complete(id) }

    /// For a run that failed: its rows are no answer.
    func discard() { spool.discard(id) }
}
