/// What operators stand between: literals, columns, calls, parentheses.
extension Parser {
    mutating func primary() throws(SyntaxFailure) {
        if current.kind.isNumber { return try numericLiteral(isNegative: false, since: mark()) }
        if isString(current) { return try stringLiteral() }
        switch current.symbol {
        case .leftParenthesis: return try parenthesizedPrimary()
        case .asterisk: return try star()
        case .questionMark, .colon: return try parameter()
        default: break
        }
        guard isIdentifier(current) || current.keyword != nil else { throw failure(.rule("an expression")) }
        if try keywordPrimary() { return }
        try namePrimary()
    }

    /// The forms that a keyword begins; false when it is a name here.
    private mutating func keywordPrimary() throws(SyntaxFailure) -> Bool {
        guard let keyword = current.keyword, peek().symbol != .dot else { return false }
        let mark = mark()
        switch keyword {
        case .null, .true, .false:
            guard peek().symbol != .leftParenthesis else { return false }
            try single(.constant)
        case .case:
            guard beginsExpression(peek()), peek(2).symbol != .rightParenthesis else { return false }
            try caseExpression()
        case .interval:
            guard try intervalLiteral() else { return false }
        case .date, .time, .timestamp, .timestampLtz, .timestampNtz, .x:
            guard isString(peek()) else { return false }
            try typedLiteral()
        case .currentDate, .currentTimestamp, .currentTime, .currentUser, .currentPath, .localtime, .sessionUser, .user:
            guard peek().symbol != .leftParenthesis, peek().symbol != .arrow else { return false }
            advance()
            complete(.currentValue, mark)
        default:
            return try specialCall(keyword)
        }
        return true
    }

    // MARK: Names

    /// A column, a lambda, or a call of the function that the name names.
    private mutating func namePrimary() throws(SyntaxFailure) {
        let mark = mark()
        if peek().symbol == .arrow {
            try identifier()
            return try lambdaBody(since: mark)
        }
        if at(.identifier), peek().symbol == .leftParenthesis {
            try nameReference(.columnReference)
            guard at(.leftParenthesis) else { return }
            complete(.functionName, mark)
            return try callArguments(since: mark)
        }
        let isQualifiedStar = try dottedName()
        if isQualifiedStar {
            advance(2)
            try exceptClause()
            return complete(.star, mark)
        }
        // No argument is a bare query: `a (SELECT 1)` is a name, and a query behind it.
        let isCall = at(.leftParenthesis) && !(peek().keyword == .select && beginsQuery(at: position + 1))
        guard isCall else { return complete(.columnReference, mark) }
        complete(.functionName, mark)
        try callArguments(since: mark)
    }

    /// Reads `a.b.c`; whether `.*` follows.
    private mutating func dottedName() throws(SyntaxFailure) -> Bool {
        try identifier(allowsParts: true)
        while at(.dot) {
            if peek().symbol == .asterisk { return true }
            guard isIdentifier(peek()) else { throw SyntaxFailure(position: position + 1, expected: [.rule("a name")]) }
            advance()
            try identifier(allowsParts: true)
        }
        return false
    }

    private mutating func star() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        try exceptClause()
        complete(.star, mark)
    }

    private mutating func exceptClause() throws(SyntaxFailure) {
        guard at(.except), peek().symbol == .leftParenthesis, !beginsQuery(at: position + 2) else { return }
        let mark = mark()
        advance()
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.multipartNames(.columnReference) }
        complete(.exceptClause, mark)
    }

    private mutating func lambdaBody(since mark: Mark) throws(SyntaxFailure) {
        try expect(.arrow)
        try expression()
        complete(.lambda, mark)
    }

    // MARK: Parentheses

    private mutating func parenthesizedPrimary() throws(SyntaxFailure) {
        let mark = mark()
        if beginsQuery(at: position + 1) {
            try parenthesized { (parser) throws(SyntaxFailure) in
                try parser.recovering(at: .nowhere) { (parser) throws(SyntaxFailure) in try parser.query() }
            }
            return complete(.scalarSubquery, mark)
        }
        if terminals[terminals.closing(position) + 1].symbol == .arrow {
            try nameList()
            return try lambdaBody(since: mark)
        }
        try expect(.leftParenthesis)
        let first = self.mark()
        try expression()
        if accept(.rightParenthesis) { return complete(.parenthesized, mark) }
        // Only the fields of a row have names: `(a AS b)` is none.
        try columnAlias()
        complete(.namedExpression, first)
        guard accept(.comma) else { throw failure(.symbol(")")) }
        try namedExpressions()
        try expect(.rightParenthesis)
        complete(.rowConstructor, mark)
    }

    // MARK: CASE

    private mutating func caseExpression() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        if !at(.when) { try expression() }
        repeat {
            let branch = self.mark()
            try expect(.when)
            try expression()
            try expect(.then)
            try expression()
            complete(.whenClause, branch)
        } while at(.when)
        if accept(.else) { try expression() }
        try expect(.end)
        complete(.caseExpression, mark)
    }
}
