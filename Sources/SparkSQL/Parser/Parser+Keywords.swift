/// Where a word is a name and where a keyword. In Spark's default mode every keyword may be a name, so an optional part
/// that begins with a word (an alias, a clause) is decided by the words next to it.
extension Parser {
    // MARK: Names

    /// A word or quoted name, whatever keyword it spells.
    func isIdentifier(_ terminal: Terminal) -> Bool {
        switch terminal.kind {
        case .identifier: !(options.enforcesReservedKeywords && terminal.keyword?.isReservedByANSI == true)
        case .quotedIdentifier: true
        case .string: options.doubleQuotedIdentifiers && isDoubleQuoted(terminal)
        default: false
        }
    }

    /// A name where the words that join relations can't be one: a table's alias, for instance.
    func isStrictIdentifier(_ terminal: Terminal) -> Bool {
        isIdentifier(terminal) && terminal.keyword?.joinsRelations != true
    }

    func isString(_ terminal: Terminal) -> Bool {
        switch terminal.kind {
        case .string: !(options.doubleQuotedIdentifiers && isDoubleQuoted(terminal))
        case .rawString: true
        default: false
        }
    }

    private func isDoubleQuoted(_ terminal: Terminal) -> Bool {
        lexed.bytes[byteRange(of: terminal).lowerBound] == UInt8(ascii: "\"")
    }

    func byteRange(of terminal: Terminal) -> Range<Int> {
        let index = Int(terminal.token)
        return lexed.tokens.indices.contains(index)
            ? lexed.tokens[index].range : lexed.bytes.count..<lexed.bytes.count
    }

    // MARK: Beginnings

    func beginsExpression(_ terminal: Terminal) -> Bool {
        switch terminal.kind {
        case .identifier, .quotedIdentifier, .string, .rawString: true
        case .integer, .bigint, .smallint, .tinyint, .decimal, .exponent, .float, .double, .bigDecimal: true
        default:
            switch terminal.symbol {
            case .leftParenthesis, .plus, .hyphen, .tilde, .exclamationMark, .asterisk, .questionMark, .colon: true
            default: false
            }
        }
    }

    /// Whether a query begins at `index`. A parenthesis does when what it holds is a query as a whole: nothing but what
    /// may follow a query stands behind the first parenthesis in it.
    func beginsQuery(at index: Int) -> Bool {
        let terminal = terminals[index]
        if terminal.symbol == .leftParenthesis { return parenthesizedQueryBegins(at: index) }
        let next = terminals[index + 1]
        switch terminal.keyword {
        case .select: return beginsExpression(next) || next.symbol == .hintStart
        case .with, .table: return isIdentifier(next)
        case .values: return beginsExpression(next)
        case .from: return isIdentifier(next) || next.symbol == .leftParenthesis
        case .map, .reduce: return beginsScriptTransform(at: index)
        default: return false
        }
    }

    private func parenthesizedQueryBegins(at index: Int) -> Bool {
        let inner = terminals.behindParentheses(index)
        guard inner > index, beginsQuery(at: inner) else { return false }
        for opening in index..<inner {
            let behind = terminals.closing(opening) + 1
            guard endsQuery(at: behind) || continuesQuery(at: behind) else { return false }
        }
        return true
    }

    private func endsQuery(at index: Int) -> Bool {
        switch terminals[index].symbol {
        case .rightParenthesis, .endOfText, .semicolon: true
        default: false
        }
    }

    /// `MAP a, b USING 'script'`: with a parenthesis behind it, a function call unless the script follows.
    private func beginsScriptTransform(at index: Int) -> Bool {
        let next = terminals[index + 1]
        guard next.symbol == .leftParenthesis else { return beginsExpression(next) && !continuesQuery(at: index + 1) }
        let behind = terminals[terminals.closing(index + 1) + 1]
        return behind.keyword == .using || behind.keyword == .row
    }

    /// Whether what may follow a complete query stands at `index`: a set operation, its order and limit, a pipe.
    func continuesQuery(at index: Int) -> Bool {
        let terminal = terminals[index]
        if terminal.symbol == .pipeArrow || (terminal.symbol == .pipe && beginsPipeOperator(at: index + 1)) {
            return true
        }
        return isSetOperator(at: index) || beginsQueryOrganization(at: index)
    }

    func isSetOperator(at index: Int) -> Bool {
        switch terminals[index].keyword {
        case .union, .except, .intersect, .minus:
            switch terminals[index + 1].keyword {
            case .all, .distinct, .select, .values, .from, .table, .map, .reduce: true
            default: terminals[index + 1].symbol == .leftParenthesis
            }
        default: false
        }
    }

    func beginsQueryOrganization(at index: Int) -> Bool {
        let next = terminals[index + 1]
        switch terminals[index].keyword {
        case .order, .cluster, .distribute, .sort: return next.keyword == .by
        case .window: return beginsWindowClause(at: index)
        case .limit, .offset: return beginsExpression(next) && next.keyword?.joinsRelations != true
        default: return false
        }
    }

    /// `WINDOW name AS`, where the name may also be given by IDENTIFIER('…').
    func beginsWindowClause(at index: Int) -> Bool {
        guard isIdentifier(terminals[index + 1]) else { return false }
        let isClause = terminals[index + 1].keyword == .identifier && terminals[index + 2].symbol == .leftParenthesis
        return terminals[isClause ? terminals.closing(index + 2) + 1 : index + 2].keyword == .as
    }

    // MARK: Continuations

    /// Whether the word at hand goes on with the clause or begins the next one, so that it is no alias.
    var keywordContinues: Bool { continues(at: position) }

    func continues(at index: Int) -> Bool {
        guard let keyword = terminals[index].keyword else { return false }
        return continuesQuery(at: index) || continuesSelect(keyword, at: index) || continuesRelation(keyword, at: index)
            || continuesStatement(keyword, at: index)
    }

    private func continuesSelect(_ keyword: Keyword, at index: Int) -> Bool {
        let next = terminals[index + 1]
        switch keyword {
        case .from: return beginsRelation(at: index + 1) && !beginsClauseBehindFrom(at: index + 1)
        case .where, .having, .qualify: return beginsExpression(next)
        case .group, .grouping: return next.keyword == .by || next.keyword == .sets
        case .lateral: return next.keyword == .view || isStrictIdentifier(next)
        case .with: return [.rollup, .cube].contains(next.keyword) || next.symbol == .leftParenthesis
        case .select: return beginsExpression(next)
        case .map, .reduce: return beginsScriptTransform(at: index) && next.symbol != .leftParenthesis
        default: return false
        }
    }

    private func beginsRelation(at index: Int) -> Bool {
        isIdentifier(terminals[index]) || terminals[index].symbol == .leftParenthesis
    }

    /// `FROM WHERE a = 1`: with a clause behind it, FROM was a name.
    private func beginsClauseBehindFrom(at index: Int) -> Bool {
        switch terminals[index].keyword {
        case .where, .having, .group, .order: continues(at: index)
        default: false
        }
    }

    private func continuesRelation(_ keyword: Keyword, at index: Int) -> Bool {
        let next = terminals[index + 1]
        switch keyword {
        case .tablesample: return next.symbol == .leftParenthesis || [.system, .bernoulli].contains(next.keyword)
        case .watermark: return watermarkFollows(index)
        case .delay: return next.keyword == .of
        case .identified: return next.keyword == .by
        case .version, .timestamp, .systemVersion, .systemTime:
            return next.keyword == .as && terminals[index + 2].keyword == .of
        case .for: return next.keyword?.beginsTimeTravel == true || continuesPivot(at: index)
        case .changes: return next.keyword == .from && terminals[index + 2].keyword?.beginsTimeTravel == true
        case .approx, .exact: return next.keyword == .nearest
        case .matchCondition: return next.symbol == .leftParenthesis
        default: return joinLength(at: index) != nil || beginsPivot(at: index)
        }
    }

    private func continuesPivot(at index: Int) -> Bool {
        let next = terminals[index + 1]
        if next.symbol == .leftParenthesis { return terminals[terminals.closing(index + 1) + 1].keyword == .in }
        return isIdentifier(next) && terminals[index + 2].keyword == .in
    }

    private func continuesStatement(_ keyword: Keyword, at index: Int) -> Bool {
        let next = terminals[index + 1]
        switch keyword {
        case .insert: return [.into, .overwrite, .with].contains(next.keyword)
        case .set: return isIdentifier(next) || next.symbol == .leftParenthesis
        case .replace: return [.where, .on, .using].contains(next.keyword)
        case .do: return isIdentifier(next) || next.symbol == .leftParenthesis
        case .by: return next.keyword == .name
        case .into: return isIdentifier(next)
        default: return false
        }
    }

    /// `WATERMARK expression DELAY OF interval`, told from a table's alias by the words behind it.
    private func watermarkFollows(_ start: Int) -> Bool {
        var index = start + 1
        while index < start + Self.watermarkReach, !endsQuery(at: index) {
            if terminals[index].keyword == .delay && terminals[index + 1].keyword == .of { return true }
            index = max(terminals.closing(index), index) + 1
        }
        return false
    }

    /// How far ahead DELAY is looked for, so that many words WATERMARK cost no more than their number.
    private static let watermarkReach = 64

    /// How many words stand before JOIN here (0 for a bare JOIN); nil when no join begins.
    func joinLength(at index: Int) -> Int? {
        var length = terminals[index].keyword == .natural ? 1 : 0
        switch terminals[index + length].keyword {
        case .inner, .cross, .semi, .anti: length += 1
        case .left, .right, .full:
            length += 1
            if [.outer, .semi, .anti].contains(terminals[index + length].keyword) { length += 1 }
        default: break
        }
        if terminals[index + length].keyword == .asof { length += 1 }
        guard terminals[index + length].keyword == .join, beginsRelation(at: index + length + 1) else { return nil }
        return length
    }

    /// Whether `keyword` stands between the parenthesis at `opening` and the one that closes it, outside of inner ones.
    func parenthesisHolds(_ keywords: Keyword..., from opening: Int) -> Bool {
        let end = terminals.closing(opening)
        var index = opening + 1
        while index < end {
            if let keyword = terminals[index].keyword, keywords.contains(keyword) { return true }
            index = max(terminals.closing(index), index) + 1
        }
        return false
    }
}

extension Keyword {
    /// The words that Spark's grammar calls strictly non-reserved: no names where a relation ends.
    var joinsRelations: Bool {
        switch self {
        case .anti, .cross, .except, .full, .inner, .intersect, .join, .lateral, .left, .natural, .on, .right, .semi,
            .minus, .union, .using:
            true
        default: false
        }
    }

    var beginsTimeTravel: Bool {
        switch self {
        case .version, .timestamp, .systemVersion, .systemTime: true
        default: false
        }
    }

    /// Spark's reserved words under `spark.sql.ansi.enforceReservedKeywords`.
    var isReservedByANSI: Bool {
        switch self {
        case .all, .and, .any, .as, .authorization, .both, .call, .case, .cast, .check, .collate, .collation,
            .collations, .column, .constraint, .create, .cross, .currentDate, .currentPath, .currentSchema,
            .currentTime, .currentTimestamp, .currentUser, .distinct, .else, .end, .escape, .except, .false, .fetch,
            .filter, .for, .foreign, .from, .full, .grant, .group, .having, .in, .inner, .intersect, .into, .is, .join,
            .lateral, .leading, .left, .localtime, .natural, .not, .null, .offset, .on, .only, .or, .order, .outer,
            .overlaps, .primary, .recursive, .references, .right, .select, .sessionUser, .some, .sql, .table, .then,
            .time, .to, .execute, .trailing, .union, .unique, .unknown, .user, .using, .when, .where, .with, .within:
            true
        default: false
        }
    }
}
