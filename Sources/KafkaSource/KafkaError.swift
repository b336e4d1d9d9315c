import CRDKafka
package import LakeModel

/// Why a source can't be read from, or a topic not written to.
package struct KafkaError: DescribedError, Hashable {
    package let code: ErrorCode
    package let message: String
    /// The same call may succeed later, though nobody changes anything here.
    package let isRetriable: Bool
    /// The partition that it is about; the others can still be read.
    package let partition: SourcePartition?
    /// With `offsetOutOfRange`: the position that the broker has no record for.
    package let offset: Int64?

    init(
        code: ErrorCode,
        message: String,
        isRetriable: Bool = false,
        partition: SourcePartition? = nil,
        offset: Int64? = nil
    ) {
        self.code = code
        self.message = message
        self.isRetriable = isRetriable
        self.partition = partition
        self.offset = offset
    }
}

extension KafkaError {
    static func invalid(_ message: String) -> Self { Self(code: .configurationInvalid, message: message) }

    static let closed = Self(code: .shuttingDown, message: "This Kafka client is closed: make another one.")

    static func brokersUnavailable(_ brokers: String, _ reason: String) -> Self {
        Self(
            code: .brokerUnavailable,
            message: """
                No Kafka broker of \(brokers) answers: \(reason). It is tried again by itself; \
                if it stays so, look whether the brokers run and can be reached from here.
                """,
            isRetriable: true
        )
    }

    static func notAuthenticated(_ reason: String) -> Self {
        Self(
            code: .authenticationFailed,
            message: """
                The Kafka broker didn't let us in: \(reason). \
                Correct the source's security.protocol, sasl.* and ssl.* properties.
                """
        )
    }

    static func offsetOutOfRange(_ partition: SourcePartition, _ offset: Int64) -> Self {
        Self(
            code: .offsetOutOfRange,
            message: """
                The broker has no record at offset \(offset) of \(partition): older ones were deleted, or the topic was \
                made anew. Say where to go on: reset the pipeline, or set onRetentionLoss to earliest or latest.
                """,
            partition: partition,
            offset: offset
        )
    }

    static func topicNotFound(_ topic: String, _ partition: SourcePartition? = nil) -> Self {
        let what = partition.map { "partition \($0)" } ?? "topic \(topic)"
        return Self(
            code: .topicNotFound,
            message:
                "The Kafka brokers have no \(what). It is looked for again by itself; make it, or correct the name.",
            isRetriable: true,
            partition: partition
        )
    }

    /// What a code of librdkafka means to whoever asked `doing`.
    init(_ fault: Int32, _ text: String? = nil, doing: String, partition: SourcePartition? = nil) {
        let reason = text ?? KafkaFault.text(fault)
        let name = KafkaFault.name(fault)
        let place = partition.map { " (\($0))" } ?? ""
        switch KafkaFault.kind(of: fault) {
        case .authentication:
            self = .notAuthenticated(reason)
        case .access:
            self.init(
                code: .accessDenied,
                message: "The Kafka broker refuses \(doing)\(place): \(reason). Grant it to the source's user.",
                partition: partition
            )
        case .transient:
            self.init(
                code: .brokerUnavailable,
                message: "\(doing)\(place) didn't succeed: \(reason) (\(name)). It is tried again by itself.",
                isRetriable: true,
                partition: partition
            )
        case .permanent:
            self.init(
                code: .sourceFailed,
                message: "\(doing)\(place) failed: \(reason) (\(name)). Look at the brokers' log, then restart it.",
                partition: partition
            )
        case .missing:
            self = .topicNotFound(partition?.topic ?? "", partition)
        }
    }
}

/// The codes of librdkafka and of Kafka's protocol that we tell apart.
enum KafkaFault {
    static let none: Int32 = 0
    static let partitionEnd: Int32 = -191
    static let allBrokersDown: Int32 = -187
    static let timedOut: Int32 = -185
    static let queueFull: Int32 = -184
    static let fatal: Int32 = -150
    static let noAnswerYet: Int32 = -178
    static let autoOffsetReset: Int32 = -140
    static let offsetOutOfRange: Int32 = 1

    enum Kind {
        case authentication, access, missing, transient, permanent
    }

    static func kind(of fault: Int32) -> Kind {
        switch fault {
        // SSL, AUTHENTICATION; SASL mechanism, SASL state, SASL authentication
        case -181, -169, 33, 34, 58: .authentication
        // topic, group, cluster, transactional id
        case 29, 30, 31, 53: .access
        // UNKNOWN_PARTITION, UNKNOWN_TOPIC; topic or partition, topic id
        case -190, -188, 3, 100: .missing
        // TRANSPORT, RESOLVE, MSG_TIMED_OUT, ALL_BROKERS_DOWN, TIMED_OUT, QUEUE_FULL, WAIT_COORD, IN_PROGRESS,
        // PREV_IN_PROGRESS, TIMED_OUT_QUEUE, WAIT_CACHE, INTR, PARTIAL, RETRY, DESTROY_BROKER
        case -195, -193, -192, -187, -185, -184, -180, -178, -177, -166, -164, -163, -158, -153, -137: .transient
        // All else that the library says of itself, such as BAD_MSG or FATAL
        case ..<0: .permanent
        // INVALID_MSG, INVALID_MSG_SIZE, MSG_SIZE_TOO_LARGE, INVALID_TOPIC, RECORD_LIST_TOO_LARGE, INVALID_GROUP_ID,
        // UNSUPPORTED_VERSION, INVALID_CONFIG, INVALID_REQUEST, UNSUPPORTED_FOR_MESSAGE_FORMAT, POLICY_VIOLATION,
        // OUT_OF_ORDER_SEQUENCE_NUMBER, UNSUPPORTED_COMPRESSION_TYPE, INVALID_RECORD
        case 2, 4, 10, 17, 18, 24, 35, 40, 42, 43, 44, 45, 76, 87: .permanent
        default: .transient
        }
    }

    static func text(_ fault: Int32) -> String { String(cString: rd_kafka_err2str(fault)) }
    static func name(_ fault: Int32) -> String { String(cString: rd_kafka_err2name(fault)) }
}
