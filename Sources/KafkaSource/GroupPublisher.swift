import CRDKafka
import LakeModel
import Logging
import Synchronization

/// Sends positions to the consumer group, one message at a time; those that come meanwhile replace each other.
final class GroupPublisher: Sendable {
    private struct State {
        var waiting: [SourcePartition: Int64] = [:]
        var isSending = false
        /// Told once, and again after it has worked in between.
        var hasFailed = false

        /// - Returns: whether somebody has to begin to send.
        mutating func add(_ positions: [SourcePartition: Int64]) -> Bool {
            waiting.merge(positions) { $1 }
            defer { isSending = true }
            return !isSending
        }

        mutating func take() -> [SourcePartition: Int64]? {
            guard !waiting.isEmpty else {
                isSending = false
                return nil
            }
            defer { waiting = [:] }
            return waiting
        }

        /// - Returns: whether it is news.
        mutating func ended(failed: Bool) -> Bool {
            defer { hasFailed = failed }
            return failed && !hasFailed
        }
    }

    private let client: KafkaClient
    private let logger: Logger
    private let thread = BlockingThread("publish")
    private let state = Mutex(State())

    init(_ client: KafkaClient, logger: Logger) {
        self.client = client
        self.logger = logger
    }

    func publish(_ positions: [SourcePartition: Int64]) {
        guard !positions.isEmpty, !client.isClosing, state.withLock({ $0.add(positions) }) else { return }
        thread.submit { [self] in
            while let positions = state.withLock({ $0.take() }) {
                let failure = send(positions)
                guard state.withLock({ $0.ended(failed: failure != nil) }), let failure else { continue }
                logger.warning(
                    "Positions couldn't be published to the consumer group; reading goes on",
                    metadata: ["error": "\(failure)"]
                )
            }
        }
    }

    /// Returns after the last message was answered, or given up.
    func close() async { try? await thread.run {} }

    private func send(_ positions: [SourcePartition: Int64]) -> (any Error)? {
        do {
            let handle = try client.handle(whileClosing: true)
            let list = try PartitionList(positions.map { ($0.key, $0.value) })
            guard let answers = rd_kafka_queue_new(handle.client) else { return nil }
            defer { rd_kafka_queue_destroy(answers) }
            let fault = rd_kafka_commit_queue(handle.client, list.pointer, answers, nil, nil)
            guard fault == KafkaFault.none else { throw KafkaError(fault, doing: "Publishing positions") }
            try waitForAnswer(answers)
            return nil
        } catch {
            return error
        }
    }

    /// Waits in steps, so that a client that closes isn't held up for more than a second.
    private func waitForAnswer(_ answers: OpaquePointer) throws {
        for _ in 0..<10 {
            guard let event = rd_kafka_queue_poll(answers, 1_000) else {
                if client.isClosing { return }
                continue
            }
            defer { rd_kafka_event_destroy(event) }
            let fault = rd_kafka_event_error(event)
            guard fault == KafkaFault.none else { throw KafkaError(fault, doing: "Publishing positions") }
            return
        }
        throw KafkaError(KafkaFault.timedOut, doing: "Publishing positions")
    }
}
