import ChangeFeed
import DeltaProtocol
import Foundation
import HTTPAPI
import LakeModel
import LakeStore
import LiveQuery
import Logging
import QueryService
import ServiceLifecycle

/// What makes a server live: changes of tables, queries that follow them, and those who are told.
struct LiveLine: Sendable {
    let feed: ChangeFeed
    let live: LiveQueries
    let events: EventHub
    private let watch: LakeWatch

    init(_ runtime: Runtime, _ writing: WriteLine, status: any ServerStatus, cores: Double, logger: Logger) {
        let hints = runtime.hints
        watch = LakeWatch(
            runtime.lake,
            onSign: { sign in
                switch sign {
                case .table(let table): hints.note(table)
                case .tables: hints.noteTables()
                }
            },
            onTrouble: { trouble in
                logger.notice(
                    "Some commits of other programs are found by looking, not at once",
                    metadata: ["reason": "\(trouble.rawValue)"]
                )
            }
        )
        let source = LakeChanges(lake: runtime.lake, watch: watch)
        feed = ChangeFeed(source: source, hints: runtime.hints, clock: ContinuousClock(), logger: logger)
        live = LiveQueries(
            queries: runtime.queries,
            feed: feed,
            facts: source,
            configuration: .init(cores: cores),
            environment: .system
        )
        events = EventHub(
            live: live,
            feed: feed,
            queries: runtime.queries,
            status: status,
            pipelines: writing.pipelines,
            jobs: writing.jobs,
            environment: .system,
            boot: String(UInt32.random(in: .min ... .max), radix: 16)
        )
    }

    /// Before the HTTP server in the order of starts.
    var services: [any Service] {
        let (feed, live, watch) = (feed, live, watch)
        return [
            BackgroundService { await watch.run() }, BackgroundService { await feed.run() },
            BackgroundService { await live.run() },
        ]
    }

    /// After the HTTP server in the order of starts: it stops first, so that connections without an end of their own do
    /// not hold up the others.
    var eventService: any Service {
        let events = events
        return BackgroundService { await events.run() }
    }
}

/// Joins the feed to the lake's logs.
struct LakeChanges: ChangeSource, TableFactsSource {
    let lake: Lake
    /// Watches what the feed looks at, from before each look on, so that nothing happens in between.
    let watch: LakeWatch

    func look(at table: TableName, after version: DeltaVersion?, limit: Int) async throws -> LogView? {
        await watch.watch(table)
        guard let tail = try await lake.tail(of: table, after: version, limit: limit) else { return nil }
        var schema = tail.schemaBefore
        let changes = tail.commits.map { commit in
            defer { schema = TableChange.schema(of: commit) ?? schema }
            return TableChange(table: table, commit: commit, schemaBefore: schema)
        }
        return LogView(
            newest: TablePosition(table: table, version: tail.version, timestamp: tail.timestamp),
            identity: tail.tableID,
            changes: changes
        )
    }

    func tableNames() async throws -> [TableName] {
        await watch.watchNames()
        return try await lake.names()
    }

    func facts(of table: TableVersion) async -> TableFacts? {
        guard let summary = try? await lake.summary(of: table.table), summary.version == table.version else {
            return nil
        }
        return TableFacts(committedAt: summary.lastCommit.timestamp, rows: summary.rows, files: summary.files)
    }
}

extension LiveQueries.Environment {
    /// The machine's clocks.
    static var system: Self {
        let start = ContinuousClock.now
        return Self(
            clock: ContinuousClock(),
            elapsed: { start.duration(to: .now) },
            now: { Int64(Date().timeIntervalSince1970 * 1_000) }
        )
    }
}
