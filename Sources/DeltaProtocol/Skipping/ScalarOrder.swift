internal import Columns

/// Spark's order of values.
enum ScalarOrder {
    /// Negative, zero or positive; nil where the order can't be told: nulls, NaN, values of unlike types.
    static func compare(_ left: ScalarValue, _ right: ScalarValue) -> Int? {
        switch (left, right) {
        case (.boolean(let left), .boolean(let right)): order(left ? 1 : 0, right ? 1 : 0)
        case (.integer(let left), .integer(let right)): order(left, right)
        case (.date(let left), .date(let right)): order(left, right)
        case (.timestamp(let left), .timestamp(let right)): order(left, right)
        case (.timestampNTZ(let left), .timestampNTZ(let right)): order(left, right)
        case (.string(let left), .string(let right)): bytes(left.utf8, right.utf8)
        case (.binary(let left), .binary(let right)): bytes(left, right)
        case (.decimal, .decimal), (.decimal, .integer), (.integer, .decimal): exact(left, right)
        default: floating(left, right)
        }
    }

    private static func order<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
        left < right ? -1 : left == right ? 0 : 1
    }

    private static func bytes(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Int {
        if left.elementsEqual(right) { return 0 }
        return left.lexicographicallyPrecedes(right) ? -1 : 1
    }

    private static func exact(_ left: ScalarValue, _ right: ScalarValue) -> Int? {
        guard let left = decimal(left), let right = decimal(right) else { return nil }
        let scale = max(left.scale, right.scale)
        guard let left = left.rescaled(to: scale), let right = right.rescaled(to: scale) else { return nil }
        return order(left.unscaled, right.unscaled)
    }

    private static func decimal(_ value: ScalarValue) -> Decimal128? {
        switch value {
        case .decimal(let number): number
        case .integer(let number): Decimal128(unscaled: Int128(number), scale: 0)
        default: nil
        }
    }

    /// Spark compares a number with a double as doubles. Rounding to a double keeps the order, so bounds stay bounds.
    private static func floating(_ left: ScalarValue, _ right: ScalarValue) -> Int? {
        guard let left = double(left), let right = double(right), !left.isNaN, !right.isNaN else { return nil }
        return order(left, right)
    }

    private static func double(_ value: ScalarValue) -> Double? {
        switch value {
        case .float(let number): Double(number)
        case .double(let number): number
        case .integer(let number): Double(number)
        default: nil
        }
    }
}
