package import LakeModel

/// Bounds on a statement that keep it from crashing or freezing an engine's parser and planner.
///
/// The standard ones were measured on the embedded engine (pysail 0.7.2, 256 MB stack, two cores): each leaves the
/// engine under about half a second, where it takes many seconds, or dies, at three to ten times as much.
package struct StatementLimits: Sendable {
    package var size = ByteCount.mebibytes(1)
    /// Parentheses and brackets inside one another.
    package var nesting = 64
    /// Parentheses that are no function's arguments, and CASE expressions, inside one another: where a fault is
    /// inside, the engine's parser takes time that doubles with each.
    package var nestedGroups = 12
    /// Lambdas inside one another: exponential in the engine's parser.
    package var nestedLambdas = 10
    /// INTERVAL literals in one expression: exponential in the engine's parser.
    package var intervals = 6
    /// The height of the syntax tree, in chained operators and nested parentheses.
    package var height = 800
    /// `||` in one chain, which the engine plans in cubic time.
    package var concatenations = 100
    /// Set operations in one chain.
    package var setOperations = 500
    /// Tables joined in one FROM clause.
    package var joins = 150
    /// Elements that a constant argument of `repeat`, `sequence` and their like may ask for: the engine makes them at
    /// once, and larger ones end its process.
    package var repetitions: Int64 = 10_000_000

    package init() {}

    package static let standard = StatementLimits()
}
