/// What a statement reads in place of the lake's tables.
package enum QuerySource: Sendable, Hashable {
    /// The rows of a run that has ended.
    case result(QueryID)
    /// A file of this server, that a person has brought.
    case file(FileSource)

    /// The name that the statement knows the rows by.
    package static let name = "result"

    /// The name of the same rows with one more column, their number from 0: what a statement orders by to keep the
    /// rows of a result in the order that they have there. Files have none.
    package static let numberedName = "numbered_result"

    /// The relations that a statement may name.
    package var names: [String] {
        switch self {
        case .result: [Self.name, Self.numberedName]
        case .file: [Self.name]
        }
    }

    package var queryID: QueryID? { if case .result(let id) = self { id } else { nil } }
}

/// A file as an engine reads it.
package struct FileSource: Sendable, Hashable {
    /// As Spark names them: `csv`, `json`, `parquet`.
    package let format: String
    /// An absolute path on this machine.
    package let path: String
    package let options: [String: String]
    /// The columns as DDL text; nil lets the engine find them.
    package let schema: String?
    /// The column with the rows' numbers, which only `QuerySource.numberedName` shows.
    package let rowNumber: String?

    package init(
        format: String,
        path: String,
        options: [String: String] = [:],
        schema: String? = nil,
        rowNumber: String? = nil
    ) {
        self.format = format
        self.path = path
        self.options = options
        self.schema = schema
        self.rowNumber = rowNumber
    }
}
