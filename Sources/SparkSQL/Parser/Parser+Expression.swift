/// Expressions: operators by precedence, from OR down to the postfix operators.
extension Parser {
    mutating func expression() throws(SyntaxFailure) {
        try nested { (parser) throws(SyntaxFailure) in try parser.booleanExpression(tighterThan: .none) }
    }

    mutating func expressions() throws(SyntaxFailure) {
        try commaSeparated { (parser) throws(SyntaxFailure) in try parser.expression() }
    }

    private enum BooleanPrecedence: Int {
        case none, or, and, not
    }

    private mutating func booleanExpression(tighterThan minimum: BooleanPrecedence) throws(SyntaxFailure) {
        let mark = mark()
        try booleanOperand()
        while true {
            if minimum.rawValue < BooleanPrecedence.and.rawValue, at(.and), beginsExpression(peek()) {
                advance()
                try booleanExpression(tighterThan: .and)
                complete(.and, mark)
            } else if minimum.rawValue < BooleanPrecedence.or.rawValue, at(.or), beginsExpression(peek()) {
                advance()
                try booleanExpression(tighterThan: .or)
                complete(.or, mark)
            } else {
                return
            }
        }
    }

    private mutating func booleanOperand() throws(SyntaxFailure) {
        let mark = mark()
        if at(.exclamationMark) || (at(.not) && beginsExpression(peek())) {
            advance()
            try nested { (parser) throws(SyntaxFailure) in try parser.booleanExpression(tighterThan: .not) }
            return complete(.not, mark)
        }
        if at(.exists), peek().symbol == .leftParenthesis, beginsQuery(at: position + 2) {
            advance()
            try parenthesized { (parser) throws(SyntaxFailure) in try parser.query() }
            return complete(.exists, mark)
        }
        try valueExpression()
        try predicate(since: mark)
    }

    // MARK: Predicates

    private mutating func predicate(since mark: Mark) throws(SyntaxFailure) {
        if at(.is) { return try isPredicate(since: mark) }
        let negated = at(.not) || at(.exclamationMark)
        guard let keyword = (negated ? peek() : current).keyword, keyword.isPredicate else { return }
        if !negated, !predicateFollows(keyword) { return }
        try refuseBang()
        if negated { advance() }
        advance()
        switch keyword {
        case .between: try betweenPredicate(since: mark)
        case .in: try inPredicate(since: mark)
        case .like, .ilike: try likePredicate(since: mark)
        default:
            try valueExpression()
            complete(.like, mark)
        }
    }

    /// A word such as LIKE may be an alias where nothing follows that it could compare with.
    private func predicateFollows(_ keyword: Keyword) -> Bool {
        keyword == .in ? peek().symbol == .leftParenthesis : beginsExpression(peek())
    }

    /// Spark no longer takes `!` for NOT inside a predicate.
    private func refuseBang() throws(SyntaxFailure) {
        guard at(.exclamationMark) else { return }
        throw SyntaxFailure(position: position, expected: [.keyword(.not)], message: "write NOT instead of '!' here")
    }

    private mutating func isPredicate(since mark: Mark) throws(SyntaxFailure) {
        advance()
        try refuseBang()
        _ = accept(.not)
        if accept(.distinct) {
            try expect(.from)
            try valueExpression()
            return complete(.isDistinctFrom, mark)
        }
        try expectOne(of: .null, .true, .false, .unknown)
        complete(.isPredicate, mark)
    }

    private mutating func betweenPredicate(since mark: Mark) throws(SyntaxFailure) {
        try valueExpression()
        try expect(.and)
        try valueExpression()
        complete(.between, mark)
    }

    private mutating func inPredicate(since mark: Mark) throws(SyntaxFailure) {
        try expect(.leftParenthesis)
        if beginsQuery(at: position) { try query() } else { try expressions() }
        try expect(.rightParenthesis)
        complete(.inPredicate, mark)
    }

    private mutating func likePredicate(since mark: Mark) throws(SyntaxFailure) {
        if [.any, .some, .all].contains(current.keyword), peek().symbol == .leftParenthesis {
            advance()
            try parenthesizedList { (parser) throws(SyntaxFailure) in
                guard !parser.at(.rightParenthesis) else { throw parser.failure(.rule("a pattern")) }
                try parser.expression()
            }
        } else {
            try valueExpression()
            if accept(.escape) { try escapeCharacter() }
        }
        complete(.like, mark)
    }

    private mutating func escapeCharacter() throws(SyntaxFailure) {
        let mark = mark()
        try stringLiteral()
        let isOne = nameValue(terminals[mark.position]).unicodeScalars.count == 1 && position == mark.position + 1
        guard isOne || terminals[mark.position].kind != .string else {
            throw refusal("ESCAPE takes one character", since: mark)
        }
    }

    // MARK: Value expressions

    /// Binding strengths of the operators between values; a larger one binds tighter.
    private enum Precedence {
        static let comparison = 1
        static let bitwiseOr = 2
        static let bitwiseXor = 3
        static let bitwiseAnd = 4
        static let shift = 5
        static let sum = 6
        static let product = 7
        static let prefix = 8
    }

    mutating func valueExpression() throws(SyntaxFailure) { try valueExpression(atLeast: Precedence.comparison) }

    private mutating func valueExpression(atLeast minimum: Int) throws(SyntaxFailure) {
        let mark = mark()
        if at(.plus) || at(.hyphen) || at(.tilde) {
            try signedExpression()
        } else {
            try primaryExpression()
        }
        while let (precedence, length) = binaryOperator, precedence >= minimum {
            advance(length)
            try valueExpression(atLeast: precedence + 1)
            complete(precedence == Precedence.comparison ? .comparison : .arithmetic, mark)
        }
    }

    private mutating func signedExpression() throws(SyntaxFailure) {
        let mark = mark()
        let isNegative = at(.hyphen)
        advance()
        if isNegative, current.kind.isNumber {
            try numericLiteral(isNegative: true, since: mark)
            return try postfixOperators(since: mark)
        }
        try nested { (parser) throws(SyntaxFailure) in try parser.valueExpression(atLeast: Precedence.prefix) }
        complete(.signed, mark)
    }

    /// The operator at hand: how tightly it binds, and how many terminals it takes.
    private var binaryOperator: (precedence: Int, length: Int)? {
        switch current.symbol {
        case .asterisk, .slash, .percentSign: (Precedence.product, 1)
        case .plus, .hyphen, .concatenation: (Precedence.sum, 1)
        case .shiftLeft: (Precedence.shift, 1)
        case .ampersand: (Precedence.bitwiseAnd, 1)
        case .hat: (Precedence.bitwiseXor, 1)
        case .pipe: beginsPipeOperator(at: position + 1) ? nil : (Precedence.bitwiseOr, 1)
        case .equal, .nullSafeEqual, .angles, .notEqual, .less, .lessOrEqual, .greaterOrEqual:
            (Precedence.comparison, 1)
        case .greater: greaterOperator
        default: at(.div) && beginsExpression(peek()) ? (Precedence.product, 1) : nil
        }
    }

    /// `>`, or `>>` and `>>>` out of neighbours: the lexer leaves them apart, since they also close types.
    private var greaterOperator: (precedence: Int, length: Int) {
        var length = 1
        while length < 3, peek(length).symbol == .greater, touches(length) { length += 1 }
        return (length == 1 ? Precedence.comparison : Precedence.shift, length)
    }

    /// Whether nothing stands between the terminal `distance` ahead and the one before it.
    func touches(_ distance: Int) -> Bool { peek(distance).token == peek(distance - 1).token + 1 }

    // MARK: Postfix operators

    mutating func primaryExpression() throws(SyntaxFailure) {
        let mark = mark()
        try primary()
        try postfixOperators(since: mark)
    }

    private mutating func postfixOperators(since mark: Mark) throws(SyntaxFailure) {
        while true {
            switch current.symbol {
            case .doubleColon:
                advance()
                try dataType()
                complete(.cast, mark)
            case .leftBracket:
                advance()
                try nested { (parser) throws(SyntaxFailure) in try parser.valueExpression() }
                try expect(.rightBracket)
                complete(.elementAccess, mark)
            case .dot:
                advance()
                try identifier()
                complete(.fieldAccess, mark)
            case .colon:
                try variantPath()
                complete(.variantAccess, mark)
            default:
                guard at(.collate), isIdentifier(peek()) else { return }
                advance()
                try multipartName(.collationName)
                complete(.collate, mark)
            }
        }
    }

    /// `:a.b[0]['c']` behind a variant.
    private mutating func variantPath() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        if at(.leftBracket) { try variantPathElement() } else { try identifier() }
        while at(.leftBracket) || at(.dot) {
            if accept(.dot) { try identifier() } else { try variantPathElement() }
        }
        complete(.variantPath, mark)
    }

    private mutating func variantPathElement() throws(SyntaxFailure) {
        try expect(.leftBracket)
        if isString(current) {
            try stringLiteral()
        } else if isIdentifier(current) {
            try identifier()
        } else {
            try integer()
        }
        try expect(.rightBracket)
    }
}

extension Keyword {
    fileprivate var isPredicate: Bool {
        switch self {
        case .between, .in, .like, .ilike, .rlike, .regexp: true
        default: false
        }
    }
}

extension TokenKind {
    var isNumber: Bool {
        switch self {
        case .integer, .bigint, .smallint, .tinyint, .decimal, .exponent, .float, .double, .bigDecimal: true
        default: false
        }
    }
}
