import Columns
import DeltaProtocol
import Dispatch
import LakeModel

/// Decodes records on a thread of its own and gathers what becomes of them until a batch is sealed. One caller at a time.
///
/// Unchecked: everything that changes is touched on `queue` only.
final class DecodeLane: @unchecked Sendable {
    struct Figures: Sendable {
        /// Taken from what came now.
        var records: Int
        /// In all since the last batch.
        var rows: Int
        var bytes: Int
        var rejects: Int
    }

    private let queue = DispatchQueue(label: "tideline.ingest.decode", qos: .userInitiated)
    private let factory: any RowDecoderFactory
    private let allowsWidening: Bool
    private let derived: DerivedColumns
    private var decoder: any RowDecoding
    private var schema: StructType
    /// What the table has once the batches before are committed.
    private var tableSchema: StructType
    private var progress: BatchProgress
    private var parts: [RecordBatch] = []
    private var partBytes = 0
    private var partRows = 0
    private var rejects: [RejectedRecord] = []
    private var rejectedBytes = 0
    private var sourceBytes: Int64 = 0

    /// - Parameters:
    ///   - allowsWidening: whether the table's columns may get wider types.
    ///   - positions: the last offset that the table has of each partition.
    ///   - settled: offsets behind them that are in the table of rejects already.
    init(
        factory: any RowDecoderFactory,
        schema: StructType,
        allowsWidening: Bool,
        derived: DerivedColumns,
        positions: [SourcePartition: Int64],
        settled: [SourcePartition: Set<Int64>]
    ) throws {
        self.factory = factory
        self.allowsWidening = allowsWidening
        self.schema = schema
        self.derived = derived
        tableSchema = schema
        decoder = try factory.decoder(for: schema, allowsWidening: allowsWidening)
        progress = BatchProgress(positions: positions, settled: settled)
    }

    func append(_ records: SourceRecords) async throws -> Figures {
        try await onQueue { try self.decode(records) }
    }

    /// What was decoded since the last batch; the next begins.
    func seal() async throws -> SealedBatch {
        try await onQueue { try self.take() }
    }

    private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }

    private func decode(_ given: SourceRecords) throws -> Figures {
        let records = progress.add(given)
        var index = 0
        while index < records.records.count {
            guard case .needs(let wanted, let next) = try decoder.decode(records, from: index) else { break }
            try change(to: wanted, progressing: next > index)
            index = next
        }
        sourceBytes += Int64(records.bytes.count)
        collectRejects()
        return Figures(
            records: given.records.count,
            rows: partRows + decoder.rowCount,
            bytes: partBytes + decoder.byteSize + rejectedBytes,
            rejects: rejects.count
        )
    }

    private func change(to wanted: StructType, progressing: Bool) throws {
        let merged = schema.merged(with: wanted)
        guard progressing || merged != schema else {
            throw IngestError(
                .internalError,
                "The decoder asks for the schema that it has; report this with the pipeline's definition."
            )
        }
        try finishPart()
        schema = merged
        decoder = try factory.decoder(for: merged, allowsWidening: allowsWidening)
    }

    private func finishPart() throws {
        collectRejects()
        guard decoder.rowCount > 0 else { return }
        let rows = try decoder.finish()
        parts.append(rows)
        partRows += rows.rowCount
        partBytes += rows.byteSize
    }

    private func collectRejects() {
        for reject in decoder.takeRejected() {
            progress.reject(reject)
            rejectedBytes += (reject.value?.count ?? 0) + 200
            rejects.append(reject)
        }
    }

    private func take() throws -> SealedBatch {
        try finishPart()
        let rows = try parts.map { try derived(RowWidening.rows($0, to: schema)) }
        let (ranges, times) = progress.take()
        let batch = SealedBatch(
            rows: rows,
            schema: schema == tableSchema ? nil : schema,
            progress: ranges,
            rejects: rejects,
            times: times,
            sourceBytes: sourceBytes
        )
        tableSchema = schema
        (parts, partBytes, partRows, rejects, rejectedBytes, sourceBytes) = ([], 0, 0, [], 0, 0)
        return batch
    }
}
