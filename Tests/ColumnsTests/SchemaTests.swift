import Columns
import Testing

@Suite struct SchemaTests {
    @Test func typesPrintAsSparkPrintsThem() {
        let cases: [(DataType, String)] = [
            (.null, "void"), (.boolean, "boolean"), (.int8, "tinyint"), (.int16, "smallint"), (.int32, "int"),
            (.int64, "bigint"), (.uint64, "decimal(20,0)"), (.float, "float"), (.double, "double"),
            (.decimal(precision: 10, scale: 2), "decimal(10,2)"), (.string, "string"), (.binary, "binary"),
            (.date, "date"),
            (.timestamp, "timestamp"), (.timestampNTZ, "timestamp_ntz"), (.yearMonthInterval, "interval year to month"),
            (.dayTimeInterval, "interval day to second"), (.calendarInterval, "interval"),
            (
                .struct([Field("a", .int32), Field("b c", .array(of: .string))]), "struct<a:int,`b c`:array<string>>"
            ),
            (.map(from: .string, to: .map(from: .date, to: .double)), "map<string,map<date,double>>"),
        ]
        for (type, name) in cases { #expect(type.sqlName == name) }
    }

    @Test func namesMetadataAndNullabilitySurvive() throws {
        let inner = Field("x", .int64, nullable: false, metadata: [Field.parquetFieldID: "7", "comment": "größe"])
        let schema = Schema(
            [Field("größe 🎉", .struct([inner]), metadata: ["k": ""]), Field("", .string, nullable: false)],
            metadata: ["engine": "x"]
        )
        let decoded = try ArrowStream.decode(ArrowStream.encode([], schema: schema))
        #expect(decoded.schema == schema)
        #expect(decoded.batches.isEmpty)
        #expect(try RecordBatch.empty(schema).rowCount == 0)
    }

    @Test func deepTypesAreRefused() throws {
        var type = DataType.int32
        for _ in 0..<200 { type = .array(of: type) }
        let schema = Schema([Field("deep", type)])
        #expect(throws: ColumnsError.self) { try ArrowStream.decode(ArrowStream.encode([], schema: schema)) }
    }

    @Test func decimalsParseAndPrint() throws {
        for text in ["0", "1", "-1", "0.5", "-0.05", "12345678901234567890123456789012345678", "1.10"] {
            #expect(try #require(Decimal128(parsing: text)).description == text)
        }
        for text in ["", "-", ".", "1e5", "1.2.3", " 1", "123456789012345678901234567890123456789"] {
            #expect(Decimal128(parsing: text) == nil, "\(text)")
        }
        #expect(Decimal128(unscaled: 150, scale: 2).rescaled(to: 1)?.unscaled == 15)
        #expect(Decimal128(unscaled: 155, scale: 2).rescaled(to: 1) == nil)
        #expect(Decimal128(unscaled: .max, scale: 0).rescaled(to: 1) == nil)
        #expect(Decimal128(unscaled: 5, scale: 1) < Decimal128(unscaled: 51, scale: 2))
    }
}
