import SparkSQL

extension StatementAnalysis {
    /// The schema that a `CREATE SCHEMA` makes without saying where it lies; nil for every other statement. Without a
    /// place the embedded engine can't make tables in it.
    package var newSchema: String? {
        let words: Set<Keyword> = [.schema, .database, .namespace]
        guard significant.keyword(0) == .create, significant.keyword(1).map(words.contains) == true else { return nil }
        let name = significant.keyword(2) == .if ? 5 : 2
        guard significant.isName(name), significant.kind(name + 1) != .dot, let token = significant[name],
            !(name..<significant.count).contains(where: { significant.keyword($0) == .location })
        else { return nil }
        return lexed.value(of: token)
    }
}
