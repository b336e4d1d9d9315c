import Ingest
import KafkaSource
import LakeModel

/// Joins the line to Kafka.
struct KafkaRecordSource: RecordSource {
    let consumer: KafkaConsumer

    func partitions() async throws -> [SourcePartition] { try await consumer.partitions() }

    func watermarks(of partitions: [SourcePartition]) async throws -> [SourcePartition: Range<Int64>] {
        try await consumer.watermarks(of: partitions)
    }

    func offsets(at timestamp: Int64, of partitions: [SourcePartition]) async throws -> [SourcePartition: Int64] {
        try await consumer.offsets(at: timestamp, of: partitions)
    }

    func assign(_ starts: [SourcePartition: Int64], committed: [String: Int64]) async throws {
        try await consumer.assign(starts)
    }

    func next(limit: ByteCount, wait: Duration) async throws -> SourceRecords {
        try await consumer.next(limit: limit, wait: wait)
    }

    func consumed() async -> [SourcePartition: Int64] { consumer.positions() }

    func publish(_ positions: [SourcePartition: Int64]) async { consumer.publish(positions) }

    func close() async { await consumer.close() }
}
