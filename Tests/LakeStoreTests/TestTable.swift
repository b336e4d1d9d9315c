import Columns
import DeltaProtocol
import LakeModel
import Testing

@testable import LakeStore

/// A table in a folder of its own, whose store can be made to fail.
struct TestTable {
    let folder: TemporaryFolder
    let store: FaultyStore
    let clock: TestClock
    let upkeep = UpkeepQueue()
    let table: DeltaTable

    static let name = TableName(schema: "delta_lake", table: "t")

    init(seed: UInt64 = 1, options: TableOptions = TableOptions()) throws {
        folder = try TemporaryFolder()
        clock = TestClock(seed: seed)
        store = FaultyStore(LocalObjectStore(root: folder.path, environment: clock.environment))
        table = Self.handle(folder, store, clock, upkeep, options)
    }

    /// Another handle on the same table, as another process would have. No two seeds may be the same: identities come
    /// from them.
    func anotherHandle(
        seed: UInt64 = 2,
        options: TableOptions = TableOptions(),
        upkeep: UpkeepQueue = UpkeepQueue()
    ) -> DeltaTable {
        Self.handle(folder, store, TestClock(seed: seed), upkeep, options)
    }

    private static func handle(
        _ folder: TemporaryFolder,
        _ store: FaultyStore,
        _ clock: TestClock,
        _ upkeep: UpkeepQueue,
        _ options: TableOptions
    ) -> DeltaTable {
        DeltaTable(
            name: name,
            location: folder("t"),
            folder: TableFolder(store: store, path: "t"),
            options: options,
            environment: clock.environment,
            upkeep: upkeep
        )
    }

    var path: String { folder("t") }

    static let ids = StructType([StructField("id", .long), StructField("text", .string)])

    func createIDs(partitioned: Bool = false, properties: [String: String] = [:]) async throws {
        try await table.create(
            TableDefinition(
                schema: Self.ids,
                partitionColumns: partitioned ? ["text"] : [],
                properties: properties
            )
        )
    }

    static func ids(_ range: Range<Int>, text: String? = nil) throws -> RecordBatch {
        let builder = RecordBatchBuilder(schema: Schema([Field("id", .int64), Field("text", .string)]))
        for id in range {
            builder["id"].append(id)
            builder["text"].append(text ?? "row \(id)")
            builder.endRow()
        }
        return try builder.finish()
    }

    /// All ids that a handle reads, sorted.
    static func readIDs(_ table: DeltaTable) async throws -> [Int64] {
        let snapshot = try await table.snapshot()
        let batches = try await table.scan(snapshot, columns: ["id"]).collect()
        return batches.flatMap { batch in (0..<batch.rowCount).compactMap { batch.columns[0].int64(at: $0) } }.sorted()
    }

    /// Asks the given readers whether they read what we read.
    func expectSameRows(by readers: [String] = ["deltalake", "duckdb", "engine"]) async throws {
        try await Readers.expectSame(table, readers)
    }

    /// Data files in the table's folder, whether the log names them or not.
    func dataFiles() throws -> [String] {
        let store = LocalListing(
            tree: LocalTree(root: folder.path),
            request: ListRequest(prefix: "t/")
        )
        return try store.page().objects.map(\.key).filter { $0.hasSuffix(".parquet") && !$0.contains("_delta_log") }
    }
}

/// Readers that are not ours.
enum Readers {
    /// - Parameter folder: where they read; nil means where the table lies.
    static func expectSame(
        _ table: DeltaTable,
        _ readers: [String] = ["deltalake", "duckdb", "engine"],
        at selector: SnapshotSelector = .latest,
        in folder: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let scratch = try TemporaryFolder()
        let snapshot = try await table.snapshot(at: selector)
        let scan = try table.scan(snapshot)
        let bytes = try ArrowStream.encode(try await scan.collect(), schema: scan.schema)
        try await LocalObjectStore(root: scratch.path).put("ours.arrows", bytes)
        var arguments: [String: any Sendable] = [
            "path": folder ?? table.location, "ours": scratch("ours.arrows"), "readers": readers,
        ]
        if selector != .latest { arguments["version"] = snapshot.version }
        let differences = try await Oracle.shared.ask("compare", arguments).strings
        #expect(differences == [], sourceLocation: sourceLocation)
    }

    /// Compares what the log says with deltalake's view of it.
    static func expectSameLog(_ table: DeltaTable, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let theirs = try await Oracle.shared.ask("describe", ["path": table.location])
        let snapshot = try await table.snapshot()
        let files = snapshot.sortedFiles()
        #expect(theirs["version"].integer == Int(snapshot.version), sourceLocation: sourceLocation)
        #expect(try StructType.decode(theirs["schema"].string) == snapshot.schema, sourceLocation: sourceLocation)
        #expect(theirs["files"].strings.count == files.count, sourceLocation: sourceLocation)
        #expect(theirs["sizes"].integers == files.map { Int($0.size) }.sorted(), sourceLocation: sourceLocation)
        #expect(theirs["partitions"].strings == snapshot.partitionColumns, sourceLocation: sourceLocation)
        #expect(theirs["id"].string == snapshot.metadata.id, sourceLocation: sourceLocation)
        let records = theirs["records"].integers.reduce(0, +)
        #expect(Int64(records) == snapshot.rows, sourceLocation: sourceLocation)
        let history = try await table.history(limit: 1_000)
        #expect(theirs["operations"].strings == history.compactMap(\.operation), sourceLocation: sourceLocation)
    }
}
