import CRDKafka
import LakeModel

/// librdkafka's properties of one client: Tideline's own below those of the user, and below those what may not be changed.
struct KafkaProperties: Sendable {
    /// In the order in which they are set: some properties look at others.
    let values: [(name: String, value: String)]
    /// Texts that must not stand in a message, however they got there.
    let secrets: [String]

    static func consumer(_ configuration: KafkaConfiguration) throws -> Self {
        guard !configuration.groupID.isEmpty else {
            throw KafkaError.invalid(
                "A Kafka source needs a consumer group to publish its positions to: give it a name."
            )
        }
        guard !configuration.topics.isEmpty, !configuration.topics.contains("") else {
            throw KafkaError.invalid("A Kafka source needs at least one topic, and each needs a name.")
        }
        return try Self(
            configuration.properties,
            defaults: [
                "isolation.level": "read_committed",
                "check.crcs": "true",
                // What the client holds ready is bounded, in bytes and in messages because each costs some hundred bytes
                // more: this, and one answer of each broker beyond it, which is small because it is compressed and the
                // records in it may be ten times as large.
                "queued.max.messages.kbytes": "8192",
                "queued.min.messages": "30000",
                "fetch.max.bytes": "1048576",
                // A full queue is looked at again after a moment, not after the second that is librdkafka's default.
                "fetch.queue.backoff.ms": "5",
                // Some brokers answer only when the wait is over, so it bounds how late a record is seen.
                "fetch.wait.max.ms": "100",
            ],
            fixed: [
                ("bootstrap.servers", configuration.brokers),
                ("group.id", configuration.groupID),
                // A position is what the table's log says. librdkafka must neither publish nor move it by itself.
                ("enable.auto.commit", "false"),
                ("enable.auto.offset.store", "false"),
                ("auto.offset.reset", "error"),
                ("enable.partition.eof", "true"),
            ]
        )
    }

    static func producer(brokers: String, properties: [String: String], bound: ByteCount) throws -> Self {
        try Self(
            properties,
            defaults: [
                "linger.ms": "5",
                "batch.size": "1000000",
                "compression.type": "lz4",
                "queue.buffering.max.messages": "1000000",
                "message.timeout.ms": "60000",
            ],
            fixed: [
                ("bootstrap.servers", brokers),
                ("enable.idempotence", "true"),
                ("queue.buffering.max.kbytes", "\(max(1, bound.bytes >> 10))"),
            ]
        )
    }

    private init(
        _ given: [String: String],
        defaults: [String: String],
        fixed: [(name: String, value: String)]
    ) throws {
        guard let brokers = fixed.first?.value, !brokers.isEmpty else {
            throw KafkaError.invalid("A Kafka client needs the address of a broker, host:port.")
        }
        for (name, value) in given {
            try Self.check(name, value)
            if let kept = fixed.first(where: { $0.name == Self.aliases[name] ?? name }), kept.value != value {
                throw KafkaError.invalid(
                    "The Kafka property \(name) is set by Tideline, to \(kept.value): leave it out."
                )
            }
        }
        let common = [
            "client.id": "tideline", "log.connection.close": "false", "socket.keepalive.enable": "true",
            "reconnect.backoff.ms": "100", "reconnect.backoff.max.ms": "1000",
        ]
        let free = common.merging(defaults) { $1 }.merging(given) { $1 }
        values = free.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } + fixed
        secrets = given.filter { Self.isSecret($0.key) && $0.value.count > 3 }.map(\.value)
    }

    private static let aliases = [
        "metadata.broker.list": "bootstrap.servers", "auto.commit.enable": "enable.auto.commit",
    ]

    /// These make librdkafka load a library or run a command: whoever may declare a pipeline may not run programs here.
    private static let runsCode: Set = [
        "plugin.library.paths", "ssl.engine.location", "ssl.engine.id", "ssl.providers", "sasl.kerberos.kinit.cmd",
    ]

    private static func check(_ name: String, _ value: String) throws {
        guard !runsCode.contains(name) else {
            throw KafkaError.invalid(
                "The Kafka property \(name) would run code inside the server, so it can't be set: leave it out."
            )
        }
        // They become part of a shell's command line, that of kinit.
        if name.hasPrefix("sasl.kerberos."), !value.utf8.allSatisfy(isPlain) {
            throw KafkaError.invalid(
                "The Kafka property \(name) may hold letters, digits and any of . _ - / @ : only. Write it with these."
            )
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "-")...UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    static func isSecret(_ name: String) -> Bool {
        ["password", "passphrase", "secret", "token", ".pem", ".key", "username", "oauthbearer.config"]
            .contains { name.contains($0) }
    }

    func redacted(_ text: String) -> String { text.hiding(secrets) }

    /// - Returns: librdkafka's own set of them, to be destroyed or handed to a client.
    /// - Throws: what librdkafka says of the first that it doesn't know or can't take.
    func made() throws -> OpaquePointer {
        guard rd_kafka_version() >= TIDELINE_RD_KAFKA_OLDEST, let set = rd_kafka_conf_new() else {
            throw KafkaError(
                code: .dependencyMissing,
                message: """
                    librdkafka \(String(cString: rd_kafka_version_str())) is too old, 2.4 or newer is needed: \
                    run dev/setup and build again, or install a newer one.
                    """
            )
        }
        var reason = ReasonBuffer()
        for (name, value) in values
        where reason.filled({ rd_kafka_conf_set(set, name, value, $0, $1) }) != RD_KAFKA_CONF_OK {
            rd_kafka_conf_destroy(set)
            let hidden = Self.isSecret(name) && !value.isEmpty ? [value] : []
            throw KafkaError.invalid("A Kafka property can't be used: \(reason.text.hiding(hidden)).")
        }
        return set
    }
}

extension String {
    /// Without any of `secrets`.
    func hiding(_ secrets: [String]) -> String {
        secrets.reduce(self) { text, secret in
            guard text.contains(secret) else { return text }
            return text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "…")
        }
    }
}

/// Where librdkafka writes why a call failed.
struct ReasonBuffer {
    private var bytes = [CChar](repeating: 0, count: 512)

    mutating func filled<Result>(_ call: (UnsafeMutablePointer<CChar>?, Int) -> Result) -> Result {
        bytes.withUnsafeMutableBufferPointer { call($0.baseAddress, $0.count) }
    }

    var text: String {
        String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
