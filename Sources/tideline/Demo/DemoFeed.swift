import DeltaProtocol
import Ingest
import LakeModel
import LakeStore
import LogGenerator
import Logging
import ServiceLifecycle

/// Makes `delta_lake.logs` and a pipeline that fills it with two days of logs, then goes on appending, through the same
/// line as everything.
struct DemoFeed: Service {
    static let table = TableName(schema: "delta_lake", table: "logs")

    private static let historySeconds: Int64 = 2 * 86_400
    private static let pauseAfterError = Duration.seconds(5)
    /// Where demos wrote how far they were before they had a pipeline.
    private static let formerPosition = "tideline-demo"

    let lake: Lake
    let pipelines: IngestLine
    let rate: Double
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await pipelines.declare(definition(startingAt: start(of: openTable())))
                    return
                } catch {
                    // Such as a full disk.
                    logger.warning("The demo tries again", metadata: ["error": "\(error)"])
                    try? await ContinuousClock().sleep(for: Self.pauseAfterError)
                }
            }
        }
    }

    private func definition(startingAt milliseconds: Int64) -> PipelineDefinition {
        PipelineDefinition(
            name: "demo",
            source: .init(
                type: .generator,
                topics: [],
                start: .time(milliseconds),
                properties: ["eventsPerSecond": "\(rate)", "historySeconds": "\(Self.historySeconds)"],
                // A clock that was set back.
                onRetentionLoss: .latest
            ),
            table: Self.table.description,
            schemaMode: .fixed,
            flush: .init(intervalMs: 1_000, bytes: 16 << 20)
        )
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

    /// Where a table without the pipeline's position goes on: two days ago, or where a former demo ended. Milliseconds
    /// since 1970.
    private func start(of table: DeltaTable) async throws -> Int64 {
        let oldest = IngestClock.system.wall() / 1_000 - Self.historySeconds * 1_000
        let former = try await table.snapshot().transactions[Self.formerPosition]?.version
        return max(former.map { $0 / 1_000 } ?? oldest, oldest)
    }
}
