/// Queries: WITH, set operations, SELECT and what orders and limits the result.
extension Parser {
    mutating func query() throws(SyntaxFailure) {
        try nested { (parser) throws(SyntaxFailure) in
            let mark = parser.mark()
            if parser.at(.with) { try parser.commonTableExpressions() }
            try parser.queryTerm(since: parser.mark(), tighterThan: .none)
            try parser.queryOrganization()
            parser.complete(.query, mark)
        }
    }

    /// A query whose WITH was read already, since it could also belong to an INSERT.
    mutating func queryWithoutWith(since mark: Mark) throws(SyntaxFailure) {
        try queryTerm(since: self.mark(), tighterThan: .none)
        try queryOrganization()
        complete(.query, mark)
    }

    mutating func commonTableExpressions() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        let isRecursive = at(.recursive) && isIdentifier(peek()) && peek().keyword != .as
        if isRecursive { advance() }
        var names: Set<String> = []
        try commaSeparated { (parser) throws(SyntaxFailure) in
            let name = parser.mark()
            let isNew = names.insert(parser.nameValue(parser.current).lowercased()).inserted
            try parser.commonTableExpression(isRecursive: isRecursive)
            if !isNew { throw parser.refusal("WITH names this query twice", since: name) }
        }
        complete(.with, mark)
    }

    private mutating func commonTableExpression(isRecursive: Bool) throws(SyntaxFailure) {
        let mark = mark()
        try identifier()
        if at(.leftParenthesis), !beginsQuery(at: position + 1) { try nameList() }
        if isRecursive, accept(.max, .recursion) {
            try expect(.level)
            try integer()
        }
        _ = accept(.as)
        try parenthesized { (parser) throws(SyntaxFailure) in
            try parser.recovering(at: .nowhere) { (parser) throws(SyntaxFailure) in try parser.query() }
        }
        complete(.commonTableExpression, mark)
    }

    // MARK: Set operations

    private enum TermPrecedence: Int {
        case none, union, intersect
    }

    private mutating func queryTerm(
        since mark: Mark,
        tighterThan minimum: TermPrecedence
    ) throws(SyntaxFailure) {
        try queryPrimary()
        while true {
            if minimum.rawValue < TermPrecedence.intersect.rawValue, at(.intersect), isSetOperator(at: position) {
                advance()
                acceptSetQuantifier()
                try queryTerm(since: self.mark(), tighterThan: .intersect)
                complete(.setOperation, mark)
            } else if minimum.rawValue < TermPrecedence.union.rawValue, isSetOperator(at: position) {
                advance()
                acceptSetQuantifier()
                try queryTerm(since: self.mark(), tighterThan: .union)
                complete(.setOperation, mark)
            } else if minimum == .none, at(.pipeArrow) || (at(.pipe) && beginsPipeOperator(at: position + 1)) {
                advance()
                try pipeOperator()
                complete(.pipe, mark)
            } else {
                return
            }
        }
    }

    mutating func acceptSetQuantifier() { _ = acceptAny(.all, .distinct) }

    mutating func queryPrimary() throws(SyntaxFailure) {
        let mark = mark()
        switch current.keyword {
        case .select, .map, .reduce: try querySpecification()
        case .from: try fromStatement()
        case .values: try inlineTable()
        case .table:
            advance()
            try nameReference(.tableName)
            complete(.tableQuery, mark)
        default:
            guard at(.leftParenthesis) else { throw failure(.rule("a query")) }
            try parenthesized { (parser) throws(SyntaxFailure) in
                try parser.recovering(at: .nowhere) { (parser) throws(SyntaxFailure) in try parser.query() }
            }
            complete(.parenthesizedQuery, mark)
        }
    }

    /// `FROM t SELECT a …`, which also may leave the SELECT out or have several.
    private mutating func fromStatement() throws(SyntaxFailure) {
        let mark = mark()
        try fromClause()
        while at(.select) || ((at(.map) || at(.reduce)) && beginsExpression(peek())) { try fromStatementBody() }
        complete(.fromStatement, mark)
    }

    mutating func fromStatementBody() throws(SyntaxFailure) {
        let mark = mark()
        try querySpecification()
        try queryOrganization()
        complete(.fromStatementBody, mark)
    }

    // MARK: SELECT

    mutating func querySpecification() throws(SyntaxFailure) {
        let mark = mark()
        if beginsTransform {
            try clause { (parser) throws(SyntaxFailure) in try parser.transformClause() }
        } else {
            try clause { (parser) throws(SyntaxFailure) in try parser.selectClause() }
        }
        if at(.from) { try clause { (parser) throws(SyntaxFailure) in try parser.fromClause() } }
        try lateralViews()
        try conditionClause(.where, .whereClause)
        if at(.group, .by) { try clause { (parser) throws(SyntaxFailure) in try parser.aggregationClause() } }
        try conditionClause(.having, .havingClause)
        if at(.window), beginsWindowClause(at: position) { try windowClause() }
        try conditionClause(.qualify, .qualifyClause)
        complete(.select, mark)
    }

    /// Reads a clause; a mistake in it leaves the clauses behind it readable.
    private mutating func clause(_ body: Rule) throws(SyntaxFailure) {
        try recovering(at: .clause, body)
    }

    var beginsClause: Bool {
        switch current.keyword {
        case .from, .where, .having, .qualify, .union, .intersect, .select: true
        case .group, .order, .cluster, .distribute, .sort: peek().keyword == .by
        case .limit: beginsExpression(peek())
        default: at(.pipeArrow)
        }
    }

    mutating func selectClause() throws(SyntaxFailure) {
        let mark = mark()
        try expect(.select)
        while at(.hintStart) { try hint() }
        setQuantifier()
        try namedExpressions()
        complete(.selectClause, mark)
    }

    private mutating func hint() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        repeat {
            try simpleIdentifier()
            if at(.leftParenthesis) {
                try parenthesizedList { (parser) throws(SyntaxFailure) in try parser.primaryExpression() }
            }
            _ = accept(.comma)
        } while !at(.hintEnd) && !at(.endOfText)
        try expect(.hintEnd)
        complete(.hint, mark)
    }

    mutating func conditionClause(_ keyword: Keyword, _ kind: SyntaxKind) throws(SyntaxFailure) {
        guard at(keyword) else { return }
        try clause { (parser) throws(SyntaxFailure) in
            let mark = parser.mark()
            parser.advance()
            try parser.expression()
            parser.complete(kind, mark)
        }
    }

    mutating func windowClause() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        var names: Set<String> = []
        var defined: Set<String> = []
        var references: [(name: String, place: Mark)] = []
        try commaSeparated { (parser) throws(SyntaxFailure) in
            let window = parser.mark()
            let name = parser.nameValue(parser.current).lowercased()
            guard names.insert(name).inserted else {
                throw parser.refusal("WINDOW names this window twice", since: window)
            }
            try parser.identifier()
            try parser.expect(.as)
            let place = parser.mark()
            if let reference = parser.windowReference {
                references.append((reference, place))
            } else {
                defined.insert(name)
            }
            try parser.windowSpecification()
            parser.complete(.namedWindow, window)
        }
        for reference in references where !defined.contains(reference.name) {
            throw SyntaxFailure(
                position: reference.place.position,
                expected: [],
                message: "WINDOW defines no such window"
            )
        }
        complete(.windowClause, mark)
    }

    /// The window that `name` or `(name)` refers to here.
    private var windowReference: String? {
        if isIdentifier(current) { return nameValue(current).lowercased() }
        guard at(.leftParenthesis), isIdentifier(peek()), peek(2).symbol == .rightParenthesis else { return nil }
        return nameValue(peek()).lowercased()
    }

    // MARK: GROUP BY

    mutating func aggregationClause(allowsAliases: Bool = false) throws(SyntaxFailure) {
        let mark = mark()
        try expect(.group, .by)
        if at(.with), peek().keyword == .rollup || peek().keyword == .cube { throw failure(.rule("an expression")) }
        try commaSeparated { (parser) throws(SyntaxFailure) in
            if parser.beginsGroupingAnalytics {
                try parser.groupingAnalytics()
            } else if allowsAliases {
                try parser.namedExpression()
            } else {
                try parser.expression()
            }
        }
        if at(.with), peek().keyword == .rollup || peek().keyword == .cube {
            advance(2)
        } else if at(.grouping, .sets) {
            try groupingAnalytics()
        }
        complete(.groupByClause, mark)
    }

    private var beginsGroupingAnalytics: Bool {
        at(.grouping, .sets)
            || ((at(.rollup) || at(.cube)) && peek().symbol == .leftParenthesis && peek(2).symbol != .rightParenthesis)
    }

    private mutating func groupingAnalytics() throws(SyntaxFailure) {
        let mark = mark()
        let isSets = at(.grouping)
        let allowsEmptySet = isSets
        advance(isSets ? 2 : 1)
        try parenthesizedList { (parser) throws(SyntaxFailure) in
            if isSets, parser.beginsGroupingAnalytics {
                try parser.nested { (parser) throws(SyntaxFailure) in try parser.groupingAnalytics() }
            } else {
                try parser.groupingSet(allowsEmpty: allowsEmptySet)
            }
        }
        complete(.groupingAnalytics, mark)
    }

    private mutating func groupingSet(allowsEmpty: Bool) throws(SyntaxFailure) {
        let mark = mark()
        guard at(.leftParenthesis), peek().symbol == .rightParenthesis else { return try expression() }
        advance(2)
        guard allowsEmpty else { throw refusal("ROLLUP and CUBE take no empty set", since: mark) }
        complete(.parenthesized, mark)
    }

    // MARK: Order and limit

    mutating func queryOrganization() throws(SyntaxFailure) {
        let start = mark()
        let isOrdered = try sortClause(.order, .orderByClause)
        let isClustered = try distributionClause(.cluster, .clusterByClause)
        let isDistributed = try distributionClause(.distribute, .distributeByClause)
        let isSorted = try sortClause(.sort, .sortByClause)
        if [isOrdered, isClustered, isDistributed || isSorted].count(where: { $0 }) > 1 {
            throw refusal("a query has one of ORDER BY, CLUSTER BY, and DISTRIBUTE BY with SORT BY", since: start)
        }
        if at(.window), beginsWindowClause(at: position) { try windowClause() }
        if at(.limit) {
            let mark = mark()
            advance()
            if at(.all), peek().symbol != .leftParenthesis { advance() } else { try expression() }
            complete(.limitClause, mark)
        }
        if at(.offset) {
            let mark = mark()
            advance()
            try expression()
            complete(.offsetClause, mark)
        }
    }

    private mutating func sortClause(_ keyword: Keyword, _ kind: SyntaxKind) throws(SyntaxFailure) -> Bool {
        guard at(keyword, .by) else { return false }
        try clause { (parser) throws(SyntaxFailure) in
            let mark = parser.mark()
            parser.advance(2)
            try parser.sortItems()
            parser.complete(kind, mark)
        }
        return true
    }

    private mutating func distributionClause(_ keyword: Keyword, _ kind: SyntaxKind) throws(SyntaxFailure) -> Bool {
        guard at(keyword, .by) else { return false }
        let mark = mark()
        advance(2)
        try expressions()
        complete(kind, mark)
        return true
    }
}
