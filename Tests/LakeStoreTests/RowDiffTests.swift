import Columns
import DeltaProtocol
import LakeModel
import Testing

@testable import LakeStore

/// Rows that one version has and another hasn't.
@Suite struct RowDiffTests {
    private func ids(_ side: RowDiff.Side) -> [Int64] {
        side.rows.flatMap { batch in (0..<batch.rowCount).compactMap { batch.columns[0].int64(at: $0) } }.sorted()
    }

    private func limits(rows: Int) -> RowDiff.Limits {
        var limits = RowDiff.Limits()
        limits.rows = rows
        return limits
    }

    /// A table that the engine wrote, a commit a statement, with deletion vectors.
    private func written(_ statements: [String]) async throws -> TestTable {
        let test = try TestTable()
        let name = "r\(test.folder.path.utf8.suffix(12).map { String($0, radix: 16) }.joined())"
        let create = """
            CREATE TABLE {t} (id BIGINT, name STRING) USING delta LOCATION '{path}'
            TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')
            """
        let all = [create, "INSERT INTO {t} SELECT id, concat('n', id) FROM range(1000)"] + statements
        _ = try await Oracle.shared.ask("engine_write", ["path": test.path, "statements": all, "name": name])
        return test
    }

    @Test func anAppendIsTheRowsOfItsFiles() async throws {
        let test = try TestTable()
        try await test.createIDs()
        _ = try await test.table.append([try TestTable.ids(0..<10)])
        _ = try await test.table.append([try TestTable.ids(10..<500)])
        let diff = try await test.table.rowDiff(from: 1, to: 2, limits: limits(rows: 7))
        #expect(diff.method == .files)
        #expect(ids(diff.added) == Array(10..<17))
        #expect(diff.added.rowCount == 490)
        #expect(diff.removed.rows.isEmpty)
        #expect(diff.removed.rowCount == 0)
    }

    @Test func aVersionHasNothingThatItselfLacks() async throws {
        let test = try TestTable()
        try await test.createIDs()
        let diff = try await test.table.rowDiff(from: 0, to: 0)
        #expect((diff.added.rowCount, diff.removed.rowCount) == (0, 0))
    }

    @Test func rowsThatDeletionVectorsTakeAwayAreGone() async throws {
        let test = try await written(["DELETE FROM {t} WHERE id % 100 = 3"])
        let newest = try await test.table.snapshot().version
        let diff = try await test.table.rowDiff(from: newest - 1, to: newest)
        #expect(diff.method == .compared)
        #expect(diff.added.rowCount == 0)
        #expect(ids(diff.removed) == (0..<10).map { $0 * 100 + 3 })
        #expect(diff.removed.rowCount == 10)
    }

    @Test func anUpdatedRowIsOnBothSides() async throws {
        let test = try await written(["UPDATE {t} SET name = 'x' WHERE id IN (5, 6)"])
        let newest = try await test.table.snapshot().version
        let diff = try await test.table.rowDiff(from: newest - 1, to: newest)
        #expect(ids(diff.added) == [5, 6])
        #expect(ids(diff.removed) == [5, 6])
        #expect(diff.added.rows.allSatisfy { $0.columns[1].value(at: 0) == .string("x") })
    }

    /// A multiset's difference: of three equal rows one less is one removed.
    @Test func equalRowsAreCounted() async throws {
        let test = try await written([
            "INSERT INTO {t} SELECT 7, 'twin' FROM range(3)",
            "INSERT OVERWRITE {t} SELECT 7, 'twin' FROM range(2)",
        ])
        let newest = try await test.table.snapshot().version
        let diff = try await test.table.rowDiff(from: newest - 1, to: newest, limits: limits(rows: 2_000))
        #expect(diff.added.rowCount == 0)
        #expect(diff.removed.rowCount == 1_001)
        #expect(ids(diff.removed) == (Array(0..<1_000) + [7]).sorted())
    }

    @Test func moreThanTheBoundIsNotComparedAndSaysWhy() async throws {
        let test = try await written(["UPDATE {t} SET name = 'x' WHERE id = 5"])
        let newest = try await test.table.snapshot().version
        var limits = RowDiff.Limits()
        limits.fileBytes = ByteCount(10)
        let diff = try await test.table.rowDiff(from: newest - 1, to: newest, limits: limits)
        guard case .none(let reason) = diff.method else {
            Issue.record("it was compared")
            return
        }
        #expect(reason.contains("open the difference as a query"))
        #expect(diff.added.rowCount == nil)
        let append = try await test.table.rowDiff(from: 0, to: 1, limits: limits)
        #expect(append.method != .files)
        #expect(append.added.rowCount == 1_000)
    }
}
