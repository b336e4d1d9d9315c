/// One piece of a text; the tokens of a text lie end to end and cover it.
package struct Token: Hashable, Sendable {
    package let kind: TokenKind
    /// Set for unquoted identifiers that spell a keyword; whether it acts as one depends on where it stands.
    package let keyword: Keyword?
    /// UTF-8 bytes of the text.
    package let range: Range<Int>

    package init(kind: TokenKind, keyword: Keyword? = nil, range: Range<Int>) {
        self.kind = kind
        self.keyword = keyword
        self.range = range
    }
}

/// What a token is. Numbers keep Spark's distinction by suffix, since it decides the literal's type.
package enum TokenKind: Hashable, Sendable {
    case whitespace
    case lineComment
    case bracketedComment
    /// `/*+`
    case hintStart
    /// `*/` outside of a comment: the end of a hint.
    case hintEnd

    /// An unquoted identifier or keyword.
    case identifier
    /// `` `name` ``, with the quotes.
    case quotedIdentifier
    /// `'…'` or `"…"` with backslash escapes.
    case string
    /// `r'…'` or `r"…"`, without escapes.
    case rawString
    /// `$$…$$` or `$tag$…$tag$`, the code of a metric view.
    case dollarQuotedString

    case integer
    case bigint
    case smallint
    case tinyint
    case decimal
    case exponent
    case float
    case double
    case bigDecimal

    /// `:`, which begins a parameter, and also a variant's path, a field's type or a slice's end.
    case colon
    /// `?`
    case questionMark

    case leftParenthesis
    case rightParenthesis
    case leftBracket
    case rightBracket
    case comma
    case dot
    case semicolon
    /// One operator. `>` always stands alone, since `>>` also closes two types: the parser joins neighbours.
    case `operator`

    /// A character that has no place in Spark SQL outside of time travel (`t@v1`), or a literal, identifier or comment that the text's end cuts off.
    case unrecognized
}

extension TokenKind {
    /// White space and comments: what stands between the tokens that carry meaning. Hints are not trivia.
    package var isTrivia: Bool {
        switch self {
        case .whitespace, .lineComment, .bracketedComment: true
        default: false
        }
    }
}

/// A fault that can be seen without a grammar.
package struct LexicalDiagnostic: Hashable, Sendable {
    package enum Fault: Hashable, Sendable {
        case unterminatedString
        case unterminatedIdentifier
        case unterminatedComment
        case unrecognizedCharacter
    }

    package let fault: Fault
    /// UTF-8 bytes of the text.
    package let range: Range<Int>
}
