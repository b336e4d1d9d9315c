/// CREATE and REPLACE.
extension Parser {
    /// What stands between CREATE and the kind of thing that is created.
    struct CreateModifiers {
        var replaces = false
        var isGlobal = false
        var isTemporary = false
    }

    mutating func create() throws(SyntaxFailure) {
        let mark = mark()
        if accept(.replace) { return try createTable(CreateModifiers(replaces: true), since: mark) }
        advance()
        let modifiers = try createModifiers()
        switch current.keyword {
        case .view: try createView(modifiers, since: mark)
        case .function where !modifiers.isGlobal: try createFunction(modifiers, since: mark)
        case .namespace, .database, .schema, .index, .materialized, .streaming, .flow:
            if modifiers.replaces || modifiers.isTemporary { throw failure(.keyword(.table), .keyword(.view)) }
            try createOther(since: mark)
        default:
            if modifiers.isGlobal { throw failure(.keyword(.view)) }
            try createTable(modifiers, since: mark)
        }
    }

    private mutating func createModifiers() throws(SyntaxFailure) -> CreateModifiers {
        var modifiers = CreateModifiers()
        if accept(.or) {
            try expect(.replace)
            modifiers.replaces = true
        }
        modifiers.isGlobal = accept(.global)
        modifiers.isTemporary = acceptAny(.temporary, .temp)
        if modifiers.isGlobal && !modifiers.isTemporary { throw failure(.keyword(.temporary)) }
        return modifiers
    }

    private mutating func createOther(since mark: Mark) throws(SyntaxFailure) {
        switch current.keyword {
        case .namespace, .database, .schema: try createNamespace(since: mark)
        case .index: try createIndex(since: mark)
        default: try createPipeline(since: mark)
        }
    }

    /// IF NOT EXISTS, which goes with neither OR REPLACE nor TEMPORARY.
    mutating func ifNotExists(_ modifiers: CreateModifiers) throws(SyntaxFailure) {
        let mark = mark()
        try ifNotExists()
        if position > mark.position, modifiers.replaces || modifiers.isTemporary {
            throw refusal("IF NOT EXISTS goes with neither OR REPLACE nor TEMPORARY", since: mark)
        }
    }

    /// A temporary thing belongs to the session, and its name says that or nothing.
    mutating func createdName(_ kind: SyntaxKind, _ modifiers: CreateModifiers) throws(SyntaxFailure) {
        let mark = mark()
        try nameReference(kind)
        guard modifiers.isTemporary, terminals[mark.position + 1].symbol == .dot else { return }
        let qualifiers = stride(from: mark.position, to: position - 1, by: 2).map {
            nameValue(terminals[$0]).lowercased()
        }
        guard !modifiers.isGlobal, qualifiers == ["session"] || qualifiers == ["system", "session"] else {
            throw refusal("what is temporary is in no namespace but SESSION", since: mark)
        }
    }

    // MARK: Tables

    private mutating func createTable(_ modifiers: CreateModifiers, since mark: Mark) throws(SyntaxFailure) {
        _ = accept(.external)
        try expect(.table)
        if !modifiers.replaces { try ifNotExists() }
        try nameReference(.writtenTable)
        if at(.like), isIdentifier(peek()) { return try createTableLike(since: mark) }
        let hasColumns = at(.leftParenthesis) && !beginsQuery(at: position + 1)
        if hasColumns { try tableElements() }
        let hasProvider = at(.using)
        if hasProvider { try tableProvider() }
        if modifiers.isTemporary && !hasProvider { throw failure(.keyword(.using)) }
        try tableClauses(hasProvider: hasProvider)
        if at(.shallow) || at(.deep) || at(.clone) { return try cloneSource(since: mark) }
        if accept(.as) || beginsQuery(at: position) {
            let query = self.mark()
            if modifiers.isTemporary { throw refusal("create a TEMPORARY VIEW of a query instead", since: query) }
            if hasColumns { throw refusal("the query says which columns the table has", since: query) }
            try self.query()
        }
        complete(.createTable, mark)
    }

    private mutating func createTableLike(since mark: Mark) throws(SyntaxFailure) {
        advance()
        try nameReference(.describedTable)
        while !isAtEnd {
            if at(.using) { try tableProvider() } else if !(try tableClause()) { break }
        }
        complete(.createTable, mark)
    }

    /// The clauses of CREATE TABLE behind its columns and provider, each once.
    private mutating func tableClauses(hasProvider: Bool) throws(SyntaxFailure) {
        let mark = mark()
        let found = try clausesInAnyOrder { (parser) throws(SyntaxFailure) in try parser.tableClause() }
        if found.contains(.cluster), found.contains(.partitioned) || found.contains(.clustered) {
            throw refusal("CLUSTER BY takes the place of partitions and buckets", since: mark)
        }
        if hasProvider, found.contains(.stored) || found.contains(.row) {
            throw refusal("USING says already how the table is stored", since: mark)
        }
    }

    private mutating func tableElements() throws(SyntaxFailure) {
        let mark = mark()
        try parenthesizedList { (parser) throws(SyntaxFailure) in
            if parser.beginsTableConstraint {
                try parser.tableConstraint()
            } else {
                try parser.columnDefinition()
            }
        }
        let keys = (mark.position..<position).count { index in
            terminals[index].keyword == .primary && terminals[index + 1].keyword == .key
        }
        if keys > 1 { throw refusal("a table has one primary key", since: mark) }
    }

    mutating func pipelineColumns() throws(SyntaxFailure) {
        guard peek().symbol == .rightParenthesis else { return try tableElements() }
        advance(2)
    }

    mutating func pipelineClauses() throws(SyntaxFailure) {
        if at(.using) { try tableProvider() }
        try tableClauses(hasProvider: false)
    }

    /// One clause of CREATE TABLE behind its columns; false when none begins.
    private mutating func tableClause() throws(SyntaxFailure) -> Bool {
        switch current.keyword {
        case .options, .tblproperties:
            let isOptions = at(.options)
            advance()
            try propertyList(isOptions ? .expressions : .values)
        case .partitioned:
            advance()
            try expect(.by)
            try parenthesizedList { (parser) throws(SyntaxFailure) in try parser.partitionField() }
        case .cluster: try clusterBy()
        case .clustered: try bucketing()
        case .row: try rowFormat()
        case .stored: try storedAs()
        case .location: try location()
        case .comment: try comment()
        case .default: try defaultCollation()
        default: return false
        }
        return true
    }

    mutating func tableProvider() throws(SyntaxFailure) {
        let mark = mark()
        try expect(.using)
        try multipartName(.providerName)
        complete(.usingClause, mark)
    }

    mutating func location(_ kind: SyntaxKind = .writtenPath) throws(SyntaxFailure) {
        try expect(.location)
        try stringLiteral(kind)
    }

    mutating func defaultCollation() throws(SyntaxFailure) {
        try expect(.default, .collation)
        try multipartName(.collationName)
    }

    mutating func clusterBy() throws(SyntaxFailure) {
        try expect(.cluster, .by)
        if accept(.none) || accept(.auto) { return }
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.multipartNames(.columnReference) }
    }

    private mutating func bucketing() throws(SyntaxFailure) {
        try expect(.clustered, .by)
        try nameList()
        if accept(.sorted) {
            try expect(.by)
            try parenthesizedList { (parser) throws(SyntaxFailure) in
                try parser.identifier()
                _ = parser.accept(.asc)
            }
        }
        try expect(.into)
        try integer()
        try expect(.buckets)
    }

    mutating func storedAs() throws(SyntaxFailure) {
        guard accept(.stored) else { return }
        if accept(.by) {
            try stringLiteral()
            if accept(.with) {
                try expect(.serdeproperties)
                try propertyList()
            }
            return
        }
        try expect(.as)
        guard accept(.inputformat) else { return try identifier() }
        try stringLiteral()
        try expect(.outputformat)
        try stringLiteral()
    }

    /// A column, a column with its type, or a transform such as `bucket(4, a)`.
    private mutating func partitionField() throws(SyntaxFailure) {
        let mark = mark()
        if peek().symbol == .leftParenthesis || peek().symbol == .dot || peek().symbol == .comma
            || peek().symbol == .rightParenthesis
        {
            try multipartName(.columnReference)
            guard at(.leftParenthesis) else { return }
            renameLast(to: .functionName)
            try parenthesizedList { (parser) throws(SyntaxFailure) in try parser.primaryExpression() }
            return complete(.functionCall, mark)
        }
        try columnType(since: mark)
    }

    private mutating func columnType(since mark: Mark) throws(SyntaxFailure) {
        try identifier()
        try dataType()
        _ = accept(.not, .null)
        try comment()
        complete(.columnDefinition, mark)
    }

    private mutating func cloneSource(since mark: Mark) throws(SyntaxFailure) {
        _ = acceptAny(.shallow, .deep)
        try expect(.clone)
        let table = self.mark()
        try relationPrimary()
        complete(.tableArgument, table)
        while try tableClause() {}
        complete(.createTable, mark)
    }

    // MARK: Properties

    /// What stands in a list of properties.
    enum PropertyList {
        /// Keys with values, as everywhere but in the following.
        case values
        /// The values are expressions, in the OPTIONS of a table.
        case expressions
        /// Keys alone, in UNSET.
        case keys
    }

    mutating func propertyList(_ content: PropertyList = .values) throws(SyntaxFailure) {
        let mark = mark()
        var keys: Set<String> = []
        try parenthesizedList { (parser) throws(SyntaxFailure) in
            let start = parser.mark()
            let key = try parser.property(content)
            guard keys.insert(key).inserted else { throw parser.refusal("this key stands there twice", since: start) }
        }
        complete(.propertyList, mark)
    }

    private mutating func property(_ content: PropertyList) throws(SyntaxFailure) -> String {
        let mark = mark()
        if isString(current) {
            let isAdjacent = isString(peek())
            if isAdjacent, terminals[stringEnd(from: position)].symbol != .equal {
                try single(.stringLiteral)
            } else {
                try stringLiteral()
            }
        } else if beginsParameter {
            try parameter()
        } else {
            try nameParts()
        }
        let key = (mark.position..<position).map { nameValue(terminals[$0]) }.joined()
        if content != .keys {
            _ = accept(.equal)
            try propertyValue(content)
        }
        complete(.property, mark)
        return key
    }

    private mutating func propertyValue(_ content: PropertyList) throws(SyntaxFailure) {
        if content == .expressions { return try expression() }
        if acceptAny(.true, .false) { return }
        if current.kind == .integer || current.kind == .decimal { return try single(.numericLiteral) }
        try stringLiteral()
    }

    // MARK: Views

    private mutating func createView(_ modifiers: CreateModifiers, since mark: Mark) throws(SyntaxFailure) {
        advance()
        try ifNotExists(modifiers)
        try createdName(modifiers.isTemporary ? .writtenView : .writtenTable, modifiers)
        let hasTypes = modifiers.isTemporary && terminals[terminals.closing(position) + 1].keyword == .using
        if at(.leftParenthesis) { try viewColumns(hasTypes: hasTypes) }
        if modifiers.isTemporary, at(.using) {
            try tableProvider()
            if accept(.options) { try propertyList() }
            return complete(.createView, mark)
        }
        try clausesInAnyOrder { (parser) throws(SyntaxFailure) in
            try parser.viewClause(isTemporary: modifiers.isTemporary)
        }
        try expect(.as)
        if current.kind == .dollarQuotedString {
            unread.append(position..<position + 1)
            try single(.stringLiteral)
        } else {
            try query()
        }
        complete(.createView, mark)
    }

    private mutating func viewColumns(hasTypes: Bool) throws(SyntaxFailure) {
        if hasTypes { return try parenthesized { (parser) throws(SyntaxFailure) in try parser.columnTypes() } }
        try parenthesizedList { (parser) throws(SyntaxFailure) in
            let column = parser.mark()
            try parser.identifier()
            try parser.comment()
            parser.complete(.columnDefinition, column)
        }
    }

    private mutating func viewClause(isTemporary: Bool) throws(SyntaxFailure) -> Bool {
        switch current.keyword {
        case .comment: try comment()
        case .default: try defaultCollation()
        case .language:
            advance()
            try identifier()
        case .tblproperties where !isTemporary:
            advance()
            try propertyList()
        case .with where !isTemporary: if !accept(.with, .metrics) { try schemaBinding() }
        default: return false
        }
        return true
    }

    mutating func schemaBinding() throws(SyntaxFailure) {
        try expect(.with, .schema)
        if accept(.type) { return try expect(.evolution) }
        try expectOne(of: .binding, .compensation, .evolution)
    }
}
