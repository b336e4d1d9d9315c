import CRDKafka
package import LakeModel
package import Logging
import Synchronization

/// Writes records to Kafka topics, each once and in order, also when it has to send one again (an idempotent producer).
///
/// Records wait in a buffer that is bounded in bytes; when it is full, `produce` waits. Once it has returned, the records
/// are on their way but may yet fail: the next `produce` or `flush` says so.
package final class KafkaProducer: Sendable {
    private let client: KafkaClient
    private let brokers: String
    private let thread = BlockingThread("write")

    /// Starts nothing and connects nowhere: that happens at the first use.
    ///
    /// - Parameter buffer: what waits to be sent, or for the broker's answer.
    package init(
        brokers: String,
        properties: [String: String] = [:],
        buffer: ByteCount = .mebibytes(32),
        logger: Logger
    ) throws {
        self.brokers = brokers
        let properties = try KafkaProperties.producer(brokers: brokers, properties: properties, bound: buffer)
        client = try KafkaClient(.producer, properties, logger: logger)
    }

    /// Copies records into the buffer: into the partitions they name, or where the topic's partitioner puts them (by key,
    /// or any) if that is negative. Offsets aren't looked at; without a timestamp, a record is made now.
    ///
    /// - Throws: `KafkaError` also for records of earlier calls. Some of these records may be on their way then, and if the
    ///   task is cancelled.
    package func produce(_ records: SourceRecords) async throws {
        try await run { [self] handle, stopped in
            var topics = OutgoingTopics(handle.client)
            for (index, record) in records.records.enumerated() {
                guard records.partitions.indices.contains(record.partition) else {
                    throw KafkaError(code: .internalError, message: "A record to send names no partition.")
                }
                let partition = records.partitions[record.partition]
                try send(record, of: records, to: topics.handle(partition.topic), partition, handle, stopped)
                // Serves what the broker answered, so that it makes room.
                if index % 1_024 == 1_023 { rd_kafka_poll(handle.client, 0) }
            }
            rd_kafka_poll(handle.client, 0)
            try throwFailures(handle)
        }
    }

    package func produce(to topic: String, _ records: [(key: [UInt8]?, value: [UInt8]?)]) async throws {
        var block = ByteBlockBuilder(
            reserving: records.reduce(0) { $0 + ($1.key?.count ?? 0) + ($1.value?.count ?? 0) }
        )
        let records = records.map { record in
            let key = record.key.map { $0.withUnsafeBytes { block.append($0) } }
            let value = record.value.map { $0.withUnsafeBytes { block.append($0) } }
            return SourceRecords.Record(partition: 0, offset: 0, key: key, value: value)
        }
        let partition = SourcePartition(topic: topic, partition: RD_KAFKA_PARTITION_UA)
        try await produce(SourceRecords(partitions: [partition], records: records, bytes: block.finish()))
    }

    /// Waits until every record has come to its topic, or has failed; a record fails after `message.timeout.ms`.
    package func flush() async throws {
        try await run { [self] handle, stopped in
            while rd_kafka_flush(handle.client, 200) == KafkaFault.timedOut { try throwIfStopped(stopped) }
            try throwFailures(handle)
            client.signals.answered()
        }
    }

    /// Sends what waits, for five seconds at most, then frees everything.
    package func close() async {
        client.refuseFurtherUse()
        try? await thread.run { [client] in
            if let handle = try? client.handle(whileClosing: true) {
                rd_kafka_flush(handle.client, 5_000)
                rd_kafka_purge(handle.client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
                rd_kafka_poll(handle.client, 0)
            }
            client.destroy()
        }
    }

    private func run(_ work: @escaping @Sendable (KafkaClient.Handle, Flag) throws -> Void) async throws {
        let stopped = Flag()
        try await withTaskCancellationHandler {
            try await thread.run { [client] in try work(client.handle(), stopped) }
        } onCancel: {
            stopped.raise()
        }
    }

    private func throwIfStopped(_ stopped: Flag) throws {
        if stopped.isRaised { throw CancellationError() }
        if client.isClosing { throw KafkaError.closed }
    }

    private func throwFailures(_ handle: KafkaClient.Handle) throws {
        try client.throwTrouble(client.signals.takeTroubles(keepsUnreachable: true))
        guard let failures = client.signals.deliveries.withLock({ $0.take() }) else { return }
        let isTransient = KafkaFault.kind(of: failures.fault) == .transient
        let reason = (isTransient ? client.signals.connectionFailure : nil) ?? KafkaFault.text(failures.fault)
        throw KafkaError(
            code: KafkaError(failures.fault, doing: "Sending").code,
            message: """
                \(failures.count) records didn't reach their topic at \(brokers): \(reason) \
                (\(KafkaFault.name(failures.fault))). Send them again when the cause is gone.
                """,
            isRetriable: isTransient
        )
    }

    private func send(
        _ record: SourceRecords.Record,
        of records: SourceRecords,
        to topic: OpaquePointer,
        _ partition: SourcePartition,
        _ handle: KafkaClient.Handle,
        _ stopped: Flag
    ) throws {
        let headers = record.headers.isEmpty ? nil : outgoing(record.headers, records.bytes)
        defer { if let headers { rd_kafka_headers_destroy(headers) } }
        try records.bytes.withUnsafeBytes { bytes in
            let value = record.value.map { UnsafeRawBufferPointer(rebasing: bytes[$0.clamped(to: bytes.indices)]) }
            let key = record.key.map { UnsafeRawBufferPointer(rebasing: bytes[$0.clamped(to: bytes.indices)]) }
            var message = tideline_rd_kafka_outgoing(
                topic: topic,
                partition: max(partition.partition, RD_KAFKA_PARTITION_UA),
                value: value.map(Self.base) ?? nil,
                value_size: value?.count ?? 0,
                key: key.map(Self.base) ?? nil,
                key_size: key?.count ?? 0,
                timestamp_ms: (record.timestamp ?? 0) / 1_000,
                headers: headers
            )
            while true {
                let fault = tideline_rd_kafka_produce(handle.client, &message)
                if fault == KafkaFault.none { return }
                guard fault == KafkaFault.queueFull else { throw KafkaError(fault, doing: "Sending a record") }
                try throwIfStopped(stopped)
                try throwFailures(handle)
                rd_kafka_poll(handle.client, 100)
            }
        }
    }

    /// Never nil: a null pointer would be no value instead of an empty one.
    private static func base(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
        bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
    }

    private func outgoing(_ headers: [SourceRecords.Header], _ bytes: ByteBlock) -> OpaquePointer? {
        guard let list = rd_kafka_headers_new(headers.count) else { return nil }
        bytes.withUnsafeBytes { bytes in
            for header in headers {
                let value = header.value.map { UnsafeRawBufferPointer(rebasing: bytes[$0.clamped(to: bytes.indices)]) }
                rd_kafka_header_add(list, header.name, -1, value.map(Self.base) ?? nil, value?.count ?? 0)
            }
        }
        return list
    }
}

/// librdkafka's handles of the topics that are written to in one call.
private struct OutgoingTopics: ~Copyable {
    private let client: OpaquePointer
    private var handles: [String: OpaquePointer] = [:]
    private var last: (name: String, handle: OpaquePointer)?

    init(_ client: OpaquePointer) { self.client = client }

    deinit {
        for handle in handles.values { rd_kafka_topic_destroy(handle) }
    }

    mutating func handle(_ name: String) throws -> OpaquePointer {
        if let last, last.name == name { return last.handle }
        guard let handle = handles[name] ?? rd_kafka_topic_new(client, name, nil) else {
            throw KafkaError(rd_kafka_last_error(), doing: "Writing to topic \(name)")
        }
        handles[name] = handle
        last = (name, handle)
        return handle
    }
}
