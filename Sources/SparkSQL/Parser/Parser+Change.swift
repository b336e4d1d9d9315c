/// INSERT, DELETE, UPDATE and MERGE.
extension Parser {
    // MARK: INSERT

    mutating func insert(since mark: Mark) throws(SyntaxFailure) {
        let target = self.mark()
        try insertTarget()
        complete(.insertTarget, target)
        if at(.leftParenthesis), beginsQuery(at: position + 1), !continuesQuery(at: terminals.closing(position) + 1) {
            try parenthesizedSource()
        } else {
            try query()
        }
        complete(.insert, mark)
    }

    /// `(query) AS s`, whose name REPLACE ON may use.
    private mutating func parenthesizedSource() throws(SyntaxFailure) {
        let mark = mark()
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.query() }
        try tableAlias()
        complete(.subqueryRelation, mark)
    }

    /// `FROM t INSERT INTO a SELECT … INSERT INTO b SELECT …`
    mutating func multiInsert(since mark: Mark) throws(SyntaxFailure) {
        try fromClause()
        while at(.insert) {
            let target = self.mark()
            try insertTarget()
            complete(.insertTarget, target)
            try fromStatementBody()
        }
        complete(.multiInsert, mark)
    }

    mutating func insertTarget() throws(SyntaxFailure) {
        let start = mark()
        try expect(.insert)
        if at(.with) { try expect(.with, .schema, .evolution) }
        let isOverwrite = accept(.overwrite)
        if isOverwrite, beginsDirectory { return try insertDirectory() }
        if !isOverwrite { try expect(.into) }
        if at(.table), isIdentifier(peek()) { advance() }
        try nameReference(.writtenTable)
        if at(.as) || (isStrictIdentifier(current) && replaceFollowsAlias) { try tableAlias() }
        try optionsClause()
        if at(.partition), peek().symbol == .leftParenthesis { try partitionSpecification(needsValues: false) }
        let isConditional = at(.if)
        try ifNotExists()
        if isConditional && !(isOverwrite && partitionHasValues(since: start)) {
            throw refusal("IF NOT EXISTS goes with INSERT OVERWRITE of one partition", since: start)
        }
        try insertColumns()
        if at(.replace) { try insertReplacement() }
    }

    /// Whether every column of the PARTITION clause has its value.
    private func partitionHasValues(since mark: Mark) -> Bool {
        guard let partition = nodesSince(mark).last(where: { $0.kind == .partitionSpecification }) else { return true }
        let places = Int(partition.first)..<Int(partition.end)
        return topLevelCommas(from: places.lowerBound + 1) + 1 == places.count { terminals[$0].symbol == .equal }
    }

    private var replaceFollowsAlias: Bool {
        peek().keyword == .replace && [.where, .on, .using].contains(peek(2).keyword)
    }

    private mutating func insertColumns() throws(SyntaxFailure) {
        if accept(.by) { return try expect(.name) }
        if at(.leftParenthesis), !beginsQuery(at: position + 1) || nameListFollows { try nameList() }
    }

    /// A list of names may hold words that begin queries; behind it stands the query.
    private var nameListFollows: Bool {
        let behind = terminals.closing(position) + 1
        return isIdentifier(terminals[position + 1]) && beginsQuery(at: behind)
            && [.comma, .rightParenthesis].contains(terminals[position + 2].symbol)
    }

    private mutating func insertReplacement() throws(SyntaxFailure) {
        advance()
        if accept(.using) { return try nameList() }
        try expectOne(of: .where, .on)
        try expression()
    }

    private var beginsDirectory: Bool {
        let distance = at(.local) ? 1 : 0
        guard peek(distance).keyword == .directory else { return false }
        return isString(peek(distance + 1)) || peek(distance + 1).keyword == .using
    }

    private mutating func insertDirectory() throws(SyntaxFailure) {
        _ = accept(.local)
        try expect(.directory)
        if beginsString { try stringLiteral(.writtenPath) }
        if at(.using) {
            let hasPath = peek(-1).keyword != .directory
            try tableProvider()
            if accept(.options) { try propertyList() } else if !hasPath { throw failure(.keyword(.options)) }
        } else {
            try rowFormat()
            try storedAs()
        }
    }

    // MARK: DELETE, UPDATE, MERGE

    mutating func rowStatement(since mark: Mark) throws(SyntaxFailure) {
        switch current.keyword {
        case .delete: try delete(since: mark)
        case .update: try update(since: mark)
        default: try merge(since: mark)
        }
    }

    private mutating func delete(since mark: Mark) throws(SyntaxFailure) {
        advance()
        try expect(.from)
        try nameReference(.writtenTable)
        try targetAlias()
        try optionsClause()
        try conditionClause(.where, .whereClause)
        complete(.delete, mark)
    }

    private mutating func update(since mark: Mark) throws(SyntaxFailure) {
        advance()
        try nameReference(.writtenTable)
        try targetAlias()
        try optionsClause()
        try expect(.set)
        try assignments()
        try conditionClause(.where, .whereClause)
        complete(.update, mark)
    }

    mutating func assignments(_ kind: SyntaxKind = .columnReference) throws(SyntaxFailure) {
        try commaSeparated { (parser) throws(SyntaxFailure) in
            let mark = parser.mark()
            try parser.multipartName(kind)
            try parser.expect(.equal)
            try parser.expression()
            parser.complete(.assignment, mark)
        }
    }

    private mutating func merge(since mark: Mark) throws(SyntaxFailure) {
        advance()
        if at(.with) { try expect(.with, .schema, .evolution) }
        try expect(.into)
        try nameReference(.writtenTable)
        try targetAlias()
        try optionsClause()
        try expect(.using)
        try mergeSource()
        try expect(.on)
        try expression()
        var stage = MergeStage.matched
        var isConditional = true
        if !at(.when) { throw failure(.keyword(.when)) }
        while at(.when) { try mergeClause(&stage, &isConditional) }
        complete(.merge, mark)
    }

    private mutating func mergeSource() throws(SyntaxFailure) {
        let mark = mark()
        if at(.leftParenthesis) {
            try parenthesized { (parser) throws(SyntaxFailure) in try parser.query() }
            try tableAlias()
            return complete(.subqueryRelation, mark)
        }
        try nameReference(.tableName)
        try optionsClause()
        try tableAlias()
        complete(.table, mark)
    }

    /// The order in which a MERGE has its clauses.
    private enum MergeStage: Int {
        case matched, notMatched, notMatchedBySource
    }

    /// Of the clauses of a stage, only the last may have no condition.
    private mutating func mergeClause(_ stage: inout MergeStage, _ isConditional: inout Bool) throws(SyntaxFailure) {
        let mark = mark()
        advance()
        var reached = MergeStage.matched
        if accept(.not) { reached = .notMatched }
        try expect(.matched)
        if reached == .notMatched, accept(.by) {
            if accept(.source) { reached = .notMatchedBySource } else { try expect(.target) }
        }
        guard reached.rawValue >= stage.rawValue else {
            throw refusal("MATCHED clauses come first, then NOT MATCHED, then NOT MATCHED BY SOURCE", since: mark)
        }
        if stage == reached, !isConditional {
            throw refusal("the clause before this one has no condition, so this one is never reached", since: mark)
        }
        stage = reached
        isConditional = accept(.and)
        if isConditional { try expression() }
        try expect(.then)
        try mergeAction(reached)
        complete(.mergeClause, mark)
    }

    private mutating func mergeAction(_ stage: MergeStage) throws(SyntaxFailure) {
        if stage == .notMatched {
            try expect(.insert)
            if accept(.asterisk) { return }
            return try mergeInsert()
        }
        if accept(.delete) { return }
        try expect(.update, .set)
        if stage == .matched, accept(.asterisk) { return }
        try assignments()
    }

    private mutating func mergeInsert() throws(SyntaxFailure) {
        let start = position
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.multipartNames(.columnReference) }
        let columns = topLevelCommas(from: start)
        try expect(.values)
        let values = mark()
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.expressions() }
        if topLevelCommas(from: values.position) != columns {
            throw refusal("there are \(columns + 1) columns to insert, and another number of values", since: values)
        }
    }

    /// The alias of a table that is changed, which renames no columns.
    private mutating func targetAlias() throws(SyntaxFailure) {
        let mark = mark()
        try tableAlias()
        if nodesSince(mark).contains(where: { $0.kind == .nameList }) {
            throw refusal("the columns of a table that is changed can't be renamed", since: mark)
        }
    }

    // MARK: Partitions

    /// `PARTITION (a = 1, b)`; only INSERT and ANALYZE take a column without its value.
    mutating func partitionSpecification(needsValues: Bool = true) throws(SyntaxFailure) {
        let mark = mark()
        try expect(.partition)
        var keys: Set<String> = []
        try parenthesizedList { (parser) throws(SyntaxFailure) in
            let key = parser.mark()
            try parser.identifier()
            guard keys.insert(parser.nameValue(parser.peek(-1)).lowercased()).inserted else {
                throw parser.refusal("this column stands there twice", since: key)
            }
            guard parser.accept(.equal) else {
                if needsValues { throw parser.failure(.symbol("=")) }
                return
            }
            try parser.partitionValue()
        }
        complete(.partitionSpecification, mark)
    }

    private mutating func partitionValue() throws(SyntaxFailure) {
        let mark = mark()
        try primaryOrSigned()
        guard let value = nodesSince(mark).last, value.kind.isConstant else {
            throw refusal("a partition's value is a literal", since: mark)
        }
    }

    private mutating func primaryOrSigned() throws(SyntaxFailure) {
        guard at(.hyphen) else { return try primaryExpression() }
        let mark = mark()
        advance()
        guard current.kind.isNumber else { throw failure(.rule("a number")) }
        try numericLiteral(isNegative: true, since: mark)
    }

    mutating func ifNotExists() throws(SyntaxFailure) {
        guard at(.if), peek().keyword == .not || peek().symbol == .exclamationMark else { return }
        advance(2)
        try expect(.exists)
    }

    mutating func ifExists() throws(SyntaxFailure) {
        guard at(.if, .exists) else { return }
        advance(2)
    }
}

extension SyntaxKind {
    fileprivate var isConstant: Bool {
        switch self {
        case .numericLiteral, .stringLiteral, .constant, .typedLiteral, .intervalLiteral, .parameter: true
        default: false
        }
    }
}
