import AsyncHTTPClient
import Columns
import DeltaProtocol
import FoundationEssentials
import Ingest
import KafkaSource
import LakeModel
import LakeStore
import LogGenerator
import Logging
import NIOCore
import NIOHTTP1

/// A topic, its partitions chosen by the events' keys.
struct KafkaSink: GenerateSink {
    /// Kafka's own number for "any partition".
    private static let anyPartition: Int32 = -1

    private let topic: String
    private let producer: KafkaProducer

    init(_ brokers: String, _ topic: String, _ properties: [String: String]) throws {
        var logger = Logger(label: "tideline") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        self.topic = topic
        producer = try KafkaProducer(brokers: brokers, properties: properties, logger: logger)
    }

    func take(_ records: SourceRecords) async throws {
        let partition = SourcePartition(topic: topic, partition: Self.anyPartition)
        try await producer.produce(
            SourceRecords(partitions: [partition], records: records.records, bytes: records.bytes)
        )
    }

    func finish() async throws {
        try await producer.flush()
        await producer.close()
    }
}

/// A server's route that takes a table's records. A batch is sent again until it is accepted; its key keeps it from being
/// taken twice.
struct HTTPSink: GenerateSink {
    private static let mostAttempts = 20
    private static let timeout = TimeAmount.seconds(30)

    let url: String

    func take(_ records: SourceRecords) async throws {
        var lines = ByteBuffer()
        for record in records.records {
            lines.writeBytes(records.bytes.array(record.value ?? 0..<0))
            lines.writeString("\n")
        }
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-ndjson")
        request.headers.add(name: "Idempotency-Key", value: UUID().uuidString)
        request.body = .bytes(lines)
        for attempt in 1... {
            guard let problem = await problem(sending: request) else { return }
            guard problem.mayHeal, attempt < Self.mostAttempts else { throw problem.error }
            try await ContinuousClock().sleep(for: .milliseconds(min(5_000, 100 << min(attempt, 6))))
        }
    }

    func finish() async throws {}

    private struct Problem {
        let mayHeal: Bool
        let error: WiringError
    }

    private struct Refusal: Decodable {
        struct Detail: Decodable { let code, message: String }
        let error: Detail
    }

    private func problem(sending request: HTTPClientRequest) async -> Problem? {
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: Self.timeout)
            let body = try await response.body.collect(upTo: 1 << 20)
            guard response.status.code >= 300 else { return nil }
            let refusal = try? JSONDecoder().decode(Refusal.self, from: Data(body.readableBytesView)).error
            let error = WiringError(
                code: refusal.flatMap { ErrorCode(rawValue: $0.code) } ?? .sourceFailed,
                message: refusal?.message ?? "The server at \(url) answered \(response.status.code)."
            )
            return Problem(mayHeal: [429, 503, 507].contains(response.status.code), error: error)
        } catch {
            let silence = WiringError(code: .sourceFailed, message: "No Tideline server answers at \(url).")
            return Problem(mayHeal: true, error: silence)
        }
    }
}

/// A table of the lake, made if it is not there; a commit for each call.
struct TableSink: GenerateSink {
    private let name: TableName
    private let lake: Lake
    private let decoders: RecordDecoders

    init(_ name: TableName, _ settings: Settings) async throws {
        try Runtime.makeFolder(settings.lake, "lake")
        self.name = name
        lake = try await Lake(settings)
        decoders = RecordDecoders(
            PipelineDefinition(
                name: "generate",
                source: .init(type: .generator, topics: []),
                table: name.description,
                schemaMode: .fixed
            )
        )
        try await LakeIngestTable(lake: lake, name: name).create(
            schema: StructType(LogGenerator.schema),
            partitionColumns: []
        )
    }

    func take(_ records: SourceRecords) async throws {
        let table = LakeIngestTable(lake: lake, name: name)
        guard let state = try await table.state() else {
            throw WiringError(code: .tableNotFound, message: "The table \(name) went away.")
        }
        let decoder = try decoders.decoder(for: state.schema, allowsWidening: false)
        _ = try decoder.decode(records, from: 0)
        if let reject = decoder.takeRejected().first {
            throw WiringError(
                code: .typeError,
                message: "The table \(name) can't take the events: \(reject.detail) Name another table."
            )
        }
        _ = try await table.commit(
            PendingBatch(
                rows: [try decoder.finish()],
                transactions: [],
                positionsBefore: [:],
                generation: state.generation,
                userMetadata: ""
            )
        )
    }

    func finish() async throws { await lake.drainUpkeep() }
}
