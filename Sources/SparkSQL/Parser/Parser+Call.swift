/// Function calls, and the functions whose arguments have a grammar of their own.
extension Parser {
    /// What a call with its own grammar holds between its parentheses; false when the name at hand begins none, or the
    /// call reads like any other.
    mutating func specialCall(_ keyword: Keyword) throws(SyntaxFailure) -> Bool {
        guard peek().symbol == .leftParenthesis else { return false }
        let opening = position + 1
        switch keyword {
        case .cast where parenthesisHolds(.as, from: opening), .tryCast where parenthesisHolds(.as, from: opening):
            try special(.cast) { (parser) throws(SyntaxFailure) in try parser.castArguments() }
        case .struct where beginsExpression(peek(2)) && peek(3).symbol != .fatArrow && !isSetQuantifier(opening + 1):
            try structCall()
        case .extract where parenthesisHolds(.from, from: opening):
            try special(.functionCall) { (parser) throws(SyntaxFailure) in try parser.extractArguments() }
        case .trim where parenthesisHolds(.from, from: opening):
            try special(.functionCall) { (parser) throws(SyntaxFailure) in try parser.trimArguments() }
        case .substr where parenthesisHolds(.from, .for, from: opening),
            .substring where parenthesisHolds(.from, .for, from: opening):
            try special(.functionCall) { (parser) throws(SyntaxFailure) in try parser.substringArguments() }
        case .overlay where parenthesisHolds(.placing, from: opening):
            try special(.functionCall) { (parser) throws(SyntaxFailure) in try parser.overlayArguments() }
        case .position where parenthesisHolds(.in, from: opening):
            try special(.functionCall) { (parser) throws(SyntaxFailure) in try parser.positionArguments() }
        case .first where parenthesisHolds(.nulls, from: opening), .last where parenthesisHolds(.nulls, from: opening),
            .anyValue where parenthesisHolds(.nulls, from: opening):
            try special(.functionCall) { (parser) throws(SyntaxFailure) in try parser.ignoreNullsArguments() }
        case .dateadd, .dateAdd, .timestampadd, .datediff, .dateDiff, .timediff, .timestampdiff:
            return try dateArithmetic(from: opening)
        default: return false
        }
        return true
    }

    /// A keyword, then `arguments` between parentheses.
    private mutating func special(_ kind: SyntaxKind, _ arguments: Rule) throws(SyntaxFailure) {
        let mark = mark()
        try single(.functionName)
        try parenthesized(arguments)
        complete(kind, mark)
    }

    private mutating func castArguments() throws(SyntaxFailure) {
        try expression()
        try expect(.as)
        try dataType()
    }

    private mutating func structCall() throws(SyntaxFailure) {
        let mark = mark()
        try single(.functionName)
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.namedExpressions() }
        try callSuffix()
        complete(.functionCall, mark)
    }

    private mutating func extractArguments() throws(SyntaxFailure) {
        try simpleIdentifier()
        try expect(.from)
        try valueExpression()
    }

    private mutating func trimArguments() throws(SyntaxFailure) {
        if [.both, .leading, .trailing].contains(current.keyword), peek().symbol != .dot { advance() }
        if !at(.from) || peek().keyword == .from { try valueExpression() }
        try expect(.from)
        try valueExpression()
    }

    private mutating func substringArguments() throws(SyntaxFailure) {
        try valueExpression()
        guard accept(.comma) || accept(.from) else { throw failure(.keyword(.from), .symbol(",")) }
        try valueExpression()
        if accept(.comma) || accept(.for) { try valueExpression() }
    }

    private mutating func overlayArguments() throws(SyntaxFailure) {
        try valueExpression()
        try expect(.placing)
        try valueExpression()
        try expect(.from)
        try valueExpression()
        if accept(.for) { try valueExpression() }
    }

    private mutating func positionArguments() throws(SyntaxFailure) {
        try valueExpression()
        try expect(.in)
        try valueExpression()
    }

    private mutating func ignoreNullsArguments() throws(SyntaxFailure) {
        try expression()
        // A call in front may have taken them.
        if accept(.ignore) { try expect(.nulls) }
    }

    /// With three arguments, the first is a unit; Spark says so when it is a string.
    private mutating func dateArithmetic(from opening: Int) throws(SyntaxFailure) -> Bool {
        guard isString(terminals[opening + 1]), terminals[opening + 2].symbol == .comma,
            topLevelCommas(from: opening) == 2
        else { return false }
        throw SyntaxFailure(
            position: opening + 1,
            expected: [],
            message: "write the unit without quotes, as in \(lexed.text(in: byteRange(of: current)))(DAY, …)"
        )
    }

    func topLevelCommas(from opening: Int) -> Int {
        let end = terminals.closing(opening)
        var count = 0
        var index = opening + 1
        while index < end {
            if terminals[index].symbol == .comma { count += 1 }
            index = max(terminals.closing(index), index) + 1
        }
        return count
    }

    // MARK: Any function

    /// `(arguments)` and what may follow them, behind a function's name.
    mutating func callArguments(since mark: Mark) throws(SyntaxFailure) {
        try expect(.leftParenthesis)
        if !at(.rightParenthesis) {
            try nested { (parser) throws(SyntaxFailure) in
                parser.setQuantifier()
                try parser.commaSeparated { (parser) throws(SyntaxFailure) in try parser.functionArgument() }
            }
        }
        try expect(.rightParenthesis)
        try callSuffix()
        complete(.functionCall, mark)
    }

    /// DISTINCT or ALL, unless it is a column's name here.
    mutating func setQuantifier() {
        if isSetQuantifier(position) { advance() }
    }

    private func isSetQuantifier(_ index: Int) -> Bool {
        guard terminals[index].keyword == .distinct || terminals[index].keyword == .all else { return false }
        return beginsExpression(terminals[index + 1]) && !continues(at: index + 1)
    }

    /// An expression, or `name => expression`.
    mutating func functionArgument() throws(SyntaxFailure) {
        guard isIdentifier(current), peek().symbol == .fatArrow else { return try expression() }
        let mark = mark()
        try identifier()
        advance()
        try expression()
        complete(.namedArgument, mark)
    }

    /// WITHIN GROUP, FILTER, IGNORE NULLS and OVER.
    private mutating func callSuffix() throws(SyntaxFailure) {
        if at(.within, .group) {
            let mark = mark()
            advance(2)
            try parenthesized { (parser) throws(SyntaxFailure) in
                try parser.expect(.order, .by)
                try parser.sortItems()
            }
            complete(.withinGroup, mark)
        }
        if at(.filter), peek().symbol == .leftParenthesis, peek(2).keyword == .where {
            let mark = mark()
            advance()
            try parenthesized { (parser) throws(SyntaxFailure) in
                try parser.expect(.where)
                try parser.expression()
            }
            complete(.filterClause, mark)
        }
        if at(.ignore, .nulls) || at(.respect, .nulls) { advance(2) }
        if at(.over), peek().symbol == .leftParenthesis || isIdentifier(peek()) {
            advance()
            try windowSpecification()
        }
    }

    // MARK: Windows

    mutating func windowSpecification() throws(SyntaxFailure) {
        let mark = mark()
        if at(.leftParenthesis) {
            try parenthesized { (parser) throws(SyntaxFailure) in try parser.windowDefinition() }
        } else {
            try identifier()
        }
        complete(.windowSpecification, mark)
    }

    private mutating func windowDefinition() throws(SyntaxFailure) {
        if isIdentifier(current), peek().symbol == .rightParenthesis { return try identifier() }
        if accept(.cluster, .by) {
            try expressions()
        } else {
            if accept(.partition, .by) || accept(.distribute, .by) { try expressions() }
            if accept(.order, .by) || accept(.sort, .by) { try sortItems() }
        }
        if at(.rows) || at(.range) { try windowFrame() }
    }

    private mutating func windowFrame() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        if accept(.between) {
            try frameBound()
            try expect(.and)
        }
        try frameBound()
        complete(.windowFrame, mark)
    }

    private mutating func frameBound() throws(SyntaxFailure) {
        if accept(.current, .row) { return }
        if !accept(.unbounded) {
            let mark = mark()
            try expression()
            if nodesSince(mark).contains(where: \.kind.dependsOnRows) {
                throw refusal("a frame's bound is a literal", since: mark)
            }
        }
        try expectOne(of: .preceding, .following)
    }

    // MARK: Order

    mutating func sortItems() throws(SyntaxFailure) {
        try commaSeparated { (parser) throws(SyntaxFailure) in try parser.sortItem() }
    }

    private mutating func sortItem() throws(SyntaxFailure) {
        let mark = mark()
        try expression()
        _ = acceptAny(.asc, .desc)
        if accept(.nulls) { try expectOne(of: .first, .last) }
        complete(.sortItem, mark)
    }
}

extension SyntaxKind {
    /// What has no value before there are rows, or an analyzer.
    fileprivate var dependsOnRows: Bool {
        switch self {
        case .columnReference, .functionCall, .currentValue, .scalarSubquery: true
        default: false
        }
    }
}
