/// What of Spark's configuration decides how a text reads, and a bound of ours.
package struct ParserOptions: Sendable {
    /// How deep parentheses, subqueries, calls, types, prefix operators and script blocks may nest, counted together; a
    /// subquery in FROM counts twice. The default leaves room on a thread with 512 kB of stack, the smallest that Swift's
    /// executors have, in a release build (a debug build takes eight times as much). Chains of operators, joins and set
    /// operations take no stack.
    package var depthLimit = 128
    /// `spark.sql.ansi.doubleQuotedIdentifiers`: `"a"` is a name instead of a string.
    package var doubleQuotedIdentifiers = false
    /// `spark.sql.ansi.enforceReservedKeywords`: the words that ANSI reserves are no names.
    package var enforcesReservedKeywords = false

    package init() {}
}
