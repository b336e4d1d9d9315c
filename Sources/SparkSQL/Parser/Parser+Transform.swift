/// Rows through a script (`SELECT TRANSFORM`, MAP, REDUCE), the rows' format, and the pipe operators.
extension Parser {
    var beginsTransform: Bool {
        switch current.keyword {
        case .map, .reduce: true
        case .select:
            peek().keyword == .transform && peek(2).symbol == .leftParenthesis && scriptFollows
        default: false
        }
    }

    /// `SELECT TRANSFORM(…)` is a call of the function of that name, unless USING and a script, or a row format, follow.
    private var scriptFollows: Bool {
        let behind = terminals.closing(position + 2) + 1
        switch terminals[behind].keyword {
        case .using: return isString(terminals[behind + 1])
        case .row: return terminals[behind + 1].keyword == .format
        case .recordwriter: return isString(terminals[behind + 1])
        default: return false
        }
    }

    mutating func transformClause() throws(SyntaxFailure) {
        let mark = mark()
        if accept(.select) {
            advance()
            try parenthesized { (parser) throws(SyntaxFailure) in
                if parser.at(.distinct) || parser.at(.all), parser.beginsExpression(parser.peek()) {
                    throw parser.refusal("TRANSFORM takes neither DISTINCT nor ALL", since: parser.mark())
                }
                try parser.expressions()
            }
        } else {
            advance()
            try expressions()
        }
        try rowFormat()
        if accept(.recordwriter) { try stringLiteral() }
        try expect(.using)
        try stringLiteral(.scriptCommand)
        if accept(.as) { try transformColumns() }
        try rowFormat()
        if accept(.recordreader) { try stringLiteral() }
        complete(.transformClause, mark)
    }

    private mutating func transformColumns() throws(SyntaxFailure) {
        let isParenthesized = accept(.leftParenthesis)
        try commaSeparated { (parser) throws(SyntaxFailure) in
            let mark = parser.mark()
            try parser.identifier()
            if parser.isIdentifier(parser.current), parser.mayBeType { try parser.dataType() }
            try parser.comment()
            parser.complete(.columnDefinition, mark)
        }
        if isParenthesized { try expect(.rightParenthesis) }
    }

    private var mayBeType: Bool {
        switch current.keyword {
        case .from, .where, .group, .having, .row, .recordreader, .lateral, .order, .limit, .union, .cluster, .sort,
            .distribute, .window, .comment:
            false
        default: true
        }
    }

    // MARK: Row format

    mutating func rowFormat() throws(SyntaxFailure) {
        guard at(.row, .format) else { return }
        let mark = mark()
        advance(2)
        if accept(.serde) {
            try stringLiteral()
            if accept(.with, .serdeproperties) { try propertyList() }
        } else {
            try expect(.delimited)
            try delimiters()
        }
        complete(.rowFormat, mark)
    }

    private mutating func delimiters() throws(SyntaxFailure) {
        if accept(.fields, .terminated) {
            try byString()
            if accept(.escaped) { try byString() }
        }
        if accept(.collection, .items) { try terminatedByString() }
        if accept(.map, .keys) { try terminatedByString() }
        if accept(.lines) {
            let mark = mark()
            try terminatedByString()
            if nameValue(peek(-1)) != "\n" { throw refusal("lines end with '\\n' only", since: mark) }
        }
        if accept(.null, .defined) {
            try expect(.as)
            try stringLiteral()
        }
    }

    private mutating func terminatedByString() throws(SyntaxFailure) {
        try expect(.terminated)
        try byString()
    }

    private mutating func byString() throws(SyntaxFailure) {
        try expect(.by)
        try stringLiteral()
    }

    // MARK: Pipes

    /// Whether `|` before `index` is a pipe, as `|>` is, and not the operator between bits.
    func beginsPipeOperator(at index: Int) -> Bool {
        let next = terminals[index + 1]
        switch terminals[index].keyword {
        case .select where next.symbol == .hintStart: return true
        case .select, .where, .extend, .aggregate, .drop, .as: return beginsExpression(next) && next.symbol != .hyphen
        case .set: return isIdentifier(next) && terminals[index + 2].symbol == .equal
        default:
            return isSetOperator(at: index) || beginsQueryOrganization(at: index) || beginsPivot(at: index)
                || joinLength(at: index) != nil
        }
    }

    /// What stands behind `|>`.
    mutating func pipeOperator() throws(SyntaxFailure) {
        switch current.keyword {
        case .select:
            try selectClause()
            if at(.group, .by) { try aggregationClause() }
            if at(.window) { try windowClause() }
        case .extend:
            advance()
            try namedExpressions()
        case .set:
            advance()
            try pipeAssignments()
        case .drop:
            advance()
            try multipartNames(.columnReference)
        case .as:
            let mark = mark()
            advance()
            try identifier()
            complete(.tableAlias, mark)
        case .where: try pipeWhere()
        case .aggregate: try pipeAggregate()
        case .tablesample: try sample()
        case .union, .except, .intersect, .minus:
            advance()
            acceptSetQuantifier()
            try queryPrimary()
        default: try pipeRelationOperator()
        }
    }

    /// SET in a pipe replaces whole columns.
    private mutating func pipeAssignments() throws(SyntaxFailure) {
        let mark = mark()
        try assignments()
        let names = nodesSince(mark).filter { $0.kind == .assignment }.map { Int($0.first) }
        if names.contains(where: { terminals[$0 + 1].symbol == .dot }) {
            throw refusal("|> SET takes columns, not fields of them", since: mark)
        }
    }

    private mutating func pipeWhere() throws(SyntaxFailure) {
        try conditionClause(.where, .whereClause)
        if at(.window) { throw failure(.symbol("|>")) }
    }

    private mutating func pipeAggregate() throws(SyntaxFailure) {
        advance()
        let start = mark()
        if !at(.group, .by) { try namedExpressions() }
        guard at(.group, .by) else { return }
        try checkAggregates(since: start)
        let mark = mark()
        try aggregationClause(allowsAliases: true)
        if groupsByAnalytics(since: mark) { throw refusal("|> AGGREGATE groups by expressions only", since: mark) }
    }

    private func checkAggregates(since mark: Mark) throws(SyntaxFailure) {
        for node in nodesSince(mark) {
            let name = node.kind == .functionName ? nameValue(terminals[Int(node.first)]).lowercased() : ""
            if node.kind == .windowSpecification || name == "grouping" || name == "grouping_id" {
                throw refusal("|> AGGREGATE takes no window and no GROUPING", since: mark)
            }
        }
    }

    private func groupsByAnalytics(since mark: Mark) -> Bool {
        let range = mark.position..<position
        let isAll = range.count == 3 && terminals[position - 1].keyword == .all
        return isAll || terminals[position - 2].keyword == .with
            || nodesSince(mark).contains { $0.kind == .groupingAnalytics }
    }

    private mutating func pipeRelationOperator() throws(SyntaxFailure) {
        if at(.pivot) || at(.unpivot) || at(.bin, .by) { return try pivotClause() }
        if joinLength(at: position) != nil { return try join() }
        let start = mark()
        let isLimit = at(.limit) || at(.offset)
        try queryOrganization()
        if !isLimit, let last = nodesSince(start).last?.kind, last == .limitClause || last == .offsetClause {
            throw refusal("in a pipe, ORDER BY and LIMIT are two steps: put |> between them", since: start)
        }
        guard position > start.position else {
            throw failure(
                .keyword(.select),
                .keyword(.extend),
                .keyword(.set),
                .keyword(.drop),
                .keyword(.as),
                .keyword(.where),
                .keyword(.aggregate),
                .keyword(.join),
                .keyword(.order),
                .keyword(.limit)
            )
        }
    }
}
