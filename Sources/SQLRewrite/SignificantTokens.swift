import SparkSQL

/// The tokens of a statement that carry meaning: no white space, comments or hints. Indices outside give nil.
struct SignificantTokens {
    let lexed: LexedText
    let tokens: [Token]

    init(_ lexed: LexedText) {
        self.lexed = lexed
        var inHint = false
        tokens = lexed.tokens.filter { token in
            defer { if token.kind == .hintEnd { inHint = false } }
            if token.kind == .hintStart { inHint = true }
            return !inHint && !token.kind.isTrivia && token.kind != .hintStart
        }
    }

    private init(lexed: LexedText, tokens: [Token]) {
        self.lexed = lexed
        self.tokens = tokens
    }

    func prefix(_ count: Int) -> SignificantTokens {
        SignificantTokens(lexed: lexed, tokens: Array(tokens.prefix(count)))
    }

    var count: Int { tokens.count }

    subscript(index: Int) -> Token? { tokens.indices.contains(index) ? tokens[index] : nil }

    func kind(_ index: Int) -> TokenKind? { self[index]?.kind }

    /// The keyword at `index`, unless it is a part of a dotted name.
    func keyword(_ index: Int) -> Keyword? {
        kind(index - 1) == .dot ? nil : self[index]?.keyword
    }

    func isOperator(_ index: Int, _ text: StaticString) -> Bool {
        guard let token = self[index], token.kind == .operator, token.range.count == text.utf8CodeUnitCount else {
            return false
        }
        return text.withUTF8Buffer { lexed.bytes[token.range].elementsEqual($0) }
    }

    func isName(_ index: Int) -> Bool {
        kind(index) == .identifier || kind(index) == .quotedIdentifier
    }

    /// Whether a query can begin here: SELECT, WITH, VALUES, FROM, TABLE.
    func startsQuery(_ index: Int) -> Bool {
        switch keyword(index) {
        case .select, .with, .values, .from, .table, .map, .reduce: true
        default: kind(index) == .leftParenthesis
        }
    }

    /// The index of the parenthesis that closes the one at `index`; nil when none does.
    func closing(_ index: Int) -> Int? {
        var depth = 0
        for place in index..<max(count, index) {
            if kind(place) == .leftParenthesis { depth += 1 }
            if kind(place) == .rightParenthesis { depth -= 1 }
            if depth == 0 { return place }
        }
        return nil
    }
}
