import SparkSQL

/// Finds the table names of one statement, token by token, with a state per parenthesis level instead of a grammar.
///
/// Conservative: a place that it does not recognise holds no reference, and its name goes to the engine as written.
struct TableReferenceScanner {
    /// What a name means at the place where a level stands.
    enum Place: Equatable {
        /// No table's.
        case elsewhere
        /// A table's that is read, or a function's, or a parenthesised relation.
        case relation
        /// A table's that the statement is about.
        case subject(TableReference.Access)
        /// Behind a relation in FROM: a comma or JOIN brings the next.
        case afterRelation
        /// In the rows of VALUES in FROM, where commas part rows.
        case inlineRows
    }

    /// The state of the WITH clause that begins a level's query.
    enum CommonTables: Equatable {
        case none
        case name
        case body(name: String)
        case afterBody
    }

    struct Level {
        var place = Place.elsewhere
        /// Whether FROM means a FROM clause here, and not an argument of `extract` or `trim`.
        var isQuery = false
        var commonTables = CommonTables.none
        /// Lower-cased names that hide tables, here and in the levels inside.
        var hiddenNames: Set<String> = []
        /// The name that this level's query defines, to be hidden in the level around it.
        var defines: String?
        /// The index of its first token.
        let start: Int
    }

    let tokens: SignificantTokens
    let head: StatementHead
    var references: [TableReference] = []
    /// What stands where a table's name may and is none: functions, and names that end in a dot.
    var otherRelations: [OtherRelation] = []
    var index: Int
    private var levels: [Level]

    init(_ tokens: SignificantTokens, head: StatementHead) {
        self.tokens = tokens
        self.head = head
        index = head.bodyStart
        levels = [Level(place: head.subject.map(Place.subject) ?? .elsewhere, start: head.bodyStart)]
    }

    mutating func run() {
        while index < tokens.count { step() }
    }

    var level: Level {
        get { levels[levels.count - 1] }
        set { levels[levels.count - 1] = newValue }
    }

    private mutating func step() {
        switch tokens.kind(index) {
        case .leftParenthesis, .leftBracket: open()
        case .rightParenthesis, .rightBracket: close()
        case .comma: separate()
        case .identifier, .quotedIdentifier: word()
        default:
            if tokens.isOperator(index, "|>") { level.place = .elsewhere }
            index += 1
        }
    }

    // MARK: Levels

    private mutating func open() {
        var inner = Level(start: index + 1)
        if level.place == .relation {
            inner.place = .relation
            level.place = .afterRelation
        }
        if case .body(let name) = level.commonTables, bodyOpens() {
            inner.defines = name
            level.commonTables = .afterBody
        }
        levels.append(inner)
        index += 1
    }

    /// Whether the parenthesis here opens the query of a common table, and not the list of its columns.
    private func bodyOpens() -> Bool {
        tokens.keyword(index - 1) == .as || tokens.startsQuery(index + 1)
    }

    private mutating func close() {
        index += 1
        guard levels.count > 1, let inner = levels.popLast() else { return }
        if let name = inner.defines { hide(name) }
    }

    private mutating func hide(_ name: String) {
        // In place: a copy of the set for each name would take quadratic time.
        levels[levels.count - 1].hiddenNames.insert(name)
    }

    func hides(_ name: String) -> Bool {
        levels.contains { $0.hiddenNames.contains(name) }
    }

    private mutating func separate() {
        index += 1
        if level.commonTables == .afterBody {
            level.commonTables = .name
            return
        }
        if level.place == .afterRelation { level.place = .relation }
    }

    // MARK: Words

    private mutating func word() {
        if level.commonTables == .name { return commonTableName() }
        if let keyword = tokens.keyword(index), act(on: keyword) { return }
        switch level.place {
        case .relation: name(access: .read)
        case .subject(let access): name(access: access)
        case .inlineRows where tokens.kind(index - 1) == .rightParenthesis:
            level.place = .afterRelation
            index += 1
        default: index += 1
        }
    }

    private mutating func commonTableName() {
        guard let token = tokens[index], token.keyword != .recursive || !tokens.isName(index + 1) else {
            index += 1
            return
        }
        let name = tokens.lexed.value(of: token).lowercased()
        if tokens.keyword(index - 1) == .recursive { hide(name) }
        level.commonTables = .body(name: name)
        index += 1
    }

    /// Handles a keyword that changes what names mean; false when it does not here, so that it may be a name.
    private mutating func act(on keyword: Keyword) -> Bool {
        switch keyword {
        case .with where opensCommonTables: startCommonTables()
        case .select: startSelect()
        case .from where isFromClause: startFrom()
        case .join where isJoin: level.place = .relation
        case .table: return startTable()
        case .values where level.place == .relation: level.place = .inlineRows
        case .lateral where level.place != .elsewhere: passLateral()
        case _ where levels.count == 1 && opensSubject(keyword): level.place = .subject(subjectAccess(keyword))
        case .using where head.kind == .merge && levels.count == 1: level.place = .relation
        default: return passClause(keyword)
        }
        index += 1
        return true
    }

    /// Whether the name of the statement's target follows.
    private func opensSubject(_ keyword: Keyword) -> Bool {
        guard !isSubject else { return false }
        return switch keyword {
        case .into: head.kind == .insert || head.kind == .merge
        case .overwrite:
            tokens.keyword(index - 1) == .insert && tokens.keyword(index + 1) != .directory
                && tokens.keyword(index + 1) != .local
        case .update: head.kind == .update
        case .like: head.verb == .create && !level.isQuery
        default: false
        }
    }

    private func subjectAccess(_ keyword: Keyword) -> TableReference.Access {
        keyword == .like ? .describe : .write
    }

    private mutating func startCommonTables() {
        level.commonTables = .name
        level.place = .elsewhere
    }

    private var opensCommonTables: Bool {
        guard level.place == .elsewhere || level.place == .relation else { return false }
        let name = tokens.keyword(index + 1) == .recursive && tokens.isName(index + 2) ? index + 2 : index + 1
        guard tokens.isName(name) else { return false }
        if tokens.keyword(name + 1) == .as { return tokens.kind(name + 2) == .leftParenthesis }
        if tokens.keyword(name + 1) == .max { return true }
        guard tokens.kind(name + 1) == .leftParenthesis else { return false }
        if tokens.startsQuery(name + 2) { return true }
        guard let end = tokens.closing(name + 1) else { return false }
        return tokens.keyword(end + 1) == .as || tokens.kind(end + 1) == .leftParenthesis
            || tokens.keyword(end + 1) == .max
    }

    private mutating func startSelect() {
        level.isQuery = true
        level.place = .elsewhere
        level.commonTables = .none
    }

    /// FROM of a query, of a FROM-first query, of DELETE; neither of `IS DISTINCT FROM` nor of a function's arguments.
    private var isFromClause: Bool {
        if tokens.keyword(index - 1) == .distinct { return false }
        if level.isQuery || index == level.start || level.commonTables == .afterBody { return true }
        if tokens.keyword(index - 1) == .as { return true }
        return levels.count == 1 && (head.kind == .delete || head.kind == .insert)
    }

    private mutating func startFrom() {
        level.commonTables = .none
        if head.kind == .delete, levels.count == 1 {
            level.place = .subject(.write)
        } else {
            level.place = .relation
            level.isQuery = true
        }
    }

    private var isJoin: Bool {
        if level.place == .afterRelation || level.place == .inlineRows { return true }
        if tokens.isOperator(index - 1, "|>") { return true }
        return switch tokens.keyword(index - 1) {
        case .inner, .cross, .outer, .semi, .anti, .left, .right, .full, .natural: level.isQuery
        default: false
        }
    }

    /// `TABLE name` where a query may stand; elsewhere the keyword only announces the name that the place awaits.
    private mutating func startTable() -> Bool {
        guard tokens.isName(index + 1) || tokens.kind(index + 1) == .leftParenthesis else { return false }
        switch level.place {
        case .subject: index += 1
        case .relation where index == level.start && tokens.isName(index + 1): index += 1
        case .relation, .elsewhere: return startTableQuery()
        default: return false
        }
        return true
    }

    private mutating func startTableQuery() -> Bool {
        let previous = tokens.keyword(index - 1)
        let isOperand = [.union, .all, .distinct, .intersect, .except, .minus].contains(previous)
        let isArgument = levels.count > 1 && (index == level.start || tokens.kind(index - 1) == .comma)
        let isBody =
            levels.count == 1 && (index == level.start || level.commonTables == .afterBody || head.kind != .query)
        guard isOperand || isArgument || isBody else { return false }
        level.commonTables = .none
        index += 1
        if tokens.isName(index) { level.place = .relation }
        return true
    }

    /// LATERAL VIEW ends the relations; LATERAL alone stands before one.
    private mutating func passLateral() {
        if tokens.keyword(index + 1) == .view { level.place = .elsewhere }
    }

    /// The keywords that end the relations of a FROM clause.
    private mutating func passClause(_ keyword: Keyword) -> Bool {
        guard level.place == .afterRelation || level.place == .inlineRows else { return isNoName(keyword) }
        switch keyword {
        case .where, .group, .having, .order, .sort, .cluster, .distribute, .limit, .offset, .union, .intersect,
            .except,
            .minus, .set, .when, .qualify, .window:
            level.place = .elsewhere
        default: break
        }
        return isNoName(keyword)
    }

    /// Words that stand before a table's name and are not it; consumes them.
    private mutating func isNoName(_ keyword: Keyword) -> Bool {
        guard level.place == .relation || isSubject else { return false }
        switch keyword {
        case .if where tokens.keyword(index + 1) == .exists: index += 2
        case .if where tokens.keyword(index + 1) == .not && tokens.keyword(index + 2) == .exists: index += 3
        case .select, .from, .where, .group, .order, .having, .union, .on, .join, .values, .using: index += 1
        default: return false
        }
        return true
    }

    private var isSubject: Bool {
        if case .subject = level.place { true } else { false }
    }
}
