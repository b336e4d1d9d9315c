import Columns
import LakeModel

/// Writes one result, a compressed chunk for each batch.
final class SpoolWriter: Sendable {
    private let id: QueryID
    private let schema: Schema
    private let file: SpoolFile
    private let spool: ResultSpool

    init(id: QueryID, schema: Schema, file: SpoolFile, spool: ResultSpool) {
        self.id = id
        self.schema = schema
        self.file = file
        self.spool = spool
    }

    /// Returns false, and writes nothing, when the spool has no room for the batch.
    func append(_ batch: RecordBatch) async throws -> Bool {
        let bytes = try ArrowStream.encode([batch], schema: schema, compression: .lz4)
        guard let offset = spool.reserve(bytes.count, for: id) else { return false }
        try await spool.failing("write a result to the spool") {
            try await file.write(bytes, at: offset)
        }
        spool.append(batch.rowCount, at: offset, length: bytes.count, to: id)
        return true
    }

    func finish() { spool.complete(id) }

    /// For a run that failed: its rows are no answer.
    func discard() { spool.discard(id) }
}
