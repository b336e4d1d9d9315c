import CRDKafka
import CRDKafkaMock
import LakeModel

/// A transactional producer, which only these tests need.
enum Transactions {
    /// Each value in a transaction of its own.
    static func write(_ values: [String], to partition: SourcePartition, at brokers: String) throws {
        let set = rd_kafka_conf_new()
        rd_kafka_conf_set(set, "bootstrap.servers", brokers, nil, 0)
        rd_kafka_conf_set(set, "transactional.id", "tests", nil, 0)
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, set, nil, 0),
            let topic = rd_kafka_topic_new(client, partition.topic, nil)
        else { throw Failure("no producer") }
        defer {
            rd_kafka_topic_destroy(topic)
            rd_kafka_destroy_flags(client, 0)
        }
        try check(rd_kafka_init_transactions(client, 10_000))
        for value in values {
            try check(rd_kafka_begin_transaction(client))
            let fault = Array(value.utf8).withUnsafeBytes { bytes in
                var message = tideline_rd_kafka_outgoing()
                (message.topic, message.partition) = (topic, partition.partition)
                (message.value, message.value_size) = (bytes.baseAddress, bytes.count)
                return tideline_rd_kafka_produce(client, &message)
            }
            guard fault == 0 else { throw Failure("produce: \(fault)") }
            try check(rd_kafka_commit_transaction(client, 10_000))
        }
    }

    private static func check(_ error: OpaquePointer?) throws {
        guard let error else { return }
        defer { rd_kafka_error_destroy(error) }
        throw Failure("transaction: \(String(cString: rd_kafka_err2str(rd_kafka_error_code(error))))")
    }
}
