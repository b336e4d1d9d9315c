import CRDKafka
package import LakeModel
package import Logging
import Synchronization

/// Reads partitions of Kafka topics from positions that its owner names: the owner keeps them, not Kafka.
///
/// Records come in the order of each partition, each once after every `assign`, without what transactions have aborted.
/// Between the calls of `next` librdkafka fetches ahead into a queue that is bounded in bytes, so a slow reader holds the
/// brokers back. One task at a time calls `next`; everything may be called while it waits, and makes it return early where
/// it has to. A failed call changes nothing, and reading goes on with the next one.
package final class KafkaConsumer: Sendable {
    package let configuration: KafkaConfiguration
    let client: KafkaClient
    /// Each call of `next`, and what changes what it reads.
    private let reading = BlockingThread("read")
    /// Questions to brokers.
    let asking = BlockingThread("ask")
    private let publisher: GroupPublisher
    private let reader = Mutex(KafkaReader())
    private let progress = Mutex(ReadingProgress())
    private let now: @Sendable () -> ContinuousClock.Instant

    /// Starts nothing and connects nowhere: that happens at the first use.
    ///
    /// - Throws: `KafkaError` with librdkafka's own words about a property that it doesn't know or can't take.
    package init(
        _ configuration: KafkaConfiguration,
        logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) throws {
        self.configuration = configuration
        self.now = now
        client = try KafkaClient(.consumer, .consumer(configuration), logger: logger)
        publisher = GroupPublisher(client, logger: logger)
    }

    /// Replaces what is read: of each partition, the offset to begin with. Nothing is read of others any more.
    package func assign(_ starts: [SourcePartition: Int64]) async throws {
        if let wrong = starts.first(where: { $0.value < 0 }) {
            throw KafkaError.invalid("Reading \(wrong.key) can't begin at offset \(wrong.value): it is negative.")
        }
        try await reading.run(interrupting: client.wake) { [self] in
            let handle = try client.handle()
            let list = try PartitionList(starts.map { ($0.key, $0.value) })
            let fault = rd_kafka_assign(handle.client, list.pointer)
            guard fault == KafkaFault.none else { throw KafkaError(fault, doing: "Assigning partitions") }
            reader.withLock { reader in
                reader.begin(starts)
                progress.withLock { $0 = reader.progress }
            }
        }
    }

    /// Waits for records, then gives what is there.
    ///
    /// - Parameters:
    ///   - limit: about how many bytes at most; one record at least. It is passed by no more than the client's queue holds.
    ///   - wait: after this the answer is empty. It is also when another call needs to change what is read.
    /// - Throws: `KafkaError`. With `offsetOutOfRange` and others that name a partition, that one isn't read until it is
    ///   assigned again, and the others go on. `CancellationError` if the task is cancelled and no record was taken.
    package func next(limit: ByteCount, wait: Duration) async throws -> SourceRecords {
        let stopped = Flag()
        return try await withTaskCancellationHandler {
            try await reading.run { [self] in try read(limit, wait, stopped) }
        } onCancel: {
            stopped.raise()
            client.wake()
        }
    }

    private func read(_ limit: ByteCount, _ wait: Duration, _ stopped: Flag) throws -> SourceRecords {
        let handle = try client.handle()
        let deadline = now() + wait
        let limits = KafkaReader.Limits(bytes: Int(clamping: limit.bytes)) { [self] in
            guard !stopped.isRaised, !reading.isAwaited, !client.isClosing else { return 0 }
            return (deadline - now()).wholeMilliseconds
        }
        let records = try reader.withLock { reader in
            defer { progress.withLock { $0 = reader.progress } }
            return try reader.read(handle, limits)
        }
        if records.records.isEmpty {
            if stopped.isRaised { throw CancellationError() }
            try throwTrouble(handle)
        }
        return records
    }

    /// Nothing came: because there is nothing, or because nobody can be reached?
    private func throwTrouble(_ handle: KafkaClient.Handle) throws {
        let troubles = client.signals.takeTroubles()
        try client.throwTrouble(troubles)
        guard let reason = troubles.unreachable, !client.isClosing else { return }
        if Broker.answers(handle.client) { return client.signals.answered() }
        client.signals.told(KafkaFault.allBrokersDown, reason)
        throw KafkaError.brokersUnavailable(configuration.brokers, client.signals.connectionFailure ?? reason)
    }

    /// Reads no more of these until they are resumed or assigned again; their positions stay.
    package func pause(_ partitions: Set<SourcePartition>) { change(partitions, rd_kafka_pause_partitions) }

    package func resume(_ partitions: Set<SourcePartition>) { change(partitions, rd_kafka_resume_partitions) }

    private func change(
        _ partitions: Set<SourcePartition>,
        _ change:
            @escaping @Sendable (
                OpaquePointer?, UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
            ) -> Int32
    ) {
        reading.submit { [self] in
            guard let handle = try? client.handle(), let list = try? PartitionList(partitions.map { ($0, 0) }) else {
                return
            }
            _ = change(handle.client, list.pointer)
        }
        client.wake()
    }

    /// The offset to read next of each assigned partition: behind every record that `next` has given, and behind what is no
    /// record, such as aborted transactions. So a partition is read to its end when this is the end of its watermarks.
    package func positions() -> [SourcePartition: Int64] {
        let progress = progress.withLock { $0 }
        return Dictionary(uniqueKeysWithValues: zip(progress.partitions, progress.positions))
    }

    /// What reading has shown of where partitions end.
    func shownEnds() -> [SourcePartition: Int64] {
        let progress = progress.withLock { $0 }
        return Dictionary(uniqueKeysWithValues: zip(progress.partitions, progress.shownEnds))
    }

    /// The assigned partitions of which the broker had no more when it was last asked.
    package func caughtUp() -> Set<SourcePartition> {
        let progress = progress.withLock { $0 }
        return Set(zip(progress.partitions, progress.isAtEnd).filter(\.1).map(\.0))
    }

    /// Tells the consumer group where its reader is, for those who watch groups. It comes back at once: newer positions
    /// replace those that wait to be sent, and a failure is a line in the log.
    ///
    /// - Parameter positions: of each partition, the offset to read next.
    package func publish(_ positions: [SourcePartition: Int64]) { publisher.publish(positions) }

    /// Sends the positions that wait, if the group's broker answers within a second; then frees everything. Calls that are
    /// under way end early, later ones throw.
    package func close() async {
        client.refuseFurtherUse()
        client.wake()
        try? await reading.run {}
        try? await asking.run {}
        await publisher.close()
        try? await reading.run { [client] in client.destroy() }
    }
}

/// Set once, from anywhere.
final class Flag: Sendable {
    private let raised = Atomic(false)

    var isRaised: Bool { raised.load(ordering: .acquiring) }
    func raise() { raised.store(true, ordering: .releasing) }
}

extension Duration {
    /// Rounded up, and none if it is negative: what C calls take as a time-out.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        return Int32(seconds) * 1_000 + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
