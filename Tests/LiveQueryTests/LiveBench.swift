import ChangeFeed
import LakeModel
import LiveQuery
import Logging
import QueryService
import Synchronization
import TestSupport

/// Live queries over a scripted engine and a log in memory, on a clock of their own.
final class LiveBench: Sendable {
    static let logs = TableName(schema: "delta_lake", table: "logs")
    static let sql = "SELECT n FROM logs"

    let bench: QueryBench
    let log: MemoryLog
    let feed: ChangeFeed
    let live: LiveQueries
    let clock = ManualClock()
    private let events: AsyncStream<LiveEvent>

    init(_ engine: ScriptedEngine, _ configuration: LiveQueries.Configuration = .init()) async throws {
        bench = try await QueryBench(engine, tables: ["delta_lake.logs"])
        log = MemoryLog(resolver: bench.tables)
        log.create(Self.logs, at: 7)
        feed = ChangeFeed(
            source: log,
            clock: ManualClock(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let clock = clock
        live = LiveQueries(
            queries: bench.service,
            feed: feed,
            facts: FixedFacts(),
            configuration: configuration,
            environment: .init(clock: clock, elapsed: { clock.now.offset }, now: { 1_700_000_000_000 })
        )
        let (events, continuation) = AsyncStream.makeStream(of: LiveEvent.self)
        self.events = events
        live.observe { continuation.yield($0) }
    }

    /// Runs `body` beside the feed and the live queries.
    static func with(
        _ engine: ScriptedEngine,
        _ configuration: LiveQueries.Configuration = .init(),
        _ body: (LiveBench) async throws -> Void
    ) async throws {
        let bench = try await LiveBench(engine, configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await bench.feed.run() }
            group.addTask { await bench.live.run() }
            defer { group.cancelAll() }
            try await body(bench)
        }
    }

    /// Starts the query and watches it.
    func watch(_ sql: String = LiveBench.sql) async throws -> LiveID {
        let id = try await live.start(QueryRequest(sql: sql)).status.id
        _ = live.join(id)
        return id
    }

    func commit(dataChanged: Bool = true) {
        log.commit(Self.logs, dataChanged: dataChanged)
        feed.hint(Self.logs)
    }

    /// The next event that `pick` wants; those before are passed over.
    func next<Value>(_ pick: (LiveEvent) -> Value?) async throws -> Value {
        for await event in events { if let value = pick(event) { return value } }
        throw Ended()
    }

    func snapshot() async throws -> LiveSnapshot {
        try await next { if case .snapshot(let snapshot) = $0 { snapshot } else { nil } }
    }

    /// An answer made from this version, or a later one.
    func snapshot(of version: DeltaVersion) async throws -> LiveSnapshot {
        try await next {
            if case .snapshot(let snapshot) = $0, snapshot.version >= version { snapshot } else { nil }
        }
    }

    func status(_ state: LiveStatus.State) async throws -> LiveStatus {
        try await next { if case .status(let status) = $0, status.state == state { status } else { nil } }
    }
}

struct Ended: Error {}

extension LiveSnapshot {
    /// Of its only table; -1 when it has none.
    var version: DeltaVersion { tables.first?.version ?? -1 }
    var text: String { String(decoding: answer.rows, as: UTF8.self) }
}

/// Every table has a hundred rows in three files.
private struct FixedFacts: TableFactsSource {
    func facts(of table: TableVersion) async -> TableFacts? {
        TableFacts(committedAt: 1_700_000_000_000 + table.version * 1_000, rows: 100, files: 3)
    }
}

/// An engine whose runs end when the test says so, each answering with the number of the run.
final class SteppedEngine: Sendable {
    private let waiting = Mutex<(runs: Int, gates: [Signal])>((0, []))
    private let begun = AsyncStream.makeStream(of: Void.self)

    var engine: ScriptedEngine {
        ScriptedEngine { _, receive in
            let gate = Signal()
            let run = self.waiting.withLock { waiting in
                waiting.runs += 1
                waiting.gates.append(gate)
                return waiting.runs
            }
            self.begun.continuation.yield()
            await gate.wait()
            try Task.checkCancellation()
            try await receive(.schema(TestRows.schema))
            try await receive(.rows(TestRows(Int64(run), count: 1).block()))
        }
    }

    var runs: Int { waiting.withLock { $0.runs } }

    func waitForARun() async { for await _ in begun.stream { return } }

    func finishARun() { waiting.withLock { $0.gates.isEmpty ? nil : $0.gates.removeFirst() }?.send() }
}
