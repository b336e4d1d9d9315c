/// The types of Spark SQL, and the unsigned integers that engines use in their system tables.
package indirect enum DataType: Hashable, Sendable {
    case null, boolean
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    case float, double
    /// 1 to 38 digits, of which `scale` stand behind the point.
    case decimal(precision: Int, scale: Int)
    case string, binary
    /// Days since 1970-01-01, 32 bits.
    case date
    /// An instant: microseconds since 1970-01-01 00:00:00 UTC.
    case timestamp
    /// A wall clock's reading: microseconds since 1970-01-01 00:00:00 of no particular zone.
    case timestampNTZ
    /// Months, 32 bits.
    case yearMonthInterval
    /// Microseconds, 64 bits.
    case dayTimeInterval
    /// Months, days and nanoseconds, which do not convert into each other.
    case calendarInterval
    case `struct`([Field])
    case array(Field)
    case map(key: Field, value: Field)
}

extension DataType {
    package static func array(of element: DataType, containsNull: Bool = true) -> DataType {
        .array(Field("element", element, nullable: containsNull))
    }

    package static func map(
        from key: DataType,
        to value: DataType,
        valueContainsNull: Bool = true
    ) -> DataType {
        .map(key: Field("key", key, nullable: false), value: Field("value", value, nullable: valueContainsNull))
    }

    /// Nesting beyond this is refused wherever types come in, so that walking a type can't exhaust the stack.
    static let depthLimit = 64

    /// Whether the two are the same but for names, nullability and metadata inside.
    package func hasLayout(of other: DataType) -> Bool {
        switch (self, other) {
        case (.struct(let left), .struct(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.type.hasLayout(of: $1.type) }
        case (.array(let left), .array(let right)): left.type.hasLayout(of: right.type)
        case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
            leftKey.type.hasLayout(of: rightKey.type) && leftValue.type.hasLayout(of: rightValue.type)
        default: self == other
        }
    }

    package var isInteger: Bool {
        switch self {
        case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: true
        default: false
        }
    }

    package var isNested: Bool {
        switch self {
        case .struct, .array, .map: true
        default: false
        }
    }
}

extension DataType: CustomStringConvertible {
    package var description: String { sqlName }

    /// The type as Spark SQL prints it (`bigint`, `struct<a:int,b:array<string>>`). Spark has no unsigned integers; they
    /// print as the smallest type that holds them all.
    package var sqlName: String {
        switch self {
        case .null: "void"
        case .boolean: "boolean"
        case .int8: "tinyint"
        case .int16, .uint8: "smallint"
        case .int32, .uint16: "int"
        case .int64, .uint32: "bigint"
        case .uint64: "decimal(20,0)"
        case .float: "float"
        case .double: "double"
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .string: "string"
        case .binary: "binary"
        case .date: "date"
        case .timestamp: "timestamp"
        case .timestampNTZ: "timestamp_ntz"
        case .yearMonthInterval: "interval year to month"
        case .dayTimeInterval: "interval day to second"
        case .calendarInterval: "interval"
        case .struct(let fields): Self.structName(fields)
        case .array(let element): "array<\(element.type.sqlName)>"
        case .map(let key, let value): "map<\(key.type.sqlName),\(value.type.sqlName)>"
        }
    }

    private static func structName(_ fields: [Field]) -> String {
        "struct<" + fields.map { "\(quoted($0.name)):\($0.type.sqlName)" }.joined(separator: ",") + ">"
    }

    /// Back-quoted unless it is a plain identifier, so that the text parses as the same type.
    private static func quoted(_ name: String) -> String {
        let plain =
            name.utf8.allSatisfy {
                ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7a) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5f
            }
            && !name.isEmpty
        return plain
            ? name : "`" + name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``") + "`"
    }
}
