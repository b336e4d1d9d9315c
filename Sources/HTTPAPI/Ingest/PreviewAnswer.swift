import Columns
import DeltaProtocol
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Ingest
import LakeModel
import NIOCore

/// Records of a source as they are, and the rows that they would be.
struct PreviewAnswer {
    private struct Record: Encodable {
        let topic: String
        let partition: Int32
        let offset: Int64
        let timestamp: String?
        let key, value: String?

        private enum CodingKeys: CodingKey { case topic, partition, offset, timestamp, key, value }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(topic, forKey: .topic)
            try container.encode(partition, forKey: .partition)
            try container.encode(offset, forKey: .offset)
            try container.encodeIfPresent(timestamp, forKey: .timestamp)
            try container.encode(key, forKey: .key)
            try container.encode(value, forKey: .value)
        }
    }

    private struct Column: Encodable { let name, type: String }

    private struct Reject: Encodable {
        let reason, detail, topic: String
        let partition: Int32
        let offset: Int64
    }

    private struct Rest: Encodable {
        let records: [Record]
        let columns: [Column]
        let rejects: [Reject]
    }

    let response: Response

    init(_ preview: PipelinePreview) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let rest = Rest(
            records: Self.records(preview.records),
            columns: preview.schema.fields.map { Column(name: $0.name, type: $0.type.sqlName) },
            rejects: preview.rejects.map {
                Reject(
                    reason: $0.reason,
                    detail: $0.detail,
                    topic: $0.partition.topic,
                    partition: $0.partition.partition,
                    offset: $0.offset
                )
            }
        )
        var bytes = Array(try encoder.encode(rest).dropLast()) + Array(#","rows":"#.utf8)
        if let rows = preview.rows {
            bytes += try RowEncoder.encode([rows], schema: rows.schema, format: .jsonRows)
        } else {
            bytes += Array("[]".utf8)
        }
        bytes.append(UInt8(ascii: "}"))
        response = Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    private static func records(_ records: SourceRecords) -> [Record] {
        func text(_ range: Range<Int>?) -> String? {
            range.map { String(decoding: records.bytes.array($0), as: UTF8.self) }
        }
        return records.records.compactMap { record in
            guard records.partitions.indices.contains(record.partition) else { return nil }
            return Record(
                topic: records.partitions[record.partition].topic,
                partition: records.partitions[record.partition].partition,
                offset: record.offset,
                timestamp: record.timestamp.map { isoTime(milliseconds: $0 / 1_000) },
                key: text(record.key),
                value: text(record.value)
            )
        }
    }
}
