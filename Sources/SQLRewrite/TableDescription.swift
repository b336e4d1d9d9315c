package import LakeModel
import SparkSQL

/// What `DESCRIBE` tells of a table, known from its log.
package struct TableDescription: Sendable {
    package struct Column: Sendable {
        package let name: String
        /// As Spark SQL spells it.
        package let type: String
        package let comment: String?

        package init(name: String, type: String, comment: String?) {
            self.name = name
            self.type = type
            self.comment = comment
        }
    }

    package let columns: [Column]
    package let partitionColumns: [String]

    package init(columns: [Column], partitionColumns: [String]) {
        self.columns = columns
        self.partitionColumns = partitionColumns
    }

    /// Spark's rows: the columns, then those that partition the table under headings of their own.
    private var rows: [[String?]] {
        let partitions = columns.filter { partitionColumns.contains($0.name) }
        let headings: [[String?]] = [["# Partition Information", "", ""], ["# col_name", "data_type", "comment"]]
        return columns.map(Self.row) + (partitions.isEmpty ? [] : headings + partitions.map(Self.row))
    }

    private static func row(_ column: Column) -> [String?] { [column.name, column.type, column.comment] }

    /// A query of constants with the columns that Spark's `DESCRIBE` has.
    var sql: String {
        let values = rows.map { row in "(" + row.map(Self.literal).joined(separator: ", ") + ")" }
        guard !values.isEmpty else {
            return "SELECT '' AS col_name, '' AS data_type, '' AS comment WHERE 1 = 0"
        }
        return "SELECT * FROM VALUES \(values.joined(separator: ", ")) AS description(col_name, data_type, comment)"
    }

    private static func literal(_ text: String?) -> String {
        guard let text else { return "CAST(NULL AS STRING)" }
        return "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}

extension StatementAnalysis {
    /// The table whose columns the statement asks for: `DESCRIBE [TABLE] [EXTENDED | FORMATTED] name`, and nothing more.
    package var describedTable: TableReference? {
        guard kind == .describe, references.count == 1, let reference = references.first,
            reference.access == .describe, !reference.isPath
        else { return nil }
        var index = 1
        if significant.keyword(index) == .table { index += 1 }
        if [.extended, .formatted].contains(significant.keyword(index)), significant.isName(index + 1) { index += 1 }
        let isAlone =
            significant[index]?.range.lowerBound == reference.range.lowerBound
            && significant[significant.count - 1]?.range.upperBound == reference.range.upperBound
        return isAlone ? reference : nil
    }
}
