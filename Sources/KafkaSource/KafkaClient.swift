import CRDKafka
import LakeModel
import Logging
import Synchronization

/// One client of librdkafka: made at its first use, destroyed when it is closed or let go.
///
/// Whoever uses it does so on one of its owner's threads, and `close` runs on them after everything that was asked of them.
final class KafkaClient: Sendable {
    enum Role { case consumer, producer }

    /// Pointers that librdkafka lets several threads use.
    struct Handle: @unchecked Sendable {
        let client: OpaquePointer
        /// A consumer's records.
        let records: OpaquePointer?
    }

    private enum State {
        /// Exits: `open` by the first use, `closing`.
        case unused
        /// Exits: `closing`.
        case open(Handle)
        /// No use begins any more, but some may be under way. Exits: `closed`.
        case closing(Handle?)
        case closed
    }

    let signals: KafkaSignals
    private let role: Role
    private let properties: KafkaProperties
    private let state = Mutex(State.unused)

    /// - Throws: what librdkafka says of a property that it can't take.
    init(_ role: Role, _ properties: KafkaProperties, logger: Logger) throws {
        self.role = role
        self.properties = properties
        signals = KafkaSignals(logger, hiding: properties.secrets)
        rd_kafka_conf_destroy(try properties.made())
    }

    deinit {
        if let handle = takeHandle() {
            let (role, signals) = (role, signals)
            BlockingThread("end").submit { Self.destroy(handle, role, signals) }
        }
    }

    var isClosing: Bool {
        state.withLock { state in
            switch state {
            case .unused, .open: false
            case .closing, .closed: true
            }
        }
    }

    /// - Parameter whileClosing: for what still has to be sent.
    func handle(whileClosing: Bool = false) throws -> Handle {
        try state.withLock { state in
            switch state {
            case .open(let handle): return handle
            case .closing(.some(let handle)) where whileClosing: return handle
            case .closing, .closed: throw KafkaError.closed
            case .unused:
                let handle = try make()
                state = .open(handle)
                return handle
            }
        }
    }

    /// Makes the call that waits for records return.
    func wake() {
        state.withLock { state in
            switch state {
            case .open(let handle), .closing(.some(let handle)):
                if let records = handle.records { rd_kafka_queue_yield(records) }
            case .unused, .closing(.none), .closed: break
            }
        }
    }

    func refuseFurtherUse() {
        state.withLock { state in
            switch state {
            case .unused: state = .closing(nil)
            case .open(let handle): state = .closing(handle)
            case .closing, .closed: break
            }
        }
    }

    /// Blocks; to be called when no use is under way.
    func destroy() {
        if let handle = takeHandle() { Self.destroy(handle, role, signals) }
    }

    private func takeHandle() -> Handle? {
        state.withLock { state in
            defer { state = .closed }
            switch state {
            case .open(let handle): return handle
            case .closing(let handle): return handle
            case .unused, .closed: return nil
            }
        }
    }

    /// `signals` is what librdkafka tells things to until this returns.
    private static func destroy(_ handle: Handle, _ role: Role, _ signals: KafkaSignals) {
        withExtendedLifetime(signals) {
            if let records = handle.records { rd_kafka_queue_destroy(records) }
            if role == .consumer { rd_kafka_assign(handle.client, nil) }
            // There is no group to leave.
            rd_kafka_destroy_flags(handle.client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        }
    }

    private func make() throws -> Handle {
        let set = try properties.made()
        signals.listen(in: set, role)
        rd_kafka_conf_enable_sasl_queue(set, 1)
        var reason = ReasonBuffer()
        let kind = role == .consumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER
        guard let client = reason.filled({ rd_kafka_new(kind, set, $0, $1) }) else {
            rd_kafka_conf_destroy(set)
            throw KafkaError.invalid("The Kafka client can't be made: \(properties.redacted(reason.text)).")
        }
        // OAUTHBEARER's tokens are fetched on a thread of the library. With other mechanisms there is nothing to do.
        if let error = rd_kafka_sasl_background_callbacks_enable(client) { rd_kafka_error_destroy(error) }
        guard role == .consumer else { return Handle(client: client, records: nil) }
        forwardErrors(of: client)
        return Handle(client: client, records: rd_kafka_queue_get_consumer(client))
    }

    private func forwardErrors(of client: OpaquePointer) {
        guard let main = rd_kafka_queue_get_main(client), let background = rd_kafka_queue_get_background(client) else {
            return
        }
        rd_kafka_queue_forward(main, background)
        rd_kafka_queue_destroy(main)
        rd_kafka_queue_destroy(background)
    }
}

extension KafkaClient {
    /// Turns what was told in the background into an error, if the client can't go on because of it.
    func throwTrouble(_ troubles: KafkaSignals.Troubles) throws {
        if let fatal = troubles.fatal {
            throw KafkaError(KafkaFault.fatal, fatal, doing: "The Kafka client")
        }
        if let handshake = troubles.handshake { throw KafkaError.notAuthenticated(handshake) }
    }
}
