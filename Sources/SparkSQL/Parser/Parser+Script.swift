/// SQL scripting: BEGIN … END, and what may stand in it.
extension Parser {
    /// Whether a block begins; the outermost has no label.
    var beginsCompound: Bool { at(.begin) && peek().keyword != .transaction }

    /// `[label:] BEGIN … END [label]`
    mutating func compoundBlock() throws(SyntaxFailure) {
        let mark = mark()
        try labelled { (parser) throws(SyntaxFailure) in
            try parser.expect(.begin)
            if parser.at(.not) { try parser.expect(.not, .atomic) }
            if !parser.at(.end) { try parser.compoundBody(takesDeclarations: true) }
            try parser.expect(.end)
        }
        complete(.compoundBlock, mark)
    }

    // MARK: Labels

    /// `label: … label` around `body`, in which LEAVE and ITERATE may name it.
    private mutating func labelled(_ body: Rule) throws(SyntaxFailure) {
        let mark = mark()
        var name: String?
        if isIdentifier(current), peek().symbol == .colon {
            let word = nameValue(current).lowercased()
            name = word
            try strictIdentifier()
            advance()
            if labels.contains(word) { throw refusal("a block around this one has the same label", since: mark) }
            complete(.label, mark)
            labels.append(word)
        }
        defer { if name != nil { labels.removeLast() } }
        try body(&self)
        try endLabel(name)
    }

    private mutating func endLabel(_ name: String?) throws(SyntaxFailure) {
        guard isStrictIdentifier(current) else { return }
        let mark = mark()
        let found = nameValue(current).lowercased()
        try strictIdentifier()
        guard found == name else { throw refusal("the label at the end is not the one at the beginning", since: mark) }
        complete(.label, mark)
    }

    private mutating func jump(since mark: Mark) throws(SyntaxFailure) {
        advance()
        let name = nameValue(current).lowercased()
        try strictIdentifier()
        guard labels.contains(name) else { throw refusal("no block around this statement has that label", since: mark) }
        complete(.jump, mark)
    }

    // MARK: Bodies

    /// Statements with a semicolon behind each. A mistake in one leaves the others readable.
    private mutating func compoundBody(takesDeclarations: Bool = false) throws(SyntaxFailure) {
        var declares = takesDeclarations
        repeat {
            let mark = mark()
            if at(.declare), !declares { note(refusal("DECLARE comes first in a block", since: mark)) }
            declares = declares && at(.declare)
            try recovering(at: .nowhere) { (parser) throws(SyntaxFailure) in
                try parser.nested { (parser) throws(SyntaxFailure) in try parser.compoundStatement() }
                if !parser.at(.semicolon) { throw parser.failure(.symbol(";")) }
            }
            complete(.statement, mark)
            try expect(.semicolon)
        } while !endsBody
    }

    private var endsBody: Bool {
        switch current.keyword {
        case .end, .else, .elseif, .until, .when: true
        default: at(.endOfText)
        }
    }

    private mutating func compoundStatement() throws(SyntaxFailure) {
        let mark = mark()
        let isLabelled = isIdentifier(current) && peek().symbol == .colon
        switch isLabelled ? peek(2).keyword : current.keyword {
        case .begin: try compoundBlock()
        case .if: try ifStatement()
        case .case: try caseStatement()
        case .while, .repeat, .loop, .for: try loop()
        case .leave, .iterate: try jump(since: mark)
        case .declare: try scriptDeclaration()
        case .set where !beginsSetCommand:
            advance()
            try variableAssignments()
            complete(.setVariable, mark)
        default: try simpleStatement()
        }
    }

    /// SET VARIABLE and SET of a configuration are the same inside scripts.
    private var beginsSetCommand: Bool {
        switch peek().keyword {
        case .variable, .var: isIdentifier(peek(2)) || peek(2).symbol == .leftParenthesis
        case .catalog, .role: isIdentifier(peek(2))
        case .time: peek(2).keyword == .zone
        default: false
        }
    }

    // MARK: Branches

    private mutating func ifStatement() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        try branch()
        while accept(.elseif) { try branch() }
        if accept(.else) { try compoundBody() }
        try expect(.end, .if)
        complete(.ifStatement, mark)
    }

    private mutating func branch() throws(SyntaxFailure) {
        try expression()
        try expect(.then)
        try compoundBody()
    }

    private mutating func caseStatement() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        if !at(.when) { try expression() }
        repeat {
            try expect(.when)
            try branch()
        } while at(.when)
        if accept(.else) { try compoundBody() }
        try expect(.end, .case)
        complete(.caseStatement, mark)
    }

    // MARK: Loops

    private mutating func loop() throws(SyntaxFailure) {
        let mark = mark()
        try labelled { (parser) throws(SyntaxFailure) in
            let keyword = parser.current.keyword ?? .loop
            parser.advance()
            try parser.loopBody(keyword)
            try parser.expect(.end)
            try parser.expect(keyword)
        }
        complete(.loop, mark)
    }

    private mutating func loopBody(_ keyword: Keyword) throws(SyntaxFailure) {
        switch keyword {
        case .while:
            try expression()
            try expect(.do)
            try compoundBody()
        case .repeat:
            try compoundBody()
            try expect(.until)
            try expression()
        case .for:
            if peek().keyword == .as {
                try strictIdentifier()
                advance()
            }
            try query()
            try expect(.do)
            try compoundBody()
        default: try compoundBody()
        }
    }

    // MARK: Declarations

    private mutating func scriptDeclaration() throws(SyntaxFailure) {
        let mark = mark()
        if peek().keyword == .continue || peek().keyword == .exit, peek(2).keyword == .handler {
            advance(3)
            try expect(.for)
            try commaSeparated { (parser) throws(SyntaxFailure) in try parser.conditionValue() }
            try compoundStatement()
            return complete(.declareHandler, mark)
        }
        guard peek(2).keyword == .condition else { return try simpleStatement() }
        advance()
        try strictIdentifier()
        try expect(.condition)
        if accept(.for) {
            try expect(.sqlstate)
            try sqlState()
        }
        complete(.declareCondition, mark)
    }

    private mutating func conditionValue() throws(SyntaxFailure) {
        if accept(.sqlstate) { return try sqlState() }
        if accept(.sqlexception) || accept(.not, .found) { return }
        try multipartName(.conditionName)
    }

    private mutating func sqlState() throws(SyntaxFailure) {
        _ = accept(.value)
        let mark = mark()
        try stringLiteral()
        let code = nameValue(terminals[mark.position])
        guard code.utf8.count == 5, code.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isASCIIAlphanumeric }) else {
            throw refusal("an SQLSTATE has five letters or digits", since: mark)
        }
    }
}

extension Character {
    fileprivate var isASCIIAlphanumeric: Bool { isASCII && (isLetter || isNumber) }
}
