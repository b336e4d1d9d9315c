import CRDKafka
import CRDKafkaMock

/// librdkafka's own brokers, which fail as they are told to.
final class MockCluster {
    /// Kinds of requests, by the protocol's numbers.
    enum Request: Int16 {
        case produce = 0
        case fetch = 1
        case listOffsets = 2
        case offsetCommit = 8
    }

    private let client: OpaquePointer
    private let cluster: OpaquePointer
    let brokers: Int32
    let address: String

    init(brokers: Int32 = 3) throws {
        let set = rd_kafka_conf_new()
        rd_kafka_conf_set_log_cb(set) { _, _, _, _ in }
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, set, nil, 0),
            let cluster = rd_kafka_mock_cluster_new(client, brokers)
        else { throw Failure("no mock cluster") }
        (self.client, self.cluster, self.brokers) = (client, cluster, brokers)
        address = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy_flags(client, 0)
    }

    func create(_ topic: String, partitions: Int32) { rd_kafka_mock_topic_create(cluster, topic, partitions, 1) }

    func lead(_ topic: String, _ partition: Int32, by broker: Int32) {
        rd_kafka_mock_partition_set_leader(cluster, topic, partition, broker)
    }

    func stop() { for broker in 1...brokers { rd_kafka_mock_broker_set_down(cluster, broker) } }

    func start() { for broker in 1...brokers { rd_kafka_mock_broker_set_up(cluster, broker) } }

    /// Each answer comes this much later.
    func delay(milliseconds: Int32) {
        for broker in 1...brokers { rd_kafka_mock_broker_set_rtt(cluster, broker, milliseconds) }
    }

    func fail(_ request: Request, with faults: [Int32]) {
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, faults.count, faults)
    }
}
