/// Which literals mean something to Spark: numbers in their type's range, dates in the calendar, times on the clock.
enum LiteralValue {
    // MARK: Numbers

    static func isInRange(_ text: String, kind: TokenKind, isNegative: Bool) -> Bool {
        let sign = isNegative ? "-" : ""
        switch kind {
        case .tinyint: return Int8(sign + text.dropLast()) != nil
        case .smallint: return Int16(sign + text.dropLast()) != nil
        case .bigint: return Int64(sign + text.dropLast()) != nil
        case .integer: return text.utf8.drop(while: { $0 == UInt8(ascii: "0") }).count <= decimalDigits
        case .decimal: return significantDigits(of: text) <= decimalDigits
        case .float: return Float(String(text.dropLast())).map(\.isFinite) ?? false
        case .double: return Double(String(text.dropLast())).map(\.isFinite) ?? false
        case .exponent: return Double(text).map(\.isFinite) ?? false
        case .bigDecimal: return bigDecimalFits(text.dropLast(2))
        default: return true
        }
    }

    /// The most digits that a DECIMAL has.
    private static let decimalDigits = 38

    /// Digits of the whole part without leading zeros, and all of the fraction.
    private static func significantDigits(of text: some StringProtocol) -> Int {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let whole = parts.first?.drop(while: { $0 == UInt8(ascii: "0") }).count ?? 0
        return whole + (parts.count > 1 ? parts[1].count : 0)
    }

    private static func bigDecimalFits(_ text: Substring) -> Bool {
        let parts = text.lowercased().split(separator: "e")
        guard let digits = parts.first else { return false }
        let exponent = parts.count > 1 ? Int(parts[1]) ?? .max : 0
        let fraction = digits.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
        let (scale, overflows) = fraction.subtractingReportingOverflow(exponent)
        guard !overflows, abs(scale) <= 2 * decimalDigits else { return false }
        let precision = max(significantDigits(of: digits) - min(scale, 0), scale)
        return precision <= decimalDigits
    }

    // MARK: Typed literals

    static func isValid(_ text: String, of keyword: Keyword?) -> Bool {
        let value = text.trimmingASCIIWhitespace()
        switch keyword {
        case .x: return value.utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        case .date: return isSpecialMoment(value) || DateTimeReader(value).isDate
        case .timestamp, .timestampLtz, .timestampNtz:
            return isSpecialMoment(value) || DateTimeReader(value).isTimestamp
        case .time: return DateTimeReader(value).isTime
        case .interval: return isInterval(value)
        default: return true
        }
    }

    /// `epoch`, `now` and the days around today, which may have a zone behind them.
    private static func isSpecialMoment(_ text: String) -> Bool {
        guard let word = text.split(separator: " ").first?.lowercased() else { return false }
        return ["epoch", "now", "today", "yesterday", "tomorrow"].contains(word)
    }

    // MARK: Intervals

    /// `1 day 2 hours`, with or without the word `interval`; years and months don't mix with smaller units.
    private static func isInterval(_ text: String) -> Bool {
        var words = text.lowercased().split(whereSeparator: \.isASCIIWhitespace).map(String.init)[...]
        if words.first == "interval" { words.removeFirst() }
        guard !words.isEmpty else { return false }
        var units: [IntervalUnit] = []
        while var number = words.popFirst() {
            if number == "-" || number == "+", let rest = words.popFirst() { number += rest }
            guard isIntervalNumber(number), let name = words.popFirst() else { return false }
            guard let unit = Keyword(spelledBy: Array(name.utf8)).flatMap({ IntervalUnit($0) }), unit != .nanosecond
            else { return false }
            guard unit == .second || !number.contains(".") else { return false }
            units.append(unit)
        }
        return !(units.contains { $0.isYearMonth } && units.contains { !$0.isYearMonth })
    }

    static func isIntervalNumber(_ text: String) -> Bool {
        let trimmed = text.trimmingASCIIWhitespace()
        var digits = Substring(trimmed)
        if let first = digits.first, first == "-" || first == "+" {
            digits = digits.dropFirst().drop(while: \.isASCIIWhitespace)
        }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        return !digits.isEmpty && parts.count <= 2 && digits != "."
            && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
            && (parts.first?.count ?? 0) <= 19
    }

    /// `1-2` of YEAR TO MONTH, `1 02:03:04.5` of DAY TO SECOND, and the parts of the latter.
    static func isInterval(_ text: String, from unit: IntervalUnit, to end: IntervalUnit, isNegative: Bool) -> Bool {
        var rest = text.trimmingASCIIWhitespace()[...]
        let isNegative = isNegative != (rest.first == "-")
        if let sign = rest.first, sign == "-" || sign == "+" { rest.removeFirst() }
        if unit == .year {
            let parts = rest.split(separator: "-", omittingEmptySubsequences: false)
            return parts.count == 2 && parts.allSatisfy(isDigits)
                && isYearMonth(years: Int(parts[0]), months: Int(parts[1]), isNegative: isNegative)
        }
        return isDayTime(rest, from: unit, to: end)
    }

    /// Whether the months fit 32 bits.
    private static func isYearMonth(years: Int?, months: Int?, isNegative: Bool) -> Bool {
        guard let years, let months, years <= 178_956_970, months <= 11 else { return false }
        let total = years * 12 + months
        return total <= Int(Int32.max) + (isNegative ? 1 : 0)
    }

    private static func isDayTime(_ text: Substring, from unit: IntervalUnit, to end: IntervalUnit) -> Bool {
        var rest = text
        if unit == .day {
            let parts = rest.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, isDigits(parts[0]), Int(parts[0]).map({ $0 <= 106_751_991 }) ?? false else {
                return false
            }
            rest = parts[1]
        }
        let fields = rest.split(separator: ":", omittingEmptySubsequences: false)
        let first = unit == .day ? IntervalUnit.hour : unit
        guard fields.count == first.rawValue - end.rawValue + 1 else { return false }
        for (index, field) in fields.enumerated() {
            let isLeading = index == 0 && unit != .day
            let isSecond = first.rawValue - index == IntervalUnit.second.rawValue
            guard
                isDayTimeField(
                    field,
                    isLeading: isLeading,
                    isSecond: isSecond,
                    isHour: first.rawValue - index == IntervalUnit.hour.rawValue
                )
            else { return false }
        }
        return true
    }

    private static func isDayTimeField(_ field: Substring, isLeading: Bool, isSecond: Bool, isHour: Bool) -> Bool {
        var whole = field
        if isSecond, let point = field.firstIndex(of: ".") {
            let fraction = field[field.index(after: point)...]
            guard !fraction.isEmpty, fraction.count <= 9, isDigits(fraction) else { return false }
            whole = field[..<point]
        }
        guard isDigits(whole), let value = Int(whole) else { return false }
        if isLeading { return isHour ? value <= 2_562_047_788 : value <= 153_722_867_280 }
        return whole.count <= 2 && value <= (isHour ? 23 : 59)
    }

    private static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

extension StringProtocol {
    func trimmingASCIIWhitespace() -> String {
        let bytes = Array(utf8)
        let end = (bytes.lastIndex { $0 > 0x20 } ?? -1) + 1
        return String(decoding: bytes[..<end].drop { $0 <= 0x20 }, as: UTF8.self)
    }
}

extension Character {
    var isASCIIWhitespace: Bool { asciiValue.map { $0 <= 0x20 } ?? false }
}
