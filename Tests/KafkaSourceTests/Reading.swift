import KafkaSource
import LakeModel
import Logging

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

enum Topics {
    static func partitions(_ topic: String, _ count: Int32) -> [SourcePartition] {
        (0..<count).map { SourcePartition(topic: topic, partition: $0) }
    }
}

func consumer(
    _ brokers: String,
    _ topics: String...,
    properties: [String: String] = [:]
) throws -> KafkaConsumer {
    let configuration = KafkaConfiguration(brokers: brokers, topics: topics, groupID: "tests", properties: properties)
    return try KafkaConsumer(configuration, logger: silent)
}

func producer(_ brokers: String, properties: [String: String] = [:]) throws -> KafkaProducer {
    try KafkaProducer(brokers: brokers, properties: properties, logger: silent)
}

/// What a record says, as a test compares it.
struct Seen: Hashable {
    let partition: SourcePartition
    let offset: Int64
    let key: String?
    let value: String?
}

extension SourceRecords {
    var seen: [Seen] {
        records.map { record in
            Seen(
                partition: partitions[record.partition],
                offset: record.offset,
                key: record.key.map { String(decoding: bytes.array($0), as: UTF8.self) },
                value: record.value.map { String(decoding: bytes.array($0), as: UTF8.self) }
            )
        }
    }
}

extension KafkaConsumer {
    /// Reads from the beginning.
    func assign(all partitions: [SourcePartition]) async throws {
        try await assign(Dictionary(uniqueKeysWithValues: partitions.map { ($0, 0) }))
    }

    /// Reads until there are so many; retriable errors are passed over.
    func read(_ count: Int, limit: ByteCount = .mebibytes(1)) async throws -> [Seen] {
        var seen: [Seen] = []
        for _ in 0..<600 where seen.count < count {
            do { seen += try await next(limit: limit, wait: .milliseconds(500)).seen } catch let error as KafkaError
                where error.isRetriable
            {
                continue
            }
        }
        guard seen.count == count else { throw Failure("\(seen.count) records instead of \(count)") }
        return seen
    }

    /// Reads on until an error comes that `isWanted`.
    func failure(_ isWanted: (KafkaError) -> Bool = { _ in true }) async throws -> KafkaError {
        for _ in 0..<120 {
            do { _ = try await next(limit: .mebibytes(1), wait: .milliseconds(500)) } catch let error as KafkaError {
                if isWanted(error) { return error }
            }
        }
        throw Failure("nothing failed")
    }

    /// Reads, without a record, until the brokers have nothing more.
    func reachEnd(of partitions: [SourcePartition]) async throws {
        for _ in 0..<120 where !caughtUp().isSuperset(of: partitions) {
            let records = try await next(limit: .mebibytes(1), wait: .milliseconds(100))
            guard records.records.isEmpty else { throw Failure("\(records.records.count) records more") }
        }
        guard caughtUp().isSuperset(of: partitions) else { throw Failure("the end was not reached") }
    }
}

/// The values that a partition should give, in order.
func values(_ seen: [Seen], of partition: SourcePartition) -> [String?] {
    seen.filter { $0.partition == partition }.map(\.value)
}

extension KafkaProducer {
    /// `prefix0`, `prefix1`, … into one partition.
    func write(_ count: Int, _ prefix: String, to partition: SourcePartition) async throws {
        var block = ByteBlockBuilder()
        let records = (0..<count).map {
            SourceRecords.Record(partition: 0, offset: 0, value: block.append("\(prefix)\($0)".utf8))
        }
        try await produce(SourceRecords(partitions: [partition], records: records, bytes: block.finish()))
        try await flush()
    }
}
