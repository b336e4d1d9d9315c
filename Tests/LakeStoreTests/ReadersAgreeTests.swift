import Columns
import DeltaProtocol
import Foundation
import LakeModel
import Testing

@testable import LakeStore

/// What we write, three other programs read as we do.
@Suite(.serialized) struct ReadersAgreeTests {
    @Test(arguments: [1, 2, 3] as [UInt64]) func everyTypeRoundTrips(seed: UInt64) async throws {
        let test = try TestTable(seed: seed)
        try await test.table.create(TableDefinition(schema: AllTypes.schema()))
        var rows = AllTypes(seed: seed)
        let written = try rows.batch(rows: 60)
        _ = try await test.table.append([written])
        let read = try await test.table.scan(try await test.table.snapshot()).collect()
        #expect(try RecordBatch.concatenate(read).rows == written.rows)
        try await test.expectSameRows()
        try await Readers.expectSameLog(test.table)
    }

    @Test func awkwardPartitionValues() async throws {
        let test = try TestTable()
        let values: [String?] = [
            "plain", "with space", "50%", "ümlaut", "a/b", "a=b", "日本", "q\"'\\", nil, "", "#?:*", "tab\there",
            "é",
            "e\u{301}",
        ]
        let schema = StructType([StructField("id", .long), StructField("k", .string), StructField("n", .integer)])
        try await test.table.create(TableDefinition(schema: schema, partitionColumns: ["k", "n"]))
        let builder = RecordBatchBuilder(schema: try schema.columnsSchema())
        for row in 0..<100 {
            builder["id"].append(row)
            builder["k"].append(values[row % values.count])
            builder["n"].append(row % 3 == 0 ? nil : Int64(row % 2))
            builder.endRow()
        }
        _ = try await test.table.append([try builder.finish()])
        try await test.expectSameRows()
        try await Readers.expectSameLog(test.table)
        // The two spellings of é are two partitions, the empty string is NULL.
        let keys = Set(
            try await test.table.files().map { $0.partitionValues["k"].flatMap { $0.map { Array($0.utf8) } } }
        )
        #expect(keys.count == values.count - 1)
    }

    @Test func partitionsOfEveryType() async throws {
        let test = try TestTable()
        let schema = StructType(
            [
                StructField("id", .long), StructField("b", .boolean), StructField("l", .long), StructField("d", .date),
                StructField("at", .timestamp), StructField("c", .decimal(precision: 10, scale: 2)),
                StructField("f", .double),
            ]
        )
        try await test.table.create(TableDefinition(schema: schema, partitionColumns: ["b", "l", "d", "at", "c", "f"]))
        let builder = RecordBatchBuilder(schema: try schema.columnsSchema())
        for row in 0..<6 {
            let values: [ScalarValue] = [
                .integer(Int64(row)), .boolean(row % 2 == 0), .integer(Int64(row) - 3),
                .date(Int32(row * 1_000 - 2_000)),
                .timestamp(Int64(row) * 1_234_567_891 - 3_000_000_000), .decimal(Decimal128(unscaled: -105, scale: 2)),
                .double(Double(row) / 4),
            ]
            for (column, value) in zip(builder.columns, values) {
                column.append(row == 5 && value != values[0] ? .null : value)
            }
            builder.endRow()
        }
        _ = try await test.table.append([try builder.finish()])
        try await test.expectSameRows()
    }

    @Test func afterACheckpointASchemaChangeAndACompaction() async throws {
        let test = try TestTable()
        try await test.createIDs(properties: ["delta.checkpointInterval": "5"])
        for number in 0..<12 {
            _ = try await test.table.append(
                [try TestTable.ids(number * 10..<number * 10 + 10)],
                AppendOptions(transactions: [AppTransaction(appID: "source", version: Int64(number))])
            )
            await test.upkeep.drain()
        }
        #expect(test.folder.exists("t/_delta_log/00000000000000000005.checkpoint.parquet"))
        #expect(test.folder.exists("t/_delta_log/00000000000000000010.checkpoint.parquet"))
        try await test.expectSameRows()
        try await Readers.expectSameLog(test.table)

        var schema = TestTable.ids
        schema.fields.append(StructField("added", .double, metadata: ["comment": .string("later")]))
        try await test.table.changeSchema(to: schema)
        _ = try await test.table.append([try TestTable.ids(120..<130)])
        try await test.expectSameRows()

        let snapshot = try await test.table.snapshot()
        let rows = try await test.table.scan(snapshot).collect()
        try await test.table.replaceFiles(snapshot.sortedFiles(), with: rows, on: snapshot)
        #expect(try await test.table.snapshot().fileCount == 1)
        #expect(try await TestTable.readIDs(test.table) == (0..<130).map { Int64($0) })
        try await test.expectSameRows()
        try await Readers.expectSameLog(test.table)
        // From the log alone, without what the handle held.
        let fresh = try await test.anotherHandle().snapshot()
        #expect(fresh.transactions["source"]?.version == 11)
        #expect(fresh.rows == 130)
    }

    /// What a killed process leaves behind disturbs nobody.
    @Test func leftoversAreIgnored() async throws {
        let test = try TestTable()
        try await test.createIDs()
        _ = try await test.table.append([try TestTable.ids(0..<5)])
        for folder in ["t", "t/_delta_log"] {
            try test.folder.write("\(folder)/.1f\(LocalObjectStore.temporarySuffix)", "half a file")
        }
        try test.folder.write("t/part-00000-00000000-0000-4000-8000-000000000000-c000.zstd.parquet", "no entry")
        try await test.expectSameRows()
        try await Readers.expectSame(test.anotherHandle())
    }

    @Test func notANumberHidesNoRow() async throws {
        let test = try TestTable()
        let schema = StructType([StructField("id", .long), StructField("x", .double)])
        try await test.table.create(TableDefinition(schema: schema))
        let builder = RecordBatchBuilder(schema: try schema.columnsSchema())
        for (id, x) in [1.5, .nan, -.infinity, .infinity, 0].enumerated() {
            builder["id"].append(id)
            builder["x"].append(x)
            builder.endRow()
        }
        _ = try await test.table.append([try builder.finish()])
        try await test.expectSameRows()
        let file = try #require(try await test.table.files().first)
        #expect(file.stats?.contains("\"x\":1") == false)
    }

    /// Filters that readers answer by our statistics give the rows that they must.
    @Test(arguments: ["deltalake", "duckdb", "engine"]) func statisticsSkipNoRow(reader: String) async throws {
        let test = try TestTable()
        try await test.createIDs()
        for number in 0..<4 {
            let text = String(repeating: "\u{FF5E}", count: 40) + "\(number)"
            _ = try await test.table.append([try TestTable.ids(number * 10..<number * 10 + 10, text: text)])
        }
        for (query, rows) in [
            ("SELECT id FROM t WHERE id = 25", 1), ("SELECT id FROM t WHERE id >= 30", 10),
            ("SELECT id FROM t WHERE text > 'zzz'", 40), ("SELECT id FROM t WHERE text IS NULL", 0),
        ] {
            let answer = try await Oracle.shared.ask("sql", ["query": query, "path": test.path, "reader": reader])
            #expect(answer.strings.count == rows, "\(query) by \(reader)")
        }
    }

    @Test func dataFilesAreZstdWithDictionaryAndStatistics() async throws {
        let test = try TestTable()
        try await test.createIDs()
        _ = try await test.table.append([try TestTable.ids(0..<1_000, text: "same")])
        let path = try #require(try await test.table.files().first?.path)
        let range = try #require(
            path.range(of: #"^part-00000-[0-9a-f-]{36}-c000\.zstd\.parquet$"#, options: .regularExpression)
        )
        #expect(range.lowerBound == path.startIndex)
        let footer = try await Oracle.shared.ask("parquet", ["path": "\(test.path)/\(path)"])
        #expect(footer["compression"].string == "ZSTD")
        #expect(footer["encodings"].strings.contains("RLE_DICTIONARY"))
        #expect(footer["rows"].integer == 1_000)
    }
}

extension RecordBatch {
    var rows: [[ScalarValue]] { (0..<rowCount).map { row($0) } }
}
