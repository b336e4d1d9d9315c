import CRDKafka
import LakeModel

/// librdkafka's list of partitions with an offset each.
struct PartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ partitions: some Collection<(SourcePartition, Int64)>) throws {
        guard let made = rd_kafka_topic_partition_list_new(Int32(clamping: partitions.count)) else {
            throw KafkaError(code: .internalError, message: "librdkafka made no list of partitions.")
        }
        pointer = made
        for (partition, offset) in partitions {
            rd_kafka_topic_partition_list_add(made, partition.topic, partition.partition)?.pointee.offset = offset
        }
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    /// - Throws: the first error that a partition of the list has.
    func offsets(doing: String) throws -> [SourcePartition: Int64] {
        let list = pointer.pointee
        guard let elements = list.elems else { return [:] }
        var offsets: [SourcePartition: Int64] = [:]
        for element in UnsafeBufferPointer(start: elements, count: Int(list.cnt)) {
            guard let topic = element.topic else { continue }
            let partition = SourcePartition(topic: String(cString: topic), partition: element.partition)
            guard element.err == KafkaFault.none else {
                throw KafkaError(element.err, doing: doing, partition: partition)
            }
            offsets[partition] = element.offset
        }
        return offsets
    }
}
