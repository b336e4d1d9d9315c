/// One value out of a column, for small results: checkpoints, statistics, tests. Large results stay in columns.
package indirect enum ScalarValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// Every integer type but `uint64`.
    case integer(Int64)
    /// `uint64`.
    case unsigned(UInt64)
    case float(Float)
    case double(Double)
    case decimal(Decimal128)
    case string(String)
    case binary([UInt8])
    /// Days since 1970-01-01.
    case date(Int32)
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    case timestamp(Int64)
    /// Microseconds since 1970-01-01 00:00:00 of no zone.
    case timestampNTZ(Int64)
    case yearMonthInterval(Int32)
    case dayTimeInterval(Int64)
    case calendarInterval(CalendarInterval)
    case `struct`([NamedScalar])
    case array([ScalarValue])
    case map([ScalarEntry])
}

package struct CalendarInterval: Hashable, Sendable {
    package let months: Int32
    package let days: Int32
    package let nanoseconds: Int64

    package init(months: Int32, days: Int32, nanoseconds: Int64) {
        self.months = months
        self.days = days
        self.nanoseconds = nanoseconds
    }
}

package struct NamedScalar: Hashable, Sendable {
    package let name: String
    package let value: ScalarValue

    package init(_ name: String, _ value: ScalarValue) {
        self.name = name
        self.value = value
    }
}

package struct ScalarEntry: Hashable, Sendable {
    package let key: ScalarValue
    package let value: ScalarValue

    package init(_ key: ScalarValue, _ value: ScalarValue) {
        self.key = key
        self.value = value
    }
}

extension ScalarValue {
    package var isNull: Bool { self == .null }

    package var boolValue: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// Integers, dates, timestamps and intervals of one number.
    package var int64Value: Int64? {
        switch self {
        case .integer(let value), .timestamp(let value), .timestampNTZ(let value), .dayTimeInterval(let value): value
        case .date(let value), .yearMonthInterval(let value): Int64(value)
        case .unsigned(let value): Int64(exactly: value)
        default: nil
        }
    }

    package var doubleValue: Double? {
        switch self {
        case .double(let value): value
        case .float(let value): Double(value)
        default: nil
        }
    }

    package var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var binaryValue: [UInt8]? {
        if case .binary(let value) = self { value } else { nil }
    }

    package var decimalValue: Decimal128? {
        if case .decimal(let value) = self { value } else { nil }
    }

    package var arrayValue: [ScalarValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    package var structValue: [NamedScalar]? {
        if case .struct(let value) = self { value } else { nil }
    }

    package var mapValue: [ScalarEntry]? {
        if case .map(let value) = self { value } else { nil }
    }

    /// A struct's field, or a map's value under a string key.
    package subscript(name: String) -> ScalarValue? {
        switch self {
        case .struct(let fields): fields.first { $0.name == name }?.value
        case .map(let entries): entries.first { $0.key == .string(name) }?.value
        default: nil
        }
    }
}
