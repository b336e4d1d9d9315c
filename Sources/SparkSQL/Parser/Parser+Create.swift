/// CREATE and REPLACE.
extension Parser {
    mutating func create() throws(SyntaxFailure) {
        let mark = mark()
        if at(.replace) {
            advance()
            return try createTable(since: mark)
        }
        advance()
        if accept(.or) { try expect(.replace) }
        let isGlobal = accept(.global)
        let isTemporary = acceptAny(.temporary, .temp)
        switch current.keyword {
        case .view: try createView(since: mark, isTemporary: isTemporary || isGlobal)
        case .function: try createFunction(since: mark)
        case .namespace, .database, .schema: try createNamespace(since: mark)
        case .index: try createIndex(since: mark)
        case .materialized, .streaming, .flow: try createPipeline(since: mark)
        default:
            _ = accept(.external)
            try createTable(since: mark)
        }
    }

    // MARK: Tables

    private mutating func createTable(since mark: Mark) throws(SyntaxFailure) {
        try expect(.table)
        try ifNotExists()
        try nameReference(.writtenTable)
        if at(.like), isIdentifier(peek()) {
            advance()
            try nameReference(.describedTable)
            while try tableClause() {}
            return complete(.createTable, mark)
        }
        if at(.leftParenthesis), !beginsQuery(at: position + 1) { try tableElements() }
        while try tableClause() {}
        if at(.shallow) || at(.deep) || at(.clone) { return try cloneSource(since: mark) }
        if accept(.as) || beginsQuery(at: position) { try query() }
        complete(.createTable, mark)
    }

    private mutating func tableElements() throws(SyntaxFailure) {
        try parenthesizedList { (parser) throws(SyntaxFailure) in
            if parser.beginsTableConstraint {
                try parser.tableConstraint()
            } else {
                try parser.columnDefinition()
            }
        }
    }

    mutating func pipelineColumns() throws(SyntaxFailure) {
        guard peek().symbol == .rightParenthesis else { return try tableElements() }
        advance(2)
    }

    mutating func pipelineClauses() throws(SyntaxFailure) {
        while try tableClause() {}
    }

    /// One clause of CREATE TABLE behind its columns; false when none begins.
    private mutating func tableClause() throws(SyntaxFailure) -> Bool {
        switch current.keyword {
        case .using: try tableProvider()
        case .options, .tblproperties:
            let isOptions = at(.options)
            advance()
            try propertyList(allowsExpressions: isOptions)
        case .partitioned:
            advance()
            try expect(.by)
            try parenthesizedList { (parser) throws(SyntaxFailure) in try parser.partitionField() }
        case .cluster: try clusterBy()
        case .clustered: try bucketing()
        case .skewed: try skew()
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
                _ = parser.acceptAny(.asc, .desc)
            }
        }
        try expect(.into)
        try integer()
        try expect(.buckets)
    }

    private mutating func skew() throws(SyntaxFailure) {
        try expect(.skewed, .by)
        try nameList()
        try expect(.on)
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.expressions() }
        if accept(.stored) { try expect(.as, .directories) }
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

    mutating func propertyList(allowsExpressions: Bool = false) throws(SyntaxFailure) {
        let mark = mark()
        try parenthesizedList { (parser) throws(SyntaxFailure) in try parser.property(allowsExpressions) }
        complete(.propertyList, mark)
    }

    private mutating func property(_ allowsExpressions: Bool) throws(SyntaxFailure) {
        let mark = mark()
        if isString(current) {
            let isAdjacent = isString(peek())
            if isAdjacent, terminals[stringEnd].symbol != .equal { try single(.stringLiteral) } else { try stringLiteral() }
        } else if beginsParameter {
            try parameter()
        } else {
            try nameParts()
        }
        let hasEqual = accept(.equal)
        if hasEqual || !(at(.comma) || at(.rightParenthesis)) { try propertyValue(allowsExpressions) }
        complete(.property, mark)
    }

    private var stringEnd: Int {
        var end = position
        while isString(terminals[end]) { end += 1 }
        return end
    }

    private mutating func propertyValue(_ allowsExpressions: Bool) throws(SyntaxFailure) {
        if allowsExpressions { return try expression() }
        if acceptAny(.true, .false) { return }
        if current.kind == .integer || current.kind == .decimal { return try single(.numericLiteral) }
        try stringLiteral()
    }

    // MARK: Views

    private mutating func createView(since mark: Mark, isTemporary: Bool) throws(SyntaxFailure) {
        advance()
        try ifNotExists()
        try nameReference(isTemporary ? .writtenView : .writtenTable)
        if at(.leftParenthesis) { try viewColumns() }
        if isTemporary, at(.using) {
            try tableProvider()
            if accept(.options) { try propertyList() }
            return complete(.createView, mark)
        }
        while try viewClause() {}
        try expect(.as)
        if current.kind == .dollarQuotedString { try single(.stringLiteral) } else { try query() }
        complete(.createView, mark)
    }

    private mutating func viewColumns() throws(SyntaxFailure) {
        try parenthesizedList { (parser) throws(SyntaxFailure) in
            let column = parser.mark()
            try parser.identifier()
            if !parser.at(.comment), !parser.at(.comma), !parser.at(.rightParenthesis) { try parser.dataType() }
            _ = parser.accept(.not, .null)
            try parser.comment()
            parser.complete(.columnDefinition, column)
        }
    }

    private mutating func viewClause() throws(SyntaxFailure) -> Bool {
        switch current.keyword {
        case .comment: try comment()
        case .default: try defaultCollation()
        case .language:
            advance()
            try identifier()
        case .partitioned:
            advance()
            try expect(.on)
            try nameList()
        case .tblproperties:
            advance()
            try propertyList()
        case .with:
            if accept(.with, .metrics) { return true }
            try schemaBinding()
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
