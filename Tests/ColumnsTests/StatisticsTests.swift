import Columns
import Testing

@Suite struct StatisticsTests {
    @Test(arguments: 300..<320) func agreeWithAPlainScan(seed: Int) throws {
        var random = RandomBatches(seed: UInt64(seed))
        let fields = RandomBatches.leaves.enumerated().map { Field("c\($0)", $1) }
        let schema = Schema(
            fields + [Field("s", .struct([Field("x", .int64), Field("t", .struct([Field("y", .string)]))]))]
        )
        let whole = try RandomBatches.batch(schema, random.rows(schema, 60))
        let batch = whole.slice(offset: 7, length: 40)
        let statistics = batch.statistics()
        #expect(statistics.map(\.path) == fields.map { [$0.name] } + [["s", "x"], ["s", "t", "y"]])
        for entry in statistics {
            let values = (0..<batch.rowCount).map { row in Self.value(batch, entry.path, row) }
            let present = values.filter { !$0.isNull }
            #expect(entry.nullCount == values.count - present.count, "\(entry.path)")
            let expected = Self.range(present, entry.type)
            #expect(entry.minimum == expected?.0 && entry.maximum == expected?.1, "\(entry.path) \(entry.type)")
        }
        var merged = batch.slice(offset: 0, length: 11).statistics()
        for (index, entry) in batch.slice(offset: 11, length: 29).statistics().enumerated() {
            merged[index].merge(entry)
        }
        #expect(merged == statistics)
    }

    private static func value(_ batch: RecordBatch, _ path: [String], _ row: Int) -> ScalarValue {
        path.dropFirst().reduce(batch.column(path[0])?.value(at: row) ?? .null) { $0[$1] ?? .null }
    }

    private static func range(_ values: [ScalarValue], _ type: DataType) -> (ScalarValue, ScalarValue)? {
        switch type {
        case .boolean, .binary, .yearMonthInterval, .dayTimeInterval, .calendarInterval, .null: return nil
        default: break
        }
        if values.contains(where: { $0.doubleValue?.isNaN == true }) { return nil }
        guard let low = values.min(by: { $0.isOrdered(before: $1) }) else { return nil }
        guard let high = values.reversed().max(by: { $0.isOrdered(before: $1) }) else { return nil }
        // Zeros of both signs are equal, so either may stand.
        return (low, high)
    }

    @Test func notANumberHidesTheRange() throws {
        let schema = Schema([Field("d", .double)])
        func statistics(_ values: [Double]) throws -> ColumnStatistics {
            try RandomBatches.batch(schema, values.map { [.double($0)] }).statistics()[0]
        }
        var plain = try statistics([1, 2])
        let hidden = try statistics([.nan, 2])
        #expect(hidden.minimum == nil && hidden.maximum == nil && hidden.nullCount == 0)
        plain.merge(hidden)
        #expect(plain.minimum == nil && plain.maximum == nil)
        plain.merge(try statistics([3]))
        #expect(plain.minimum == nil)
    }
}
