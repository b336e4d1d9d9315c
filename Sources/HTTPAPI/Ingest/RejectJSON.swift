import FoundationEssentials
import Ingest
import LakeModel

/// `{"rows": […], "total"}`.
struct RejectPage: Encodable {
    struct Row: Encodable {
        let id, reason, detail, topic: String
        let partition: Int32
        let offset: Int64
        let timestamp, rejectedAt: String?
        let value: String?
        /// `utf-8`, or `base64` for bytes that are no text.
        let encoding: String?

        private enum CodingKeys: CodingKey {
            case id, reason, detail, topic, partition, offset, timestamp, rejectedAt, value, encoding
        }

        init(_ row: RejectedRow) {
            id = row.id
            reason = row.reason
            detail = row.detail
            topic = row.partition.topic
            partition = row.partition.partition
            offset = row.offset
            timestamp = row.timestamp.map { isoTime(milliseconds: $0 / 1_000) }
            rejectedAt = row.rejectedAt.map { isoTime(milliseconds: $0 / 1_000) }
            let text = row.value.map { String(validating: $0, as: UTF8.self) }
            value = text.map { $0 ?? Data(row.value ?? []).base64EncodedString() }
            encoding = text.map { $0 == nil ? "base64" : "utf-8" }
        }

        /// A record without a value has `null`, not nothing.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(reason, forKey: .reason)
            try container.encode(detail, forKey: .detail)
            try container.encode(topic, forKey: .topic)
            try container.encode(partition, forKey: .partition)
            try container.encode(offset, forKey: .offset)
            try container.encodeIfPresent(timestamp, forKey: .timestamp)
            try container.encodeIfPresent(rejectedAt, forKey: .rejectedAt)
            try container.encode(value, forKey: .value)
            try container.encodeIfPresent(encoding, forKey: .encoding)
        }
    }

    let rows: [Row]
    let total: Int

    init(_ all: [RejectedRow], offset: Int, limit: Int) {
        rows = all.dropFirst(offset).prefix(limit).map(Row.init)
        total = all.count
    }
}

struct RedriveJSON: Encodable {
    struct Failure: Encodable { let id, reason: String }

    let redriven, rejected: Int
    /// Those that still can't be rows, and why.
    let failures: [Failure]

    init(_ result: Redrive.Result) {
        redriven = result.redriven
        rejected = result.rejected.count
        failures = result.rejected.sorted { $0.key < $1.key }.map { Failure(id: $0.key, reason: $0.value) }
    }
}
