import Columns
import LakeModel
import Testing

@testable import DeltaProtocol

@Suite struct StatisticsTests {
    private static let columns = StructType([
        StructField("i", .long), StructField("d", .decimal(precision: 38, scale: 10)), StructField("f", .float),
        StructField("s", .string), StructField("t", .timestamp), StructField("z", .timestampNTZ),
        StructField("n", .structure(StructType([StructField("x", .date), StructField("y", .boolean)]))),
        StructField("a", .array(element: .long, containsNull: true)),
    ]).statisticsColumns()

    private static func exact(_ value: ScalarValue) -> ColumnRange {
        ColumnRange(minimum: value, maximum: value, nullCount: 1)
    }

    @Test func valuesReturnExactly() throws {
        let decimal = try #require(Decimal128(parsing: "-1234567890123456789012345678.1234567890"))
        let statistics = FileStatistics(
            numRecords: 5,
            columns: [
                ["i"]: Self.exact(.integer(.max)), ["d"]: Self.exact(.decimal(decimal)), ["f"]: Self.exact(.float(0.1)),
                ["s"]: Self.exact(.string("q\"\n\u{1}é")), ["t"]: Self.exact(.timestamp(-1)),
                ["z"]: Self.exact(.timestampNTZ(1_700_000_000_123_456)), ["n", "x"]: Self.exact(.date(-1)),
                ["n", "y"]: Self.exact(.boolean(true)), ["a"]: ColumnRange(nullCount: 2),
            ]
        )
        let json = statistics.encoded(for: Self.columns)
        #expect(json.contains(#""d":-1234567890123456789012345678.1234567890"#))
        #expect(json.contains(#""n":{"x":"1969-12-31","y":true}"#))
        #expect(json.contains(#""t":"1969-12-31T23:59:59.999999Z""#))
        #expect(FileStatistics.decode(json, columns: Self.columns) == statistics)
        #expect(AddFile(path: "f", size: 1, modificationTime: 0, stats: json).rows == 5)
    }

    @Test func whatIsNoNumberIsLeftOut() {
        let statistics = FileStatistics(
            numRecords: 1,
            columns: [["f"]: ColumnRange(minimum: .float(.nan), maximum: .float(.infinity))]
        )
        #expect(
            statistics.encoded(for: Self.columns) == #"{"numRecords":1,"minValues":{},"maxValues":{},"nullCount":{}}"#
        )
    }

    @Test(arguments: [
        (String(repeating: "a", count: 32), String(repeating: "a", count: 32)),
        (String(repeating: "a", count: 33), String(repeating: "a", count: 32) + "\u{7F}"),
        (String(repeating: "é", count: 33), String(repeating: "é", count: 32) + "\u{10FFFF}"),
        (String(repeating: "\u{10FFFF}", count: 34), String(repeating: "\u{10FFFF}", count: 34)),
    ])
    func longStringsAreCutUpwards(text: String, maximum: String) {
        #expect(FileStatistics.truncatedMaximum(text) == maximum)
        #expect(FileStatistics.truncatedMinimum(text) == String(text.unicodeScalars.prefix(32)))
    }

    @Test func greatestCharactersHaveNoBound() {
        #expect(FileStatistics.truncatedMaximum(String(repeating: "\u{10FFFF}", count: 100)) == nil)
    }

    @Test(
        arguments: [
            (#"{"numRecords":12,"x":1}"#, Int64(12)), (#"{"x":{"numRecords":3},"numRecords":12}"#, 12),
            (#"{"numRecords":12}"#, 12),
            (#"{"numRecords":null}"#, nil), (#"{"numRecords":"3"}"#, nil), ("{}", nil), ("", nil),
            (#"{"numRecords":"#, nil),
            (#"{"numRecords": 7 }"#, 7), (#"{"numRecords":99999999999999999999}"#, nil),
        ] as [(String, Int64?)]
    )
    func rowsAreCounted(stats: String, rows: Int64?) {
        #expect(AddFile(path: "f", size: 1, modificationTime: 0, stats: stats).physicalRows == rows)
    }

    @Test(arguments: 0..<300) func mutatedStatisticsNeverCrash(seed: UInt64) {
        var random = SeededRandom(seed)
        let stats =
            #"{"numRecords":3,"minValues":{"i":1,"d":1.50,"t":"2024-01-01T00:00:00.000Z"},"nullCount":{"n":{"x":0}}}"#
        var bytes = Array(stats.utf8)
        for _ in 0..<3 {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = random.pick(Array("{}[]\",:09-eZ\\".utf8))
        }
        let file = AddFile(path: "f", size: 1, modificationTime: 0, stats: String(decoding: bytes, as: UTF8.self))
        _ = file.statistics(for: Self.columns)
        _ = file.rows
    }
}
