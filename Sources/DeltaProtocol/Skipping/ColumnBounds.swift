internal import Columns

/// What is certain of a column's values in a file, after undoing what writers do to the log's statistics.
struct ColumnBounds {
    var lower: ScalarValue?
    var upper: ScalarValue?
    /// Strings with this prefix may be greater than `upper`, which was cut off.
    var openPrefix: String?
    /// NaN is greater than every bound and counted by none.
    var mayHoldNaN = false
    var mayBeNull = true
    var mayBeValue = true

    static let unknown = ColumnBounds()

    private init() {}

    /// A partition column: the same value in every row.
    init(constant value: ScalarValue) {
        if value == .null {
            mayBeValue = false
            return
        }
        mayBeNull = false
        guard ScalarOrder.compare(value, value) == 0 else { return }
        lower = value
        upper = value
    }

    /// - Parameter rows: in the data file, deleted ones included.
    init(_ range: ColumnRange, _ type: DeltaType, rows: Int64?) {
        if let nulls = range.nullCount {
            // Only these two cases hold for wide bounds too (Delta protocol, Per-file Statistics).
            mayBeNull = nulls != 0
            if let rows, nulls == rows { mayBeValue = false }
        }
        mayHoldNaN = type == .double || type == .float
        lower = range.minimum.flatMap { Self.widened($0, type, up: false) }
        upper = range.maximum.flatMap { Self.widened($0, type, up: true) }
        if case .string(let text) = upper, text.unicodeScalars.count >= FileStatistics.stringPrefix {
            openPrefix = text
        }
    }

    /// Writers cut timestamps down to milliseconds (the protocol says so) and write long decimals as doubles (some do).
    private static func widened(_ value: ScalarValue, _ type: DeltaType, up: Bool) -> ScalarValue? {
        switch value {
        case .timestamp(let micros) where up: micros <= .max - 999 ? .timestamp(micros + 999) : nil
        case .timestampNTZ(let micros) where up: micros <= .max - 999 ? .timestampNTZ(micros + 999) : nil
        case .decimal(let number): widened(number, up: up).map { .decimal($0) }
        default: value
        }
    }

    private static func widened(_ number: Decimal128, up: Bool) -> Decimal128? {
        // A double keeps fifteen digits.
        guard number.unscaled.magnitude >= 1_000_000_000_000_000 else { return number }
        let slack = Int128(number.unscaled.magnitude >> 49)
        let (sum, overflow) = number.unscaled.addingReportingOverflow(up ? slack : -slack)
        return overflow ? nil : Decimal128(unscaled: sum, scale: number.scale)
    }

    private func isAboveLower(_ value: ScalarValue, orEqual: Bool) -> Bool {
        guard let lower, let order = ScalarOrder.compare(lower, value) else { return true }
        return orEqual ? order <= 0 : order < 0
    }

    private func isBelowUpper(_ value: ScalarValue, orEqual: Bool) -> Bool {
        if let openPrefix, case .string(let text) = value, text.utf8.starts(with: openPrefix.utf8) { return true }
        guard let upper, let order = ScalarOrder.compare(value, upper) else { return true }
        return orEqual ? order <= 0 : order < 0
    }

    /// Whether every value is this one.
    private func isOnly(_ value: ScalarValue) -> Bool {
        guard let lower, let upper, openPrefix == nil, !mayHoldNaN else { return false }
        return ScalarOrder.compare(lower, value) == 0 && ScalarOrder.compare(upper, value) == 0
    }

    func outcomes(_ comparison: Predicate.Comparison, _ literal: ScalarValue) -> Outcomes {
        if literal == .null { return .null }
        var result: Outcomes = mayBeNull ? .null : []
        guard mayBeValue else { return .null }
        switch comparison {
        case .equal: result.formUnion(equal(literal))
        case .notEqual: result.formUnion(equal(literal).negated)
        case .less: result.formUnion(less(literal, orEqual: false))
        case .lessOrEqual: result.formUnion(less(literal, orEqual: true))
        case .greater: result.formUnion(less(literal, orEqual: true).negated)
        case .greaterOrEqual: result.formUnion(less(literal, orEqual: false).negated)
        }
        return result
    }

    func isNull() -> Outcomes {
        var result: Outcomes = mayBeNull ? .yes : []
        if mayBeValue { result.insert(.no) }
        return result
    }

    private func equal(_ literal: ScalarValue) -> Outcomes {
        if isOnly(literal) { return .yes }
        let mayEqual = isAboveLower(literal, orEqual: true) && isBelowUpper(literal, orEqual: true)
        return mayEqual ? [.yes, .no] : .no
    }

    /// Yes needs a value below the literal; no needs one that is not, which NaN never is.
    private func less(_ literal: ScalarValue, orEqual: Bool) -> Outcomes {
        var result: Outcomes = []
        if isAboveLower(literal, orEqual: orEqual) { result.insert(.yes) }
        if mayHoldNaN || isBelowUpper(literal, orEqual: !orEqual) { result.insert(.no) }
        return result
    }
}
