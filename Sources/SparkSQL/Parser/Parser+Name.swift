/// Names, aliases and strings.
extension Parser {
    mutating func identifier() throws(SyntaxFailure) {
        if beginsIdentifierClause { return try identifierClause() }
        guard isIdentifier(current) else { throw failure(.rule("a name")) }
        try single(.identifier)
    }

    /// A name where the words that join relations may not stand.
    mutating func strictIdentifier() throws(SyntaxFailure) {
        if beginsIdentifierClause { return try identifierClause() }
        guard isStrictIdentifier(current) else { throw failure(.rule("a name")) }
        try single(.identifier)
    }

    /// `IDENTIFIER('a.b')` stands for a name wherever one may stand.
    private var beginsIdentifierClause: Bool {
        at(.identifier) && peek().symbol == .leftParenthesis && isString(peek(2))
            && terminals.closing(position + 1) == stringEnd(from: position + 2)
    }

    private func stringEnd(from index: Int) -> Int {
        var end = index
        while isString(terminals[end]) { end += 1 }
        return end
    }

    private mutating func identifierClause() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.stringLiteral() }
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
        repeat { try identifier() } while accept(.dot)
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
        if !accept(.as) {
            guard isStrictIdentifier(current), !keywordContinues else { return }
        }
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

    private mutating func columnAlias() throws(SyntaxFailure) {
        let mark = mark()
        if !accept(.as) {
            guard isIdentifier(current) || at(.leftParenthesis), !keywordContinues else { return }
        }
        if at(.leftParenthesis) { try nameList() } else { try identifier() }
        complete(.columnAlias, mark)
    }

    /// `[AS] name`.
    mutating func optionalAlias() throws(SyntaxFailure) {
        let mark = mark()
        if !accept(.as) {
            guard isIdentifier(current), !keywordContinues else { return }
        }
        try identifier()
        complete(.columnAlias, mark)
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
            try identifier()
        }
        complete(.parameter, mark)
    }

    mutating func integer() throws(SyntaxFailure) {
        if beginsParameter { return try parameter() }
        guard current.kind == .integer else { throw failure(.rule("an integer")) }
        try single(.numericLiteral)
    }
}
