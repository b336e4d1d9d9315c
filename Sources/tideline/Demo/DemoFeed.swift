import Columns
import DeltaProtocol
import Ingest
import LakeModel
import LakeStore
import LogGenerator
import Logging
import ServiceLifecycle

/// Fills `delta_lake.logs` with two days of logs if it is not there, then has a pipeline go on: the one named `demo`, with
/// the generator as its source.
struct DemoFeed: Service {
    static let table = TableName(schema: "delta_lake", table: "logs")

    private static let pipeline = "demo"
    private static let historySeconds: Int64 = 2 * 86_400
    /// Events of history in one commit, about: two days at once would be hundreds of megabytes in memory.
    private static let historySlice = 86_400.0
    /// Microseconds without events that are no gap to fill.
    private static let newEnough: Int64 = 5_000_000
    private static let pauseAfterError = Duration.seconds(5)
    /// Where demos wrote how far they were before they had a pipeline.
    private static let formerPosition = "tideline-demo"

    let lake: Lake
    let pipelines: IngestLine
    let rate: Double
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown { await begin() }
        // What ends before the others ends the server.
        try? await gracefulShutdown()
    }

    private func begin() async {
        while !Task.isCancelled {
            do {
                try await fillHistory()
                try await pipelines.declare(definition)
                logger.info(
                    "The demo appends",
                    metadata: ["table": "\(Self.table)", "eventsPerSecond": "\(rate)"]
                )
                return
            } catch is CancellationError {
                return
            } catch {
                // A full disk, a statement that changed the table meanwhile: it goes on from what the table holds.
                logger.warning("The demo tries again", metadata: ["error": "\(error)"])
                try? await ContinuousClock().sleep(for: Self.pauseAfterError)
            }
        }
    }

    private var definition: PipelineDefinition {
        PipelineDefinition(
            name: Self.pipeline,
            source: .init(
                type: .generator,
                topics: [],
                start: .latest,
                properties: ["eventsPerSecond": "\(rate)", "historySeconds": "\(Self.historySeconds)"],
                // A clock that was set back.
                onRetentionLoss: .latest
            ),
            table: Self.table.description,
            schemaMode: .fixed,
            flush: .init(intervalMs: 1_000, bytes: 16 << 20)
        )
    }

    // MARK: history

    private func fillHistory() async throws {
        let table = try await openTable()
        var since = try await lastEvent(of: table)
        guard since < Self.now() - Self.newEnough else { return }
        logger.info("The demo writes its history", metadata: ["table": "\(Self.table)"])
        // Half the live rate, day and night taken together, so that charts over hours go on where the history ends, and at
        // most 1.7 million events in two days, which take a few seconds to write.
        let historyRate = min(rate / 2, 10)
        let slice = Int64(min(Self.historySlice / historyRate, Double(Self.historySeconds)) * 1_000_000)
        var generator = LogGenerator(seed: 20_260_801)
        while since < Self.now() - Self.newEnough {
            let end = min(since + slice, Self.now())
            var batches: [RecordBatch] = []
            try generator.events(from: since, to: end, perSecond: historyRate, followsDayCurve: true) {
                // A server that is told to stop doesn't write a day of history first.
                try Task.checkCancellation()
                batches.append($0)
            }
            try await append(batches, to: table, through: end)
            since = end
        }
    }

    private func openTable() async throws -> DeltaTable {
        do { return try await lake.table(Self.table) } catch let error as LakeStoreError
            where error.code == .tableNotFound
        {
            let definition = TableDefinition(
                schema: try StructType(LogGenerator.schema),
                properties: ["delta.checkpointInterval": "60"],
                description: "Web-server and API logs made by `tideline serve --demo`."
            )
            return try await lake.create(Self.table, definition)
        }
    }

    /// The position that the table's log holds, else two days ago. Microseconds since 1970.
    private func lastEvent(of table: DeltaTable) async throws -> Int64 {
        let positions = try await table.snapshot().transactions
        let oldest = Self.now() - Self.historySeconds * 1_000_000
        let position = positions[Self.applicationID] ?? positions[Self.formerPosition]
        return max(position?.version ?? oldest, oldest)
    }

    /// The pipeline's own, so that it goes on behind the history.
    private static let applicationID = PipelineDefinition.applicationID(pipeline, GeneratorSource.partition)

    /// Rows and the time up to which they reach are one commit, so a restart goes on where the table ends.
    private func append(_ batches: [RecordBatch], to table: DeltaTable, through end: Int64) async throws {
        guard !batches.isEmpty else { return }
        let position = AppTransaction(appID: Self.applicationID, version: end, lastUpdated: end / 1_000)
        try await lake.lease(for: Self.table).withLease(for: "the demo") {
            _ = try await table.append(batches, AppendOptions(transactions: [position], operation: "STREAMING UPDATE"))
        }
    }

    private static func now() -> Int64 { IngestClock.system.wall() }
}
