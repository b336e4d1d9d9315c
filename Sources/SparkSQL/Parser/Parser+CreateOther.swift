/// CREATE of what is neither table nor view: functions, namespaces, indexes, pipelines.
extension Parser {
    // MARK: Functions

    mutating func createFunction(_ modifiers: CreateModifiers, since mark: Mark) throws(SyntaxFailure) {
        advance()
        try ifNotExists(modifiers)
        try createdName(.writtenFunction, modifiers)
        if accept(.as) {
            try stringLiteral()
            if accept(.using) { try commaSeparated { (parser) throws(SyntaxFailure) in try parser.resource() } }
        } else {
            try userDefinedFunction()
        }
        complete(.createFunction, mark)
    }

    private mutating func resource() throws(SyntaxFailure) {
        guard ["jar", "file", "archive"].contains(nameValue(current).lowercased()) else {
            throw failure(.rule("JAR"), .rule("FILE"), .rule("ARCHIVE"))
        }
        advance()
        try stringLiteral(.readPath)
    }

    private mutating func userDefinedFunction() throws(SyntaxFailure) {
        try parenthesized { (parser) throws(SyntaxFailure) in
            guard !parser.at(.rightParenthesis) else { return }
            try parser.commaSeparated { (parser) throws(SyntaxFailure) in try parser.functionParameter() }
        }
        if at(.returns), peek().keyword != .null {
            advance()
            if accept(.table) {
                if at(.leftParenthesis) {
                    try parenthesized { (parser) throws(SyntaxFailure) in try parser.columnTypes() }
                }
            } else {
                try dataType()
            }
        }
        try clausesInAnyOrder { (parser) throws(SyntaxFailure) in try parser.routineCharacteristic() }
        try expect(.return)
        if beginsQuery(at: position), !at(.leftParenthesis) { try query() } else { try expression() }
    }

    private mutating func functionParameter() throws(SyntaxFailure) {
        let mark = mark()
        try columnDefinition()
        let forbidden = nodesSince(mark).contains { $0.kind == .constraint }
        let isGenerated = (mark.position..<position).contains { terminals[$0].keyword == .generated }
        if forbidden || isGenerated {
            throw refusal("a function's parameter has no constraint and is not generated", since: mark)
        }
    }

    private mutating func routineCharacteristic() throws(SyntaxFailure) -> Bool {
        switch current.keyword {
        case .language: try expect(.language, .sql)
        case .deterministic, .not:
            _ = accept(.not)
            try expect(.deterministic)
        case .contains: try expect(.contains, .sql)
        case .reads: try expect(.reads, .sql, .data)
        case .called, .returns:
            if accept(.returns) { try expect(.null) } else { advance() }
            try expect(.on, .null, .input)
        case .comment: try comment()
        case .default: try defaultCollation()
        case .sql:
            advance()
            try expect(.security)
            try expectOne(of: .invoker, .definer)
        default: return false
        }
        return true
    }

    // MARK: Namespaces and indexes

    mutating func createNamespace(since mark: Mark) throws(SyntaxFailure) {
        advance()
        try ifNotExists()
        try nameReference(.writtenNamespace)
        try clausesInAnyOrder { (parser) throws(SyntaxFailure) in try parser.namespaceClause() }
        complete(.createNamespace, mark)
    }

    private mutating func namespaceClause() throws(SyntaxFailure) -> Bool {
        switch current.keyword {
        case .comment: try comment()
        case .location: try location()
        case .with:
            advance()
            try expectOne(of: .dbproperties, .properties)
            try propertyList()
        default: return false
        }
        return true
    }

    mutating func createIndex(since mark: Mark) throws(SyntaxFailure) {
        advance()
        try ifNotExists()
        try identifier()
        try expect(.on)
        if at(.table), isIdentifier(peek()) { advance() }
        try nameReference(.writtenTable)
        if accept(.using) { try identifier() }
        try parenthesizedList { (parser) throws(SyntaxFailure) in
            try parser.multipartName(.columnReference)
            if parser.accept(.options) { try parser.propertyList() }
        }
        if accept(.options) { try propertyList() }
        complete(.createIndex, mark)
    }

    // MARK: Pipelines

    mutating func createPipeline(since mark: Mark) throws(SyntaxFailure) {
        if accept(.flow) {
            try nameReference(.writtenFlow)
            try comment()
            try expect(.as)
            if at(.auto) { try autoCDC() } else { try insert(since: self.mark()) }
            return complete(.createPipeline, mark)
        }
        if accept(.materialized) { try expect(.view) } else { try expect(.streaming, .table) }
        try ifNotExists()
        try nameReference(.writtenTable)
        if at(.leftParenthesis) { try pipelineColumns() }
        try pipelineClauses()
        if accept(.as) {
            try query()
        } else if accept(.flow) {
            try autoCDC()
        }
        complete(.createPipeline, mark)
    }

    /// `AUTO CDC [INTO t] FROM s KEYS (a) …`
    private mutating func autoCDC() throws(SyntaxFailure) {
        try expect(.auto, .cdc)
        if accept(.into) { try multipartName(.writtenTable) }
        try expect(.from)
        try relationPrimary()
        try expect(.keys)
        try nameList()
        while try autoCDCClause() {}
    }

    private mutating func autoCDCClause() throws(SyntaxFailure) -> Bool {
        switch current.keyword {
        case .apply:
            try expect(.apply, .as, .delete, .when)
            try expression()
        case .sequence:
            try expect(.sequence, .by)
            try expression()
        case .columns:
            advance()
            try columnChoice()
        case .stored:
            try expect(.stored, .as, .scd, .type)
            try integer()
        case .track:
            try expect(.track, .history, .on)
            try columnChoice()
        default: return false
        }
        return true
    }

    private mutating func columnChoice() throws(SyntaxFailure) {
        if accept(.asterisk) { try expect(.except) }
        try nameList()
    }
}
