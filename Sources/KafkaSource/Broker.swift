import CRDKafka
import LakeModel

/// Questions to brokers; each blocks its thread.
enum Broker {
    /// Milliseconds for each attempt: the first is short, since a broker that has gone is noticed only by the next one.
    private static let attempts: [Int32] = [1_000, 3_000, 6_000]

    static func answers(_ client: OpaquePointer) -> Bool {
        var answer: UnsafePointer<rd_kafka_metadata>?
        defer { if let answer { rd_kafka_metadata_destroy(answer) } }
        return rd_kafka_metadata(client, 0, nil, &answer, 1_000) == KafkaFault.none
    }

    static func partitions(_ client: OpaquePointer, of topic: String, within limit: Int32) throws -> [SourcePartition] {
        guard let handle = rd_kafka_topic_new(client, topic, nil) else {
            throw KafkaError(rd_kafka_last_error(), doing: "Looking at topic \(topic)")
        }
        defer { rd_kafka_topic_destroy(handle) }
        var answer: UnsafePointer<rd_kafka_metadata>?
        defer { if let answer { rd_kafka_metadata_destroy(answer) } }
        let fault = rd_kafka_metadata(client, 0, handle, &answer, limit)
        guard fault == KafkaFault.none else { throw KafkaError(fault, doing: "Looking at topic \(topic)") }
        guard let topics = answer?.pointee.topics, let told = answer?.pointee.topic_cnt, told > 0 else {
            throw KafkaError.topicNotFound(topic)
        }
        let (err, count) = (topics.pointee.err, Int(topics.pointee.partition_cnt))
        if KafkaFault.kind(of: err) == .missing { throw KafkaError.topicNotFound(topic) }
        guard err == KafkaFault.none else { throw KafkaError(err, doing: "Looking at topic \(topic)") }
        guard count > 0, let partitions = topics.pointee.partitions else { throw KafkaError.topicNotFound(topic) }
        return UnsafeBufferPointer(start: partitions, count: count)
            .map { SourcePartition(topic: topic, partition: $0.id) }
            .sorted()
    }

    /// What librdkafka takes for a time, and means a place by.
    enum Place {
        static let end: Int64 = -1
        static let beginning: Int64 = -2
    }

    /// - Returns: the first offset whose record is as old as `time` or newer; -1 if there is none.
    static func offsets(
        _ client: OpaquePointer,
        at time: Int64,
        of partitions: [SourcePartition],
        within limit: Int32
    ) throws -> [SourcePartition: Int64] {
        guard !partitions.isEmpty else { return [:] }
        let list = try PartitionList(Set(partitions).map { ($0, time) })
        let doing = "Asking for offsets"
        let fault = rd_kafka_offsets_for_times(client, list.pointer, limit)
        guard fault == KafkaFault.none else { throw KafkaError(fault, doing: doing) }
        return try list.offsets(doing: doing)
    }

    static func published(
        _ client: OpaquePointer,
        of partitions: [SourcePartition],
        within limit: Int32
    ) throws -> [SourcePartition: Int64] {
        guard !partitions.isEmpty else { return [:] }
        let list = try PartitionList(Set(partitions).map { ($0, 0) })
        let doing = "Asking for the group's positions"
        let fault = rd_kafka_committed(client, list.pointer, limit)
        guard fault == KafkaFault.none else { throw KafkaError(fault, doing: doing) }
        return try list.offsets(doing: doing).filter { $0.value >= 0 }
    }

    /// Asks up to three times, within ten seconds.
    static func ask<Answer>(
        _ client: KafkaClient,
        brokers: String,
        _ question: (OpaquePointer, Int32) throws -> Answer
    ) throws -> Answer {
        var failure = KafkaError.closed
        for limit in attempts {
            let handle = try client.handle()
            do {
                let answer = try question(handle.client, limit)
                client.signals.answered()
                return answer
            } catch let error as KafkaError where error.code == .brokerUnavailable {
                try client.throwTrouble(client.signals.takeTroubles(keepsUnreachable: true))
                failure = error
            }
        }
        throw client.signals.connectionFailure.map { .brokersUnavailable(brokers, $0) } ?? failure
    }
}
