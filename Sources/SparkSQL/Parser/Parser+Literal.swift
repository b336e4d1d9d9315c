/// Literals. Spark's parser reads their values too, so a literal that means nothing is an error of the text.
extension Parser {
    mutating func numericLiteral(isNegative: Bool, since mark: Mark) throws(SyntaxFailure) {
        let terminal = current
        advance()
        let text = lexed.text(in: byteRange(of: terminal))
        guard LiteralValue.isInRange(text, kind: terminal.kind, isNegative: isNegative) else {
            throw refusal("\(isNegative ? "-" : "")\(text) is out of its type's range", since: mark)
        }
        complete(.numericLiteral, mark)
    }

    /// `DATE '2026-01-01'` and its like.
    mutating func typedLiteral() throws(SyntaxFailure) {
        let mark = mark()
        let keyword = current.keyword
        advance()
        let token = lexed.tokens[Int(current.token)]
        advance()
        guard LiteralValue.isValid(lexed.value(of: token), of: keyword) else {
            throw refusal("\(lexed.text(of: token)) is no \(keyword?.rawValue.uppercased() ?? "literal")", since: mark)
        }
        complete(.typedLiteral, mark)
    }

    // MARK: Intervals

    /// `INTERVAL 1 DAY 2 HOURS`, `INTERVAL '1-2' YEAR TO MONTH` or `INTERVAL '1 day'`; false, and nothing read, when the
    /// word is a name here.
    mutating func intervalLiteral() throws(SyntaxFailure) -> Bool {
        guard intervalUnitDistance(from: 1) != nil else {
            guard isString(peek()) else { return false }
            try typedLiteral()
            return true
        }
        let mark = mark()
        advance()
        try intervalFields(since: mark)
        complete(.intervalLiteral, mark)
        return true
    }

    /// How far ahead a value's unit stands when an interval's value stands `distance` ahead.
    private func intervalUnitDistance(from distance: Int) -> Int? {
        let isSigned = peek(distance).symbol == .plus || peek(distance).symbol == .hyphen
        let value = distance + (isSigned ? 1 : 0)
        guard isString(peek(value)) || peek(value).kind == .integer || peek(value).kind == .decimal,
            peek(value + 1).keyword?.isIntervalUnit == true
        else { return nil }
        return value + 1
    }

    private mutating func intervalFields(since mark: Mark) throws(SyntaxFailure) {
        var units: [IntervalUnit] = []
        var ranges = 0
        while let distance = intervalUnitDistance(from: 0) {
            let value = peek(distance - 1)
            guard let unit = IntervalUnit(peek(distance).keyword) else { return }
            advance(distance + 1)
            if at(.to), let end = IntervalUnit(peek().keyword) {
                advance(2)
                ranges += 1
                try checkRange(value, from: unit, to: end, since: mark)
            } else {
                try checkField(value, unit, since: mark)
            }
            units.append(unit)
        }
        if ranges > 0 && units.count > 1 { throw refusal("an interval has one range of units at most", since: mark) }
        if units.contains(where: \.isYearMonth), units.contains(where: { !$0.isYearMonth }) {
            throw refusal("an interval has years and months, or days and smaller units, not both", since: mark)
        }
    }

    private func checkField(_ value: Terminal, _ unit: IntervalUnit, since mark: Mark) throws(SyntaxFailure) {
        guard unit != .nanosecond else { throw refusal("the smallest unit is the microsecond", since: mark) }
        let text = nameValue(value)
        guard LiteralValue.isIntervalNumber(text), unit == .second || !text.contains(".") else {
            throw refusal("'\(text)' is no number of an interval's unit", since: mark)
        }
    }

    private func checkRange(
        _ value: Terminal,
        from unit: IntervalUnit,
        to end: IntervalUnit,
        since mark: Mark
    ) throws(SyntaxFailure) {
        guard isString(value) else { throw refusal("an interval with TO has its value in quotes", since: mark) }
        guard unit > end, unit.isYearMonth == end.isYearMonth else {
            throw refusal("no interval goes from \(unit) to \(end)", since: mark)
        }
        // Behind the sign stand the value, its unit, TO and the other unit.
        let isNegative = terminals[position - 5].symbol == .hyphen
        let text = nameValue(value)
        guard LiteralValue.isInterval(text, from: unit, to: end, isNegative: isNegative) else {
            throw refusal("'\(text)' is no interval from \(unit) to \(end)", since: mark)
        }
    }
}

/// An interval's units, from the smallest.
enum IntervalUnit: Int, Comparable, CustomStringConvertible {
    case nanosecond, microsecond, millisecond, second, minute, hour, day, week, month, year

    init?(_ keyword: Keyword?) {
        switch keyword {
        case .nanosecond, .nanoseconds: self = .nanosecond
        case .microsecond, .microseconds: self = .microsecond
        case .millisecond, .milliseconds: self = .millisecond
        case .second, .seconds: self = .second
        case .minute, .minutes: self = .minute
        case .hour, .hours: self = .hour
        case .day, .days: self = .day
        case .week, .weeks: self = .week
        case .month, .months: self = .month
        case .year, .years: self = .year
        default: return nil
        }
    }

    var isYearMonth: Bool { self >= .month }

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    var description: String {
        switch self {
        case .nanosecond: "NANOSECOND"
        case .microsecond: "MICROSECOND"
        case .millisecond: "MILLISECOND"
        case .second: "SECOND"
        case .minute: "MINUTE"
        case .hour: "HOUR"
        case .day: "DAY"
        case .week: "WEEK"
        case .month: "MONTH"
        case .year: "YEAR"
        }
    }
}

extension Keyword {
    var isIntervalUnit: Bool { IntervalUnit(self) != nil }
}
