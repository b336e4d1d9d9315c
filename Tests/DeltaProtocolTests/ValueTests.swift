import Columns
import LakeModel
import Testing

@testable import DeltaProtocol

@Suite struct ValueTests {
    @Test(arguments: 0..<300) func datesAndTimesGoBothWays(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let days = Int32.random(in: -800_000...3_000_000, using: &random)
        #expect(CivilTime.date(CivilTime.text(days: days)) == days)
        let micros = Int64.random(in: -62_000_000_000_000_000...253_000_000_000_000_000, using: &random)
        let text = CivilTime.text(micros: micros, separator: "T", zone: "Z", minimumFraction: 3)
        #expect(CivilTime.timestamp(text)?.micros == micros)
    }

    @Test(
        arguments: [
            ("2024-02-29", 19782), ("2023-02-29", nil), ("1970-01-01", 0), ("0001-01-01", -719_162),
            ("2024-13-01", nil),
            ("2024-12-31", 20088), ("2024-12-32", nil), ("2024-1-5", 19727), ("", nil), ("x", nil), ("2024-04-31", nil),
        ] as [(String, Int32?)]
    )
    func datesAreChecked(text: String, days: Int32?) { #expect(CivilTime.date(text) == days) }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00.000Z", 0), ("1970-01-01 01:00:00+01:00", 0), ("1969-12-31T16:00:00.000-08:00", 0),
            ("1970-01-01", 0), ("1970-01-01 00:00:00.123456789", 123_456), ("1970-01-01T24:00:00Z", nil),
            ("1970-01-01T", nil),
        ] as [(String, Int64?)]
    )
    func timesAreRead(text: String, micros: Int64?) { #expect(CivilTime.timestamp(text)?.micros == micros) }

    @Test(
        arguments: [
            (ScalarValue.string("a=b"), DeltaType.string, "a=b"), (.integer(-5), .byte, "-5"),
            (.date(19782), .date, "2024-02-29"),
            (.boolean(true), .boolean, "true"), (.double(.infinity), .double, "Infinity"), (.float(0.1), .float, "0.1"),
            (.timestamp(0), .timestamp, "1970-01-01T00:00:00.000000Z"),
            (.timestampNTZ(1), .timestampNTZ, "1970-01-01 00:00:00.000001"),
            (.binary([1, 2, 255]), .binary, "\u{1}\u{2}\u{ff}"),
            (.decimal(Decimal128(unscaled: 150, scale: 2)), .decimal(precision: 5, scale: 2), "1.50"),
            (.null, .long, nil),
        ] as [(ScalarValue, DeltaType, String?)]
    )
    func partitionValuesGoBothWays(value: ScalarValue, type: DeltaType, text: String?) throws {
        #expect(try PartitionValue.serialize(value, as: type) == text)
        #expect(try PartitionValue.parse(text, as: type) == value)
    }

    @Test(arguments: [
        ("x", DeltaType.long), ("300", .byte), ("2024-99-01", .date), ("1", .boolean),
        ("1.234", .decimal(precision: 5, scale: 2)),
    ])
    func wrongPartitionValuesAreRefused(text: String, type: DeltaType) {
        #expect(#expect(throws: DeltaError.self) { try PartitionValue.parse(text, as: type) }?.code == .corruptLog)
        #expect(throws: DeltaError.self) { try PartitionValue.serialize(.array([]), as: type) }
    }

    @Test func foldersEscapeWhatHiveDoes() {
        let folder = PartitionValue.folder([("a", "x y/z"), ("b", nil), ("c", "2024-01-01 00:00:00")])
        #expect(folder == "a=x%20y%2Fz/b=__HIVE_DEFAULT_PARTITION__/c=2024-01-01%2000%3A00%3A00")
    }
}
