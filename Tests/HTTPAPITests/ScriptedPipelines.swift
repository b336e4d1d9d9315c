import Columns
import DeltaProtocol
import FoundationEssentials
import Ingest
import LakeModel
import Logging
import Maintenance
import Synchronization

@testable import HTTPAPI

/// A manager of one pipeline, `web`, that never runs and remembers what it was told.
final class ScriptedPipelines: PipelineManager {
    struct Unknown: DescribedError {
        let code = ErrorCode.notFound
        let message = "There is no such pipeline."
    }

    private struct State {
        var definitions: [String: PipelineDefinition] = [:]
        var told: [String] = []
    }

    private let state = Mutex(State())

    init() {
        state.withLock { $0.definitions["web"] = Self.web }
    }

    static let web = PipelineDefinition(
        name: "web",
        source: .init(
            type: .kafka,
            brokers: "localhost:9092",
            topics: ["logs"],
            properties: ["sasl.password": "s3cret"]
        ),
        table: "delta_lake.logs"
    )

    /// What was asked of pipelines, in words.
    var told: [String] { state.withLock { $0.told } }

    func forget(_ name: String) { state.withLock { $0.definitions[name] = nil } }

    private func tell(_ text: String) { state.withLock { $0.told.append(text) } }

    private func pipeline(_ name: String) throws -> Pipeline {
        guard let definition = state.withLock({ $0.definitions[name] }) else { throw Unknown() }
        return try Pipeline(
            definition,
            source: NoSource(),
            table: NoTable(),
            rejectsTable: NoTable(),
            decoders: RecordDecoders(definition),
            clock: Self.clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private static let clock = IngestClock(
        wall: { 1_764_028_800_000_000 },
        elapsed: { .zero },
        sleep: { _ in throw CancellationError() },
        random: { 7 }
    )

    var reports: [PipelineReport] {
        state.withLock { $0.definitions.keys.sorted() }.compactMap { try? report(of: $0) }
    }

    func report(of name: String) throws -> PipelineReport { try pipeline(name).report }

    func add(_ definition: PipelineDefinition, by principal: Principal) async throws -> PipelineReport {
        state.withLock { $0.definitions[definition.name] = definition }
        tell("add \(definition.name)")
        return try report(of: definition.name)
    }

    func remove(_ name: String, by principal: Principal) async throws {
        _ = try pipeline(name)
        tell("remove \(name)")
    }

    func command(_ command: PipelineCommand, _ name: String, by principal: Principal) async throws -> PipelineReport {
        tell("\(command) \(name)")
        return try report(of: name)
    }

    func actions(on name: String) async throws -> [PipelineAction] {
        [PipelineAction(action: "pause", detail: nil, principal: "local", at: 1_764_028_800_000)]
    }

    func ledger(of name: String) async throws -> PipelineLedger {
        PipelineLedger(ledger: Ledger([], pipeline: name), watermarks: nil)
    }

    func rejects(of name: String) async throws -> [RejectedRow] { [] }

    func redrive(
        _ name: String,
        _ ids: [String],
        values: [String: [UInt8]],
        by principal: Principal
    ) async throws -> Redrive.Result {
        Redrive.Result(redriven: ids.count - values.count, rejected: values.mapValues { _ in "malformed_json: no." })
    }

    func preview(_ definition: PipelineDefinition, limit: Int) async throws -> PipelinePreview { throw Unknown() }

    func receiver(for table: TableName) async throws -> HTTPIngest { throw Unknown() }
}

private struct NoSource: RecordSource {
    func partitions() async throws -> [SourcePartition] { [] }
    func watermarks(of partitions: [SourcePartition]) async throws -> [SourcePartition: Range<Int64>] { [:] }
    func offsets(at timestamp: Int64, of partitions: [SourcePartition]) async throws -> [SourcePartition: Int64] { [:] }
    func assign(_ starts: [SourcePartition: Int64], committed: [String: Int64]) async throws {}
    func next(limit: ByteCount, wait: Duration) async throws -> SourceRecords { throw CancellationError() }
}

private struct NoTable: IngestTable {
    func state() async throws -> IngestTableState? { nil }
    func create(schema: StructType, partitionColumns: [String]) async throws {}
    func commit(_ batch: PendingBatch) async throws -> IngestCommit { throw CancellationError() }
    func setPositions(_ transactions: [AppTransaction], userMetadata: String) async throws {}
    func rows(columns: [String]) async throws -> [RecordBatch] { [] }
    func history(limit: Int) async throws -> [HistoryEntry] { [] }
}

/// A lake for upkeep that has no tables.
struct EmptyLake: MaintainedLake {
    func maintainedTables() async throws -> [TableName] { [] }
    func maintainedTable(_ name: TableName) async throws -> any MaintainedTable {
        throw MaintenanceError(.tableNotFound, "There is no table \(name).")
    }
}
