import Columns
import LogGenerator
import Testing

@Suite struct EventsTests {
    private static let now: Int64 = 1_795_402_800_000_000
    private static let hour: Int64 = 3_600_000_000

    @Test(arguments: [true, false])
    func theBatchesAreTheWholeIntervalAndNoneIsTooLarge(followsDayCurve: Bool) throws {
        let batches = try Self.batches(to: Self.now + Self.hour, followsDayCurve: followsDayCurve, batchRows: 500)
        let whole = try Self.batches(to: Self.now + Self.hour, followsDayCurve: followsDayCurve, batchRows: 1_000_000)
        #expect(batches.count > 3)
        #expect(batches.dropLast().allSatisfy { $0.rowCount == 500 })
        #expect(whole.count == 1)
        let joined = try RecordBatch.concatenate(batches)
        let only = try #require(whole.first)
        #expect(joined.rowCount == only.rowCount)
        for row in 0..<min(joined.rowCount, only.rowCount) { #expect(joined.row(row) == only.row(row)) }
    }

    @Test func nothingComesOfAnEmptyInterval() throws {
        #expect(try Self.batches(to: Self.now, followsDayCurve: true, batchRows: 10).isEmpty)
        #expect(try Self.batches(to: Self.now - 1, followsDayCurve: false, batchRows: 10).isEmpty)
    }

    @Test func aBatchHasAtLeastOneRow() throws {
        let batches = try Self.batches(to: Self.now + 10_000_000, followsDayCurve: false, batchRows: 0)
        #expect(!batches.isEmpty && batches.allSatisfy { $0.rowCount == 1 })
    }

    @Test func afterAnErrorTheNextCallGoesOnBehindTheBatchGiven() throws {
        struct Refusal: Error {}
        let end = Self.now + Self.hour
        let whole = try RecordBatch.concatenate(try Self.batches(to: end, followsDayCurve: false, batchRows: 100))
        var generator = LogGenerator(seed: 7)
        var seen: [RecordBatch] = []
        #expect(throws: Refusal.self) {
            try generator.events(from: Self.now, to: end, perSecond: 2, batchRows: 100) { batch in
                seen.append(batch)
                throw Refusal()
            }
        }
        #expect(seen.count == 1)
        try generator.events(from: Self.now, to: end, perSecond: 2, batchRows: 100) { seen.append($0) }
        let joined = try RecordBatch.concatenate(seen)
        #expect(joined.rowCount == whole.rowCount)
        #expect(joined.row(joined.rowCount - 1) == whole.row(whole.rowCount - 1))
    }

    private static func batches(to end: Int64, followsDayCurve: Bool, batchRows: Int) throws -> [RecordBatch] {
        var generator = LogGenerator(seed: 7)
        var batches: [RecordBatch] = []
        try generator.events(
            from: now,
            to: end,
            perSecond: 2,
            followsDayCurve: followsDayCurve,
            batchRows: batchRows
        ) { batches.append($0) }
        return batches
    }
}
