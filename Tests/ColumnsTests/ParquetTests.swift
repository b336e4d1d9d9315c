import Columns
import Foundation
import Testing

@Suite struct ParquetTests {
    private static func numbered(_ count: Int) throws -> RecordBatch {
        let ids: [Field] = [
            Field("id", .int64, nullable: false, metadata: [Field.parquetFieldID: "1"]),
            Field("name", .string, metadata: [Field.parquetFieldID: "2"]),
            Field("at", .timestamp, metadata: [Field.parquetFieldID: "3"]),
        ]
        let builder = RecordBatchBuilder(schema: Schema(ids))
        for number in 0..<count {
            builder["id"].append(number)
            builder["name"].append(number % 3 == 0 ? nil : "n\(number % 5)")
            builder["at"].append(1_785_585_600_000_000 + number)
        }
        return try builder.finish()
    }

    @Test func footersTellSchemaRowsGroupsAndMetadata() throws {
        let batch = try Self.numbered(1_000)
        var options = ParquetOptions()
        options.rowGroupRows = 300
        options.metadata = ["tideline.version": "1", "größe": ""]
        let file = try ParquetFile(bytes: Parquet.encode([batch], schema: batch.schema, options: options))
        #expect(file.schema.fields == batch.schema.fields)
        #expect(file.rowCount == 1_000)
        #expect(file.rowGroups.map(\.rowCount) == [300, 300, 300, 100])
        #expect(file.rowGroups.allSatisfy { $0.byteSize > 0 })
        #expect(file.metadata["tideline.version"] == "1" && file.metadata["größe"] == "")
    }

    @Test func columnsAndRowGroupsAreChosen() throws {
        let batch = try Self.numbered(1_000)
        var options = ParquetOptions()
        options.rowGroupRows = 300
        let bytes = try Parquet.encode([batch], schema: batch.schema, options: options)
        try PythonOracle.withFolder { folder in
            let place = folder.appending(path: "x.parquet")
            try Data(bytes).write(to: place)
            for file in [try ParquetFile(bytes: bytes), try ParquetFile(path: place.path)] {
                let names = try file.read(columns: ["name"], rowGroups: [1, 3])
                #expect(names.allSatisfy { $0.schema.fields.map(\.name) == ["name"] })
                let expected = (Array(300..<600) + Array(900..<1_000)).map { batch.value(column: 1, row: $0) }
                #expect(
                    names.flatMap { part in (0..<part.rowCount).map { part.value(column: 0, row: $0) } } == expected
                )
                let reader = try file.batches(columns: ["at", "id"], batchRows: 128)
                #expect(reader.schema.fields.map(\.name) == ["id", "at"])
                var rows = 0
                while let part = try reader.next() {
                    #expect(part.rowCount <= 128)
                    #expect(part.column("id")?.int64(at: 0) == Int64(rows))
                    rows += part.rowCount
                }
                #expect(rows == 1_000)
                #expect(try reader.next() == nil)
                #expect(try file.read(columns: []).reduce(0) { $0 + $1.rowCount } == 1_000)
                #expect(try file.read(rowGroups: []).isEmpty)
                #expect(throws: ColumnsError.self) { try file.read(columns: ["none"]) }
                #expect(throws: ColumnsError.self) { try file.read(rowGroups: [4]) }
                #expect(throws: ColumnsError.self) { try file.read(rowGroups: [-1]) }
            }
        }
    }

    @Test func batchesOutliveTheFile() throws {
        func batches() throws -> [RecordBatch] {
            let batch = try Self.numbered(10)
            return try ParquetFile(bytes: Parquet.encode([batch], schema: batch.schema)).read()
        }
        #expect(try batches().flatMap(scalars) == scalars(Self.numbered(10)))
    }

    @Test func manyReadOneFileAtOnce() async throws {
        var random = RandomBatches(seed: 12)
        let schema = RandomBatches.everyType
        let batch = try RandomBatches.batch(schema, random.rows(schema, 200))
        var options = ParquetOptions()
        options.rowGroupRows = 30
        let file = try ParquetFile(bytes: Parquet.encode([batch], schema: schema, options: options))
        let expected = try RowEncoder.encode([batch], schema: schema, format: .ndjson)
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<8 {
                group.addTask { try RowEncoder.encode(file.read(), schema: schema, format: .ndjson) }
                group.addTask {
                    let stream = try ArrowStream.encode([batch], schema: schema, compression: .lz4)
                    return try RowEncoder.encode(ArrowStream.decode(stream).batches, schema: schema, format: .ndjson)
                }
            }
            for try await text in group { #expect(text == expected) }
        }
    }

    @Test func rowGroupsComeOutAsTheyFill() throws {
        let batch = try Self.numbered(1_000)
        var options = ParquetOptions()
        options.rowGroupRows = 400
        let encoder = try ParquetEncoder(schema: batch.schema, options: options)
        var pieces: [[UInt8]] = []
        for start in stride(from: 0, to: 1_000, by: 250) {
            pieces.append(try encoder.append(batch.slice(offset: start, length: 250)))
        }
        #expect(encoder.rowCount == 1_000)
        // The first row group filled up during the second batch.
        #expect(pieces[1].count > 500)
        pieces.append(try encoder.finish())
        let file = try ParquetFile(bytes: pieces.flatMap { $0 })
        #expect(file.rowGroups.map(\.rowCount) == [400, 400, 200])
        #expect(try file.read().flatMap(scalars) == scalars(batch))
    }

    @Test func nullsInARequiredColumnAreAnError() throws {
        let nullable = Schema([Field("id", .int64)])
        let required = Schema([Field("id", .int64, nullable: false)])
        let batch = try RandomBatches.batch(nullable, [[.integer(1)], [.null]])
        #expect(throws: ColumnsError.self) { try Parquet.encode([batch], schema: required) }
    }

    @Test func emptyFilesHaveTheirSchema() throws {
        let file = try ParquetFile(bytes: Parquet.encode([], schema: RandomBatches.everyType))
        #expect(file.rowCount == 0)
        #expect(DataType.struct(file.schema.fields).hasLayout(of: .struct(RandomBatches.everyType.fields)))
        #expect(try file.read().allSatisfy { $0.rowCount == 0 })
    }
}
