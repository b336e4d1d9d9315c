import Columns
import DeltaProtocol
import Ingest
import Testing

/// What our own JSON encoder writes is what the decoder reads.
@Suite struct RoundTripTests {
    private static let columns =
        "b:boolean,i1:tinyint,i2:smallint,i4:int,i8:bigint,f:float,d:double,n:decimal(38,10),s:string,bin:binary,day:date,"
        + "t:timestamp,w:timestamp_ntz,a:array<array<string>>,m:map<string,bigint>,o:struct<x:array<struct<y:double>>,z:date>"

    private static func value(_ type: DataType, _ random: inout SeededGenerator) -> ScalarValue {
        if Int.random(in: 0..<8, using: &random) == 0 { return .null }
        let times: Range<Int64> = -62_135_596_800_000_000..<253_402_300_800_000_000
        return switch type {
        case .boolean: .boolean(Bool.random(using: &random))
        case .int8: .integer(Int64(Int8.random(in: .min ... .max, using: &random)))
        case .int16: .integer(Int64(Int16.random(in: .min ... .max, using: &random)))
        case .int32: .integer(Int64(Int32.random(in: .min ... .max, using: &random)))
        case .int64:
            .integer(Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<64, using: &random))
        case .float: .float(Float(bitPattern: UInt32.random(in: 0..<0x7f80_0000, using: &random)))
        case .double: .double(-Double(bitPattern: UInt64.random(in: 1..<0x7ff0_0000_0000_0000, using: &random)))
        case .decimal(_, let scale):
            .decimal(Decimal128(unscaled: Int128(Int64.random(in: .min ... .max, using: &random)), scale: scale))
        case .string: .string(["", "plain", "\"\\\n\u{1}é", "😀 \u{7f}", "a/b"].randomElement(using: &random) ?? "")
        case .binary:
            .binary((0..<Int.random(in: 0..<9, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
        case .date: .date(Int32(Int64.random(in: times, using: &random) / 86_400_000_000))
        case .timestamp: .timestamp(Int64.random(in: times, using: &random))
        case .timestampNTZ: .timestampNTZ(Int64.random(in: times, using: &random))
        case .array(let element):
            .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in value(element.type, &random) })
        case .map(_, let item):
            .map(
                (0..<Int.random(in: 0..<4, using: &random)).map {
                    ScalarEntry(.string("k\($0)"), value(item.type, &random))
                }
            )
        case .struct(let fields): .struct(fields.map { NamedScalar($0.name, value($0.type, &random)) })
        default: .null
        }
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func rowsComeBack(_ seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let type = StructType(sql: Self.columns)
        let schema = try type.columnsSchema()
        let builder = RecordBatchBuilder(schema: schema)
        for _ in 0..<300 {
            for (place, field) in schema.fields.enumerated() {
                builder.columns[place].append(Self.value(field.type, &random))
            }
            builder.endRow()
        }
        let batch = try builder.finish()
        let lines = try RowEncoder.encode([batch], schema: schema, format: .ndjson).split(separator: 0x0a)
        let decoded = try Decoded(records(lines.map { Array($0) as [UInt8]? }), type)
        #expect(decoded.rejects.map(\.detail) == [])
        #expect(decoded.rows.count == 300)
        for row in 0..<decoded.batch.rowCount {
            #expect(decoded.batch.row(row) == batch.row(row))
        }
    }
}
