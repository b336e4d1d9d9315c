/// What a statement reads in place of the lake's tables, as the one relation that it may name.
package enum QuerySource: Sendable, Hashable {
    /// The rows of a run that has ended.
    case result(QueryID)
    /// A file of this server, that a person has brought.
    case file(FileSource)

    /// The name that the statement knows the rows by.
    package static let name = "result"

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

    package init(format: String, path: String, options: [String: String] = [:], schema: String? = nil) {
        self.format = format
        self.path = path
        self.options = options
        self.schema = schema
    }
}
