import CRDKafka
import Logging
import Synchronization

/// What librdkafka tells on threads of its own: log lines, and troubles with brokers that no call returns.
final class KafkaSignals: Sendable {
    /// Troubles since they were last asked for.
    struct Troubles: Sendable, Equatable {
        /// A broker refused the handshake of TLS or SASL.
        var handshake: String?
        /// Something after which the client can't go on.
        var fatal: String?
        /// No broker is connected, or was when this was told.
        var unreachable: String?
    }

    private struct State {
        var troubles = Troubles()
        /// The last failure of a connection: "all brokers are down" doesn't say why.
        var connection: String?
    }

    /// What became of a producer's records.
    let deliveries = Mutex(DeliveryFailures())
    private let state = Mutex(State())
    private let repetitions = Mutex(Repetitions())
    private let logger: Logger
    private let secrets: [String]

    init(_ logger: Logger, hiding secrets: [String]) {
        self.logger = logger
        self.secrets = secrets
    }

    /// - Parameter keepsUnreachable: leaves it to the next who asks, since it is told once and may still be so.
    func takeTroubles(keepsUnreachable: Bool = false) -> Troubles {
        state.withLock { state in
            defer { state.troubles = Troubles(unreachable: keepsUnreachable ? state.troubles.unreachable : nil) }
            return state.troubles
        }
    }

    /// Why no broker can be reached, as far as a connection has told it.
    var connectionFailure: String? { state.withLock(\.connection) }

    /// A broker answered, so that what a connection told before isn't why a later call fails.
    func answered() { state.withLock { $0.connection = nil } }

    func told(_ fault: Int32, _ reason: String) {
        let reason = reason.hiding(secrets)
        state.withLock { state in
            if fault == KafkaFault.fatal {
                state.troubles.fatal = reason
            } else if fault == KafkaFault.allBrokersDown {
                state.troubles.unreachable = state.connection ?? reason
            } else if KafkaFault.kind(of: fault) == .authentication {
                state.troubles.handshake = reason
            } else {
                state.connection = reason
            }
        }
    }

    /// - Parameter level: syslog's.
    func log(_ level: Int32, _ facility: String, _ text: String) {
        let severity: Logger.Level =
            switch level {
            case ...2: .error
            case 3...4: .warning
            case 5: .notice
            case 6: .info
            default: .debug
            }
        guard let times = repetitions.withLock({ $0.times(facility, text) }) else { return }
        logger.log(
            level: severity,
            "librdkafka: \(text.hiding(secrets))",
            metadata: times == 1 ? ["facility": "\(facility)"] : ["facility": "\(facility)", "times": "\(times)"]
        )
    }
}

extension KafkaSignals {
    /// Has them told to this object, which must outlive the client.
    func listen(in set: OpaquePointer, _ role: KafkaClient.Role) {
        rd_kafka_conf_set_opaque(set, Unmanaged.passUnretained(self).toOpaque())
        rd_kafka_conf_set_log_cb(set) { client, level, facility, text in
            guard let signals = KafkaSignals.of(client), let text else { return }
            signals.log(level, facility.map { String(cString: $0) } ?? "", String(cString: text))
        }
        switch role {
        case .consumer: listenInBackground(in: set)
        case .producer: listenWhenPolled(in: set)
        }
    }

    /// Errors are events on the library's background thread, so that they come while another call blocks.
    private func listenInBackground(in set: OpaquePointer) {
        rd_kafka_conf_set_events(set, RD_KAFKA_EVENT_ERROR)
        rd_kafka_conf_set_background_event_cb(set) { client, event, _ in
            guard let event else { return }
            if rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR {
                let reason = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
                KafkaSignals.of(client)?.told(rd_kafka_event_error(event), reason)
            }
            rd_kafka_event_destroy(event)
        }
    }

    /// A producer polls whenever it waits.
    private func listenWhenPolled(in set: OpaquePointer) {
        rd_kafka_conf_set_error_cb(set) { client, fault, reason, _ in
            KafkaSignals.of(client)?.told(fault, reason.map { String(cString: $0) } ?? "")
        }
        rd_kafka_conf_set_dr_msg_cb(set) { client, message, _ in
            guard let message, message.pointee.err != KafkaFault.none else { return }
            KafkaSignals.of(client)?.deliveries.withLock { $0.add(message.pointee.err) }
        }
    }

    private static func of(_ client: OpaquePointer?) -> KafkaSignals? {
        guard let client, let pointer = rd_kafka_opaque(client) else { return nil }
        return Unmanaged<KafkaSignals>.fromOpaque(pointer).takeUnretainedValue()
    }
}

/// Thins out lines that come again and again: a refused password is tried many times a second.
struct Repetitions {
    private var last: [String: (shape: [UInt8], times: Int)] = [:]

    /// - Returns: how often the facility has told the same, but for its numbers, without another line between; nil for a
    ///   line to leave out. Given are the first, the second, the fourth, the eighth, …
    mutating func times(_ facility: String, _ text: String) -> Int? {
        let shape = text.utf8.filter { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let before = last[facility].flatMap { $0.shape == shape ? $0.times : nil } ?? 0
        let times = before &+ 1
        last[facility] = (shape, times)
        return times.nonzeroBitCount == 1 ? times : nil
    }
}

/// Records that a producer took and that never came to a topic.
struct DeliveryFailures {
    private var first: Int32?
    private var count = 0

    mutating func add(_ fault: Int32) {
        first = first ?? fault
        count += 1
    }

    /// Since it was last asked.
    mutating func take() -> (fault: Int32, count: Int)? {
        defer { self = DeliveryFailures() }
        return first.map { ($0, count) }
    }
}
