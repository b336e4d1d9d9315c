import CRDKafka
import LakeModel

/// Turns librdkafka's messages into records. Its owner uses it on one thread at a time.
struct KafkaReader: ~Copyable {
    private typealias Message = UnsafeMutablePointer<rd_kafka_message_t>

    private static let mostMessages = 4_096

    private let messages = UnsafeMutablePointer<Message?>.allocate(capacity: Self.mostMessages)
    /// What a record and a call's records cost, as far as the last call told.
    private var meanSize = 512
    private var expected = RecordBlock.Size()
    /// What came behind records that were given first.
    private var failures: [KafkaError] = []
    private(set) var progress = ReadingProgress()
    private var places = PartitionPlaces()

    deinit { messages.deallocate() }

    mutating func begin(_ starts: [SourcePartition: Int64]) {
        progress = ReadingProgress(starts)
        places = PartitionPlaces()
        failures = []
    }

    /// One call.
    struct Limits: Sendable {
        let bytes: Int
        /// What is left to wait, in milliseconds; 0 when it is over, or somebody else waits for the thread.
        let wait: @Sendable () -> Int32
    }

    /// - Returns: records, or none when there is nothing to wait for any more.
    /// - Throws: a failure that came before any record.
    mutating func read(_ handle: KafkaClient.Handle, _ limits: Limits) throws -> SourceRecords {
        guard let queue = handle.records else { throw KafkaError.closed }
        if !failures.isEmpty { throw failures.removeFirst() }
        var block = RecordBlock(expecting: expected)
        while block.cost < limits.bytes || block.isEmpty {
            // What is there is taken at once. Only then one message is waited for, since asking for more would wait for all.
            var wanted = min(max((limits.bytes - block.cost) / meanSize, 1), Self.mostMessages)
            var count = rd_kafka_consume_batch_queue(queue, 0, messages, wanted)
            if count == 0, block.isEmpty {
                let wait = limits.wait()
                guard wait > 0 else { break }
                wanted = 1
                count = rd_kafka_consume_batch_queue(queue, wait, messages, wanted)
                if count == 0 { continue }
            }
            if count < 0 { failures.append(KafkaError(rd_kafka_last_error(), doing: "Reading")) }
            take(count, into: &block)
            if !failures.isEmpty || (count < wanted && !block.isEmpty) { break }
        }
        if block.isEmpty, !failures.isEmpty { throw failures.removeFirst() }
        expected = block.size
        if expected.records > 0 { meanSize = max(RecordBlock.overhead, block.cost / expected.records) }
        return block.finish(progress.partitions)
    }

    private mutating func take(_ count: Int, into block: inout RecordBlock) {
        for index in 0..<max(0, count) {
            guard let message = messages[index] else { continue }
            defer { rd_kafka_message_destroy(message) }
            guard let place = place(of: message) else { continue }
            let fault = message.pointee.err
            if fault == KafkaFault.none {
                if progress.takes(message.pointee.offset, at: place) { block.append(message, partition: place) }
            } else if fault == KafkaFault.partitionEnd {
                progress.reachedEnd(message.pointee.offset, at: place)
            } else {
                failures.append(failure(message, place))
            }
        }
    }

    /// nil for what isn't, or is no longer, assigned. A failure that is about no partition has a place of its own.
    private mutating func place(of message: Message) -> Int? {
        guard let topic = message.pointee.rkt else { return message.pointee.err == KafkaFault.none ? nil : -1 }
        return places.place(topic, message.pointee.partition, in: progress)
    }

    private func failure(_ message: Message, _ place: Int) -> KafkaError {
        let fault = message.pointee.err
        let partition = place < 0 ? nil : progress.partitions[place]
        if let partition, fault == KafkaFault.autoOffsetReset || fault == KafkaFault.offsetOutOfRange {
            let offset = message.pointee.offset
            return .offsetOutOfRange(partition, offset >= 0 ? offset : progress.positions[place])
        }
        let text = rd_kafka_message_errstr(message).map { String(cString: $0) }
        return KafkaError(fault, text, doing: "Reading", partition: partition)
    }
}

/// How far each assigned partition was read.
struct ReadingProgress: Sendable {
    let partitions: [SourcePartition]
    /// The offset to read next, by the place in `partitions`. It also passes what is never a record: the marks that end
    /// transactions, and what belongs to aborted ones.
    private(set) var positions: [Int64]
    /// How far the broker has shown that a partition goes, since it was assigned.
    private(set) var shownEnds: [Int64]
    /// Where the broker had nothing more when it was last asked.
    private(set) var isAtEnd: [Bool]

    init(_ starts: [SourcePartition: Int64] = [:]) {
        let sorted = starts.sorted { $0.key < $1.key }
        partitions = sorted.map(\.key)
        positions = sorted.map(\.value)
        shownEnds = Array(repeating: 0, count: sorted.count)
        isAtEnd = Array(repeating: false, count: sorted.count)
    }

    /// - Returns: false for what was read before.
    mutating func takes(_ offset: Int64, at place: Int) -> Bool {
        guard positions.indices.contains(place), offset >= positions[place], offset < .max else { return false }
        positions[place] = offset + 1
        shownEnds[place] = offset + 1
        isAtEnd[place] = false
        return true
    }

    mutating func reachedEnd(_ offset: Int64, at place: Int) {
        guard positions.indices.contains(place) else { return }
        positions[place] = max(positions[place], offset)
        shownEnds[place] = max(shownEnds[place], offset)
        isAtEnd[place] = true
    }

    func place(of partition: SourcePartition) -> Int? {
        var (low, high) = (0, partitions.count)
        while low < high {
            let middle = (low + high) / 2
            if partitions[middle] < partition { low = middle + 1 } else { high = middle }
        }
        return low < partitions.count && partitions[low] == partition ? low : nil
    }
}

/// Finds a message's partition without making a string of its topic's name each time.
private struct PartitionPlaces {
    private struct Key: Hashable {
        let topic: OpaquePointer
        let partition: Int32
    }

    private var places: [Key: Int] = [:]
    private var last: (key: Key, place: Int)?

    mutating func place(_ topic: OpaquePointer, _ partition: Int32, in progress: ReadingProgress) -> Int? {
        let key = Key(topic: topic, partition: partition)
        if let last, last.key == key { return last.place }
        guard let place = places[key] ?? find(key, in: progress) else { return nil }
        last = (key, place)
        return place
    }

    /// The handle of a topic with assigned partitions stays the same, so what is found is kept until the next assignment.
    private mutating func find(_ key: Key, in progress: ReadingProgress) -> Int? {
        guard let name = rd_kafka_topic_name(key.topic) else { return nil }
        let partition = SourcePartition(topic: String(cString: name), partition: key.partition)
        let place = progress.place(of: partition)
        if let place { places[key] = place }
        return place
    }
}
