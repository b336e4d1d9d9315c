import Columns
import DeltaProtocol
import LakeModel
import Testing

@testable import LakeStore

/// A table and its rows in one commit, or no table.
@Suite struct FilledTableTests {
    private struct GaveUp: Error {}

    private static let definition = TableDefinition(schema: TestTable.ids, description: "of a file")

    @Test func theFirstCommitHasTheRows() async throws {
        let test = try TestTable(options: options(rowsPerFile: 40))
        let snapshot = try await test.table.create(Self.definition) { append in
            for start in stride(from: 0, to: 100, by: 10) { try await append(try TestTable.ids(start..<start + 10)) }
        }
        #expect(snapshot.version == 0)
        #expect(snapshot.rows == 100)
        #expect(snapshot.fileCount == 3)
        #expect(snapshot.metadata.description == "of a file")
        #expect(try await TestTable.readIDs(test.anotherHandle()) == Array(0..<100))
        try await test.expectSameRows()
    }

    @Test func partitionsAreFilled() async throws {
        let test = try TestTable()
        let definition = TableDefinition(schema: TestTable.ids, partitionColumns: ["text"])
        _ = try await test.table.create(definition) { append in
            for text in ["a", "b"] { try await append(try TestTable.ids(0..<3, text: text)) }
        }
        #expect(try await test.table.files().map(\.partitionValues) == [["text": "a"], ["text": "b"]])
        try await test.expectSameRows()
    }

    @Test func noRowsMakeAnEmptyTable() async throws {
        let test = try TestTable()
        #expect(try await test.table.create(Self.definition) { _ in }.rows == 0)
        #expect(try await TestTable.readIDs(test.anotherHandle()).isEmpty)
    }

    @Test func aFillThatFailsLeavesNothing() async throws {
        let test = try TestTable(options: options(rowsPerFile: 10))
        await #expect(throws: GaveUp.self) {
            _ = try await test.table.create(Self.definition) { append in
                for _ in 0..<5 { try await append(try TestTable.ids(0..<10)) }
                #expect(try !test.dataFiles().isEmpty)
                throw GaveUp()
            }
        }
        #expect(try test.dataFiles().isEmpty)
        let error = await #expect(throws: LakeStoreError.self) {
            _ = try await test.table.create(Self.definition) { append in
                try await append(try RecordBatchBuilder(schema: Schema([Field("other", .int64)])).finish())
                try await append(Self.other())
            }
        }
        #expect(error?.code == .columnNotFound)
        #expect(try test.dataFiles().isEmpty)
        // The name is still free.
        try await test.createIDs()
    }

    @Test func aTableThatIsThereIsLeftAlone() async throws {
        let test = try TestTable()
        try await test.createIDs()
        let error = await #expect(throws: LakeStoreError.self) {
            _ = try await test.table.create(Self.definition) { _ in Issue.record("rows were asked for") }
        }
        #expect(error?.code == .tableExists)
    }

    /// Somebody makes the table while ours is being filled: theirs stays as it is, our files go.
    @Test func whoIsFirstKeepsTheName() async throws {
        let test = try TestTable(options: options(rowsPerFile: 1))
        let error = await #expect(throws: LakeStoreError.self) {
            _ = try await test.table.create(Self.definition) { append in
                try await append(try TestTable.ids(0..<2))
                try await test.anotherHandle().create(Self.definition)
            }
        }
        #expect(error?.code == .tableExists)
        #expect(try await TestTable.readIDs(test.anotherHandle(seed: 3)).isEmpty)
    }

    private static func other() throws -> RecordBatch {
        let builder = RecordBatchBuilder(schema: Schema([Field("other", .int64)]))
        builder["other"].append(1)
        builder.endRow()
        return try builder.finish()
    }

    private func options(rowsPerFile: Int) -> TableOptions {
        var options = TableOptions()
        options.rowsPerFile = rowsPerFile
        return options
    }
}
