/// SHOW and DESCRIBE, and the statements about cached data and files.
extension Parser {
    mutating func inspectionStatement() throws(SyntaxFailure) {
        let mark = mark()
        if at(.show) {
            advance()
            try show()
            complete(.show, mark)
        } else {
            advance()
            try describe()
            complete(.describe, mark)
        }
    }

    // MARK: SHOW

    private mutating func show() throws(SyntaxFailure) {
        switch current.keyword {
        case .namespaces, .databases, .schemas, .views, .tables:
            let isTables = at(.tables)
            advance()
            try inNamespace()
            try likePattern()
            if isTables { try asJSON() }
        case .table: try showTableExtended()
        case .tblproperties:
            advance()
            try nameReference(.describedTable)
            if at(.leftParenthesis) {
                try parenthesized { (parser) throws(SyntaxFailure) in
                    if parser.beginsString { try parser.stringLiteral() } else { try parser.nameParts() }
                }
            }
        case .columns:
            advance()
            guard acceptAny(.from, .in) else { throw failure(.keyword(.from), .keyword(.in)) }
            try nameReference(.describedTable)
            try inNamespace()
        case .partitions:
            advance()
            try nameReference(.describedTable)
            if at(.partition) { try partitionSpecification() }
            try asJSON()
        case .create:
            try expect(.create, .table)
            try nameReference(.describedTable)
            if accept(.as) { try expect(.serde) }
        case .current:
            advance()
            try expectOne(of: .namespace, .database, .schema)
        case .catalogs, .collations:
            advance()
            try likePattern()
        case .procedures:
            advance()
            try inNamespace()
        default: try showFunctions()
        }
    }

    private mutating func inNamespace() throws(SyntaxFailure) {
        if acceptAny(.from, .in) { try nameReference(.namespaceName) }
    }

    private mutating func likePattern() throws(SyntaxFailure) {
        if accept(.like) || beginsString { try stringLiteral() }
    }

    private mutating func asJSON() throws(SyntaxFailure) {
        if accept(.as) { try expect(.json) }
    }

    private mutating func showTableExtended() throws(SyntaxFailure) {
        try expect(.table, .extended)
        try inNamespace()
        try expect(.like)
        try stringLiteral()
        if at(.partition) { try partitionSpecification() }
        try asJSON()
    }

    private mutating func showFunctions() throws(SyntaxFailure) {
        if !at(.functions) {
            guard [.all, .system, .user].contains(current.keyword) else {
                throw failure(
                    .keyword(.tables),
                    .keyword(.views),
                    .keyword(.columns),
                    .keyword(.databases),
                    .keyword(.functions),
                    .keyword(.partitions),
                    .keyword(.catalogs),
                    .keyword(.create)
                )
            }
            advance()
        }
        try expect(.functions)
        try inNamespace()
        let hasLike = accept(.like)
        if beginsString {
            try stringLiteral()
        } else if hasLike || !isAtEnd {
            try multipartName(.functionPattern)
        }
    }

    // MARK: DESCRIBE

    private mutating func describe() throws(SyntaxFailure) {
        switch current.keyword {
        case .function where !isEnd(peek()) && peek().symbol != .dot:
            advance()
            if at(.extended), !isEnd(peek()) { advance() }
            try describedFunction()
        case .procedure where isIdentifier(peek()):
            advance()
            try nameReference(.procedureName)
        case .namespace where isIdentifier(peek()), .database where isIdentifier(peek()),
            .schema where isIdentifier(peek()):
            advance()
            if at(.extended), isIdentifier(peek()) { advance() }
            try nameReference(.namespaceName)
        case .query where beginsQuery(at: position + 1):
            advance()
            try query()
        case .history, .detail: try describeDelta()
        default:
            if beginsQuery(at: position), !(at(.table) && isIdentifier(peek())) { return try query() }
            try describeRelation()
        }
    }

    /// A function may also be named by a string or an operator.
    private mutating func describedFunction() throws(SyntaxFailure) {
        if isString(current) { return try stringLiteral(.functionPattern) }
        if isIdentifier(current) { return try nameReference(.functionPattern) }
        guard current.symbol != .other, !isAtEnd else { throw failure(.rule("a function's name")) }
        while current.symbol != .other, !isAtEnd { advance() }
    }

    private mutating func describeRelation() throws(SyntaxFailure) {
        let start = mark()
        if at(.table), isIdentifier(peek()) { advance() }
        var isExtended = false
        if at(.extended) || at(.formatted), isIdentifier(peek()) {
            isExtended = at(.extended)
            advance()
        }
        try nameReference(.describedTable)
        if at(.partition), peek().symbol == .leftParenthesis { try partitionSpecification() }
        let hasColumn = isIdentifier(current) && !at(.as)
        if hasColumn { try multipartName(.columnReference) }
        guard accept(.as) else { return }
        try expect(.json)
        if !isExtended || hasColumn { throw refusal("AS JSON describes a whole table, EXTENDED", since: start) }
    }

    /// Delta's DESCRIBE HISTORY and DESCRIBE DETAIL, of a table or of a path.
    private mutating func describeDelta() throws(SyntaxFailure) {
        guard isIdentifier(peek()) || isString(peek()) else { return try describeRelation() }
        advance()
        if at(.table), isIdentifier(peek()) { advance() }
        if isString(current) { try stringLiteral(.readPath) } else { try nameReference(.describedTable) }
        if accept(.limit) { try integer() }
    }

    // MARK: Cached data and files

    mutating func dataStatement() throws(SyntaxFailure) {
        let mark = mark()
        switch current.keyword {
        case .cache: try cacheTable(since: mark)
        case .uncache:
            advance()
            try expect(.table)
            try ifExists()
            try nameReference(.describedTable)
            complete(.uncacheTable, mark)
        case .clear:
            advance()
            try expect(.cache)
            complete(.clearCache, mark)
        case .refresh: try refresh(since: mark)
        case .load: try loadData(since: mark)
        default:
            try resourceKind()
            let path = self.mark()
            skipRest()
            complete(.readPath, path)
            complete(.manageResource, mark)
        }
    }

    /// `ADD JAR`, `LIST FILES` and their like.
    private mutating func resourceKind() throws(SyntaxFailure) {
        let isAdd = at(.add)
        advance()
        let word = nameValue(current).lowercased()
        guard ["jar", "jars", "file", "files", "archive", "archives"].contains(word) else {
            throw failure(.rule("JAR"), .rule("FILE"), .rule("ARCHIVE"))
        }
        advance()
        if isAdd, isAtEnd { throw failure(.rule("a path")) }
    }

    private mutating func cacheTable(since mark: Mark) throws(SyntaxFailure) {
        advance()
        if at(.lazy) { advance() }
        try expect(.table)
        let name = self.mark()
        try nameReference(.tableName)
        if accept(.options) { try propertyList() }
        if accept(.as) || beginsQuery(at: position) {
            try query()
            complete(.cacheQuery, mark)
        } else {
            complete(.table, name)
            complete(.cacheTable, mark)
        }
    }

    private mutating func refresh(since mark: Mark) throws(SyntaxFailure) {
        advance()
        if at(.table), isIdentifier(peek()) {
            advance()
            try nameReference(.describedTable)
            return complete(.refreshTable, mark)
        }
        if at(.function), isIdentifier(peek()) {
            advance()
            try nameReference(.functionPattern)
            return complete(.refreshFunction, mark)
        }
        let path = self.mark()
        skipRest()
        let hasGap = (path.position + 1..<max(position, path.position + 1)).contains { !touches($0 - position) }
        if hasGap { throw refusal("a path with spaces stands in quotes", since: path) }
        guard position > path.position else { throw failure(.keyword(.table), .keyword(.function), .rule("a path")) }
        complete(.readPath, path)
        complete(.refreshResource, mark)
    }

    private mutating func loadData(since mark: Mark) throws(SyntaxFailure) {
        try expect(.load, .data)
        _ = accept(.local)
        try expect(.inpath)
        try stringLiteral(.readPath)
        _ = accept(.overwrite)
        try expect(.into, .table)
        try nameReference(.writtenTable)
        if at(.partition) { try partitionSpecification() }
        complete(.loadData, mark)
    }
}
