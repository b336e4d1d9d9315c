import Columns
import Foundation
import Testing

/// pyarrow as the judge of what we write and what we read.
@Suite struct OracleTests {
    @Test func readsWhatWeWrite() throws {
        var random = RandomBatches(seed: 20_260_801, forOracle: true)
        let schema = RandomBatches.oracleSchema
        let rows = random.rows(schema, 400)
        let whole = try RandomBatches.batch(schema, rows)
        let batches = [
            whole.slice(offset: 0, length: 137), whole.slice(offset: 137, length: 0),
            whole.slice(offset: 137, length: 500),
        ]
        try PythonOracle.withFolder { folder in
            func write(_ name: String, _ bytes: [UInt8]) throws {
                try Data(bytes).write(to: folder.appending(path: name))
            }
            try write("none.arrows", ArrowStream.encode(batches, schema: schema))
            try write("lz4.arrows", ArrowStream.encode(batches, schema: schema, compression: .lz4))
            try write("zstd.arrows", ArrowStream.encode(batches, schema: schema, compression: .zstd))
            try write("rows.json", RowEncoder.encode(batches, schema: schema, format: .jsonRows))
            try write("objects.json", RowEncoder.encode(batches, schema: schema, format: .jsonObjects))
            try write("rows.ndjson", RowEncoder.encode(batches, schema: schema, format: .ndjson))
            try write("rows.csv", RowEncoder.encode(batches, schema: schema, format: .csv(header: true)))
            let answer = try PythonOracle.run("check", folder)
            #expect(answer == ["files": 3, "rows": 400])
        }
    }

    @Test func readsTheParquetThatWeWrite() throws {
        var random = RandomBatches(seed: 7, forOracle: true)
        // Parquet has no calendar interval that pyarrow reads.
        let schema = Schema(RandomBatches.oracleSchema.fields.filter { $0.type != .calendarInterval })
        let whole = try RandomBatches.batch(schema, random.rows(schema, 300))
        let batches = [whole.slice(offset: 0, length: 100), whole.slice(offset: 100, length: 200)]
        try PythonOracle.withFolder { folder in
            for codec: ParquetOptions.Compression in [.none, .snappy, .gzip, .lz4, .zstd] {
                var options = ParquetOptions()
                options.compression = codec
                options.rowGroupRows = 70
                options.dictionary = codec != .gzip
                let bytes = try Parquet.encode(batches, schema: schema, options: options)
                try Data(bytes).write(to: folder.appending(path: "\(codec).parquet"))
            }
            func write(_ name: String, _ format: RowEncoder.Format) throws {
                let bytes = try RowEncoder.encode(batches, schema: schema, format: format)
                try Data(bytes).write(to: folder.appending(path: name))
            }
            try write("rows.json", .jsonRows)
            try write("objects.json", .jsonObjects)
            try write("rows.ndjson", .ndjson)
            try write("rows.csv", .csv(header: true))
            let answer = try PythonOracle.run("check", folder)
            #expect(answer == ["files": 5, "rows": 300])
        }
    }

    @Test func readsWhatItWrites() throws {
        try PythonOracle.withFolder { folder in
            let made = try PythonOracle.run("make", folder)
            let inputs = try PythonOracle.files(folder)
            #expect(inputs.count == (made["streams"] ?? 0) + (made["files"] ?? 0))
            #expect(inputs.count > 150)
            for input in inputs {
                let bytes = try PythonOracle.bytes(input)
                let (schema, batches) = try Self.decode(bytes, input)
                let expected = try Data(contentsOf: input.deletingPathExtension().appendingPathExtension("json"))
                let json = try RowEncoder.encode(batches, schema: schema, format: .jsonRows)
                #expect(try Self.sameJSON(Data(json), expected), "\(input.lastPathComponent)")
            }
        }
    }

    private static func decode(_ bytes: [UInt8], _ input: URL) throws -> (Schema, [RecordBatch]) {
        do {
            if input.pathExtension == "parquet" {
                let file = try ParquetFile(bytes: bytes)
                let streamed = try ParquetFile(path: input.path)
                #expect(streamed.schema == file.schema)
                #expect(streamed.rowCount == file.rowCount)
                let batches = try file.read()
                #expect(try batches.flatMap(scalars) == streamed.read().flatMap(scalars))
                return (file.schema, batches)
            }
            let decoded = try ArrowStream.decode(bytes)
            return (decoded.schema, decoded.batches)
        } catch {
            Issue.record("\(input.lastPathComponent): \(error)")
            throw error
        }
    }

    private static func sameJSON(_ left: Data, _ right: Data) throws -> Bool {
        let left = try JSONSerialization.jsonObject(with: left)
        let right = try JSONSerialization.jsonObject(with: right)
        return same(left, right)
    }

    /// A 32-bit float is written in fewer digits than the double that it equals.
    private static func same(_ left: Any, _ right: Any) -> Bool {
        switch (left, right) {
        case (let left as [Any], let right as [Any]):
            left.count == right.count && zip(left, right).allSatisfy { same($0, $1) }
        case (let left as [String: Any], let right as [String: Any]):
            left.count == right.count && left.allSatisfy { key, value in right[key].map { same(value, $0) } ?? false }
        case (let left as String, let right as String): left == right
        case (let left as NSNumber, let right as NSNumber):
            left == right || left.floatValue == right.floatValue && Int64(exactly: left.doubleValue) == nil
        default: left is NSNull && right is NSNull
        }
    }
}
