/// ALTER, DROP, and other statements that change what a catalog says.
extension Parser {
    mutating func definitionStatement() throws(SyntaxFailure) {
        let mark = mark()
        switch current.keyword {
        case .alter: try alter(since: mark)
        case .drop: try drop(since: mark)
        case .comment: try commentOn(since: mark)
        case .truncate:
            advance()
            try expect(.table)
            try nameReference(.writtenTable)
            if at(.partition) { try partitionSpecification() }
            complete(.truncateTable, mark)
        case .analyze: try analyze(since: mark)
        default:
            _ = accept(.msck)
            try expect(.repair, .table)
            try nameReference(.writtenTable)
            if acceptAny(.add, .drop, .sync) { try expect(.partitions) }
            complete(.repairTable, mark)
        }
    }

    // MARK: ALTER

    private mutating func alter(since mark: Mark) throws(SyntaxFailure) {
        advance()
        switch current.keyword {
        case .namespace, .database, .schema:
            advance()
            try nameReference(.writtenNamespace)
            try alterNamespace()
            complete(.alterNamespace, mark)
        case .view:
            advance()
            try nameReference(.writtenTable)
            try alterView()
            complete(.alterView, mark)
        default:
            try expect(.table)
            try nameReference(.writtenTable)
            if at(.partition) { try alterPartition() } else { try alterTable() }
            complete(.alterTable, mark)
        }
    }

    private mutating func alterNamespace() throws(SyntaxFailure) {
        let isUnset = accept(.unset)
        if !isUnset { try expect(.set) }
        if !isUnset, at(.location) { return try location() }
        try expectOne(of: .dbproperties, .properties)
        try propertyList(isUnset ? .keys : .values)
    }

    private mutating func alterView() throws(SyntaxFailure) {
        switch current.keyword {
        case .rename: try renameTo()
        case .set, .unset: try tableProperties()
        case .with where peek().keyword == .schema: try schemaBinding()
        default:
            _ = accept(.as)
            try query()
        }
    }

    private mutating func renameTo() throws(SyntaxFailure) {
        try expect(.rename, .to)
        try multipartName(.writtenTable)
    }

    private mutating func tableProperties() throws(SyntaxFailure) {
        let isUnset = accept(.unset)
        if !isUnset { try expect(.set) }
        try expect(.tblproperties)
        if isUnset { try ifExists() }
        try propertyList(isUnset ? .keys : .values)
    }

    private mutating func alterTable() throws(SyntaxFailure) {
        switch current.keyword {
        case .rename: try alterRename()
        case .set: try alterSet()
        case .unset: try tableProperties()
        case .add: try alterAdd()
        case .drop: try alterDrop()
        case .alter, .change: try alterColumns()
        case .replace:
            try expect(.replace, .columns)
            try parenthesizedList { (parser) throws(SyntaxFailure) in try parser.replacedColumn() }
        case .recover: try expect(.recover, .partitions)
        case .cluster: try clusterBy()
        case .default: try defaultCollation()
        default:
            throw failure(
                .keyword(.add),
                .keyword(.alter),
                .keyword(.cluster),
                .keyword(.drop),
                .keyword(.rename),
                .keyword(.set)
            )
        }
    }

    /// What may be done to one partition.
    private mutating func alterPartition() throws(SyntaxFailure) {
        try partitionSpecification()
        if accept(.rename, .to) { return try partitionSpecification() }
        guard at(.set), peek().keyword != .tblproperties else { throw failure(.keyword(.set), .keyword(.rename)) }
        try alterSet()
    }

    private mutating func alterRename() throws(SyntaxFailure) {
        if accept(.rename, .column) {
            try multipartName(.columnReference)
            try expect(.to)
            return try identifier()
        }
        try renameTo()
    }

    private mutating func alterSet() throws(SyntaxFailure) {
        switch peek().keyword {
        case .tblproperties: try tableProperties()
        case .location:
            advance()
            try location()
        case .serde:
            advance(2)
            try stringLiteral()
            if accept(.with) {
                try expect(.serdeproperties)
                try propertyList()
            }
        default:
            advance()
            try expect(.serdeproperties)
            try propertyList()
        }
    }

    private mutating func alterAdd() throws(SyntaxFailure) {
        if peek().keyword == .partition || peek().keyword == .if { return try alterPartitions() }
        advance()
        guard acceptAny(.column, .columns) else { return try tableConstraint() }
        let isParenthesized = accept(.leftParenthesis)
        try commaSeparated { (parser) throws(SyntaxFailure) in try parser.addedColumn() }
        if isParenthesized { try expect(.rightParenthesis) }
    }

    private mutating func addedColumn() throws(SyntaxFailure) {
        let mark = mark()
        try multipartName(.columnReference)
        try dataType()
        try clausesInAnyOrder { (parser) throws(SyntaxFailure) in try parser.addedColumnOption() }
        complete(.columnDefinition, mark)
    }

    private mutating func addedColumnOption() throws(SyntaxFailure) -> Bool {
        switch current.keyword {
        case .not where peek().keyword == .null: advance(2)
        case .default:
            advance()
            try expression()
        case .comment: try comment()
        case .first, .after: try columnPosition()
        default: return false
        }
        return true
    }

    /// REPLACE COLUMNS is Hive's: names, types and comments.
    private mutating func replacedColumn() throws(SyntaxFailure) {
        let mark = mark()
        try identifier()
        try dataType()
        try comment()
        complete(.columnDefinition, mark)
    }

    private mutating func columnPosition() throws(SyntaxFailure) {
        if accept(.first) { return }
        try expect(.after)
        try identifier()
    }

    private mutating func alterDrop() throws(SyntaxFailure) {
        let next = peek().keyword == .if ? peek(3).keyword : peek().keyword
        if next == .partition { return try alterPartitions() }
        advance()
        if accept(.constraint) {
            try ifExists()
            try identifier()
            _ = acceptAny(.restrict, .cascade)
            return
        }
        try expectOne(of: .column, .columns)
        try ifExists()
        let isParenthesized = accept(.leftParenthesis)
        try multipartNames(.columnReference)
        if isParenthesized { try expect(.rightParenthesis) }
    }

    /// ADD or DROP of partitions.
    private mutating func alterPartitions() throws(SyntaxFailure) {
        if accept(.add) {
            try ifNotExists()
            repeat {
                try partitionSpecification()
                if at(.location) { try location() }
            } while at(.partition)
            return
        }
        try expect(.drop)
        try ifExists()
        try commaSeparated { (parser) throws(SyntaxFailure) in try parser.partitionSpecification() }
        _ = accept(.purge)
    }

    private mutating func alterColumns() throws(SyntaxFailure) {
        let isChange = at(.change)
        advance()
        if at(.column), isIdentifier(peek()) { advance() }
        try commaSeparated { (parser) throws(SyntaxFailure) in
            let column = parser.mark()
            try parser.multipartName(.columnReference)
            try parser.columnAction(isChange ? column : nil)
        }
    }

    /// What is done to a column; after CHANGE, which began at `change`, also what Hive writes.
    private mutating func columnAction(_ change: Mark?) throws(SyntaxFailure) {
        switch current.keyword {
        case .type:
            advance()
            try dataType()
        case .comment: try comment()
        case .first, .after: try columnPosition()
        case .drop, .set:
            let isSet = at(.set)
            advance()
            if accept(.not) { return try expect(.null) }
            try expect(.default)
            if isSet { try expression() }
        default:
            guard let change else {
                throw failure(.keyword(.type), .keyword(.comment), .keyword(.set), .keyword(.drop))
            }
            try changedColumn(change)
        }
    }

    /// Hive's `CHANGE a b INT COMMENT 'c' AFTER d`.
    private mutating func changedColumn(_ column: Mark) throws(SyntaxFailure) {
        let name = mark()
        try identifier()
        let isRenamed = nameValue(terminals[name.position - 1]).lowercased() != nameValue(peek(-1)).lowercased()
        if isRenamed { throw refusal("CHANGE renames no column: use RENAME COLUMN", since: column) }
        try dataType()
        try comment()
        if at(.first) || at(.after) { try columnPosition() }
    }

    // MARK: DROP

    private mutating func drop(since mark: Mark) throws(SyntaxFailure) {
        advance()
        let isTemporary = acceptAny(.temporary, .temp)
        switch current.keyword {
        case .table, .view:
            let isTable = at(.table)
            advance()
            try ifExists()
            try nameReference(.writtenTable)
            if isTable { _ = accept(.purge) }
            complete(isTable ? .dropTable : .dropView, mark)
        case .function:
            advance()
            try ifExists()
            try createdName(.writtenFunction, CreateModifiers(isTemporary: isTemporary))
            complete(.dropFunction, mark)
        case .variable where isTemporary, .var where isTemporary:
            advance()
            try ifExists()
            try nameReference(.variableName)
            complete(.dropVariable, mark)
        case .index:
            advance()
            try ifExists()
            try identifier()
            try expect(.on)
            if at(.table), isIdentifier(peek()) { advance() }
            try nameReference(.writtenTable)
            complete(.dropIndex, mark)
        default:
            try expectOne(of: .namespace, .database, .schema, .table, .view, .function)
            try ifExists()
            try nameReference(.writtenNamespace)
            _ = acceptAny(.restrict, .cascade)
            complete(.dropNamespace, mark)
        }
    }

    // MARK: COMMENT and ANALYZE

    private mutating func commentOn(since mark: Mark) throws(SyntaxFailure) {
        advance()
        try expect(.on)
        switch current.keyword {
        case .column:
            advance()
            // The table's name stands before the column's.
            if peek().symbol != .dot, !at(.identifier) {
                throw SyntaxFailure(position: position + 1, expected: [.symbol(".")])
            }
            try columnComment()
        case .table:
            advance()
            try nameReference(.writtenTable)
            if accept(.column) {
                try parenthesizedList { (parser) throws(SyntaxFailure) in try parser.columnComment() }
            } else {
                try isComment()
            }
        default:
            try expectOne(of: .namespace, .database, .schema, .table)
            try nameReference(.writtenNamespace)
            try isComment()
        }
        complete(.commentOn, mark)
    }

    private mutating func columnComment() throws(SyntaxFailure) {
        try multipartName(.columnReference)
        try isComment()
    }

    private mutating func isComment() throws(SyntaxFailure) {
        try expect(.is)
        if !accept(.null) { try stringLiteral() }
    }

    private mutating func analyze(since mark: Mark) throws(SyntaxFailure) {
        advance()
        if accept(.tables) {
            if accept(.from) || accept(.in) { try nameReference(.namespaceName) }
            try expect(.compute, .statistics)
            try noScan()
            return complete(.analyzeTable, mark)
        }
        try expect(.table)
        try nameReference(.writtenTable)
        if at(.partition) { try partitionSpecification(needsValues: false) }
        try expect(.compute, .statistics)
        if accept(.for) {
            if accept(.all) {
                try expect(.columns)
            } else {
                try expect(.columns)
                try commaSeparated { (parser) throws(SyntaxFailure) in try parser.identifier() }
            }
        } else {
            try noScan()
        }
        complete(.analyzeTable, mark)
    }

    private mutating func noScan() throws(SyntaxFailure) {
        guard !isAtEnd else { return }
        guard accept(spelled: "noscan") else { throw failure(.rule("NOSCAN")) }
    }
}
