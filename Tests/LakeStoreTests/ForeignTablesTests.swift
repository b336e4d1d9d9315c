import Columns
import DeltaProtocol
import LakeModel
import Testing

@testable import LakeStore

/// What other programs write, we read as they do.
@Suite(.serialized) struct ForeignTablesTests {
    @Test(arguments: [false, true], [false, true])
    func deltalakeTables(partitioned: Bool, checkpoint: Bool) async throws {
        let test = try TestTable()
        _ = try await Oracle.shared.ask(
            "make",
            ["path": test.path, "commits": 3, "rows": 12, "partitioned": partitioned, "checkpoint": checkpoint]
        )
        try await Readers.expectSameLog(test.table)
        try await test.expectSameRows()
        let before = try await test.table.snapshot()
        // The held snapshot is brought forward by commits that rewrite files.
        _ = try await Oracle.shared.ask("dml", ["path": test.path])
        try await Readers.expectSameLog(test.table)
        try await test.expectSameRows()
        #expect(before.version == 2)
        for version in 0...(try await test.table.snapshot().version) {
            try await Readers.expectSame(test.table, ["deltalake", "duckdb"], at: .version(version))
        }
        // We append to what they made, and all read it.
        let rows = try await test.table.scan(before).collect()
        _ = try await test.table.append(rows)
        try await test.expectSameRows()
        try await Readers.expectSameLog(test.table)
    }

    @Test func aCleanedUpLogBeginsAtItsCheckpoint() async throws {
        let test = try TestTable()
        _ = try await Oracle.shared.ask("make", ["path": test.path, "commits": 5, "rows": 3, "checkpoint": true])
        let version = try await test.table.snapshot().version
        for old in 0..<version { try test.folder.remove("t/_delta_log/0000000000000000000\(old).json") }
        #expect(try await test.anotherHandle().snapshot().rows == 15)
        #expect(try await test.anotherHandle().history().count == 1)
        try await Readers.expectSame(test.anotherHandle(), ["deltalake", "duckdb"])
        let error = await #expect(throws: DeltaError.self) { try await test.table.snapshot(at: .version(1)) }
        #expect(error?.code == .versionNotFound)
    }

    private func byEngine(_ test: TestTable, _ statements: [String]) async throws {
        let name = "t\(test.folder.path.utf8.suffix(12).map { String($0, radix: 16) }.joined())"
        _ = try await Oracle.shared.ask("engine_write", ["path": test.path, "statements": statements, "name": name])
    }

    @Test func engineTablesWithEveryStatement() async throws {
        let test = try TestTable()
        try await byEngine(
            test,
            [
                "CREATE TABLE {t} (id BIGINT, k STRING, x DOUBLE) USING delta PARTITIONED BY (k) LOCATION '{path}'",
                "INSERT INTO {t} VALUES (1,'a',1.0),(2,'b c',2.0),(3,NULL,3.0),(4,'50%',NULL),(5,'a/b',5.5)",
                "DELETE FROM {t} WHERE id = 2", "UPDATE {t} SET x = 9 WHERE id = 1",
                """
                MERGE INTO {t} USING (SELECT 1 AS id, 'z' AS k, 5.0D AS x UNION ALL SELECT 9, 'é', 1.5D) s
                ON {t}.id = s.id
                WHEN MATCHED THEN UPDATE SET x = s.x WHEN NOT MATCHED THEN INSERT *
                """,
            ]
        )
        try await Readers.expectSameLog(test.table)
        try await test.expectSameRows()
        #expect(
            try await test.table.history().map(\.operation) == ["MERGE", "UPDATE", "DELETE", "WRITE", "CREATE TABLE"]
        )
    }

    @Test func columnMapping() async throws {
        let test = try TestTable()
        try await byEngine(
            test,
            [
                """
                CREATE TABLE {t} (id BIGINT, s STRUCT<a: INT, b: STRING>, name STRING) USING delta LOCATION '{path}'
                PARTITIONED BY (name) TBLPROPERTIES ('delta.columnMapping.mode' = 'name')
                """,
                "INSERT INTO {t} VALUES (1, named_struct('a', 1, 'b', 'x'), 'p'), (2, NULL, NULL)",
            ]
        )
        let snapshot = try await test.table.snapshot()
        #expect(snapshot.columnMapping == .name)
        // DuckDB 1.5.5 reads partition columns that are mapped as NULL.
        try await test.expectSameRows(by: ["deltalake", "engine"])
        #expect(Set(try await test.table.files().flatMap { $0.partitionValues.keys }) == ["name"])
        // We read such a table, and do not write it.
        let error = await #expect(throws: DeltaError.self) { try await test.table.append([]) }
        #expect(error?.code == .unsupportedTableFeature)
    }

    @Test func columnMappingWithoutPartitions() async throws {
        let test = try TestTable()
        try await byEngine(
            test,
            [
                """
                CREATE TABLE {t} (id BIGINT, s STRUCT<a: INT, b: STRING>, l ARRAY<INT>) USING delta
                LOCATION '{path}' TBLPROPERTIES ('delta.columnMapping.mode' = 'id')
                """,
                "INSERT INTO {t} VALUES (1, named_struct('a', 1, 'b', 'x'), array(1, 2))",
                "INSERT INTO {t} SELECT 2 AS id, NULL AS s, NULL AS l",
            ]
        )
        try await test.expectSameRows()
    }

    @Test func deletionVectors() async throws {
        let test = try TestTable()
        try await byEngine(
            test,
            [
                """
                CREATE TABLE {t} (id BIGINT, name STRING) USING delta LOCATION '{path}'
                TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')
                """,
                "INSERT INTO {t} SELECT id, concat('n', id) FROM range(20000)", "DELETE FROM {t} WHERE id % 3 = 1",
                "DELETE FROM {t} WHERE id BETWEEN 100 AND 12000",
            ]
        )
        #expect(try await test.table.files().allSatisfy { $0.hasDeletionVector })
        #expect(
            try await test.table.snapshot().rows
                == (0..<20_000).filter { $0 % 3 != 1 && !(100...12_000 ~= $0) }.count.int64
        )
        try await test.expectSameRows(by: ["duckdb", "engine"])
        _ = try await test.table.append([try TestTable.ids(90_000..<90_010).renamed(["id", "name"])])
        try await test.expectSameRows(by: ["duckdb", "engine"])
    }

    @Test func timeTravelByTimestamp() async throws {
        let test = try TestTable()
        _ = try await Oracle.shared.ask("make", ["path": test.path, "commits": 3, "rows": 2])
        let history = try await test.table.history()
        let times = history.map(\.timestamp).reversed().map { $0 }
        for (version, time) in times.enumerated() where version + 1 == times.count || time < times[version + 1] {
            #expect(try await test.table.snapshot(at: .timestamp(time)).version == DeltaVersion(version))
        }
        #expect(try await test.table.snapshot(at: .timestamp(.max)).version == 2)
        let error = await #expect(throws: LakeStoreError.self) { try await test.table.snapshot(at: .timestamp(0)) }
        #expect(error?.code == .versionNotFound)
        let late = await #expect(throws: DeltaError.self) { try await test.table.snapshot(at: .version(7)) }
        #expect(late?.code == .versionNotFound)
    }
}

extension Int {
    fileprivate var int64: Int64 { Int64(self) }
}
