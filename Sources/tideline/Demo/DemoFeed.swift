import Columns
import DeltaProtocol
import FoundationEssentials
import LakeModel
import LakeStore
import LogGenerator
import Logging
import ServiceLifecycle

/// Fills `delta_lake.logs` with two days of logs if it is not there, then appends to it once a second, through the
/// same writer as everything.
struct DemoFeed: Service {
    static let table = TableName(schema: "delta_lake", table: "logs")

    fileprivate static let historySeconds: Int64 = 2 * 86_400
    /// Events of history in one commit, about: two days at once would be hundreds of megabytes in memory.
    private static let historySlice = 86_400.0
    /// Microseconds without events that are no gap to fill.
    private static let newEnough: Int64 = 5_000_000
    private static let interval = Duration.seconds(1)
    private static let pauseAfterError = Duration.seconds(5)
    /// Small files are joined when there are so many: the engine reads the log anew for each query.
    private static let filesJoined = 60

    let lake: Lake
    let rate: Double
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await feed() } catch is CancellationError { return } catch {
                    // A full disk, a statement that changed the table meanwhile: it goes on from what the table holds.
                    logger.warning("The demo tries again", metadata: ["error": "\(error)"])
                    try? await ContinuousClock().sleep(for: Self.pauseAfterError)
                }
            }
        }
    }

    private func feed() async throws {
        var source = DemoSource(rate: rate)
        let table = try await openTable()
        var since = try await lastEvent(of: table)
        if since < Self.now() - Self.newEnough {
            logger.info("The demo writes its history", metadata: ["table": "\(Self.table)"])
        }
        while since < Self.now() - Self.newEnough {
            let end = min(since + source.duration(ofEvents: Self.historySlice), Self.now())
            try await append(source.history(from: since, to: end), to: table, through: end)
            since = end
        }
        logger.info("The demo appends", metadata: ["table": "\(Self.table)", "eventsPerSecond": "\(rate)"])
        while true {
            try await ContinuousClock().sleep(for: Self.interval)
            let end = Self.now()
            try await append(source.live(from: since, to: end), to: table, through: end)
            since = end
            try await joinSmallFiles(of: table)
        }
    }

    private func openTable() async throws -> DeltaTable {
        do { return try await lake.table(Self.table) } catch let error as LakeStoreError
            where error.code == .tableNotFound
        {
            let definition = TableDefinition(
                schema: try StructType(DemoSource.schema),
                properties: ["delta.checkpointInterval": "60"],
                description: "Web-server and API logs made by `tideline serve --demo`."
            )
            return try await lake.create(Self.table, definition)
        }
    }

    /// The position that the table's log holds, else two days ago. Microseconds since 1970.
    private func lastEvent(of table: DeltaTable) async throws -> Int64 {
        let oldest = Self.now() - Self.historySeconds * 1_000_000
        let position = try await table.snapshot().transactions[Self.applicationID]?.version
        return max(position ?? oldest, oldest)
    }

    private static let applicationID = "tideline-demo"

    /// Rows and the time up to which they reach are one commit, so a restart goes on where the table ends.
    private func append(_ batches: [RecordBatch], to table: DeltaTable, through end: Int64) async throws {
        guard !batches.isEmpty else { return }
        let position = AppTransaction(appID: Self.applicationID, version: end, lastUpdated: end / 1_000)
        try await lake.lease(for: Self.table).withLease(for: "the demo") {
            _ = try await table.append(batches, AppendOptions(transactions: [position], operation: "STREAMING UPDATE"))
        }
    }

    private func joinSmallFiles(of table: DeltaTable) async throws {
        try await lake.lease(for: Self.table).withLease(for: "joining small files") {
            let snapshot = try await table.snapshot()
            let small = snapshot.files.filter { $0.size < 1 << 20 }.sorted { $0.modificationTime < $1.modificationTime }
            guard small.count >= Self.filesJoined else { return }
            let rows = try await table.scan(snapshot, files: small).collect()
            try await table.replaceFiles(small, with: rows, on: snapshot)
        }
    }

    private static func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }
}

/// The generator with the demo's rates.
private struct DemoSource {
    static let schema = LogGenerator.schema
    /// Events a second, day and night taken together: half the live rate, so that charts over hours go on where the
    /// history ends, and at most 1.7 million events in two days, which take a few seconds to write.
    let historyRate: Double

    private var generator = LogGenerator(seed: 20_260_801)
    private let rate: Double

    init(rate: Double) {
        self.rate = rate
        historyRate = min(rate / 2, 10)
    }

    /// Microseconds in which so many events of the history happen; all of it where they are few.
    func duration(ofEvents count: Double) -> Int64 {
        Int64(min(count / historyRate, Double(DemoFeed.historySeconds)) * 1_000_000)
    }

    mutating func history(from: Int64, to: Int64) throws -> [RecordBatch] {
        try batches(from: from, to: to, rate: historyRate, followsDayCurve: true)
    }

    mutating func live(from: Int64, to: Int64) throws -> [RecordBatch] {
        try batches(from: from, to: to, rate: rate, followsDayCurve: false)
    }

    private mutating func batches(
        from: Int64,
        to: Int64,
        rate: Double,
        followsDayCurve: Bool
    ) throws -> [RecordBatch] {
        var batches: [RecordBatch] = []
        try generator.events(from: from, to: to, perSecond: rate, followsDayCurve: followsDayCurve) {
            // A server that is told to stop doesn't write a day of history first.
            try Task.checkCancellation()
            batches.append($0)
        }
        return batches
    }
}
