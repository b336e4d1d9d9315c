import SparkSQL

/// The first words of a statement: its kind, and the table that it is about where they name one.
struct StatementHead {
    let kind: StatementKind
    /// The word that decided the kind, behind EXPLAIN; its kind there is that of the explained statement.
    let verb: Keyword?
    /// The index from which tokens may name tables; at `subject`'s name when there is one.
    let bodyStart: Int
    /// What the name at `bodyStart` is.
    let subject: TableReference.Access?
    /// A view reads its tables as they are when it is read: they are never tied to a version.
    let definesView: Bool
    /// Set when the statement is explained.
    let explainMode: ExplainMode?

    /// The whole statement's kind.
    var statementKind: StatementKind {
        explainMode.map { .explain($0, of: kind) } ?? kind
    }

    init(_ tokens: SignificantTokens) {
        let (mode, start) = Self.explain(tokens)
        let verb = Self.verb(tokens, from: start)
        let place = Self.subject(tokens, verb: verb, at: start)
        explainMode = mode
        kind = Self.kind(of: verb, tokens, from: start)
        self.verb = verb
        bodyStart = place.start
        subject = place.access
        definesView = place.isView
    }

    private static func explain(_ tokens: SignificantTokens) -> (ExplainMode?, Int) {
        guard tokens.keyword(0) == .explain else { return (nil, 0) }
        let mode: ExplainMode? =
            switch tokens.keyword(1) {
            case .extended: .extended
            case .codegen: .codegen
            case .cost: .cost
            case .formatted: .formatted
            case .analyze where tokens.keyword(2) != .table && tokens.keyword(2) != .tables: .analyze
            default: nil
            }
        return mode.map { ($0, 2) } ?? (.simple, 1)
    }

    /// The word that says what the statement does: behind opening parentheses, and behind a WITH clause.
    private static func verb(_ tokens: SignificantTokens, from start: Int) -> Keyword? {
        var index = start
        while tokens.kind(index) == .leftParenthesis { index += 1 }
        guard let first = tokens.keyword(index), first == .with || first == .from else { return tokens.keyword(index) }
        let verbs: Set<Keyword> =
            first == .with ? [.select, .insert, .update, .delete, .merge, .from, .values, .table] : [.insert]
        return baseKeyword(among: verbs, in: tokens, from: index + 1) ?? first
    }

    /// The first of these words outside of the parentheses that open at or behind `start`.
    private static func baseKeyword(among words: Set<Keyword>, in tokens: SignificantTokens, from start: Int)
        -> Keyword?
    {
        var depth = 0
        for index in start..<max(start, tokens.count) {
            switch tokens.kind(index) {
            case .leftParenthesis: depth += 1
            case .rightParenthesis: depth -= 1
            default:
                if depth == 0, let keyword = tokens.keyword(index), words.contains(keyword) { return keyword }
            }
            if depth < 0 { return nil }
        }
        return nil
    }

    private static func kind(of verb: Keyword?, _ tokens: SignificantTokens, from start: Int) -> StatementKind {
        switch verb {
        case .select, .with, .values, .table, .from, .map, .reduce: .query
        case .show, .list: .show
        case .describe, .desc: .describe
        case .insert: .insert
        case .update: .update
        case .delete: .delete
        case .merge: .merge
        case .create, .alter, .drop, .truncate, .replace, .analyze, .refresh, .cache, .uncache, .clear, .msck, .repair,
            .comment, .load, .optimize, .vacuum, .restore, .grant, .revoke:
            .ddl
        case .use: .use
        case .set, .reset: .set
        default: .other
        }
    }

    private typealias Subject = (start: Int, access: TableReference.Access?, isView: Bool)

    private static func subject(_ tokens: SignificantTokens, verb: Keyword?, at start: Int) -> Subject {
        switch verb {
        case .describe, .desc: described(tokens, at: start + 1)
        case .show: shown(tokens, at: start + 1)
        case .create, .alter, .drop, .truncate, .replace, .analyze, .refresh, .cache, .uncache, .msck, .repair,
            .comment,
            .load, .optimize, .vacuum, .restore:
            defined(tokens, at: start)
        case .use, .set, .reset, .list, .clear, .grant, .revoke: (tokens.count, nil, false)
        default: (start, nil, false)
        }
    }

    private static func described(_ tokens: SignificantTokens, at start: Int) -> Subject {
        var index = start
        switch tokens.keyword(index) {
        case .function, .database, .schema, .namespace, .catalog: return (tokens.count, nil, false)
        case .query: return (index + 1, nil, false)
        case .table: break
        default: if tokens.startsQuery(index) { return (index, nil, false) }
        }
        while isDescribeOption(tokens, index), tokens.isName(index + 1) { index += 1 }
        return (index, .describe, false)
    }

    private static func isDescribeOption(_ tokens: SignificantTokens, _ index: Int) -> Bool {
        if [.table, .extended, .formatted].contains(tokens.keyword(index)) { return true }
        guard let token = tokens[index], token.kind == .identifier else { return false }
        return ["history", "detail"].contains(tokens.lexed.text(of: token).lowercased())
    }

    private static func shown(_ tokens: SignificantTokens, at start: Int) -> Subject {
        switch (tokens.keyword(start), tokens.keyword(start + 1)) {
        case (.create, .table), (.columns, .from), (.columns, .in): (start + 2, .describe, false)
        case (.partitions, _), (.tblproperties, _): (start + 1, .describe, false)
        default: (tokens.count, nil, false)
        }
    }

    /// Behind TABLE or VIEW among the first words; the Delta commands may leave TABLE out.
    private static func defined(_ tokens: SignificantTokens, at start: Int) -> Subject {
        for index in start..<min(start + 8, tokens.count) {
            switch tokens.keyword(index) {
            case .table: return (index + 1, .define, false)
            case .view: return (index + 1, .define, true)
            case .function, .schema, .database, .namespace, .catalog, .tables, .variable:
                return (tokens.count, nil, false)
            default: continue
            }
        }
        switch tokens.keyword(start) {
        case .optimize, .vacuum, .restore, .refresh: return (start + 1, .define, false)
        default: return (tokens.count, nil, false)
        }
    }
}
