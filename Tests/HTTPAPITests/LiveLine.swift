import ChangeFeed
import LakeModel
import LiveQuery
import Logging
import Maintenance
import TestSupport

@testable import HTTPAPI

/// A feed, live queries and events over a log in memory, each on a clock that stands still.
struct LiveLine {
    static let logs = TableName(schema: "delta_lake", table: "logs")

    let log: MemoryLog
    let feed: ChangeFeed
    let live: LiveQueries
    let events: EventHub
    let clock = ManualClock()
    /// The feed's own, which stands still unless a test advances it.
    let feedClock = ManualClock()
    let pipelines = ScriptedPipelines()
    let jobs = AsyncStream.makeStream(of: MaintenanceJob.self)

    init(_ bench: QueryBench, limits: EventHub.Limits = .init()) {
        log = MemoryLog(resolver: bench.tables)
        log.create(Self.logs, at: 7)
        feed = ChangeFeed(
            source: log,
            clock: feedClock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let clock = clock
        let environment = LiveQueries.Environment(
            clock: clock,
            elapsed: { clock.now.offset },
            now: { 1_764_028_800_000 }
        )
        live = LiveQueries(queries: bench.service, feed: feed, facts: FixedFacts(), environment: environment)
        events = EventHub(
            live: live,
            feed: feed,
            queries: bench.service,
            status: FixedStatus(),
            pipelines: pipelines,
            jobs: jobs.stream,
            environment: environment,
            boot: "b00t",
            limits: limits
        )
    }

    /// Runs `body` beside all of it.
    func running<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await feed.run() }
            group.addTask { await live.run() }
            group.addTask { await events.run() }
            defer { group.cancelAll() }
            // Until the hub listens, nobody hears what happens.
            await clock.waitForSleeper()
            return try await body()
        }
    }

    func commit(dataChanged: Bool = true) {
        log.commit(Self.logs, dataChanged: dataChanged)
        feed.hint(Self.logs)
    }
}

/// Every table has a hundred rows in three files.
private struct FixedFacts: TableFactsSource {
    func facts(of table: TableVersion) async -> TableFacts? {
        TableFacts(committedAt: 1_700_000_000_000 + table.version * 1_000, rows: 100, files: 3)
    }
}
