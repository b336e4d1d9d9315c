import LakeModel
import Testing

@Suite struct ByteCountTests {
    @Test(arguments: [
        (Int64(0), "0 B"), (1, "1 B"), (999, "999 B"), (1_000, "1.0 kB"), (1_049, "1.0 kB"), (1_050, "1.1 kB"),
        (999_949, "999.9 kB"), (999_950, "1.0 MB"), (1_500_000_000, "1.5 GB"), (2_000_000_000_000, "2.0 TB"),
        (5_000_000_000_000_000, "5000.0 TB"), (-1_500, "-1.5 kB"),
    ])
    func isPrintedInDecimalUnits(bytes: Int64, text: String) {
        #expect(ByteCount(bytes).description == text)
    }

    @Test func extremesArePrintedToo() {
        #expect(ByteCount(Int64.max).description == "9223372.0 TB")
        #expect(ByteCount(Int64.min).description == "-9223372.0 TB")
    }

    @Test func unitsAndOrder() {
        #expect(ByteCount.kibibytes(1) == ByteCount(Int64(1_024)))
        #expect(ByteCount.mebibytes(3) == ByteCount.kibibytes(3_072))
        #expect(ByteCount.gibibytes(2) == ByteCount.mebibytes(2_048))
        #expect(ByteCount.mebibytes(1) < .gibibytes(1))
        #expect(ByteCount.kibibytes(1) + .kibibytes(2) == .kibibytes(3))
    }
}
