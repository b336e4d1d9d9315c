import LakeModel
import SparkSQL

/// Measures a statement against the limits that keep an engine alive, without a grammar: brackets are matched, and the
/// syntax tree's height is estimated from above by the operators chained on the way down.
struct StatementBounds {
    private let tokens: SignificantTokens
    private let limits: StatementLimits
    private var levels: [BoundsLevel]
    /// Levels that are open now, by what makes them dear.
    private var groups = 0
    private var lambdas = 0

    static func check(_ tokens: SignificantTokens, limits: StatementLimits) throws(SQLRewriteError) {
        var bounds = StatementBounds(tokens: tokens, limits: limits, levels: [BoundsLevel(opener: 0, kind: .statement)])
        for index in 0..<tokens.count { try bounds.take(index) }
        try bounds.finish()
    }

    private init(tokens: SignificantTokens, limits: StatementLimits, levels: [BoundsLevel]) {
        self.tokens = tokens
        self.limits = limits
        self.levels = levels
    }

    private var level: BoundsLevel {
        get { levels[levels.count - 1] }
        set { levels[levels.count - 1] = newValue }
    }

    private mutating func take(_ index: Int) throws(SQLRewriteError) {
        switch tokens.kind(index) {
        case .leftParenthesis: try open(index, isFunction(index - 1) ? .call : .group)
        case .leftBracket: try open(index, .bracket)
        case .rightParenthesis, .rightBracket: try close(index)
        case .comma: level.takeComma(index)
        case .operator: try takeOperator(index)
        case .identifier: try takeWord(index)
        default: break
        }
    }

    // MARK: Levels

    private mutating func open(_ index: Int, _ kind: BoundsLevel.Kind) throws(SQLRewriteError) {
        levels.append(BoundsLevel(opener: index, kind: kind))
        if level.isGroup { groups += 1 }
        guard levels.count - 1 <= limits.nesting else {
            throw tooComplex("More than \(limits.nesting) brackets are nested here", at: index)
        }
        guard groups <= limits.nestedGroups else {
            throw tooComplex(
                "More than \(limits.nestedGroups) parentheses or CASE expressions are nested here",
                at: index
            )
        }
    }

    private mutating func close(_ index: Int) throws(SQLRewriteError) {
        while level.kind == .caseExpression { pop(endingAt: index) }
        let closes: TokenKind = level.kind == .bracket ? .rightBracket : .rightParenthesis
        guard levels.count > 1, tokens.kind(index) == closes else {
            throw SQLRewriteError(.syntaxError, "This bracket closes none that is open.", at: position(index))
        }
        pop(endingAt: index)
        try checkTop(index)
    }

    private mutating func pop(endingAt index: Int) {
        var inner = levels.removeLast()
        inner.separate()
        if inner.isGroup { groups -= 1 }
        if inner.isLambda { lambdas -= 1 }
        inner.repetitions = product(inner.repetitions, inner.ownRepetition(tokens, closing: index))
        level.take(inner)
    }

    private func product(_ left: Int64, _ right: Int64) -> Int64 {
        let (product, overflow) = left.multipliedReportingOverflow(by: max(right, 1))
        return overflow ? .max : product
    }

    private mutating func finish() throws(SQLRewriteError) {
        while levels.count > 1, level.kind == .caseExpression { pop(endingAt: tokens.count) }
        guard levels.count == 1 else {
            throw SQLRewriteError(.syntaxError, "This bracket is not closed.", at: position(level.opener))
        }
        try checkTop(tokens.count - 1)
    }

    // MARK: Tokens

    private mutating func takeOperator(_ index: Int) throws(SQLRewriteError) {
        if tokens.isOperator(index, "->") && !level.isLambda {
            level.isLambda = true
            lambdas += 1
            guard lambdas <= limits.nestedLambdas else {
                throw tooComplex("More than \(limits.nestedLambdas) lambda functions are nested", at: index)
            }
        }
        if tokens.isOperator(index, "||") { level.concatenations += 1 }
        level.chain += 1
        try checkTop(index)
    }

    private mutating func takeWord(_ index: Int) throws(SQLRewriteError) {
        switch tokens.keyword(index) {
        case .case where startsCase(index): try open(index, .caseExpression)
        case .end where level.kind == .caseExpression: pop(endingAt: index)
        case .and, .or, .not, .is, .like, .ilike, .rlike, .regexp, .div, .between, .in: level.chain += 1
        case .interval where tokens.kind(index + 1) != .rightParenthesis: level.intervals += 1
        case .union, .intersect, .except, .minus: level.startOperand()
        case .join: level.joins += 1
        case .from: level.startClause(isFrom: true)
        case .select, .where, .group, .having, .order, .limit: level.startClause(isFrom: false)
        case .when, .then, .else, .on, .set: level.separate()
        default: return
        }
        try checkTop(index)
    }

    /// CASE, unless it is a column's name by the look of what follows.
    private func startsCase(_ index: Int) -> Bool {
        switch tokens.kind(index + 1) {
        case nil, .comma, .dot, .rightParenthesis: false
        case .operator: tokens.isOperator(index + 1, "-") || tokens.isOperator(index + 1, "!")
        default: tokens.keyword(index + 1) != .from
        }
    }

    /// Whether the parenthesis behind `index` holds a function's arguments. CAST and the words of SQL's own syntax do
    /// not count: what they open, the engine's parser reads again for each alternative when a fault is inside.
    private func isFunction(_ index: Int) -> Bool {
        guard tokens.isName(index) else { return false }
        return tokens.keyword(index).map { !Self.syntaxWords.contains($0) } ?? true
    }

    private static let syntaxWords: Set<Keyword> = [
        .cast, .tryCast, .in, .and, .or, .not, .select, .from, .where, .having, .on, .by, .when, .then, .else, .case,
        .as,
        .exists, .between, .like, .union, .all, .any, .some, .distinct, .intersect, .except, .minus, .join, .lateral,
        .limit,
        .over, .using, .values, .is, .interval, .within, .filter, .extract, .trim, .substring, .substr, .overlay,
        .position,
    ]

    // MARK: Limits

    private func checkTop(_ index: Int) throws(SQLRewriteError) {
        let top = level
        if top.height > limits.height {
            throw tooComplex("More than \(limits.height) operators are chained or nested here", at: index)
        }
        if top.concatenations > limits.concatenations {
            throw tooComplex("More than \(limits.concatenations) || are chained here; use concat()", at: index)
        }
        if top.intervals > limits.intervals {
            throw tooComplex("More than \(limits.intervals) INTERVAL literals are in this expression", at: index)
        }
        if top.setOperations > limits.setOperations {
            throw tooComplex("More than \(limits.setOperations) set operations are chained here", at: index)
        }
        if top.joins > limits.joins {
            throw tooComplex("More than \(limits.joins) tables are joined here", at: index)
        }
        if top.repetitions > limits.repetitions {
            throw SQLRewriteError(
                .invalidValue,
                "This call makes a value of more than \(limits.repetitions) elements or characters; ask for fewer.",
                at: position(index)
            )
        }
    }

    private func tooComplex(_ what: String, at index: Int) -> SQLRewriteError {
        SQLRewriteError(
            .statementTooComplex,
            "\(what): more than the engine can safely plan. Split the statement, or use a list or a table instead.",
            at: position(index)
        )
    }

    private func position(_ index: Int) -> TextPosition? {
        tokens[index].map { tokens.lexed.position(atByte: $0.range.lowerBound) }
    }
}
