import Columns
import DeltaProtocol

@testable import LakeStore

/// Rows of every type that a Delta table can have, made from a seed.
struct AllTypes {
    private var random: SeededGenerator
    let withZoneless: Bool

    init(seed: UInt64, withZoneless: Bool = true) {
        random = SeededGenerator(seed: seed)
        self.withZoneless = withZoneless
    }

    static func schema(withZoneless: Bool = true) -> StructType {
        let inner = StructType([
            StructField("a", .integer), StructField("b", .array(element: .string, containsNull: true)),
        ])
        var fields = [
            StructField("id", .long, nullable: false), StructField("flag", .boolean), StructField("i8", .byte),
            StructField("i16", .short), StructField("i32", .integer), StructField("f32", .float),
            StructField("f64", .double), StructField("dec9", .decimal(precision: 9, scale: 2)),
            StructField("dec18", .decimal(precision: 18, scale: 0)),
            StructField("dec38", .decimal(precision: 38, scale: 18)), StructField("text", .string),
            StructField("bytes", .binary), StructField("day", .date), StructField("at", .timestamp),
            StructField("nested", .structure(inner)),
            StructField(
                "list",
                .array(element: .structure(StructType([StructField("x", .double)])), containsNull: true)
            ),
            StructField("map", .map(key: .string, value: .long, valueContainsNull: true)),
        ]
        if withZoneless { fields.append(StructField("local", .timestampNTZ)) }
        return StructType(fields)
    }

    mutating func batch(rows: Int, firstID: Int64 = 0) throws -> RecordBatch {
        let schema = try Self.schema(withZoneless: withZoneless).columnsSchema()
        let builder = RecordBatchBuilder(schema: schema, reservingRows: rows)
        for row in 0..<rows {
            for (field, column) in zip(schema.fields, builder.columns) {
                if field.name == "id" {
                    column.append(firstID + Int64(row))
                } else {
                    column.append(value(field.type))
                }
            }
            builder.endRow()
        }
        return try builder.finish()
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int(random.next() % UInt64(values.count))]
    }

    private mutating func value(_ type: DataType) -> ScalarValue {
        if random.next() % 6 == 0 { return .null }
        switch type {
        case .boolean: return .boolean(random.next() % 2 == 0)
        case .int8: return .integer(Int64(pick([Int8.min, -1, 0, 1, .max])))
        case .int16: return .integer(Int64(pick([Int16.min, -1, 0, 300, .max])))
        case .int32: return .integer(Int64(pick([Int32.min, -1, 0, 70_000, .max])))
        case .int64: return .integer(pick([Int64.min, -1, 0, 1 << 53 + 1, .max]))
        case .float: return .float(pick([0, -1.5, .greatestFiniteMagnitude, 1e-30]))
        case .double: return .double(pick([0, -2.25, 1e300, .leastNormalMagnitude, 0.1]))
        case .decimal(let precision, let scale): return .decimal(decimal(precision, scale))
        case .string:
            let long = String(repeating: "x", count: 40)
            return .string(pick(["", "plain", "ümläut €", "日本\n語", "quote\"'\\", long]))
        case .binary: return .binary(pick([[], [0, 255], Array("bytes".utf8)]))
        case .date: return .date(pick([-719_162, -1, 0, 20_000, 2_932_896]))
        case .timestamp: return .timestamp(instant())
        case .timestampNTZ: return .timestampNTZ(instant())
        default: return nested(type)
        }
    }

    /// Microseconds from 1900 to 2100, half of them before 1970, to the microsecond.
    private mutating func instant() -> Int64 {
        Int64(random.next() % 8_200_000_000_000_000) - 2_200_000_000_000_000
    }

    private mutating func decimal(_ precision: Int, _ scale: Int) -> Decimal128 {
        var limit: Int128 = 1
        for _ in 0..<precision { limit *= 10 }
        return Decimal128(unscaled: pick([limit - 1, 1 - limit, 0, 12, -limit / 3]), scale: scale)
    }

    private mutating func nested(_ type: DataType) -> ScalarValue {
        switch type {
        case .struct(let fields): return .struct(fields.map { NamedScalar($0.name, value($0.type)) })
        case .array(let element): return .array((0..<Int(random.next() % 4)).map { _ in value(element.type) })
        case .map(_, let item):
            return .map((0..<Int(random.next() % 3)).map { ScalarEntry(.string("k\($0)"), value(item.type)) })
        default: return .null
        }
    }
}
