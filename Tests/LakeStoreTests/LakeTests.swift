import Columns
import DeltaProtocol
import Foundation
import LakeModel
import Testing

@testable import LakeStore

@Suite(.serialized) struct LakeTests {
    private let folder: TemporaryFolder
    private let store: FaultyStore
    private let lake: Lake

    init() throws {
        folder = try TemporaryFolder()
        store = FaultyStore(LocalObjectStore(root: folder("lake")))
        lake = Lake(root: folder("lake"), store: store)
    }

    private func name(_ text: String) throws -> TableName { try #require(TableName(parsing: text)) }

    private func create(_ text: String, rows: Int = 1) async throws -> DeltaTable {
        let table = try await lake.create(try name(text), TableDefinition(schema: TestTable.ids))
        _ = try await table.append([try TestTable.ids(0..<rows)])
        return table
    }

    @Test func anEmptyLakeHasNoTables() async throws {
        #expect(try await lake.tables().isEmpty)
        let error = await #expect(throws: LakeStoreError.self) { try await lake.table(try name("nope")) }
        #expect(error?.code == .tableNotFound)
    }

    @Test func tablesAppearAndVanish() async throws {
        _ = try await create("logs", rows: 3)
        _ = try await create("other.Metrics")
        for hidden in ["lake/.git/x/_delta_log", "lake/_tmp/x/_delta_log", "lake/delta_lake/.hidden/_delta_log"] {
            try folder.write(hidden + "/00000000000000000000.json", "{}")
        }
        try folder.write("lake/delta_lake/notes/readme.txt", "no table")
        try folder.write("lake/stray.txt", "no schema")
        #expect(try await lake.tables().map(\.name.description) == ["delta_lake.logs", "other.Metrics"])
        let summary = try #require(try await lake.tables().first?.result.get())
        #expect(summary.rows == 3 && summary.files == 1 && summary.version == 1)
        #expect(summary.location == folder("lake/delta_lake/logs"))
        #expect(summary.lastCommit.operation == "WRITE")

        try folder.remove("lake/other/Metrics")
        #expect(try await lake.tables().map(\.name.description) == ["delta_lake.logs"])
        await #expect(throws: LakeStoreError.self) { try await lake.table(try name("other.metrics")) }
        _ = try await Oracle.shared.ask("make", ["path": folder("lake/other/New"), "commits": 1, "rows": 2])
        #expect(try await lake.tables().map(\.name.description) == ["delta_lake.logs", "other.New"])
        #expect(try await lake.table(try name("OTHER.new")).snapshot().rows == 2)
    }

    @Test func namesAreFoundWhateverTheirCase() async throws {
        _ = try await create("Logs", rows: 1)
        #expect(try await lake.table(try name("logs")).name.table == "Logs")
        #expect(try await lake.table(try name("DELTA_LAKE.LOGS")).name.table == "Logs")
        let error = await #expect(throws: LakeStoreError.self) { try await create("LOGS") }
        #expect(error?.code == .tableExists)
        // Somebody else made one that differs in case only: the exact spelling goes first.
        _ = try await Oracle.shared.ask("make", ["path": folder("lake/delta_lake/logs"), "commits": 1, "rows": 2])
        #expect(try await lake.tables().count == 2)
        #expect(try await lake.table(try name("logs")).snapshot().rows == 2)
        #expect(try await lake.table(try name("Logs")).snapshot().rows == 1)
    }

    @Test func brokenTablesAreListedWithTheirError() async throws {
        _ = try await create("good")
        try folder.write("lake/delta_lake/bad/_delta_log/00000000000000000000.json", "{\"metaData\": oops\n")
        let listings = try await lake.tables()
        #expect(listings.map(\.name.table) == ["bad", "good"])
        guard case .failure(let error) = listings[0].result else { return #expect(Bool(false), "bad was read") }
        #expect(error.code == .corruptLog)
        #expect(throws: Never.self) { try listings[1].result.get() }
        try folder.remove("lake/delta_lake/bad")
        #expect(try await lake.tables().map(\.name.table) == ["good"])
    }

    @Test func registeredTablesAreListedUntilForgotten() async throws {
        _ = try await create("logs")
        _ = try await Oracle.shared.ask("make", ["path": folder("elsewhere/t 1"), "commits": 1, "rows": 4])
        try await lake.register(try name("ext.t"), location: "file://" + folder("elsewhere/t%201"))
        try await lake.register(try name("ext.t"), location: folder("elsewhere/t 1"))
        #expect(try await lake.tables().map(\.name.description) == ["delta_lake.logs", "ext.t"])
        #expect(try await lake.summary(of: try name("EXT.T")).rows == 4)
        for (text, location, code) in [
            ("logs", folder("elsewhere/t 1"), ErrorCode.tableExists), ("ext.u", folder("nowhere"), .tableNotFound),
            ("ext.u", "relative/path", .invalidValue), ("ext.u", "s3://bucket/t", .invalidValue),
        ] {
            let error = await #expect(throws: LakeStoreError.self) {
                try await lake.register(try name(text), location: location)
            }
            #expect(error?.code == code)
        }
        try folder.remove("elsewhere")
        let listing = try #require(try await lake.tables().last)
        guard case .failure(let error) = listing.result else { return #expect(Bool(false), "it is gone") }
        #expect(error.code == .tableNotFound)
        let registered = try name("ext.t")
        #expect(lake.forget(registered))
        #expect(!lake.forget(registered))
        #expect(try await lake.tables().map(\.name.description) == ["delta_lake.logs"])
    }

    @Test func aTableMadeAnewIsAnotherTable() async throws {
        let table = try await create("logs", rows: 3)
        for _ in 0..<3 { _ = try await table.append([try TestTable.ids(0..<1)]) }
        let first = try await lake.summary(of: try name("logs"))
        #expect(first.version == 4)
        try folder.remove("lake/delta_lake/logs")
        await #expect(throws: LakeStoreError.self) { try await table.snapshot() }
        _ = try await Oracle.shared.ask("make", ["path": folder("lake/delta_lake/logs"), "commits": 2, "rows": 5])
        let second = try await lake.summary(of: try name("logs"))
        #expect(second.tableID != first.tableID && second.version == 1 && second.rows == 10)
        // Also when nobody looked while it was gone, and when the new log is longer than the old one.
        try folder.remove("lake/delta_lake/logs")
        _ = try await Oracle.shared.ask("make", ["path": folder("lake/delta_lake/logs"), "commits": 6, "rows": 1])
        let third = try await table.snapshot()
        #expect(third.metadata.id != second.tableID && third.version == 5 && third.rows == 6)
    }

    @Test func aRefreshWithoutNewsIsOneQuestion() async throws {
        let table = try await create("logs")
        _ = try await table.snapshot()
        store.resetCounts()
        for _ in 0..<10 { _ = try await table.snapshot() }
        #expect(store.counts == [.head: 10])
        _ = try await table.append([try TestTable.ids(1..<2)])
        store.resetCounts()
        #expect(try await table.snapshot().version == 2)
        #expect(store.counts == [.head: 1])
    }

    @Test func aListingWithoutNewsAsksOncePerTable() async throws {
        for number in 0..<20 { _ = try await create("s\(number % 2).t\(number)") }
        #expect(try await lake.tables().count == 20)
        store.resetCounts()
        #expect(try await lake.tables().count == 20)
        #expect(store.counts == [.list: 3, .head: 20])
    }

    @Test func snapshotsThatDoNotFitAreLetGo() async throws {
        var options = LakeOptions()
        options.snapshotMemory = ByteCount(5_000)
        let small = Lake(root: folder("lake"), store: store, options: options)
        for number in 0..<6 { _ = try await create("t\(number)") }
        #expect(try await small.tables().count == 6)
        var held = 0
        for number in 0..<6 {
            let table = try await small.table(try name("t\(number)"))
            held += table.held == nil ? 0 : 1
        }
        #expect(held == 2)
        // A summary needs no snapshot, and a snapshot comes back when it is asked for.
        store.resetCounts()
        let rows = try await small.tables().map { try $0.result.get().rows }
        #expect(rows == Array(repeating: 1, count: 6))
        #expect(store.counts[.get] == nil)
        for number in 0..<6 { #expect(try await small.table(try name("t\(number)")).snapshot().rows == 1) }
    }

    @Test func aDiffSaysWhatChanged() async throws {
        let table = try await create("logs", rows: 3)
        var schema = TestTable.ids
        schema.fields.append(StructField("added", .double))
        try await table.changeSchema(to: schema)
        _ = try await table.append([try TestTable.ids(3..<10)])
        let diff = try await table.diff(from: 1, to: 3)
        #expect(diff.columnsAdded.map(\.after) == ["added double"])
        #expect(diff.columnsRemoved.isEmpty && diff.columnsChanged.isEmpty)
        #expect(diff.filesAdded.count == 1 && diff.filesRemoved.isEmpty && diff.rowsDelta == 7)
        #expect(diff.commits.map(\.version) == [3, 2])
        let back = try await table.diff(from: 3, to: 1)
        #expect(back.columnsRemoved.map(\.name) == ["added"])
        #expect(back.filesRemoved.count == 1 && back.rowsDelta == -7)
    }

    @Test func upkeepRunsUntilItIsCancelled() async throws {
        let table = try await lake.create(
            try name("logs"),
            TableDefinition(schema: TestTable.ids, properties: ["delta.checkpointInterval": "1"])
        )
        let runner = Task { await lake.run() }
        _ = try await table.append([try TestTable.ids(0..<1)])
        runner.cancel()
        await runner.value
        #expect(folder.exists("lake/delta_lake/logs/_delta_log/00000000000000000001.checkpoint.parquet"))
    }
}
