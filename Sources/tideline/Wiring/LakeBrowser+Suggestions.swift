import Columns
import DeltaProtocol
import FoundationEssentials
import HTTPAPI
import LakeModel
import LakeStore
import QuerySuggestions

extension LakeBrowser {
    func suggestions(for name: TableName) async throws -> [SuggestionEntry] {
        let table = try await lake.table(name)
        let snapshot = try await table.snapshot()
        try snapshot.requireReadable()
        let ranges = snapshot.columnRanges()
        let facts = TableFacts(
            name: table.name,
            schema: snapshot.schema,
            partitionColumns: snapshot.partitionColumns,
            version: snapshot.version,
            rows: snapshot.rows,
            latest: ranges.compactMapValues { $0.maximum?.microsecondsSince1970 },
            nulls: ranges.compactMapValues(\.nullCount),
            now: Int64(Date().timeIntervalSince1970 * 1_000_000)
        )
        return QuerySuggestion.suggestions(for: facts).map {
            SuggestionEntry(title: $0.title, description: $0.description, category: $0.category.rawValue, query: $0.sql)
        }
    }
}

extension ScalarValue {
    fileprivate var microsecondsSince1970: Int64? {
        switch self {
        case .timestamp(let micros), .timestampNTZ(let micros): micros
        case .date(let days): Self.microseconds(days: days)
        default: nil
        }
    }

    /// nil for a day so far off that no timestamp can name it.
    private static func microseconds(days: Int32) -> Int64? {
        let (micros, overflow) = Int64(days).multipliedReportingOverflow(by: 86_400_000_000)
        return overflow ? nil : micros
    }
}
