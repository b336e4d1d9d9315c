import Columns
import Foundation
import LakeModel
import Testing

@testable import SparkConnect

@Suite struct BatchAssemblerTests {
    private func part(
        _ bytes: [UInt8],
        rows: Int64 = 1,
        offset: Int64? = nil,
        chunk: Int64? = nil,
        of chunks: Int64? = nil
    )
        -> BatchAssembler.Part
    {
        var part = BatchAssembler.Part()
        part.data = Data(bytes)
        part.rowCount = rows
        if let offset { part.startOffset = offset }
        if let chunk { part.chunkIndex = chunk }
        if let chunks { part.numChunksInBatch = chunks }
        return part
    }

    private func bytes(of block: RowBlock) throws -> [UInt8] {
        Array(try block.stream(schema: Schema([]), compression: .none))
    }

    @Test func joinsChunksInOrder() throws {
        var assembler = BatchAssembler()
        #expect(try assembler.add(part([1], rows: 5, offset: 0, chunk: 0, of: 3)) == nil)
        #expect(try assembler.add(part([2], rows: 5, offset: 0, chunk: 1, of: 3)) == nil)
        let block = try #require(try assembler.add(part([3], rows: 5, offset: 0, chunk: 2, of: 3)))
        #expect(try bytes(of: block) == [1, 2, 3])
        #expect(block.rowCount == 5)
        #expect(try assembler.add(part([4], rows: 2, offset: 5)) != nil)
        try assembler.finish()
    }

    @Test func passesWholeBatchesOn() throws {
        var assembler = BatchAssembler()
        #expect(try assembler.add(part([7])).map(bytes) == [7])
        #expect(try assembler.add(part([8], chunk: 0, of: 1)).map(bytes) == [8])
    }

    @Test func noticesWhatIsMissing() throws {
        var skipped = BatchAssembler()
        _ = try skipped.add(part([1], chunk: 0, of: 3))
        #expect(throws: SparkConnectError.self) { try skipped.add(part([1], chunk: 2, of: 3)) }
        var late = BatchAssembler()
        #expect(throws: SparkConnectError.self) { try late.add(part([1], chunk: 1, of: 3)) }
        var rows = BatchAssembler()
        _ = try rows.add(part([1], rows: 10, offset: 0))
        #expect(throws: SparkConnectError.self) { try rows.add(part([1], rows: 10, offset: 20)) }
        var cut = BatchAssembler()
        _ = try cut.add(part([1], chunk: 0, of: 2))
        #expect(throws: SparkConnectError.self) { try cut.finish() }
        var negative = BatchAssembler()
        #expect(throws: SparkConnectError.self) { try negative.add(part([1], rows: -1)) }
        var overflow = BatchAssembler()
        _ = try overflow.add(part([1], rows: .max))
        #expect(throws: SparkConnectError.self) { try overflow.add(part([1], rows: 1)) }
    }
}
