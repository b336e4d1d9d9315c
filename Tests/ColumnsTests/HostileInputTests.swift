import Columns
import Foundation
import Testing

/// Whatever bytes come in, decoding ends with an error or with batches that can be read in full.
@Suite struct HostileInputTests {
    private static let memoryLimit = 64 << 20

    /// Touches every value through every reader.
    private static func readAll(_ schema: Schema, _ batches: [RecordBatch]) throws {
        for batch in batches {
            _ = batch.byteSize
            _ = batch.statistics()
            for column in batch.columns { _ = column.nullCount }
            if batch.rowCount < 10_000 { _ = scalars(batch) }
            let part = batch.slice(offset: batch.rowCount / 2, length: 100)
            for format: RowEncoder.Format in [.jsonRows, .jsonObjects, .csv(header: true)] {
                _ = try RowEncoder.encode([part], schema: schema, format: format)
            }
            _ = try ArrowStream.encode([part], schema: schema)
        }
    }

    private static func tryStream(_ bytes: [UInt8]) {
        guard let decoded = try? ArrowStream.decode(bytes, memoryLimit: memoryLimit) else { return }
        #expect(throws: Never.self) { try readAll(decoded.schema, decoded.batches) }
    }

    private static func tryParquet(_ bytes: [UInt8]) {
        guard let file = try? ParquetFile(bytes: bytes, memoryLimit: memoryLimit) else { return }
        guard let batches = try? file.read() else { return }
        #expect(throws: Never.self) { try readAll(file.schema, batches) }
    }

    /// Some bytes changed, a piece cut out, or a piece doubled.
    private static func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        guard bytes.count > 8 else { return bytes }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &generator))
        case 1:
            let at = Int.random(in: 0..<bytes.count - 4, using: &generator)
            bytes.removeSubrange(at..<at + Int.random(in: 1...4, using: &generator))
        case 2:
            let at = Int.random(in: 0..<bytes.count - 4, using: &generator)
            let extreme: [UInt8] = [[0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [0xff, 0xff, 0xff, 0xff]][
                Int.random(in: 0..<3, using: &generator)
            ]
            bytes.replaceSubrange(at..<at + 4, with: extreme)
        default:
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[at] = UInt8.random(in: 0...255, using: &generator)
            }
        }
        return bytes
    }

    @Test func randomBytes() {
        var generator = SeededGenerator(seed: 99)
        for _ in 0..<400 {
            let size = Int.random(in: 0..<600, using: &generator)
            var bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
            Self.tryStream(bytes)
            Self.tryParquet(bytes)
            // Past the first checks.
            bytes = [0xff, 0xff, 0xff, 0xff, UInt8(truncatingIfNeeded: size), 0, 0, 0] + bytes
            Self.tryStream(bytes)
            bytes = Array("PAR1".utf8) + bytes + [UInt8(truncatingIfNeeded: size), 0, 0, 0] + Array("PAR1".utf8)
            Self.tryParquet(bytes)
        }
    }

    @Test(arguments: [ArrowStream.Compression.none, .lz4, .zstd])
    func mutatedStreams(compression: ArrowStream.Compression) throws {
        var random = RandomBatches(seed: 1)
        let schema = RandomBatches.everyType
        let batch = try RandomBatches.batch(schema, random.rows(schema, 20))
        let valid = try ArrowStream.encode(
            [batch, batch.slice(offset: 3, length: 9)],
            schema: schema,
            compression: compression
        )
        for _ in 0..<600 { Self.tryStream(Self.mutated(valid, &random.generator)) }
    }

    @Test(arguments: [ParquetOptions.Compression.none, .snappy, .zstd])
    func mutatedParquet(compression: ParquetOptions.Compression) throws {
        var random = RandomBatches(seed: 2)
        let schema = RandomBatches.everyType
        let batch = try RandomBatches.batch(schema, random.rows(schema, 20))
        var options = ParquetOptions()
        options.compression = compression
        options.rowGroupRows = 8
        let valid = try Parquet.encode([batch], schema: schema, options: options)
        for _ in 0..<250 { Self.tryParquet(Self.mutated(valid, &random.generator)) }
    }

    @Test func narrowSchemasAreHitMoreOften() throws {
        for (index, field) in RandomBatches.everyType.fields.enumerated() {
            var random = RandomBatches(seed: UInt64(1_000 + index))
            let schema = Schema([field])
            let batch = try RandomBatches.batch(schema, random.rows(schema, 6))
            let stream = try ArrowStream.encode([batch], schema: schema)
            let parquet = try Parquet.encode([batch], schema: schema)
            for _ in 0..<60 {
                Self.tryStream(Self.mutated(stream, &random.generator))
                Self.tryParquet(Self.mutated(parquet, &random.generator))
            }
        }
    }

    @Test func whatPyarrowWritesMutated() throws {
        try PythonOracle.withFolder { folder in
            try PythonOracle.run("make", folder)
            var generator = SeededGenerator(seed: 3)
            for input in try PythonOracle.files(folder) {
                for _ in 0..<25 {
                    let bytes = Self.mutated(try PythonOracle.bytes(input), &generator)
                    if input.pathExtension == "parquet" { Self.tryParquet(bytes) } else { Self.tryStream(bytes) }
                }
            }
        }
    }

    @Test func aSmallStreamCannotClaimMuchMemory() throws {
        let schema = Schema([Field("s", .string)])
        let builder = RecordBatchBuilder(schema: schema)
        builder["s"].append(String(repeating: "x", count: 8 << 20))
        let bytes = try ArrowStream.encode([builder.finish()], schema: schema, compression: .zstd)
        #expect(bytes.count < 1 << 20)
        let error = #expect(throws: ColumnsError.self) { try ArrowStream.decode(bytes, memoryLimit: 1 << 20) }
        #expect(error?.code == .memoryLimit)
    }

    @Test func nothingIsAnError() {
        #expect(throws: ColumnsError.self) { try ArrowStream.decode([]) }
        #expect(throws: ColumnsError.self) { try ParquetFile(bytes: []) }
        #expect(throws: ColumnsError.self) { try ParquetFile(path: "/nonexistent/file.parquet") }
    }
}
