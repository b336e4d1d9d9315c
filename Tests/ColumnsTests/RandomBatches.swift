import Columns

/// SplitMix64: the same numbers for the same seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// Random types and rows of them.
struct RandomBatches {
    var generator: SeededGenerator
    /// Whether values stay within what Python's clock and our oracle know.
    var forOracle = false

    init(seed: UInt64, forOracle: Bool = false) {
        generator = SeededGenerator(seed: seed)
        self.forOracle = forOracle
    }

    static let leaves: [DataType] = [
        .null, .boolean, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .float, .double,
        .decimal(precision: 9, scale: 2), .decimal(precision: 38, scale: 10), .decimal(precision: 38, scale: 38),
        .string,
        .binary, .date, .timestamp, .timestampNTZ, .yearMonthInterval, .dayTimeInterval, .calendarInterval,
    ]

    /// Every leaf type, and each kind of nesting.
    static let everyType = Schema(
        leaves.enumerated().map { Field("c\($0)_\($1)", $1) } + [
            Field(
                "s",
                .struct([Field("a", .int64), Field("b \"x\"", .string), Field("n", .struct([Field("d", .date)]))])
            ),
            Field("l", .array(of: .string)),
            Field("ll", .array(of: .array(of: .decimal(precision: 20, scale: 3)))),
            Field("m", .map(from: .string, to: .double)),
            Field("mi", .map(from: .int32, to: .struct([Field("t", .timestamp)]))),
            Field("ls", .array(of: .struct([Field("m", .map(from: .string, to: .string)), Field("z", .boolean)]))),
        ]
    )

    /// The schema without what pyarrow has no type for.
    static let oracleSchema = Schema(everyType.fields.filter { $0.type != .yearMonthInterval })

    mutating func type(depth: Int = 0) -> DataType {
        let kind = depth > 2 ? 0 : Int.random(in: 0..<8, using: &generator)
        switch kind {
        case 5:
            return .struct(
                (0..<Int.random(in: 0..<4, using: &generator)).map { Field("f\($0)", type(depth: depth + 1)) }
            )
        case 6: return .array(of: type(depth: depth + 1))
        case 7: return .map(from: .string, to: type(depth: depth + 1))
        default: return Self.leaves[Int.random(in: 0..<Self.leaves.count, using: &generator)]
        }
    }

    mutating func schema() -> Schema {
        Schema((0..<Int.random(in: 1..<6, using: &generator)).map { Field("c\($0)", type()) })
    }

    mutating func rows(_ schema: Schema, _ count: Int) -> [[ScalarValue]] {
        (0..<count).map { _ in schema.fields.map { value($0.type) } }
    }

    static func batch(_ schema: Schema, _ rows: [[ScalarValue]]) throws -> RecordBatch {
        let builder = RecordBatchBuilder(schema: schema)
        for row in rows {
            for (column, value) in zip(builder.columns, row) { column.append(value) }
            builder.endRow()
        }
        return try builder.finish()
    }

    mutating func value(_ type: DataType, nullable: Bool = true) -> ScalarValue {
        if nullable, Int.random(in: 0..<5, using: &generator) == 0 { return .null }
        switch type {
        case .null: return .null
        case .boolean: return .boolean(Bool.random(using: &generator))
        case .int8: return .integer(Int64(integer(Int8.self)))
        case .int16: return .integer(Int64(integer(Int16.self)))
        case .int32: return .integer(Int64(integer(Int32.self)))
        case .int64: return .integer(integer(Int64.self))
        case .uint8: return .integer(Int64(integer(UInt8.self)))
        case .uint16: return .integer(Int64(integer(UInt16.self)))
        case .uint32: return .integer(Int64(integer(UInt32.self)))
        case .uint64: return .unsigned(integer(UInt64.self))
        case .float: return .float(Float(double()))
        case .double: return .double(double())
        case .decimal(let precision, let scale): return .decimal(decimal(precision, scale))
        case .string: return .string(text())
        case .binary: return .binary(bytes())
        case .date:
            return .date(forOracle ? Int32.random(in: -719_162...2_932_896, using: &generator) : integer(Int32.self))
        case .timestamp: return .timestamp(moment())
        case .timestampNTZ: return .timestampNTZ(moment())
        case .yearMonthInterval: return .yearMonthInterval(integer(Int32.self))
        case .dayTimeInterval: return .dayTimeInterval(integer(Int64.self))
        case .calendarInterval: return .calendarInterval(interval())
        case .struct(let fields): return .struct(fields.map { NamedScalar($0.name, value($0.type)) })
        case .array(let element): return .array((0..<size(4)).map { _ in value(element.type) })
        case .map(let key, let value): return .map(entries(key.type, value.type))
        }
    }

    private mutating func size(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }

    /// Small, any, or an end of the range.
    private mutating func integer<T: FixedWidthInteger>(_: T.Type) -> T {
        switch size(4) {
        case 0: T(truncatingIfNeeded: size(3))
        case 1: [T.min, T.max, 0][size(3)]
        default: T.random(in: T.min...T.max, using: &generator)
        }
    }

    private mutating func double() -> Double {
        switch size(6) {
        case 0: [0, -0.0, .infinity, -.infinity, 1, 1e15, 1e-5, 123_456.75][size(8)]
        case 1: Double(bitPattern: generator.next()).isNaN ? .nan : Double(size(1000))
        default: Double.random(in: -1e6...1e6, using: &generator)
        }
    }

    private mutating func decimal(_ precision: Int, _ scale: Int) -> Decimal128 {
        let digits = String((0..<1 + size(precision)).map { _ in Character(String(size(10))) })
        let unscaled = Int128(digits) ?? 0
        return Decimal128(unscaled: Bool.random(using: &generator) ? unscaled : -unscaled, scale: scale)
    }

    private mutating func text() -> String {
        let pieces = [
            "", "a", "GET /api/v1/orders?id=7", "\"", "\\", "\n", "\u{0}", "\u{1f}", ",", "ü", "日本", "🎉", "x y ",
        ]
        return (0..<size(5)).map { _ in pieces[size(pieces.count)] }.joined()
    }

    private mutating func bytes() -> [UInt8] { (0..<size(9)).map { _ in integer(UInt8.self) } }

    private mutating func moment() -> Int64 {
        guard forOracle else { return integer(Int64.self) }
        let micros = Int64.random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &generator)
        return [micros, micros / 1_000 * 1_000, micros / 1_000_000 * 1_000_000][size(3)]
    }

    private mutating func interval() -> CalendarInterval {
        CalendarInterval(months: integer(Int32.self), days: integer(Int32.self), nanoseconds: integer(Int64.self))
    }

    /// Keys differ, since Arrow leaves open what equal ones mean.
    private mutating func entries(_ key: DataType, _ value: DataType) -> [ScalarEntry] {
        var seen: Set<ScalarValue> = []
        return (0..<size(4)).compactMap { _ in
            let key = self.value(key, nullable: false)
            return seen.insert(key).inserted ? ScalarEntry(key, self.value(value)) : nil
        }
    }
}

/// Rows of a batch as scalars, where NaN equals NaN.
func scalars(_ batch: RecordBatch) -> [[ScalarValue]] {
    (0..<batch.rowCount).map { row in batch.row(row).map(comparable) }
}

func comparable(_ value: ScalarValue) -> ScalarValue {
    switch value {
    case .double(let number) where number.isNaN: .string("NaN")
    case .float(let number) where number.isNaN: .string("NaN")
    case .struct(let fields): .struct(fields.map { NamedScalar($0.name, comparable($0.value)) })
    case .array(let values): .array(values.map(comparable))
    case .map(let entries): .map(entries.map { ScalarEntry(comparable($0.key), comparable($0.value)) })
    default: value
    }
}
