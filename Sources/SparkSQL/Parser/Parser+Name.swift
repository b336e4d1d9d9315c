/// Names, aliases and strings.
extension Parser {
    mutating func identifier(allowsParts: Bool = false) throws(SyntaxFailure) {
        if beginsIdentifierClause { return try identifierClause(allowsParts: allowsParts) }
        try simpleIdentifier()
    }

    /// One word or quoted name: IDENTIFIER('…') does not stand for it.
    mutating func simpleIdentifier() throws(SyntaxFailure) {
        guard isIdentifier(current) else { throw failure(.rule("a name")) }
        try word()
    }

    private mutating func word() throws(SyntaxFailure) {
        let mark = mark()
        let bytes = lexed.bytes[byteRange(of: current)]
        let needsQuotes = current.kind == .identifier && !bytes.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: ":") }
        advance()
        if needsQuotes { throw refusal("a name with such characters stands in backquotes", since: mark) }
        complete(.identifier, mark)
    }

    /// A name without its quotes.
    func nameValue(_ terminal: Terminal) -> String {
        let index = Int(terminal.token)
        return lexed.tokens.indices.contains(index) ? lexed.value(of: lexed.tokens[index]) : ""
    }

    /// A name where the words that join relations may not stand.
    mutating func strictIdentifier() throws(SyntaxFailure) {
        if beginsIdentifierClause { return try identifierClause(allowsParts: false) }
        guard isStrictIdentifier(current) else { throw failure(.rule("a name")) }
        try word()
    }

    /// `IDENTIFIER('a.b')` stands for a name wherever one may stand.
    private var beginsIdentifierClause: Bool {
        at(.identifier) && peek().symbol == .leftParenthesis && isString(peek(2))
            && terminals.closing(position + 1) == stringEnd(from: position + 2)
    }

    /// The index behind the strings that stand end to end from `index` on.
    func stringEnd(from index: Int) -> Int {
        var end = index
        while isString(terminals[end]) { end += 1 }
        return end
    }

    private mutating func identifierClause(allowsParts: Bool) throws(SyntaxFailure) {
        let mark = mark()
        advance()
        let hasParts = LexedText(nameValue(peek())).tokens.contains { $0.kind == .dot }
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.stringLiteral() }
        if hasParts && !allowsParts { throw refusal("a name of one part is needed here", since: mark) }
        complete(.identifierClause, mark)
    }

    /// A node over the terminal at hand.
    mutating func single(_ kind: SyntaxKind) throws(SyntaxFailure) {
        let mark = mark()
        advance()
        complete(kind, mark)
    }

    /// `a.b.c`, as a node of `kind` that says what is named.
    mutating func multipartName(_ kind: SyntaxKind) throws(SyntaxFailure) {
        let mark = mark()
        try nameParts()
        complete(kind, mark)
    }

    mutating func nameParts() throws(SyntaxFailure) {
        repeat { try identifier(allowsParts: true) } while accept(.dot)
    }

    /// A name, or `IDENTIFIER(expression)` which is known only when the statement runs.
    mutating func nameReference(_ kind: SyntaxKind) throws(SyntaxFailure) {
        guard at(.identifier), peek().symbol == .leftParenthesis, !beginsIdentifierClause else {
            return try multipartName(kind)
        }
        let mark = mark()
        let inner = self.mark()
        advance()
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.expression() }
        complete(.identifierClause, inner)
        complete(kind, mark)
    }

    mutating func nameList() throws(SyntaxFailure) {
        let mark = mark()
        try parenthesizedList { (parser) throws(SyntaxFailure) in try parser.identifier() }
        complete(.nameList, mark)
    }

    mutating func multipartNames(_ kind: SyntaxKind) throws(SyntaxFailure) {
        try commaSeparated { (parser) throws(SyntaxFailure) in try parser.multipartName(kind) }
    }

    // MARK: Aliases

    /// `[AS] name [(columns)]` behind a relation.
    mutating func tableAlias() throws(SyntaxFailure) {
        let mark = mark()
        guard acceptAs(isStrict: true) || (isStrictIdentifier(current) && !keywordContinues) else { return }
        try strictIdentifier()
        if at(.leftParenthesis) { try nameList() }
        complete(.tableAlias, mark)
    }

    /// An expression with the name, or names, of its column.
    mutating func namedExpression() throws(SyntaxFailure) {
        let mark = mark()
        try expression()
        try columnAlias()
        complete(.namedExpression, mark)
    }

    mutating func namedExpressions() throws(SyntaxFailure) {
        try commaSeparated { (parser) throws(SyntaxFailure) in try parser.namedExpression() }
    }

    /// `[AS] name`, or names between parentheses, behind an expression.
    mutating func columnAlias() throws(SyntaxFailure) {
        let mark = mark()
        guard acceptAs() || ((isIdentifier(current) || at(.leftParenthesis)) && !keywordContinues) else { return }
        if at(.leftParenthesis) { try nameList() } else { try identifier() }
        complete(.columnAlias, mark)
    }

    /// `[AS] name`.
    mutating func optionalAlias() throws(SyntaxFailure) {
        let mark = mark()
        guard acceptAs() || (isIdentifier(current) && !keywordContinues) else { return }
        try identifier()
        complete(.columnAlias, mark)
    }

    /// AS before a name. Without a name behind it, AS is the name itself: that is how Spark reads `SELECT a AS FROM t`.
    private mutating func acceptAs(isStrict: Bool = false) -> Bool {
        let next = peek()
        let isName = isStrict ? isStrictIdentifier(next) : isIdentifier(next) || next.symbol == .leftParenthesis
        guard at(.as), isName, !(next.keyword == .from && continues(at: position + 1)) else { return false }
        return accept(.as)
    }

    // MARK: Strings and numbers

    /// One or more strings end to end, or a parameter.
    mutating func stringLiteral(_ kind: SyntaxKind = .stringLiteral) throws(SyntaxFailure) {
        let mark = mark()
        guard isString(current) || beginsParameter else { throw failure(.rule("a string")) }
        while isString(current) || beginsParameter {
            if isString(current) { advance() } else { try parameter() }
        }
        complete(kind, mark)
    }

    var beginsString: Bool { isString(current) || beginsParameter }

    var beginsParameter: Bool { at(.questionMark) || (at(.colon) && isIdentifier(peek())) }

    /// `?` or `:name`.
    mutating func parameter() throws(SyntaxFailure) {
        let mark = mark()
        if !accept(.questionMark) {
            try expect(.colon)
            try simpleIdentifier()
        }
        complete(.parameter, mark)
    }

    mutating func integer() throws(SyntaxFailure) {
        if beginsParameter { return try parameter() }
        guard current.kind == .integer else { throw failure(.rule("an integer")) }
        try single(.numericLiteral)
    }
}
