internal import FoundationEssentials

/// The statistics of a data file as the log's JSON (Delta protocol, Per-file Statistics).
enum StatisticsCodec {
    /// Rows of the data file; nil when the statistics don't say or are damaged, which only costs the count.
    static func numRecords(in stats: String) -> Int64? {
        if let leading = leadingNumRecords(in: stats) { return leading }
        return (try? JSONDecoder().decode(RowCount.self, from: Data(stats.utf8)))?.numRecords
    }

    private struct RowCount: Decodable {
        let numRecords: Int64?
    }

    /// All writers known put the count first, and then it can be read without parsing the rest: a snapshot of a million
    /// files adds up a million counts.
    private static func leadingNumRecords(in stats: String) -> Int64? {
        let start = #"{"numRecords":"#
        guard stats.utf8.starts(with: start.utf8) else { return nil }
        var count: Int64 = 0
        var digits = 0
        for byte in stats.utf8.dropFirst(start.utf8.count) {
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") { return digits > 0 ? count : nil }
            guard (0x30...0x39).contains(byte), digits < 18 else { return nil }
            count = count &* 10 &+ Int64(byte &- 0x30)
            digits &+= 1
        }
        return nil
    }
}
