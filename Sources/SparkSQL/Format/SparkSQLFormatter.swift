/// Lays a text of Spark SQL out: keywords in capitals, clauses on lines of their own, lists broken that don't fit 100
/// columns.
///
/// The tokens that carry meaning stay the same, in the same order, and every comment stays between its neighbours. What is
/// laid out once stays as it is when laid out again. A statement with mistakes is left alone.
package enum SparkSQLFormatter {
    package static func format(_ text: String) -> String {
        let tree = SyntaxTree.parse(text)
        var builder = LayoutBuilder(tree)
        builder.run()
        let laidOut = LayoutPrinter(items: builder.items).run()
        // The last word on the promise above. A text that would break it is rare and stays as it is.
        return TokenSequence(LexedText(laidOut)) == TokenSequence(tree.lexed) ? laidOut : text
    }
}

/// The tokens of a text that carry meaning, and its comments; the case of keywords does not count.
struct TokenSequence: Equatable {
    private struct Element: Equatable {
        let kind: TokenKind
        let keyword: Keyword?
        let text: String
    }

    private let elements: [Element]

    init(_ lexed: LexedText) {
        elements = lexed.tokens.lazy.filter { $0.kind != .whitespace }.map { token in
            let text = token.keyword == nil ? lexed.text(of: token).trimmingASCIIWhitespace() : ""
            return Element(kind: token.kind, keyword: token.keyword, text: text)
        }
    }
}
