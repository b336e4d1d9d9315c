/// What of Spark's configuration decides how a text reads, and a bound of ours.
package struct ParserOptions: Sendable {
    /// How deep parentheses, subqueries, types, prefix operators and script blocks may nest, counted together. Each level
    /// takes about 2 kB of stack in a release build; chains of operators and of set operations take none.
    package var depthLimit = 256
    /// `spark.sql.ansi.doubleQuotedIdentifiers`: `"a"` is a name instead of a string.
    package var doubleQuotedIdentifiers = false
    /// `spark.sql.ansi.enforceReservedKeywords`: the words that ANSI reserves are no names.
    package var enforcesReservedKeywords = false

    package init() {}
}
