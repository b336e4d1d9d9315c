import Columns
import LakeModel
import QueryService

/// `/api/tables/{name}/profile`: what the log's statistics know of each column, and what only the engine can count.
struct TableProfiler {
    struct Profile: Encodable {
        let name: String
        let version: DeltaVersion
        let rowCount: Int64?
        let columns: [Column]
    }

    struct Column: Encodable {
        let name: String
        let type: String
        let minimum: String?
        let maximum: String?
        let nullCount: Int64?
        /// Estimated by the engine, nil for a type that can't be compared.
        var approximateDistinctCount: Int64?
        /// The most frequent values, nil for a column whose values hardly repeat.
        var topValues: [TopValue]?
    }

    struct TopValue: Encodable {
        let value: String?
        let count: Int64
    }

    private static let topCount = 10
    /// A column with more distinct values than this share of its rows is an identifier: none of its values is frequent.
    private static let identifierShare = 0.5

    let queries: QueryService
    let statistics: TableStatistics

    /// - Parameter columns: names of the columns wanted, nil for all.
    func profile(columns wanted: [String]?) async throws -> Profile {
        let chosen = try choose(wanted)
        var columns = chosen.map {
            Column(
                name: $0.name,
                type: $0.type,
                minimum: $0.minimum,
                maximum: $0.maximum,
                nullCount: $0.nullCount
            )
        }
        let comparable = chosen.indices.filter { chosen[$0].isComparable }
        let (rows, distinct) = try await counts(of: comparable.map { chosen[$0] })
        for (index, count) in zip(comparable, distinct) {
            columns[index].approximateDistinctCount = count
            let isIdentifier = Double(count ?? 0) > max(Double(Self.topCount), Double(rows) * Self.identifierShare)
            if !isIdentifier { columns[index].topValues = try await topValues(of: chosen[index].name) }
        }
        return Profile(
            name: statistics.name.description,
            version: statistics.version,
            rowCount: statistics.rows ?? rows,
            columns: columns
        )
    }

    private func choose(_ wanted: [String]?) throws -> [TableStatistics.Column] {
        guard let wanted else { return statistics.columns }
        return try wanted.map { name in
            guard let column = statistics.columns.first(where: { $0.name.lowercased() == name.lowercased() }) else {
                throw APIError(
                    code: .columnNotFound,
                    message: "\(statistics.name) has no column \(name) at version \(statistics.version)."
                )
            }
            return column
        }
    }

    /// All columns' distinct counts in one pass over the table.
    private func counts(of columns: [TableStatistics.Column]) async throws -> (rows: Int64, distinct: [Int64?]) {
        let estimates = columns.map { ", approx_count_distinct(\(estimable($0)))" }.joined()
        let row = try await queries.smallResult(of: request("SELECT count(*)\(estimates) FROM \(source)")).first ?? []
        return (row.first?.int64Value ?? 0, row.dropFirst().map(\.int64Value))
    }

    /// The embedded engine estimates for these types alone; others are counted by their text.
    private func estimable(_ column: TableStatistics.Column) -> String {
        let name = TableName.quoted(column.name)
        let isPlain = ["tinyint", "smallint", "int", "bigint", "string", "date", "timestamp"].contains(column.type)
        return isPlain ? name : "CAST(\(name) AS STRING)"
    }

    private func topValues(of name: String) async throws -> [TopValue] {
        let column = TableName.quoted(name)
        let sql = """
            SELECT CAST(\(column) AS STRING) AS value, count(*) AS n FROM \(source)
            GROUP BY \(column) ORDER BY n DESC, value LIMIT \(Self.topCount)
            """
        return try await queries.smallResult(of: request(sql)).map { row in
            TopValue(value: row.first?.stringValue, count: row.last?.int64Value ?? 0)
        }
    }

    /// All parts of a profile speak of one version.
    private var source: String { "\(statistics.name.sql) VERSION AS OF \(statistics.version)" }

    private func request(_ sql: String) -> QueryRequest { QueryRequest(sql: sql) }
}
