/// FROM: tables, joins, subqueries, table functions, PIVOT and their like.
extension Parser {
    mutating func fromClause() throws(SyntaxFailure) {
        let mark = mark()
        try expect(.from)
        try relation()
        while accept(.comma) { try relation(seesOthers: true) }
        try lateralViews()
        if at(.pivot) || at(.unpivot) { try pivotClauses() }
        complete(.fromClause, mark)
    }

    /// A relation with what is joined to it; one that `seesOthers` has tables before it that LATERAL lets it refer to.
    mutating func relation(seesOthers: Bool = false) throws(SyntaxFailure) {
        let mark = mark()
        let isLateral = acceptLateral()
        try relationPrimary()
        if isLateral && seesOthers { try checkLateral(since: mark) }
        while true {
            if joinLength(at: position) != nil {
                try join()
                complete(.join, mark)
            } else if beginsPivot {
                try pivotClauses()
                complete(.pivotedRelation, mark)
            } else {
                return
            }
        }
    }

    var beginsPivot: Bool { beginsPivot(at: position) }

    func beginsPivot(at index: Int) -> Bool {
        let next = terminals[index + 1]
        switch terminals[index].keyword {
        case .pivot: return next.symbol == .leftParenthesis
        case .unpivot: return next.symbol == .leftParenthesis || next.keyword == .include || next.keyword == .exclude
        case .bin: return next.keyword == .by
        default: return false
        }
    }

    /// LATERAL, unless it is a table's name.
    private mutating func acceptLateral() -> Bool {
        guard at(.lateral), isIdentifier(peek()) || peek().symbol == .leftParenthesis else { return false }
        return accept(.lateral)
    }

    /// LATERAL lets a subquery or a function see the tables before it; for others it says nothing.
    private func checkLateral(since mark: Mark) throws(SyntaxFailure) {
        guard let kind = nodes.last?.kind, kind != .subqueryRelation, kind != .tableFunction else { return }
        throw refusal("LATERAL stands before subqueries and table functions only", since: mark)
    }

    // MARK: Joins

    mutating func join() throws(SyntaxFailure) {
        let isNatural = at(.natural)
        let words = joinLength(at: position) ?? 0
        let isAsOf = words > 0 && peek(words - 1).keyword == .asof
        let isPlain = !(0..<words).contains { [.cross, .semi, .anti].contains(peek($0).keyword) }
        advance(words)
        try expect(.join)
        let mark = mark()
        let isLateral = acceptLateral()
        if isNatural && (isLateral || !isPlain) {
            throw refusal("NATURAL goes with INNER, LEFT, RIGHT and FULL joins of tables", since: mark)
        }
        try relationPrimary()
        if isLateral { try checkLateral(since: mark) }
        if isAsOf {
            try expect(.matchCondition)
            try parenthesized { (parser) throws(SyntaxFailure) in try parser.expression() }
        }
        if !isNatural { try joinCriteria(isLateral: isLateral) }
    }

    private mutating func joinCriteria(isLateral: Bool) throws(SyntaxFailure) {
        let mark = mark()
        if accept(.on) {
            try expression()
        } else if at(.using) && peek().symbol == .leftParenthesis {
            advance()
            try nameList()
            if isLateral { throw refusal("a LATERAL join takes ON, not USING", since: mark) }
        } else if at(.approx) || at(.exact), peek().keyword == .nearest {
            advance(2)
            if current.kind == .integer { advance() }
            try expect(.by)
            try expectOne(of: .distance, .similarity)
            try expression()
        }
        complete(.joinCriteria, mark)
    }

    // MARK: Primaries

    mutating func relationPrimary() throws(SyntaxFailure) {
        let mark = mark()
        if at(.leftParenthesis) { return try parenthesizedRelation() }
        let next = peek()
        switch current.keyword {
        case .values where beginsExpression(next) && !continues(at: position + 1): return try inlineTable()
        case .stream where beginsStream:
            return try streamRelation(since: mark)
        case .unnest where next.symbol == .leftParenthesis: return try unnest()
        case .jsonTable where next.symbol == .leftParenthesis: return try jsonTable()
        default: break
        }
        guard isIdentifier(current) else { throw failure(.rule("a table")) }
        try nameReference(.tableName)
        if at(.leftParenthesis) { return try tableFunction(since: mark) }
        try timeTravel()
        try tableSuffix()
        complete(.table, mark)
    }

    private var beginsStream: Bool {
        if peek().symbol == .leftParenthesis || peek(2).symbol == .leftParenthesis { return true }
        return isStrictIdentifier(peek()) && peek().keyword != .as && !continues(at: position + 1)
    }

    private mutating func tableSuffix() throws(SyntaxFailure) {
        try optionsClause()
        if at(.tablesample) { try sample() }
        try watermark()
        try tableAlias()
    }

    mutating func optionsClause() throws(SyntaxFailure) {
        guard at(.with), peek().symbol == .leftParenthesis else { return }
        let mark = mark()
        advance()
        try propertyList()
        complete(.optionsClause, mark)
    }

    mutating func watermark() throws(SyntaxFailure) {
        guard at(.watermark), keywordContinues else { return }
        let mark = mark()
        advance()
        try namedExpression()
        try expect(.delay, .of)
        guard at(.interval), try intervalLiteral() else { throw failure(.keyword(.interval)) }
        complete(.watermark, mark)
    }

    private mutating func parenthesizedRelation() throws(SyntaxFailure) {
        let mark = mark()
        let isQuery = beginsQuery(at: position + 1)
        try nested { (parser) throws(SyntaxFailure) in
            try parser.parenthesized { (parser) throws(SyntaxFailure) in
                try parser.recovering(at: .nowhere) { (parser) throws(SyntaxFailure) in
                    if isQuery { try parser.query() } else { try parser.relation() }
                }
            }
        }
        if at(.tablesample) { try sample() }
        try watermark()
        try tableAlias()
        complete(isQuery ? .subqueryRelation : .parenthesizedRelation, mark)
    }

    mutating func inlineTable() throws(SyntaxFailure) {
        let mark = mark()
        try expect(.values)
        var width: Int?
        // Spark looks at the shape of an inline table here only when it holds nothing but literals.
        var isLiteral = true
        try commaSeparated { (parser) throws(SyntaxFailure) in
            let row = parser.mark()
            try parser.expression()
            let found = parser.rowWidth(since: row)
            isLiteral = isLiteral && !parser.nodesSince(row).contains { !$0.kind.isLiteral }
            guard width == nil || width == found || !isLiteral else {
                throw parser.refusal("this row has \(found) columns, the first one \(width ?? 0)", since: row)
            }
            width = found
        }
        try tableAlias()
        if isLiteral { try checkColumnNames(width ?? 0, since: mark) }
        complete(.inlineTable, mark)
    }

    /// An inline table's alias names all of its columns or none.
    private func checkColumnNames(_ width: Int, since mark: Mark) throws(SyntaxFailure) {
        let added = nodes.suffix(2)
        guard added.last?.kind == .tableAlias, let names = added.first, names.kind == .nameList else { return }
        let count = nodes.dropLast(2).suffix(Int(names.descendants)).count { $0.kind != .stringLiteral }
        guard count == width else {
            throw refusal("the rows have \(width) columns, their alias names \(count)", since: mark)
        }
    }

    /// The columns of an inline table's row: those of a row in parentheses, or of a STRUCT, else one.
    private func rowWidth(since mark: Mark) -> Int {
        guard let row = nodes.last, Int(row.first) == mark.position, row.kind == .rowConstructor else { return 1 }
        var commas = 0
        var index = mark.position + 1
        while index < position - 1 {
            if terminals[index].symbol == .comma { commas += 1 }
            index = max(terminals.closing(index), index) + 1
        }
        return commas + 1
    }

    // MARK: Time travel

    /// `@v3`, `VERSION AS OF 3`, `TIMESTAMP AS OF '…'`, `CHANGES FROM VERSION 1 TO VERSION 2`.
    private mutating func timeTravel() throws(SyntaxFailure) {
        let mark = mark()
        if at(.atSign) {
            try atVersion()
        } else if at(.changes), peek().keyword == .from, peek(2).keyword?.beginsTimeTravel == true {
            try changes()
        } else {
            let isFor = at(.for) && peek().keyword?.beginsTimeTravel == true
            let distance = isFor ? 1 : 0
            guard peek(distance).keyword?.beginsTimeTravel == true, peek(distance + 1).keyword == .as,
                peek(distance + 2).keyword == .of
            else { return }
            let isVersion = peek(distance).keyword == .version || peek(distance).keyword == .systemVersion
            advance(distance + 3)
            if isVersion { try version() } else { try timestamp() }
        }
        complete(.timeTravel, mark)
    }

    /// `@20240101000000000` or `@v3`; the lexer takes `v3` for a word.
    private mutating func atVersion() throws(SyntaxFailure) {
        unread.append(position..<position + 1)
        advance()
        if current.kind == .integer {
            guard byteRange(of: current).count == Self.timestampDigits else {
                throw refusal("a time behind @ is written yyyyMMddHHmmssSSS", since: mark())
            }
            return try integer()
        }
        let word = lexed.bytes[byteRange(of: current)]
        guard current.kind == .identifier, touches(0), word.first.map({ $0 | 0x20 }) == UInt8(ascii: "v") else {
            throw failure(.rule("a version, as in @v3"))
        }
        guard word.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw failure(.rule("a version, as in @v3"))
        }
        try single(.numericLiteral)
        if word.count == 1 { try version() }
    }

    private static let timestampDigits = 17

    /// The time of a version, which is known before any row is.
    private mutating func timestamp() throws(SyntaxFailure) {
        let mark = mark()
        try valueExpression()
        if nodesSince(mark).contains(where: { $0.kind == .columnReference }) {
            throw refusal("the time of a version is no column", since: mark)
        }
    }

    private mutating func version() throws(SyntaxFailure) {
        if isString(current) { return try stringLiteral() }
        try integer()
    }

    private mutating func changes() throws(SyntaxFailure) {
        advance(2)
        try changesBound()
        if at(.to), peek().keyword?.beginsTimeTravel == true {
            advance()
            try changesBound()
        }
    }

    mutating func changesBound() throws(SyntaxFailure) {
        let isVersion = at(.version) || at(.systemVersion)
        advance()
        if isVersion { try version() } else { try timestamp() }
        _ = acceptAny(.inclusive, .exclusive)
    }

    // MARK: Sampling

    mutating func sample() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        let isSystem = acceptAny(.bernoulli, .system) && peek(-1).keyword == .system
        if isSystem, peek().keyword == .bucket { throw failure(.keyword(.percent)) }
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.sampleMethod() }
        if accept(.repeatable) {
            try parenthesized { (parser) throws(SyntaxFailure) in try parser.integer() }
        }
        complete(.sample, mark)
    }

    private mutating func sampleMethod() throws(SyntaxFailure) {
        let mark = mark()
        if at(.bucket), peek(2).keyword == .out { return try bucketSample() }
        let isNegative = at(.hyphen)
        try expression()
        let share = Double(lexed.text(in: byteRange(of: terminals[mark.position])))
        if accept(.percent) {
            guard !isNegative, share.map({ $0 <= 100 }) ?? true else {
                throw refusal("a sample is between 0 and 100 percent", since: mark)
            }
        } else if !accept(.rows) {
            throw failure(.keyword(.percent), .keyword(.rows))
        }
    }

    private mutating func bucketSample() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        let bucket = Int(lexed.text(in: byteRange(of: current)))
        try integer()
        try expect(.out, .of)
        let buckets = Int(lexed.text(in: byteRange(of: current)))
        try integer()
        if let bucket, let buckets, bucket > buckets { throw refusal("there are fewer buckets than that", since: mark) }
        if accept(.on) {
            // Only a function, rand() for instance: Spark says no to a column.
            try multipartName(.functionName)
            try expect(.leftParenthesis)
            try expect(.rightParenthesis)
        }
    }

    // MARK: Lateral views

    mutating func lateralViews() throws(SyntaxFailure) {
        while at(.lateral, .view) {
            let mark = mark()
            advance(2)
            if at(.outer), isIdentifier(peek()) { advance() }
            try multipartName(.functionName)
            try parenthesized { (parser) throws(SyntaxFailure) in
                if !parser.at(.rightParenthesis) { try parser.expressions() }
            }
            try lateralViewNames()
            complete(.lateralView, mark)
        }
    }

    private mutating func lateralViewNames() throws(SyntaxFailure) {
        let alias = mark()
        if !at(.as) || peek().keyword == .as { try identifier() }
        if accept(.as) || (isIdentifier(current) && !keywordContinues) {
            try commaSeparated { (parser) throws(SyntaxFailure) in try parser.identifier() }
        }
        complete(.tableAlias, alias)
    }
}

extension SyntaxKind {
    fileprivate var isLiteral: Bool {
        switch self {
        case .numericLiteral, .stringLiteral, .constant, .rowConstructor, .namedExpression, .parenthesized: true
        default: false
        }
    }
}
