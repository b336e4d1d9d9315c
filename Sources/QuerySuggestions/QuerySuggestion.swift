/// A query that somebody who meets a table for the first time may want to ask. Runs as it is, on the embedded engine and
/// on Apache Spark.
package struct QuerySuggestion: Hashable, Sendable {
    package enum Category: String, CaseIterable, Sendable {
        case overview
        case errors
        case performance
        case sessions
        case timeSeries = "time_series"
        case anomalies
        case topValues = "top_values"
        case quality
        case history
    }

    package let title: String
    /// One sentence: what the answer tells.
    package let description: String
    package let category: Category
    package let sql: String
}

extension QuerySuggestion {
    /// The suggestions for a table, the most telling first; at least eight for any table with two plain columns, seven with one.
    package static func suggestions(for table: TableFacts) -> [QuerySuggestion] {
        let author = SuggestionAuthor(table)
        return author.errors() + author.performance() + author.sessions() + author.timeSeries() + author.anomalies()
            + author.topValues() + author.numbers() + author.overview() + author.quality() + author.history()
    }
}
