import Columns
import DeltaProtocol
import HTTPAPI
import Ingest
import LakeModel

/// The newest records of a source, and the rows that they would be.
struct SourcePreview {
    /// For a source without new records.
    private static let patience = Duration.seconds(1)
    private static let mostWaits = 3
    private static let mostBytes = ByteCount.mebibytes(4)
    /// Milliseconds of the past that a source of endless records is read from.
    private static let recent: Int64 = 60_000

    let definition: PipelineDefinition
    let source: any RecordSource

    func take(_ limit: Int) async throws -> PipelinePreview {
        let partitions = try await source.partitions()
        guard !partitions.isEmpty else {
            throw WiringError(
                code: .topicNotFound,
                message: "The source has no partitions; check the names of its topics."
            )
        }
        try await source.assign(starts(partitions, limit), committed: [:])
        let records = try await read(limit)
        guard !records.records.isEmpty else {
            return PipelinePreview(records: records, schema: .init([]), rows: nil, rejects: [])
        }
        return try Self.decoded(records, RecordDecoders(definition))
    }

    private func starts(_ partitions: [SourcePartition], _ limit: Int) async throws -> [SourcePartition: Int64] {
        guard definition.source.type == .kafka else {
            return try await source.offsets(at: IngestClock.system.wall() / 1_000 - Self.recent, of: partitions)
        }
        let each = Int64((limit + partitions.count - 1) / partitions.count)
        return try await source.watermarks(of: partitions).mapValues { max($0.lowerBound, $0.upperBound - each) }
    }

    private func read(_ limit: Int) async throws -> SourceRecords {
        var pieces: [SourceRecords] = []
        var waits = 0
        while pieces.reduce(0, { $0 + $1.records.count }) < limit, waits < Self.mostWaits {
            let piece = try await source.next(limit: Self.mostBytes, wait: Self.patience)
            if piece.records.isEmpty { waits += 1 } else { pieces.append(piece) }
        }
        return SourceRecords(joining: pieces, upTo: limit)
    }

    /// As a new table of the pipeline's format would have them.
    private static func decoded(_ records: SourceRecords, _ decoders: RecordDecoders) throws -> PipelinePreview {
        let schema = try decoders.schema(of: records)
        let decoder = try decoders.decoder(for: schema, allowsWidening: false)
        _ = try decoder.decode(records, from: 0)
        let rows = decoder.rowCount > 0 ? try decoder.finish() : nil
        return PipelinePreview(records: records, schema: schema, rows: rows, rejects: decoder.takeRejected())
    }
}

extension SourceRecords {
    /// The first records of several readings, in their order.
    fileprivate init(joining pieces: [SourceRecords], upTo limit: Int) {
        let partitions = Set(pieces.flatMap(\.partitions)).sorted()
        var block = ByteBlockBuilder()
        var records: [Record] = []
        for piece in pieces {
            for record in piece.records.prefix(limit - records.count) {
                guard piece.partitions.indices.contains(record.partition) else { continue }
                records.append(
                    Record(
                        partition: partitions.firstIndex(of: piece.partitions[record.partition]) ?? 0,
                        offset: record.offset,
                        timestamp: record.timestamp,
                        key: record.key.map { block.append(piece.bytes.array($0)) },
                        value: record.value.map { block.append(piece.bytes.array($0)) },
                        headers: record.headers.map { header in
                            Header(name: header.name, value: header.value.map { block.append(piece.bytes.array($0)) })
                        }
                    )
                )
            }
        }
        self.init(partitions: partitions, records: records, bytes: block.finish())
    }
}
