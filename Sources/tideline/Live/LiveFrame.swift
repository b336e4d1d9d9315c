import FoundationEssentials

/// A live query's answer as the server pushes it.
struct LiveFrame: Decodable {
    struct Table: Decodable {
        let name: String
        let version: Int64
    }

    struct Column: Decodable {
        let name: String
        let type: String
    }

    let tables: [Table]
    let committedAt: String?
    let columns: [Column]
    let rows: [[TableCell]]
    let rowCount: Int
    let truncated: Bool
    let runMs: Double
    let rowsRead: Int64?
    let skipped: Int

    var table: TextTable {
        TextTable(columns: columns.map { (name: $0.name, sqlType: $0.type) }, rows: rows)
    }

    /// What stands above the rows.
    ///
    /// - Parameter now: milliseconds since 1970.
    func headline(now: Int64) -> String {
        var parts = tables.map { "\($0.name) v\($0.version)" }
        if let committed = committedAt.flatMap(Self.milliseconds) {
            parts.append("\(Self.age(max(0, now - committed))) old")
        }
        parts.append("\(Int(runMs.rounded())) ms")
        if let rowsRead { parts.append("\(rowsRead) rows read") }
        if truncated { parts.append("first \(rowCount) rows only") }
        if skipped > 0 { parts.append("\(skipped) skipped") }
        return parts.joined(separator: " · ")
    }

    private static func milliseconds(_ text: String) -> Int64? {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return (try? style.parse(text)).map { Int64(($0.timeIntervalSince1970 * 1_000).rounded()) }
    }

    private static func age(_ milliseconds: Int64) -> String {
        switch milliseconds {
        case ..<10_000: "\(Double(milliseconds / 100) / 10) s"
        case ..<120_000: "\(milliseconds / 1_000) s"
        case ..<7_200_000: "\(milliseconds / 60_000) min"
        case ..<172_800_000: "\(milliseconds / 3_600_000) h"
        default: "\(milliseconds / 86_400_000) d"
        }
    }
}
