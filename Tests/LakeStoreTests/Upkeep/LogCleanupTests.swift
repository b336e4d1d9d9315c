import Columns
import DeltaProtocol
import Foundation
import LakeModel
import Testing

@testable import LakeStore

@Suite(.serialized) struct LogCleanupTests {
    private static let day: Int64 = 86_400_000

    /// Sixty days with a commit each, and checkpoints every seven: what is older than a month goes, but for what the
    /// checkpoint below needs.
    @Test func whatHasExpiredGoesAndTheRestIsReadable() async throws {
        let test = try await Self.table()
        let dry = try await test.table.cleanUpLog(isDryRun: true)
        #expect(try Self.commits(of: test).count == 61)
        let report = try await test.table.cleanUpLog()
        #expect(dry.files == report.files && dry.bytes == report.bytes)
        // Version 30 is from the last midnight before the month; the checkpoint below it is of version 28.
        #expect(report.oldestVersion == 28 && report.commits == 28 && report.checkpoints == 3)
        #expect(try Self.commits(of: test).first == 28)
        let table = test.anotherHandle(seed: 5)
        #expect(try await TestTable.readIDs(table).count == 60)
        for version in [28, 29, 34, 60] {
            try await Readers.expectSame(table, ["deltalake", "duckdb"], at: .version(DeltaVersion(version)))
        }
        await #expect(throws: DeltaError.self) { try await table.snapshot(at: .version(27)) }
        #expect(try await test.table.cleanUpLog().files == 0)
        try await test.expectSameRows(by: ["deltalake", "duckdb"])
    }

    @Test func aTableMayKeepItsLog() async throws {
        let test = try await Self.table(properties: ["delta.enableExpiredLogCleanup": "false"])
        #expect(try await test.table.cleanUpLog().files == 0)
        let longer = try await Self.table(properties: ["delta.logRetentionDuration": "interval 100 days"])
        #expect(try await longer.table.cleanUpLog().files == 0)
    }

    /// Without a checkpoint that can be read nothing goes, for nothing could stand for it.
    @Test func damagedCheckpointsKeepTheLog() async throws {
        let test = try await Self.table()
        let name = "t/_delta_log/00000000000000000028.checkpoint.parquet"
        try test.folder.write(name, "not parquet")
        #expect(try await test.table.cleanUpLog().files == 0)
        #expect(try Self.commits(of: test).count == 61)
    }

    private static func table(properties: [String: String] = [:]) async throws -> TestTable {
        let test = try TestTable()
        try await test.createIDs(properties: properties)
        let start = test.clock.environment.now()
        for number in 1...60 {
            _ = try await test.table.append([try TestTable.ids(number..<number + 1)])
            if number % 7 == 0 { try await test.table.checkpoint(try await test.table.snapshot()) }
        }
        for name in try test.folder.names(in: "t/_delta_log") {
            guard let version = LogFileName(name)?.version else { continue }
            try VacuumTests.setAge(test.folder("t/_delta_log/\(name)"), start + version * day)
        }
        test.clock.advance(by: 60 * day + day / 2)
        return test
    }

    private static func commits(of test: TestTable) throws -> [DeltaVersion] {
        try test.folder.names(in: "t/_delta_log").compactMap {
            if case .commit(let version)? = LogFileName($0) { version } else { nil }
        }
    }
}
