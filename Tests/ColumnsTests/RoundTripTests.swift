import Columns
import Testing

/// Random schemas and rows through builders, streams and files: what comes out is what went in.
@Suite struct RoundTripTests {
    @Test(arguments: 0..<40) func anyBatchSurvives(seed: Int) throws {
        var random = RandomBatches(seed: UInt64(seed))
        let schema = random.schema()
        let rows = random.rows(schema, Int.random(in: 0..<60, using: &random.generator))
        let expected = rows.map { $0.map(comparable) }
        let batch = try RandomBatches.batch(schema, rows)
        #expect(scalars(batch) == expected)
        for compression: ArrowStream.Compression in [.none, .lz4, .zstd] {
            let decoded = try ArrowStream.decode(ArrowStream.encode([batch], schema: schema, compression: compression))
            #expect(decoded.schema == schema)
            #expect(decoded.batches.flatMap(scalars) == expected)
        }
    }

    @Test(arguments: 100..<130) func anyBatchSurvivesParquet(seed: Int) throws {
        var random = RandomBatches(seed: UInt64(seed))
        // Parquet has no struct without fields.
        let schema = Schema(random.schema().fields.filter { !Self.hasEmptyStruct($0.type) } + [Field("id", .int64)])
        let rows = random.rows(schema, Int.random(in: 0..<60, using: &random.generator))
        let batch = try RandomBatches.batch(schema, rows)
        var options = ParquetOptions()
        options.rowGroupRows = 7
        let file = try ParquetFile(bytes: Parquet.encode([batch], schema: schema, options: options))
        #expect(DataType.struct(file.schema.fields).hasLayout(of: .struct(schema.fields)))
        #expect(file.rowCount == rows.count)
        #expect(try file.read().flatMap(scalars) == rows.map { $0.map(comparable) })
        #expect(file.rowGroups.map(\.rowCount).reduce(0, +) == rows.count)
    }

    static func hasEmptyStruct(_ type: DataType) -> Bool {
        switch type {
        case .struct(let fields): fields.isEmpty || fields.contains { hasEmptyStruct($0.type) }
        case .array(let element): hasEmptyStruct(element.type)
        case .map(_, let value): hasEmptyStruct(value.type)
        default: false
        }
    }

    @Test(arguments: 200..<220) func slicesAndConcatenationKeepRows(seed: Int) throws {
        var random = RandomBatches(seed: UInt64(seed))
        let schema = random.schema()
        let batch = try RandomBatches.batch(schema, random.rows(schema, 50))
        let all = scalars(batch)
        var parts: [RecordBatch] = []
        var at = 0
        while at < 50 {
            let size = Int.random(in: 0..<12, using: &random.generator)
            let part = batch.slice(offset: at, length: size)
            #expect(scalars(part) == Array(all[at..<min(50, at + size)]))
            // A slice of a slice, too.
            #expect(scalars(part.slice(offset: 1, length: 3)) == Array(scalars(part).dropFirst().prefix(3)))
            parts.append(part)
            at += size
        }
        #expect(scalars(try RecordBatch.concatenate(parts)) == all)
        let decoded = try ArrowStream.decode(ArrowStream.encode(parts, schema: schema))
        #expect(decoded.batches.flatMap(scalars) == all)
        let builder = RecordBatchBuilder(schema: schema)
        for row in all.indices {
            for (column, value) in zip(builder.columns, batch.row(row)) { column.append(value) }
        }
        #expect(scalars(try builder.finish()) == all)
    }

    @Test func streamsGrowPieceByPiece() throws {
        var random = RandomBatches(seed: 5)
        let schema = RandomBatches.everyType
        let batches = try (0..<3).map { _ in try RandomBatches.batch(schema, random.rows(schema, 10)) }
        let encoder = try ArrowStreamEncoder(schema: schema, compression: .zstd)
        var bytes = try encoder.start()
        #expect(!bytes.isEmpty)
        for batch in batches { bytes += try encoder.append(batch) }
        // Broken off before its end mark a stream still gives the batches that arrived.
        #expect(try ArrowStream.decode(bytes).batches.flatMap(scalars) == batches.flatMap(scalars))
        bytes += try encoder.finish()
        #expect(try ArrowStream.decode(bytes).batches.flatMap(scalars) == batches.flatMap(scalars))
    }
}
