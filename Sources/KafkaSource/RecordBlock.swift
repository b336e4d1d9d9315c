import CRDKafka
import LakeModel

/// Records that are being gathered: each of their parts is copied once, out of librdkafka's buffer into one block.
struct RecordBlock: ~Copyable {
    struct Size {
        var records = 0
        var bytes = 0
    }

    /// What a record costs besides its bytes, so that many empty ones reach a limit too.
    static let overhead = 64

    private var records: [SourceRecords.Record] = []
    private var bytes: ByteBlockBuilder
    /// About how much memory it takes.
    var cost: Int { bytes.count + records.count * Self.overhead }
    var size: Size { Size(records: records.count, bytes: bytes.count) }
    var isEmpty: Bool { records.isEmpty }

    init(expecting size: Size) {
        bytes = ByteBlockBuilder(reserving: min(size.bytes + size.bytes / 8, 8 << 20))
        records.reserveCapacity(min(size.records + size.records / 8, 1 << 16))
    }

    mutating func append(_ message: UnsafeMutablePointer<rd_kafka_message_t>, partition: Int) {
        let key = append(message.pointee.key, message.pointee.key_len)
        let value = append(message.pointee.payload, message.pointee.len)
        records.append(
            SourceRecords.Record(
                partition: partition,
                offset: message.pointee.offset,
                timestamp: Self.timestamp(of: message),
                key: key,
                value: value,
                headers: headers(of: message)
            )
        )
    }

    consuming func finish(_ partitions: [SourcePartition]) -> SourceRecords {
        SourceRecords(partitions: partitions, records: records, bytes: bytes.finish())
    }

    private mutating func append(_ base: UnsafeRawPointer?, _ count: Int) -> Range<Int>? {
        guard let base else { return nil }
        return bytes.append(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Microseconds; Kafka's are milliseconds.
    private static func timestamp(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> Int64? {
        var kind: Int32 = 0
        let time = rd_kafka_message_timestamp(message, &kind)
        guard kind != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE, time >= 0 else { return nil }
        let (micros, overflow) = time.multipliedReportingOverflow(by: 1_000)
        return overflow ? nil : micros
    }

    private mutating func headers(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> [SourceRecords.Header] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == KafkaFault.none, let list else { return [] }
        var headers: [SourceRecords.Header] = []
        var (name, value, size): (UnsafePointer<CChar>?, UnsafeRawPointer?, Int) = (nil, nil, 0)
        while rd_kafka_header_get_all(list, headers.count, &name, &value, &size) == KafkaFault.none, let text = name {
            headers.append(SourceRecords.Header(name: String(cString: text), value: append(value, size)))
        }
        return headers
    }
}
