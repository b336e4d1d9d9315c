import Columns
import DeltaProtocol
import Testing

@Suite struct ColumnRangesTests {
    private typealias File = (values: [String: String?], stats: String?)

    private func snapshot(_ files: [File]) throws -> Snapshot {
        let schema = StructType([
            StructField("day", .date), StructField("n", .long), StructField("s", .string),
            StructField("list", .array(element: .long, containsNull: true)),
        ])
        let metadata = TableMetadata(id: "t", schemaString: schema.encoded(), partitionColumns: ["day"])
        let adds = files.enumerated().map { index, file in
            Action.add(
                AddFile(
                    path: "part-\(index)",
                    partitionValues: file.values,
                    size: 1,
                    modificationTime: 0,
                    dataChange: true,
                    stats: file.stats
                )
            )
        }
        let plain = TableProtocol(minReaderVersion: 1, minWriterVersion: 2)
        let start: [Action] = [.protocolVersion(plain), .metadata(metadata)]
        var builder = SnapshotBuilder()
        try builder.apply(Commit(version: 0, modificationTime: 0, actions: start + adds))
        return try builder.finish()
    }

    private func statistics(
        rows: Int,
        low: (n: Int, s: String),
        high: (n: Int, s: String),
        nulls: (n: Int, s: Int)
    ) -> String {
        """
        {"numRecords":\(rows),"minValues":{"n":\(low.n),"s":"\(low.s)"},"maxValues":{"n":\(high.n),"s":"\(high.s)"},\
        "nullCount":{"n":\(nulls.n),"s":\(nulls.s)}}
        """
    }

    @Test func rangesOfAllFilesAreOne() throws {
        let ranges = try snapshot([
            (["day": "2026-01-02"], statistics(rows: 3, low: (5, "b"), high: (9, "x"), nulls: (1, 0))),
            (["day": "2026-01-01"], statistics(rows: 2, low: (-4, "c"), high: (0, "y"), nulls: (0, 1))),
        ]).columnRanges()
        #expect(ranges["n"] == ColumnRange(minimum: .integer(-4), maximum: .integer(9), nullCount: 1))
        #expect(ranges["s"] == ColumnRange(minimum: .string("b"), maximum: .string("y"), nullCount: 1))
        #expect(ranges["day"] == ColumnRange(minimum: .date(20_454), maximum: .date(20_455), nullCount: 0))
        #expect(ranges["list"]?.minimum == nil)
    }

    @Test func aFileWithoutStatisticsLeavesNothingCertain() throws {
        let ranges = try snapshot([
            (["day": nil], statistics(rows: 3, low: (5, "a"), high: (9, "b"), nulls: (0, 0))),
            (["day": "2026-01-01"], nil),
            (["day": "2026-01-01"], statistics(rows: 1, low: (1, "a"), high: (1, "a"), nulls: (0, 0))),
        ]).columnRanges()
        #expect(ranges["n"] == ColumnRange())
        #expect(ranges["day"] == ColumnRange(minimum: .date(20_454), maximum: .date(20_454), nullCount: 3))
    }

    @Test func filesOfNullsAndEmptyFilesSayNothingOfBounds() throws {
        let ranges = try snapshot([
            (["day": nil], #"{"numRecords":2,"nullCount":{"n":2,"s":2}}"#),
            (["day": nil], #"{"numRecords":0}"#),
            (["day": nil], statistics(rows: 1, low: (7, "q"), high: (7, "q"), nulls: (0, 0))),
        ]).columnRanges()
        #expect(ranges["n"] == ColumnRange(minimum: .integer(7), maximum: .integer(7), nullCount: 2))
        #expect(ranges["s"] == ColumnRange(minimum: .string("q"), maximum: .string("q"), nullCount: 2))
    }
}
