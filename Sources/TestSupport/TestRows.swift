package import Columns

/// Rows of one `bigint` column `n` that count up from a first number.
package struct TestRows: Sendable {
    package static let schema = Schema([Field("n", .int64)])

    package let first: Int64
    package let count: Int

    package init(_ first: Int64 = 0, count: Int) {
        self.first = first
        self.count = count
    }

    package func batch() throws -> RecordBatch {
        let builder = RecordBatchBuilder(schema: Self.schema)
        for offset in 0..<count {
            builder["n"].append(first + Int64(offset))
            builder.endRow()
        }
        return try builder.finish()
    }

    package func block() throws -> RowBlock { RowBlock(try batch()) }

    /// Batches of the given sizes whose rows count on.
    package static func batches(_ sizes: [Int]) -> [TestRows] {
        var first: Int64 = 0
        return sizes.map { size in
            defer { first += Int64(size) }
            return TestRows(first, count: size)
        }
    }

    package static func numbers(of block: RowBlock) throws -> [Int64] { try block.batches().flatMap(numbers) }

    /// The numbers of a batch made here.
    package static func numbers(of batch: RecordBatch) -> [Int64] {
        (0..<batch.rowCount).map { batch.value(column: 0, row: $0).int64Value ?? -1 }
    }
}
