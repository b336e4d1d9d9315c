/// Statements: which kind begins, and the smaller kinds. DDL, DML and scripts have files of their own.
extension Parser {
    /// The whole text: statements between semicolons.
    mutating func script() {
        while !at(.endOfText) {
            if accept(.semicolon) { continue }
            let mark = mark()
            do throws(SyntaxFailure) {
                try statement()
                if !isAtEnd { throw failure(.rule("the statement's end")) }
            } catch {
                note(error)
                skipToSemicolon()
            }
            complete(.statement, mark)
        }
    }

    private mutating func skipToSemicolon() {
        let mark = mark()
        while !isAtEnd { advance() }
        complete(.unexpected, mark)
    }

    /// One statement of any kind. The kind is that of the node under `.statement`.
    mutating func statement() throws(SyntaxFailure) {
        try nested { (parser) throws(SyntaxFailure) in
            if parser.beginsCompound { try parser.compoundBlock() } else { try parser.simpleStatement() }
        }
    }

    mutating func simpleStatement() throws(SyntaxFailure) {
        let mark = mark()
        switch current.keyword {
        case .with: try withStatement()
        case .select, .values, .table: try queryStatement()
        case .from: try fromStatementOrMultiInsert()
        case .map, .reduce: try queryStatement()
        case .insert: try insert(since: mark)
        case .delete, .update, .merge: try rowStatement(since: mark)
        case .create, .replace: try create()
        case .alter, .drop, .truncate, .analyze, .comment, .repair, .msck: try definitionStatement()
        case .explain: try explain()
        case .show, .describe, .desc: try inspectionStatement()
        case .set, .reset, .use: try sessionStatement()
        case .optimize, .vacuum, .restore, .reorg, .convert: try deltaStatement()
        default:
            if at(.leftParenthesis) { return try queryStatement() }
            try otherStatement()
        }
    }

    private mutating func queryStatement() throws(SyntaxFailure) {
        let mark = mark()
        try query()
        complete(.queryStatement, mark)
    }

    /// WITH belongs to the query or the change behind it.
    private mutating func withStatement() throws(SyntaxFailure) {
        let mark = mark()
        try commonTableExpressions()
        switch current.keyword {
        case .insert: try insert(since: mark)
        case .delete, .update, .merge: try rowStatement(since: mark)
        case .from where fromLeadsToInsert: try multiInsert(since: mark)
        default:
            try queryWithoutWith(since: mark)
            complete(.queryStatement, mark)
        }
    }

    private mutating func fromStatementOrMultiInsert() throws(SyntaxFailure) {
        guard fromLeadsToInsert else { return try queryStatement() }
        try multiInsert(since: mark())
    }

    /// Whether INSERT stands behind the tables of `FROM …`, outside of parentheses.
    private var fromLeadsToInsert: Bool {
        var index = position
        while terminals[index].symbol != .endOfText, terminals[index].symbol != .semicolon {
            switch terminals[index].keyword {
            case .insert where [.into, .overwrite].contains(terminals[index + 1].keyword): return true
            case .select: return false
            default: index = max(terminals.closing(index), index) + 1
            }
        }
        return false
    }

    // MARK: EXPLAIN

    private mutating func explain() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        _ = acceptAny(.logical, .formatted, .extended, .codegen, .cost)
        try nested { (parser) throws(SyntaxFailure) in try parser.simpleStatement() }
        complete(.explain, mark)
    }

    // MARK: Session

    private mutating func sessionStatement() throws(SyntaxFailure) {
        let mark = mark()
        switch current.keyword {
        case .use:
            advance()
            if at(.namespace) || at(.database) || at(.schema),
                !isEnd(peek()), peek().symbol != .dot
            {
                advance()
            }
            try nameReference(.namespaceName)
            complete(.use, mark)
        case .reset:
            let key = position + 1
            skipRest()
            let isKey = (key..<max(position, key)).allSatisfy { index in
                isKeyPart(terminals[index]) && (index == key || touches(index - position))
            }
            if !isKey { throw refusal("RESET takes one key", since: mark) }
            complete(.reset, mark)
        default: try set(since: mark)
        }
    }

    private mutating func set(since mark: Mark) throws(SyntaxFailure) {
        advance()
        switch current.keyword {
        case .catalog where !isEnd(peek()) && peek().symbol != .equal && peek().symbol != .dot:
            advance()
            try expression()
            return complete(.use, mark)
        case .time where peek().keyword == .zone:
            advance(2)
            try timeZone(since: mark)
        case .variable where !isEnd(peek()) && peek().symbol != .equal,
            .var where !isEnd(peek()) && peek().symbol != .equal:
            advance()
            try variableAssignments()
            return complete(.setVariable, mark)
        case .path where peek().symbol == .equal:
            advance(2)
            try multipartNames(.pathElement)
        case .role: throw failure(.rule("a configuration's key"))
        default: try configuration(since: mark)
        }
        complete(.setConfiguration, mark)
    }

    private mutating func timeZone(since mark: Mark) throws(SyntaxFailure) {
        if accept(.local) { return }
        if at(.interval) {
            let start = position + 1
            guard try intervalLiteral() else { throw failure(.rule("an interval")) }
            let units = (start..<position).compactMap { IntervalUnit(terminals[$0].keyword) }
            guard isZoneOffset(units, from: start) else {
                throw refusal("a time zone is within 18 hours, in hours, minutes and seconds", since: mark)
            }
        } else {
            try stringLiteral()
        }
    }

    private func isZoneOffset(_ units: [IntervalUnit], from start: Int) -> Bool {
        guard units.allSatisfy({ $0 == .hour || $0 == .minute || $0 == .second }) else { return false }
        for index in start..<position {
            let token = lexed.tokens[Int(terminals[index].token)]
            let digits = lexed.value(of: token).prefix { $0 != ":" }.drop { $0 == "-" || $0 == "+" }
            if let value = Int(digits), value > 18, IntervalUnit(terminals[index + 1].keyword) == .hour { return false }
        }
        return true
    }

    mutating func variableAssignments() throws(SyntaxFailure) {
        guard at(.leftParenthesis) else { return try assignments(.variableName) }
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.multipartNames(.variableName) }
        try expect(.equal)
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.query() }
    }

    /// `key`, `key = anything` or nothing: Spark reads the text itself, so the value is any tokens up to the semicolon.
    private mutating func configuration(since mark: Mark) throws(SyntaxFailure) {
        let start = position
        while !isAtEnd, !at(.equal) { advance() }
        unread.append(start..<position)
        let isKey = (start..<position).allSatisfy { index in
            isKeyPart(terminals[index]) && (index == start || touches(index - position))
        }
        let isVerbose = position == start + 2 && terminals[start].symbol == .hyphen
        guard isKey || isVerbose else {
            throw refusal("a configuration's key has no spaces: SET key = value", since: mark)
        }
        if at(.equal), position == start { throw failure(.rule("a configuration's key")) }
        skipRest()
    }

    /// Letters, digits, dots and colons, or a name in backquotes.
    private func isKeyPart(_ terminal: Terminal) -> Bool {
        switch terminal.kind {
        case .identifier, .quotedIdentifier, .dot, .colon: true
        default: terminal.kind.isNumber
        }
    }

    /// The statement's remaining tokens, which Spark does not read by its grammar.
    mutating func skipRest() {
        let mark = mark()
        while !isAtEnd { advance() }
        unread.append(mark.position..<position)
    }

    // MARK: Others

    private mutating func otherStatement() throws(SyntaxFailure) {
        let mark = mark()
        switch current.keyword {
        case .cache, .uncache, .clear, .refresh, .load, .add, .list: try dataStatement()
        case .call:
            advance()
            try nameReference(.procedureName)
            try parenthesized { (parser) throws(SyntaxFailure) in
                if !parser.at(.rightParenthesis) {
                    try parser.commaSeparated { (parser) throws(SyntaxFailure) in try parser.functionArgument() }
                }
            }
            complete(.call, mark)
        case .execute:
            try executeImmediate()
            complete(.executeImmediate, mark)
        case .declare: try declare()
        case .open, .fetch, .close: try cursorStatement()
        default: throw failure(.rule("a statement"))
        }
    }

    private mutating func executeImmediate() throws(SyntaxFailure) {
        advance()
        try expect(.immediate)
        try expression()
        if accept(.into) { try multipartNames(.variableName) }
        if accept(.using) { try usingArguments() }
    }

    private mutating func usingArguments() throws(SyntaxFailure) {
        let isParenthesized =
            at(.leftParenthesis) && isEnd(terminals[terminals.closing(position) + 1]) && !beginsQuery(at: position + 1)
        if isParenthesized { advance() }
        try namedExpressions()
        if isParenthesized { try expect(.rightParenthesis) }
    }

    private mutating func cursorStatement() throws(SyntaxFailure) {
        let mark = mark()
        switch current.keyword {
        case .open:
            advance()
            try multipartName(.variableName)
            if accept(.using) { try usingArguments() }
        case .fetch:
            advance()
            if at(.next, .from) { advance() }
            if at(.from), peek().keyword != .into { advance() }
            try multipartName(.variableName)
            try expect(.into)
            try multipartNames(.variableName)
        default:
            advance()
            try multipartName(.variableName)
        }
        complete(.cursorStatement, mark)
    }

    private mutating func declare() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        if let isCursor = cursorDistance {
            try identifier()
            if isCursor > 1 { advance() }
            try expect(.cursor, .for)
            try query()
            if accept(.for) { try expect(.read, .only) }
            return complete(.cursorStatement, mark)
        }
        if accept(.or) { try expect(.replace) }
        if at(.variable) || at(.var), isIdentifier(peek()) { advance() }
        try commaSeparated { (parser) throws(SyntaxFailure) in try parser.nameReference(.variableName) }
        let start = position
        if !isAtEnd, !at(.default), !at(.equal) { try dataType() }
        if accept(.default) || accept(.equal) { try expression() }
        guard position > start else { throw failure(.rule("a type"), .keyword(.default)) }
        complete(.declareVariable, mark)
    }

    /// How far ahead the word CURSOR of `DECLARE name [INSENSITIVE] CURSOR FOR` stands.
    private var cursorDistance: Int? {
        if peek().keyword == .cursor, peek(2).keyword == .for { return 1 }
        guard peek().keyword == .insensitive || peek().keyword == .asensitive else { return nil }
        return peek(2).keyword == .cursor ? 2 : nil
    }
}
