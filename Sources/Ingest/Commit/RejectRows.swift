import Columns
package import DeltaProtocol
import LakeModel

/// The table of a table's rejected records. A row is a record, or the note that one was put back.
package enum RejectRows {
    package static let schema = StructType([
        StructField("bytes", .binary), StructField("reason", .string), StructField("detail", .string),
        StructField("topic", .string), StructField("partition", .integer), StructField("offset", .long),
        StructField("timestamp", .timestamp), StructField("rejected_at", .timestamp), StructField("pipeline", .string),
    ])

    /// The reason of rows that say that a record was put back into the table.
    package static let redriven = "redriven"

    static let place = ["pipeline", "topic", "partition", "offset"]

    /// - Parameter now: microseconds since 1970.
    static func batch(_ rejects: [RejectedRecord], pipeline: String, now: Int64) throws -> RecordBatch {
        let builder = RecordBatchBuilder(schema: try schema.columnsSchema(), reservingRows: rejects.count)
        for reject in rejects {
            if let value = reject.value { builder["bytes"].append(binary: value) }
            builder["reason"].append(reject.reason)
            builder["detail"].append(reject.detail)
            builder["topic"].append(reject.partition.topic)
            builder["partition"].append(reject.partition.partition)
            builder["offset"].append(reject.offset)
            builder["timestamp"].append(reject.timestamp)
            builder["rejected_at"].append(now)
            builder["pipeline"].append(pipeline)
            builder.endRow()
        }
        return try builder.finish()
    }

    /// Offsets of a pipeline's rejected records behind some positions.
    static func offsets(
        in batches: [RecordBatch],
        pipeline: String,
        behind positions: [SourcePartition: Int64]
    ) -> [SourcePartition: Set<Int64>] {
        var offsets: [SourcePartition: Set<Int64>] = [:]
        for batch in batches {
            guard let names = batch.column("pipeline"), let topics = batch.column("topic"),
                let partitions = batch.column("partition"), let places = batch.column("offset")
            else { continue }
            for row in 0..<batch.rowCount {
                guard names.string(at: row) == pipeline, let topic = topics.string(at: row),
                    let number = partitions.int64(at: row), let offset = places.int64(at: row)
                else { continue }
                let partition = SourcePartition(topic: topic, partition: Int32(clamping: number))
                guard let position = positions[partition], offset > position else { continue }
                offsets[partition, default: []].insert(offset)
            }
        }
        return offsets
    }
}
