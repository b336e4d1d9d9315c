import Columns
import DeltaProtocol
import Foundation
import LakeModel
import Testing

@testable import LakeStore

/// The forms and features of the log that everyday tables do not have.
@Suite(.serialized) struct FeatureTests {
    @Test(arguments: ["multipart", "v2parquet", "v2json"]) func checkpointsOfOtherForms(form: String) async throws {
        let test = try TestTable()
        _ = try await Oracle.shared.ask(
            "make",
            ["path": test.path, "commits": 4, "rows": 6, "partitioned": true, "checkpoint": true]
        )
        let before = try await test.table.snapshot()
        _ = try await Oracle.shared.ask("reshape", ["path": test.path, "form": form])
        let table = test.anotherHandle()
        let after = try await table.snapshot()
        #expect(after.sortedFiles().map(\.key) == before.sortedFiles().map(\.key))
        #expect(after.rows == before.rows && after.version == before.version)
        #expect(after.metadata == before.metadata)
        try await Readers.expectSame(table, ["duckdb"])
        // A checkpoint of ours on top of theirs.
        _ = try await table.append(try await table.scan(after).collect(limit: 5))
        try await table.checkpoint(try await table.snapshot())
        try test.folder.remove("t/_delta_log/00000000000000000004.json")
        #expect(try await test.anotherHandle(seed: 3).snapshot().rows == 29)
        try await Readers.expectSame(table, ["duckdb"])
    }

    @Test func compactedCommits() async throws {
        let test = try TestTable()
        try await test.createIDs()
        for number in 0..<6 { _ = try await test.table.append([try TestTable.ids(number..<number + 1)]) }
        _ = try await Oracle.shared.ask("compact", ["path": test.path, "first": 2, "last": 5])
        // No other reader at hand reads compactions, which are optional: the rows that were written are the oracle.
        #expect(try await TestTable.readIDs(test.anotherHandle()) == [0, 1, 2, 3, 4, 5])
    }

    @Test func inCommitTimestampsGrowThoughTheClockStandsStill() async throws {
        let test = try TestTable()
        try await test.createIDs(properties: ["delta.enableInCommitTimestamps": "true"])
        for number in 0..<4 {
            if number == 2 { test.clock.advance(by: -60_000) }
            _ = try await test.table.append([try TestTable.ids(number..<number + 1)])
        }
        let times = try await test.table.history().map(\.timestamp)
        #expect(times == times.sorted(by: >) && Set(times).count == 5)
        #expect(try await test.table.snapshot().timestamp == times[0])
        for (version, time) in times.reversed().enumerated() {
            #expect(try await test.table.snapshot(at: .timestamp(time)).version == DeltaVersion(version))
        }
        try await test.expectSameRows(by: ["duckdb", "engine"])
    }

    @Test func unknownFeaturesAreListedAndRefused() async throws {
        let test = try TestTable()
        try await test.createIDs()
        let entry = "t/_delta_log/00000000000000000000.json"
        let future = #"""
            {"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["timeWarp"],\#
            "writerFeatures":["timeWarp"]}}
            """#
        let lines = String(decoding: try test.folder.read(entry), as: UTF8.self).split(separator: "\n")
            .map { $0.contains("\"protocol\"") ? future : String($0) }
        try test.folder.write(entry, lines.joined(separator: "\n") + "\n")
        let table = test.anotherHandle()
        let summary = try await table.summary()
        #expect(summary.unsupportedReaderFeatures == ["timeWarp"])
        let snapshot = try await table.snapshot()
        for attempt in [true, false] {
            let error = await #expect(throws: DeltaError.self) {
                if attempt {
                    _ = try table.scan(snapshot)
                } else {
                    _ = try await table.append([try TestTable.ids(0..<1)])
                }
            }
            #expect(error?.code == .unsupportedTableFeature)
            #expect(error?.message.contains("timeWarp") == true)
        }
    }

    @Test func aRemovedTableIsNotBroughtBackByUpkeep() async throws {
        let test = try TestTable()
        try await test.createIDs(properties: ["delta.checkpointInterval": "1"])
        _ = try await test.table.append([try TestTable.ids(0..<1)])
        try test.folder.remove("t")
        await test.upkeep.drain()
        #expect(!test.folder.exists("t"))
        // Nor is another table in its place touched.
        try await test.anotherHandle().create(TableDefinition(schema: TestTable.ids))
        _ = try await test.anotherHandle(seed: 3).append([try TestTable.ids(5..<6)])
        #expect(try test.folder.names(in: "t/_delta_log").count == 2)
        #expect(try await TestTable.readIDs(test.table) == [5])
    }

    @Test func propertiesAreSetAndFeaturesAreNot() async throws {
        let test = try TestTable()
        try await test.createIDs(properties: ["owner": "a", "team": "b"])
        try await test.table.setProperties(["owner": "c", "team": nil])
        #expect(try await test.anotherHandle().summary().properties == ["owner": "c"])
        let error = await #expect(throws: LakeStoreError.self) {
            try await test.table.setProperties(["delta.enableChangeDataFeed": "true"])
        }
        #expect(error?.code == .invalidValue)
        try await Readers.expectSameLog(test.table)
    }

    /// Damage of any kind is an error or is passed over; it never ends the process.
    @Test(arguments: 1...60) func randomDamageIsSurvived(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let test = try TestTable(seed: seed)
        try await test.createIDs(partitioned: true, properties: ["delta.checkpointInterval": "2"])
        for number in 0..<3 {
            _ = try await test.table.append([try TestTable.ids(number..<number + 1)])
            await test.upkeep.drain()
        }
        let store = LocalObjectStore(root: test.folder.path)
        let keys = try await store.listAll(ListRequest(prefix: "t/")).objects.map(\.key)
        for _ in 0..<3 {
            let key = keys[Int.random(in: 0..<keys.count, using: &random)]
            guard var bytes = try await store.get(key), !bytes.isEmpty else { continue }
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            try await store.put(key, bytes)
        }
        let table = test.anotherHandle(seed: random.next())
        do {
            let snapshot = try await table.snapshot()
            _ = try await table.history()
            _ = try await table.scan(snapshot).collect()
            _ = try await table.append([try TestTable.ids(90..<91)])
        } catch let error as any DescribedError {
            #expect(!error.message.isEmpty)
        }
    }
}
