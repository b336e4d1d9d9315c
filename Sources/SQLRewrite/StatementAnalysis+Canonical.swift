import SparkSQL

extension StatementAnalysis {
    /// Equal for statements that differ in white space, comments and a final semicolon only. A key, not to be run.
    package var canonicalText: String {
        significant.tokens.map { lexed.text(of: $0) }.joined(separator: " ")
    }
}
