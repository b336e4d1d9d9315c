import Columns
import DeltaProtocol
import LakeModel
import Testing

@testable import LakeStore

/// Source positions and schema changes that are committed with rows.
@Suite struct PositionTests {
    private static let wider = StructType([StructField("id", .long), StructField("extra", .double)])

    private func rows(_ range: Range<Int>) throws -> RecordBatch {
        let builder = RecordBatchBuilder(schema: Schema([Field("id", .int64), Field("extra", .double)]))
        for id in range {
            builder["id"].append(id)
            builder["extra"].append(Double(id) / 2)
            builder.endRow()
        }
        return try builder.finish()
    }

    private func position(_ version: Int64) -> AppTransaction { AppTransaction(appID: "a", version: version) }

    @Test func newColumnsComeWithTheFirstRowsThatNeedThem() async throws {
        let test = try TestTable()
        try await test.createIDs()
        _ = try await test.table.append([try TestTable.ids(0..<2)])
        let options = AppendOptions(transactions: [position(7)])
        let result = try await test.table.append([try rows(2..<4)], options, schema: Self.wider)
        #expect(result == .committed(2))
        let snapshot = try await test.table.snapshot()
        #expect(snapshot.schema.fields.map(\.name) == ["id", "text", "extra"])
        #expect(snapshot.transactions["a"]?.version == 7)
        #expect(try await TestTable.readIDs(test.table) == [0, 1, 2, 3])
        try await test.expectSameRows(by: ["deltalake", "duckdb"])
    }

    @Test func aSchemaThatFitsAlreadyIsNoChange() async throws {
        let test = try TestTable()
        try await test.createIDs()
        let schema = StructType([StructField("id", .long)])
        _ = try await test.table.append([try TestTable.ids(0..<2)], schema: schema)
        let history = try await test.table.history()
        #expect(try await test.table.snapshot().schema == TestTable.ids)
        #expect(history.count == 2)
    }

    @Test func aTypeThatTheTableCannotTakeIsRefusedBeforeAnythingIsWritten() async throws {
        let test = try TestTable()
        try await test.createIDs()
        let schema = StructType([StructField("id", .string)])
        await #expect(throws: DeltaError.self) {
            _ = try await test.table.append([try TestTable.ids(0..<2)], schema: schema)
        }
        #expect(try await test.table.snapshot().version == 0)
    }

    @Test func rowsThatFollowAnotherPositionAreRefused() async throws {
        let test = try TestTable()
        try await test.createIDs()
        _ = try await test.table.append(
            [try TestTable.ids(0..<2)],
            AppendOptions(transactions: [position(1)], positionsBefore: ["a": nil])
        )
        let late = AppendOptions(transactions: [position(5)], positionsBefore: ["a": 0])
        await #expect(throws: LakeStoreError.self) { _ = try await test.table.append([try TestTable.ids(1..<6)], late) }
        let right = AppendOptions(transactions: [position(5)], positionsBefore: ["a": 1])
        #expect(try await test.table.append([try TestTable.ids(2..<6)], right) == .committed(2))
        #expect(try await TestTable.readIDs(test.table) == [0, 1, 2, 3, 4, 5])
    }

    @Test func positionsCanBeSetBack() async throws {
        let test = try TestTable()
        try await test.createIDs()
        _ = try await test.table.append([try TestTable.ids(0..<2)], AppendOptions(transactions: [position(9)]))
        // Somebody else's commit comes first.
        _ = try await test.anotherHandle().append([try TestTable.ids(2..<3)])
        try await test.table.setPositions([position(3)])
        #expect(try await test.table.snapshot().transactions["a"]?.version == 3)
        #expect(try await test.table.snapshot().files.count == 2)
    }
}
