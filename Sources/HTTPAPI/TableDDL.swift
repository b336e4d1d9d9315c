import LakeModel

/// The statement of Spark SQL that makes a table as this one is, without its rows.
struct TableDDL {
    /// What writers of a table find out for themselves and refuse to be told.
    private static let derived = [
        "delta.columnMapping.maxColumnId", "delta.rowTracking.", "delta.inCommitTimestampEnablement",
    ]

    let text: String

    init(_ table: TableDetail) {
        let name = TableName(parsing: table.name)?.sql ?? table.name
        var clauses = ["CREATE TABLE \(name) (\n  \(table.schema.map(Self.column).joined(separator: ",\n  "))\n)"]
        clauses.append("USING delta")
        if !table.partitionColumns.isEmpty {
            clauses.append("PARTITIONED BY (\(table.partitionColumns.map(TableName.quoted).joined(separator: ", ")))")
        }
        if let description = table.description, !description.isEmpty {
            clauses.append("COMMENT \(Self.literal(description))")
        }
        if table.registered { clauses.append("LOCATION \(Self.literal(table.location))") }
        let properties = table.properties.filter { name, _ in !Self.derived.contains(where: name.hasPrefix) }
        if !properties.isEmpty {
            let pairs = properties.sorted { $0.key < $1.key }.map { "\(Self.literal($0)) = \(Self.literal($1))" }
            clauses.append("TBLPROPERTIES (\(pairs.joined(separator: ", ")))")
        }
        text = clauses.joined(separator: "\n")
    }

    private static func column(_ column: ColumnEntry) -> String {
        let comment = column.comment.map { " COMMENT \(literal($0))" } ?? ""
        return "\(TableName.quoted(column.name)) \(column.type)\(column.nullable ? "" : " NOT NULL")\(comment)"
    }

    /// Back-slashes and quotes escaped, since not every engine takes doubled quotes.
    private static func literal(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
