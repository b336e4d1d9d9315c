import Columns
import DeltaProtocol
import Foundation
import LakeModel
import Synchronization
import Testing

@testable import LakeStore

@Suite(.serialized) struct RewriteTests {
    @Test func rowsMoveToOneFileAndEveryVersionStaysReadable() async throws {
        let test = try TestTable()
        let table = try await Self.localTable(test, commits: 12)
        let before = try await table.snapshot()
        let outcome = try await table.rewrite([FileGroup(before.sortedFiles())], of: before)
        #expect(outcome.version == 13 && outcome.removedFiles == 12 && outcome.addedFiles == 1 && outcome.rows == 48)
        let after = try await table.snapshot()
        #expect(after.fileCount == 1 && after.rows == 48)
        #expect(try await TestTable.readIDs(table) == (0..<48).map { Int64($0) })
        let ranges = after.columnRanges()
        #expect(ranges["id"]?.minimum == .integer(0) && ranges["id"]?.maximum == .integer(47))
        try await Readers.expectSame(table, ["deltalake", "duckdb", "engine"])
        try await Readers.expectSame(table, ["deltalake", "duckdb"], at: .version(12))
        let info = try await table.history().first
        #expect(info?.operation == "OPTIMIZE" && info?.operationMetrics["numRemovedFiles"] == "12")
        #expect(info?.operationMetrics["numAddedFiles"] == "1" && info?.operationParameters["auto"] == "false")
    }

    /// Partition values with nulls and awkward characters, nested types, deltalake's own files.
    @Test func groupsOfPartitionsInOneCommit() async throws {
        let test = try TestTable()
        _ = try await Oracle.shared.ask("make", ["path": test.path, "commits": 5, "rows": 60, "partitioned": true])
        let before = try await test.table.snapshot()
        let groups = Dictionary(grouping: before.sortedFiles(), by: \.partitionValues).values.map { FileGroup($0) }
        #expect(groups.count == 6)
        let outcome = try await test.table.rewrite(groups, of: before)
        #expect(outcome.addedFiles == 6 && outcome.removedFiles == 30)
        try await test.expectSameRows(by: ["deltalake", "duckdb"])
        try await Readers.expectSame(test.table, ["deltalake"], at: .version(before.version))
    }

    /// Small steps, row groups and files: everything is divided and nothing lost.
    @Test func largeGroupsAreStreamed() async throws {
        let test = try TestTable()
        let table = try await Self.localTable(test, commits: 4, rows: 20_000)
        let before = try await table.snapshot()
        let pauses = Mutex(0)
        let options = RewriteOptions(
            maximumFile: .kibibytes(64),
            rowGroup: .kibibytes(16),
            step: .kibibytes(64),
            pause: { pauses.withLock { $0 += 1 } }
        )
        let outcome = try await table.rewrite([FileGroup(before.sortedFiles())], of: before, options)
        #expect(outcome.addedFiles > 2 && outcome.rows == 80_000)
        #expect(pauses.withLock { $0 } == 12)
        #expect(try await TestTable.readIDs(table) == (0..<80_000).map { Int64($0) })
        try await Readers.expectSame(table, ["deltalake", "duckdb"])
    }

    /// Ours and deltalake's appends while files are joined again and again; at every version each row is there once.
    @Test func nobodySeesAWrongCountWhileFilesAreJoined() async throws {
        let test = try TestTable()
        let schema = StructType([StructField("id", .long)])
        try await test.table.create(TableDefinition(schema: schema, properties: ["delta.checkpointInterval": "15"]))
        let (path, joiner) = (test.path, Self.localHandle(test, seed: 50))
        let (writers, joins) = (Tally(3), Tally(0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<2 {
                let table = test.anotherHandle(seed: UInt64(100 + writer))
                group.addTask {
                    for number in 0..<30 {
                        let first = writer * 1_000 + number * 4
                        _ = try await table.append([try TestTable.ids(first..<first + 4).select(["id"])])
                    }
                    writers.add(-1)
                }
            }
            group.addTask {
                _ = try await Oracle.shared.ask("append", ["path": path, "first": 50_000, "count": 4, "commits": 12])
                writers.add(-1)
            }
            group.addTask {
                while writers.value > 0 {
                    let snapshot = try await joiner.snapshot()
                    let files = snapshot.files.sorted { $0.modificationTime < $1.modificationTime }
                    guard files.count >= 6 else {
                        await Task.yield()
                        continue
                    }
                    let outcome = try await joiner.rewrite([FileGroup(Array(files.prefix(20)))], of: snapshot)
                    if outcome.version != nil { joins.add(1) }
                }
            }
            try await group.waitForAll()
        }
        #expect(joins.value > 1)
        try await Self.expectEveryVersionConsistent(test.anotherHandle(seed: 77), rowsPerCommit: 4)
        #expect(try await TestTable.readIDs(test.anotherHandle(seed: 78)).count == 288)
    }

    @Test func removedFilesAreLeftOutAndTheRestIsJoined() async throws {
        let test = try TestTable()
        try await test.createIDs()
        for number in 0..<6 { _ = try await test.table.append([try TestTable.ids(number * 2..<number * 2 + 2)]) }
        let (snapshot, path) = (try await test.table.snapshot(), test.path)
        test.store.add(
            .putIfAbsent,
            on: "00007.json",
            .first { _ = try await Oracle.shared.ask("delete_row", ["path": path, "id": 5]) }
        )
        let outcome = try await test.table.rewrite([FileGroup(snapshot.sortedFiles())], of: snapshot)
        #expect(outcome.conflicts == 1 && outcome.removedFiles == 5 && outcome.addedFiles == 1)
        #expect(try await TestTable.readIDs(test.table) == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11])
        try await test.expectSameRows(by: ["deltalake", "duckdb"])
        // The first try's file is gone: six appends, what the delete wrote, and one joined file.
        #expect(try test.dataFiles().count == 8)
    }

    /// Another schema, and source positions of others, while the files are read.
    @Test func aSchemaChangeMakesItBeginAnew() async throws {
        let test = try TestTable()
        try await test.createIDs()
        for number in 0..<4 { _ = try await test.table.append([try TestTable.ids(number..<number + 1)]) }
        let (snapshot, other) = (try await test.table.snapshot(), test.anotherHandle())
        var schema = TestTable.ids
        schema.fields.append(StructField("more", .long))
        let changed = schema
        test.store.add(.putIfAbsent, on: "00005.json", .first { try await other.changeSchema(to: changed) })
        let outcome = try await test.table.rewrite([FileGroup(snapshot.sortedFiles())], of: snapshot)
        #expect(outcome.conflicts == 1 && outcome.version == 6)
        try await test.expectSameRows(by: ["deltalake", "duckdb"])
    }

    /// The lease is free while files are read, and held when the log entry is put.
    @Test func writersWaitForTheCommitOnly() async throws {
        let test = try TestTable()
        try await test.createIDs()
        for number in 0..<3 { _ = try await test.table.append([try TestTable.ids(number..<number + 1)]) }
        let snapshot = try await test.table.snapshot()
        let lease = TableLease(table: TestTable.name)
        let holders = Mutex<[String?]>([])
        for (operation, part) in [
            (FaultyStore.Operation.get, ".parquet"), (.put, ".parquet"), (.putIfAbsent, "00004.json"),
        ] {
            test.store.add(operation, on: part, .first { holders.withLock { $0.append(lease.holder) } })
        }
        _ = try await test.table.rewrite([FileGroup(snapshot.sortedFiles())], of: snapshot, lease: lease)
        #expect(holders.withLock { $0 } == [nil, nil, "compaction"])
        #expect(lease.holder == nil)
    }

    /// A log that says another number of rows than there are: nothing is committed and nothing left behind.
    @Test func filesThatDoNotHoldWhatTheLogSaysStay() async throws {
        let test = try TestTable()
        try await test.createIDs()
        for number in 0..<3 { _ = try await test.table.append([try TestTable.ids(number * 2..<number * 2 + 2)]) }
        let entry = "t/_delta_log/00000000000000000002.json"
        let text = String(decoding: try test.folder.read(entry), as: UTF8.self)
        try test.folder.write(entry, text.replacingOccurrences(of: "numRecords\\\":2", with: "numRecords\\\":3"))
        let table = test.anotherHandle()
        let snapshot = try await table.snapshot()
        let error = await #expect(throws: LakeStoreError.self) {
            try await table.rewrite([FileGroup(snapshot.sortedFiles())], of: snapshot)
        }
        #expect(error?.code == .corruptData)
        #expect(try await table.snapshot().version == 3)
        #expect(try test.dataFiles().count == 3)
    }

    /// Cancelled, or out of room: the table is as it was.
    @Test func whatFailsLeavesNothing() async throws {
        let test = try TestTable()
        let table = try await Self.localTable(test, commits: 4, rows: 5_000)
        let snapshot = try await table.snapshot()
        let steps = Mutex(0)
        let options = RewriteOptions(step: .kibibytes(64)) {
            if steps.withLock({
                $0 += 1
                return $0 == 3
            }) {
                throw CancellationError()
            }
        }
        await #expect(throws: CancellationError.self) {
            try await table.rewrite([FileGroup(snapshot.sortedFiles())], of: snapshot, options)
        }
        #expect(try await table.snapshot().version == 4)
        #expect(try test.folder.names(in: "t").filter { $0 != "_delta_log" }.count == 4)
        #expect(table.pending.all == [])
    }

    // MARK: help

    /// A handle straight on the folder, so that files are read and written by path.
    static func localHandle(_ test: TestTable, seed: UInt64) -> DeltaTable {
        let environment = TestClock(seed: seed).environment
        return DeltaTable(
            name: TestTable.name,
            location: test.path,
            folder: TableFolder(
                store: LocalObjectStore(root: test.folder.path, environment: environment),
                path: "t"
            ),
            environment: environment
        )
    }

    static func localTable(_ test: TestTable, commits: Int, rows: Int = 4) async throws -> DeltaTable {
        try await test.createIDs()
        let table = localHandle(test, seed: 31)
        for number in 0..<commits {
            _ = try await table.append([try TestTable.ids(number * rows..<(number + 1) * rows)])
        }
        return table
    }

    /// By deltalake and DuckDB: an append adds its rows, anything else changes nothing, and no id is there twice.
    static func expectEveryVersionConsistent(_ table: DeltaTable, rowsPerCommit: Int) async throws {
        let newest = try await table.snapshot().version
        let operations = try await table.history(limit: 10_000).map { ($0.version, $0.operation) }
        let isRewrite = Dictionary(operations.map { ($0.0, $0.1 == "OPTIMIZE") }) { first, _ in first }
        for reader in ["deltalake", "duckdb"] {
            let found = try await Oracle.shared.ask(
                "checksums",
                ["path": table.location, "versions": (1...newest).map { Int($0) }, "reader": reader]
            )
            let sums = (found.value as? [[NSNumber]] ?? []).map { $0.map(\.intValue) }
            #expect(sums.count == Int(newest))
            var previous = [0, 0, 0]
            for (index, sum) in sums.enumerated() {
                let version = DeltaVersion(index + 1)
                #expect(sum[0] == sum[2], "\(reader): version \(version) has a row twice")
                if isRewrite[version] == true {
                    #expect(sum == previous, "\(reader): version \(version) changed the rows")
                } else {
                    #expect(sum[0] == previous[0] + rowsPerCommit, "\(reader): version \(version)")
                }
                previous = sum
            }
        }
    }
}

/// A number that tasks share.
private final class Tally: Sendable {
    private let number: Mutex<Int>

    init(_ value: Int) { number = Mutex(value) }

    var value: Int { number.withLock { $0 } }

    func add(_ more: Int) { number.withLock { $0 += more } }
}
