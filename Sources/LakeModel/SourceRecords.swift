/// A part of a source that keeps an order of its own, such as a partition of a Kafka topic.
package struct SourcePartition: Hashable, Sendable {
    package let topic: String
    package let partition: Int32

    package init(topic: String, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }
}

extension SourcePartition: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }
}

extension SourcePartition: CustomStringConvertible {
    /// `topic/3`, as ledgers and answers name it.
    package var description: String { "\(topic)/\(partition)" }
}

/// Records of any partitions of one source, in the order in which they were read; their bytes stand in one block.
package struct SourceRecords: Sendable {
    package struct Record: Sendable {
        /// Its place in `partitions`.
        package let partition: Int
        package let offset: Int64
        /// When the broker got it, or the producer made it: microseconds since 1970-01-01 00:00:00 UTC.
        package let timestamp: Int64?
        /// Places in `bytes`. No value is a tombstone; an empty one is a value.
        package let key: Range<Int>?
        package let value: Range<Int>?
        package let headers: [Header]

        package init(
            partition: Int,
            offset: Int64,
            timestamp: Int64? = nil,
            key: Range<Int>? = nil,
            value: Range<Int>?,
            headers: [Header] = []
        ) {
            self.partition = partition
            self.offset = offset
            self.timestamp = timestamp
            self.key = key
            self.value = value
            self.headers = headers
        }
    }

    package struct Header: Sendable {
        package let name: String
        package let value: Range<Int>?

        package init(name: String, value: Range<Int>?) {
            self.name = name
            self.value = value
        }
    }

    package let partitions: [SourcePartition]
    package let records: [Record]
    package let bytes: ByteBlock

    package init(partitions: [SourcePartition], records: [Record], bytes: ByteBlock) {
        self.partitions = partitions
        self.records = records
        self.bytes = bytes
    }
}
