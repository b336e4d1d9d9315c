import Columns
import Foundation
import Testing

/// Rows that are handed on as the Arrow stream in which they came.
@Suite struct RowBlockTests {
    private static func rows(_ count: Int, seed: UInt64) throws -> RecordBatch {
        var random = RandomBatches(seed: seed)
        return try RandomBatches.batch(RandomBatches.everyType, random.rows(RandomBatches.everyType, count))
    }

    /// As an engine sends them: one whole stream a block, of one or more batches.
    private static func received(_ batches: [RecordBatch]) throws -> RowBlock {
        let stream = try ArrowStream.encode(batches, schema: RandomBatches.everyType)
        return RowBlock(rowCount: batches.reduce(0) { $0 + $1.rowCount }, stream: Data(stream))
    }

    private static func json(_ batches: [RecordBatch], _ schema: Schema) throws -> String {
        var encoder = try RowEncoder(schema: schema, format: .ndjson)
        var bytes: [UInt8] = []
        for batch in batches { try encoder.append(batch, into: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func blocksOfAnyOriginMakeOneStream() throws {
        let batches = try (0..<6).map { try Self.rows(5 + $0, seed: UInt64($0)) }
        let blocks = try [
            Self.received([batches[0]]), RowBlock(batches[1]), Self.received([batches[2], batches[3]]),
            Self.received([batches[4]]), RowBlock(batches[5]),
        ]
        let encoder = try ArrowStreamEncoder(schema: RandomBatches.everyType)
        var stream = try encoder.start()
        for block in blocks { stream += try encoder.append(block) }
        stream += try encoder.finish()
        let decoded = try ArrowStream.decode(stream)
        #expect(decoded.batches.count == 6)
        #expect(try Self.json(decoded.batches, decoded.schema) == Self.json(batches, RandomBatches.everyType))
    }

    @Test func whatCameIsHandedOnByteForByte() throws {
        let stream = Data(try ArrowStream.encode([Self.rows(30, seed: 7)], schema: RandomBatches.everyType))
        let encoder = try ArrowStreamEncoder(schema: RandomBatches.everyType)
        let messages = try encoder.append(RowBlock(rowCount: 30, stream: stream))
        #expect(stream.range(of: messages)?.upperBound == stream.count - 8)
    }

    @Test func otherTypesAreNotHandedOn() throws {
        let other = Schema([Field("n", .int32)])
        let builder = RecordBatchBuilder(schema: other)
        builder["n"].append(Int32(1))
        builder.endRow()
        let stream = Data(try ArrowStream.encode([builder.finish()], schema: other))
        let encoder = try ArrowStreamEncoder(schema: Schema([Field("n", .int64)]))
        let error = #expect(throws: ColumnsError.self) { try encoder.append(RowBlock(rowCount: 1, stream: stream)) }
        #expect(error?.code == .typeMismatch)
    }

    @Test func theFirstRowsOfSeveralBatches() throws {
        let batches = try [Self.rows(4, seed: 1), Self.rows(4, seed: 2)]
        let kept = try Self.received(batches).prefix(6)
        #expect(kept.map(\.rowCount) == [4, 2])
        let rows = try kept.flatMap { try $0.batches() }
        let expected = [batches[0], batches[1].slice(offset: 0, length: 2)]
        #expect(try Self.json(rows, RandomBatches.everyType) == Self.json(expected, RandomBatches.everyType))
    }

    @Test func aWrongNumberOfRowsIsInvalid() throws {
        let stream = Data(try ArrowStream.encode([Self.rows(3, seed: 3)], schema: RandomBatches.everyType))
        let error = #expect(throws: ColumnsError.self) { try RowBlock(rowCount: 4, stream: stream).batches() }
        #expect(error?.code == .invalidArrowData)
    }

    /// Damage shows as an error or as other messages, never as a crash.
    @Test func damagedStreamsAreHandedOnOrRefused() throws {
        let schema = RandomBatches.everyType
        let valid = try ArrowStream.encode([Self.rows(9, seed: 4)], schema: schema)
        var generator = SeededGenerator(seed: 5)
        var refused = 0
        for _ in 0..<500 {
            var bytes = valid
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0...12, using: &generator))
            do { _ = try ArrowStreamEncoder(schema: schema).append(RowBlock(rowCount: 9, stream: Data(bytes))) } catch {
                refused += 1
            }
        }
        #expect(refused > 0)
    }
}
