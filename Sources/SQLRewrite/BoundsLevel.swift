import SparkSQL

/// One pair of brackets, one CASE, or the whole statement, while `StatementBounds` measures it.
struct BoundsLevel {
    enum Kind {
        case statement
        /// A function's arguments.
        case call
        case group
        case bracket
        case caseExpression
    }

    /// The index of its first token.
    let opener: Int
    let kind: Kind
    var isLambda = false
    var isInFrom = false
    /// Operators of the expression that is being read, one of those that commas and clauses part.
    var chain = 0
    var concatenations = 0
    var intervals = 0
    /// The tallest level inside that expression, and the tallest expression before it.
    private var below = 0
    private var tallest = 0
    var setOperations = 0
    var joins = 0
    /// The largest product of constant repetitions inside.
    var repetitions: Int64 = 1
    /// Indices of the first commas between its items.
    private var commas: [Int] = []

    init(opener: Int, kind: Kind) {
        self.opener = opener
        self.kind = kind
    }

    /// From above: every operator of a chain may stand on top of every other.
    var height: Int { max(tallest, chain + below) + setOperations }

    var isGroup: Bool { kind == .group || kind == .caseExpression }

    mutating func takeComma(_ index: Int) {
        if isInFrom { joins += 1 }
        separate()
        if kind == .call && commas.count < 3 { commas.append(index) }
    }

    mutating func separate() {
        tallest = max(tallest, chain + below)
        (chain, below, concatenations, intervals) = (0, 0, 0, 0)
    }

    mutating func startClause(isFrom: Bool) {
        separate()
        isInFrom = isFrom
    }

    mutating func startOperand() {
        startClause(isFrom: false)
        setOperations += 1
        joins = 0
    }

    /// Adds what a closed level measured.
    mutating func take(_ inner: BoundsLevel) {
        below = max(below, inner.height + 1)
        repetitions = max(repetitions, inner.repetitions)
    }

    // MARK: Repetition

    /// How many times a call repeats by its constant arguments, once its parenthesis closes at `end`; 1 for other levels.
    func ownRepetition(_ tokens: SignificantTokens, closing end: Int) -> Int64 {
        guard kind == .call, let function = tokens[opener - 1] else { return 1 }
        return switch tokens.lexed.value(of: function).lowercased() {
        case "space": constant(0, tokens, end) ?? 1
        case "repeat", "array_repeat", "lpad", "rpad": constant(1, tokens, end) ?? 1
        case "sequence": sequenceLength(tokens, end)
        default: 1
        }
    }

    private func sequenceLength(_ tokens: SignificantTokens, _ end: Int) -> Int64 {
        guard let first = constant(0, tokens, end), let last = constant(1, tokens, end) else { return 1 }
        let step = max(constant(2, tokens, end).map { Int64(clamping: $0.magnitude) } ?? 1, 1)
        let (distance, overflow) = last.subtractingReportingOverflow(first)
        return overflow ? .max : Int64(clamping: distance.magnitude) / step
    }

    /// The argument's value where it is one number, with a sign or without.
    private func constant(_ argument: Int, _ tokens: SignificantTokens, _ end: Int) -> Int64? {
        let starts = [opener + 1] + commas.map { $0 + 1 }
        let ends = commas + [end]
        guard starts.indices.contains(argument) else { return nil }
        var start = starts[argument]
        let isNegative = tokens.isOperator(start, "-")
        if isNegative { start += 1 }
        guard start + 1 == ends[argument], let token = tokens[start] else { return nil }
        return number(tokens.lexed.text(of: token), token.kind).map { isNegative ? -$0 : $0 }
    }

    private func number(_ text: String, _ kind: TokenKind) -> Int64? {
        let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "e" || $0 == "E" || $0 == "+" || $0 == "-" }
        switch kind {
        case .integer, .bigint, .smallint, .tinyint: return Int64(digits) ?? .max
        case .decimal, .exponent, .float, .double, .bigDecimal:
            return Double(digits).map { $0 < 9e18 ? Int64($0) : .max }
        default: return nil
        }
    }
}
