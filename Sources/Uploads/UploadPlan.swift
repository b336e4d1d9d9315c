package import LakeModel

/// How a file becomes a table: what the engine reads, and the type that each column gets.
package struct UploadPlan: Sendable {
    let upload: Upload
    let source: FileSource
    /// Of the table, in the order of the file.
    package let columns: [UploadColumn]
    /// The columns as they come from the file.
    let given: [UploadColumn]

    /// Columns whose values must be converted, under their names in the file.
    var conversions: [UploadColumn] {
        zip(columns, given).filter { $0.type != $1.type }.map { UploadColumn(name: $1.name, type: $0.type) }
    }

    /// Every row with the wanted types; a value that does not convert is an error of the engine.
    var select: String {
        let items = zip(columns, given).map { column, given in
            let (name, source) = (UploadReader.quoted(column.name), UploadReader.quoted(given.name))
            guard column.type == given.type else { return "CAST(\(source) AS \(column.type)) AS \(name)" }
            return name == source ? name : "\(source) AS \(name)"
        }
        return "SELECT \(items.joined(separator: ", ")) FROM \(QuerySource.name)"
    }

    /// One row: how many values of each of `conversions` do not convert. nil when there are none.
    var countOfMisfits: String? {
        let counts = conversions.map { "count_if(\(Self.misfit($0)))" }
        return counts.isEmpty ? nil : "SELECT \(counts.joined(separator: ", ")) FROM \(QuerySource.name)"
    }

    /// The number of the first row whose value does not convert, from 1. The engine reads a file in several places at
    /// once; the numbers that it gives rows grow within each place and from place to place.
    func firstMisfit(of column: UploadColumn) -> String {
        let numbered =
            "SELECT \(UploadReader.quoted(column.name)), monotonically_increasing_id() AS place FROM \(QuerySource.name)"
        let counted =
            "SELECT \(UploadReader.quoted(column.name)), row_number() OVER (ORDER BY place) AS number FROM (\(numbered))"
        return "SELECT min(number) FROM (\(counted)) WHERE \(Self.misfit(column))"
    }

    private static func misfit(_ column: UploadColumn) -> String {
        let name = UploadReader.quoted(column.name)
        return "\(name) IS NOT NULL AND try_cast(\(name) AS \(column.type)) IS NULL"
    }
}
