import Columns
import DeltaProtocol
import Foundation
import LakeModel
import Testing

@testable import LakeStore

@Suite(.serialized) struct VacuumTests {
    private static let day: Int64 = 86_400_000

    /// A table of deltalake's with partitions called awkwardly, changed and compacted, and waste of all kinds beside it.
    @Test func theListIsDeltalakes() async throws {
        let test = try TestTable()
        _ = try await Oracle.shared.ask("make", ["path": test.path, "commits": 4, "rows": 12, "partitioned": true])
        _ = try await Oracle.shared.ask("dml", ["path": test.path])
        let waste = ["junk.parquet", "k=50%25/junk.parquet", "some/folder/junk.txt"]
        let kept = ["_hidden/junk.parquet", ".hidden.parquet", "_delta_log/notes.txt"]
        for name in waste + kept { try test.folder.write("t/\(name)", "junk") }
        _ = try await Oracle.shared.ask("age", ["path": test.path, "files": waste + kept, "seconds": 1_700_000_000])
        let table = Self.handle(test)
        let lists = [(hours: 0, milliseconds: Int64(0)), (hours: 168, milliseconds: 7 * Self.day)]
        for (hours, milliseconds) in lists {
            let options = VacuumOptions(retention: milliseconds, isForced: true, isDryRun: true, listedPaths: .max)
            let report = try await table.vacuum(options)
            let theirs = try await Oracle.shared.ask("vacuum_list", ["path": test.path, "hours": hours]).strings
            #expect(report.paths == theirs.sorted(), "\(hours) hours")
            #expect(report.files == theirs.count && report.files >= waste.count && report.isDryRun)
        }
        let before = try test.dataFiles().count
        let done = try await table.vacuum(VacuumOptions(retention: 0, isForced: true))
        #expect(try test.dataFiles().count < before && done.bytes > 0)
        // deltalake goes on to list what was removed, whether it is there or not.
        for name in try await Oracle.shared.ask("vacuum_list", ["path": test.path, "hours": 0]).strings {
            #expect(!test.folder.exists("t/\(name)"), "\(name)")
        }
        for name in kept { #expect(test.folder.exists("t/\(name)"), "\(name)") }
        for name in waste { #expect(!test.folder.exists("t/\(name)"), "\(name)") }
        try await Readers.expectSame(table, ["deltalake", "duckdb"])
    }

    /// Versions within the retention are read as before; files of older ones are gone, those that are too new stay.
    @Test func timeTravelWithinTheRetentionStays() async throws {
        let test = try TestTable()
        try await test.createIDs()
        let start = test.clock.environment.now()
        // One commit a day, each joined with all before it.
        for number in 0..<20 {
            _ = try await test.table.append([try TestTable.ids(number * 3..<number * 3 + 3)])
            let snapshot = try await test.table.snapshot()
            if snapshot.fileCount > 1 {
                _ = try await test.table.rewrite([FileGroup(snapshot.sortedFiles())], of: snapshot)
            }
            for name in try test.dataFiles() where try Self.age(of: test.folder(name)) > start + 100 * Self.day {
                try Self.setAge(test.folder(name), start + Int64(number) * Self.day)
            }
            test.clock.advance(by: Self.day)
        }
        try await test.table.checkpoint(try await test.table.snapshot())
        let dry = try await test.table.vacuum(VacuumOptions(isDryRun: true))
        let before = try test.dataFiles().count
        let report = try await test.table.vacuum()
        #expect(dry.files == report.files && dry.bytes == report.bytes && report.files > 15)
        #expect(try test.dataFiles().count == before - report.files)
        // The 7 newest days have 14 versions.
        let newest = try await test.table.snapshot().version
        for version in (newest - 12)...newest {
            try await Readers.expectSame(test.anotherHandle(seed: 9), ["deltalake", "duckdb"], at: .version(version))
        }
        #expect(try await test.table.vacuum().files == 0)
    }

    @Test func shortRetentionNeedsForce() async throws {
        let test = try TestTable()
        try await test.createIDs(properties: ["delta.deletedFileRetentionDuration": "interval 2 days"])
        let error = await #expect(throws: DeltaError.self) {
            try await test.table.vacuum(VacuumOptions(retention: Self.day))
        }
        #expect(error?.code == .invalidValue)
        #expect(try await test.table.vacuum(VacuumOptions(retention: 2 * Self.day)).retention == 2 * Self.day)
        #expect(try await test.table.vacuum(VacuumOptions(retention: 0, isForced: true)).files == 0)
        await #expect(throws: DeltaError.self) {
            try await test.table.vacuum(VacuumOptions(retention: -1, isForced: true))
        }
    }

    /// A vacuum with no retention at all, just before an append and a rewrite of this program put their log entries.
    @Test func filesOfACommitUnderWayStay() async throws {
        let test = try TestTable()
        try await test.createIDs()
        // All files that are written are old by this clock.
        test.clock.advance(by: 4_000 * Self.day)
        let table = test.table
        let vacuum: @Sendable () async throws -> Void = {
            let report = try await table.vacuum(VacuumOptions(retention: 0, isForced: true))
            #expect(report.files == 0)
        }
        for version in 1...3 {
            test.store.add(.putIfAbsent, on: "0000\(version).json", .first(vacuum))
            _ = try await table.append([try TestTable.ids(version * 2..<version * 2 + 2)])
        }
        let snapshot = try await table.snapshot()
        test.store.add(.putIfAbsent, on: "00004.json", .first(vacuum))
        _ = try await table.rewrite([FileGroup(snapshot.sortedFiles())], of: snapshot)
        test.clock.advance(by: 1)
        #expect(try await table.vacuum(VacuumOptions(retention: 0, isForced: true)).files == 3)
        #expect(try await TestTable.readIDs(table) == [2, 3, 4, 5, 6, 7])
        #expect(table.pending.all == [])
    }

    /// What a crash leaves unfinished has no name that anybody lists, and goes after a day.
    @Test func unfinishedFilesGo() async throws {
        let test = try TestTable()
        try await test.createIDs()
        let now = test.clock.environment.now()
        for (name, age) in [("t/.aa.tideline-tmp", 3 * Self.day), ("t/.bb.tideline-tmp", 0)] {
            try test.folder.write(name, "half")
            try Self.setAge(test.folder(name), now - age)
        }
        #expect(try await test.table.vacuum().paths == [".aa.tideline-tmp"])
        #expect(try test.folder.names(in: "t") == [".bb.tideline-tmp", "_delta_log"])
    }

    // MARK: help

    /// With the machine's own clock, which deltalake has too.
    private static func handle(_ test: TestTable) -> DeltaTable {
        DeltaTable(
            name: TestTable.name,
            location: test.path,
            folder: TableFolder(store: LocalObjectStore(root: test.folder.path), path: "t")
        )
    }

    static func setAge(_ path: String, _ milliseconds: Int64) throws {
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    }

    private static func age(of path: String) throws -> Int64 {
        let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        return Int64((date?.timeIntervalSince1970 ?? 0) * 1_000)
    }
}
