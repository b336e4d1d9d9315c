import FoundationEssentials
import LakeModel
import Logging
import Maintenance
import ServiceLifecycle

/// What writes to tables without being asked each time: pipelines, and upkeep after them.
struct WriteLine: Sendable {
    let pipelines: IngestLine
    let upkeep: MaintenanceService
    /// Each job of upkeep that is another than before; the oldest of very many is lost.
    let jobs: AsyncStream<MaintenanceJob>
    private let commits: AsyncStream<TableName>

    /// Loads pipelines, and runs none yet.
    init(_ runtime: Runtime, _ settings: Settings, logger: Logger) async throws {
        let (jobs, job) = AsyncStream.makeStream(of: MaintenanceJob.self, bufferingPolicy: .bufferingNewest(1_024))
        self.jobs = jobs
        commits = runtime.commits
        pipelines = IngestLine(
            lake: runtime.lake,
            workspace: runtime.workspace,
            stateFolder: settings.state,
            logger: logger
        )
        try await pipelines.load(declared: settings.pipelines)
        var configuration = MaintenanceConfiguration()
        if !settings.upkeep { configuration.automatic = [] }
        let pipelines = pipelines
        upkeep = MaintenanceService(
            lake: LakeUpkeep(lake: runtime.lake, tables: { pipelines.tables.sorted() }),
            configuration: configuration,
            clock: ContinuousClock(),
            now: { Int64(Date().timeIntervalSince1970 * 1_000) },
            logger: logger,
            onChange: { job.yield($0) }
        )
    }

    var services: [any Service] {
        let (pipelines, upkeep, commits) = (pipelines, upkeep, commits)
        return [
            BackgroundService { await upkeep.run() },
            BackgroundService {
                for await table in commits where pipelines.tables.contains(table) { upkeep.hint(table) }
            },
            BackgroundService { await pipelines.run() },
        ]
    }
}
