import Columns
import DeltaProtocol
package import LakeModel

/// A rejected record as people see it.
package struct RejectedRow: Sendable, Hashable {
    /// `pipeline/topic/partition/offset`.
    package let id: String
    package let reason: String
    package let detail: String
    package let partition: SourcePartition
    package let offset: Int64
    /// Microseconds since 1970.
    package let timestamp: Int64?
    package let rejectedAt: Int64?
    package let value: [UInt8]?

    static let columns = RejectRows.schema.fields.map(\.name)

    static func id(_ pipeline: String, _ partition: SourcePartition, _ offset: Int64) -> String {
        "\(pipeline)/\(partition)/\(offset)"
    }

    /// The rows of a pipeline that were not put back yet, oldest first.
    static func open(in batches: [RecordBatch], pipeline: String, closed: Set<String>) -> [RejectedRow] {
        var rows: [RejectedRow] = []
        var redriven = closed
        for batch in batches {
            for row in 0..<batch.rowCount {
                guard let found = RejectedRow(batch, row, pipeline: pipeline) else { continue }
                if found.reason == RejectRows.redriven { redriven.insert(found.id) } else { rows.append(found) }
            }
        }
        return rows.filter { !redriven.contains($0.id) }
            .sorted { ($0.rejectedAt ?? 0, $0.partition, $0.offset) < ($1.rejectedAt ?? 0, $1.partition, $1.offset) }
    }

    private init?(_ batch: RecordBatch, _ row: Int, pipeline: String) {
        guard batch.column("pipeline")?.string(at: row) == pipeline,
            let topic = batch.column("topic")?.string(at: row),
            let number = batch.column("partition")?.int64(at: row),
            let offset = batch.column("offset")?.int64(at: row)
        else { return nil }
        partition = SourcePartition(topic: topic, partition: Int32(clamping: number))
        self.offset = offset
        id = Self.id(pipeline, partition, offset)
        reason = batch.column("reason")?.string(at: row) ?? ""
        detail = batch.column("detail")?.string(at: row) ?? ""
        timestamp = batch.column("timestamp")?.int64(at: row)
        rejectedAt = batch.column("rejected_at")?.int64(at: row)
        value = batch.column("bytes")?.binary(at: row)
    }
}
