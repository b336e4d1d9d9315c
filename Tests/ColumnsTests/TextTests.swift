import Columns
import Foundation
import Testing

/// The rules of the JSON and CSV texts, value by value.
@Suite struct TextTests {
    private static func json(_ type: DataType, _ values: [ScalarValue]) throws -> String {
        let schema = Schema([Field("v", type)])
        let batch = try RandomBatches.batch(schema, values.map { [$0] })
        return String(decoding: try RowEncoder.encode([batch], schema: schema, format: .jsonRows), as: UTF8.self)
    }

    private static func csv(_ type: DataType, _ values: [ScalarValue]) throws -> String {
        let schema = Schema([Field("v", type)])
        let batch = try RandomBatches.batch(schema, values.map { [$0] })
        return String(
            decoding: try RowEncoder.encode([batch], schema: schema, format: .csv(header: false)),
            as: UTF8.self
        )
    }

    @Test func integersBeyondDoublesAreStrings() throws {
        let limit: Int64 = 1 << 53 - 1
        let values = [limit, -limit, limit + 1, -limit - 1, .min, .max, 0].map { ScalarValue.integer($0) }
        let expected = """
            [[9007199254740991],[-9007199254740991],["9007199254740992"],["-9007199254740992"],\
            ["-9223372036854775808"],["9223372036854775807"],[0]]
            """
        #expect(try Self.json(.int64, values) == expected)
        #expect(try Self.json(.uint64, [.unsigned(.max), .unsigned(7)]) == "[[\"18446744073709551615\"],[7]]")
        #expect(try Self.csv(.int64, [.integer(.min)]) == "-9223372036854775808\r\n")
    }

    @Test func doublesAreShortest() throws {
        let values: [Double] = [
            0, -0.0, 1, 0.1, 1e15, 999_999_999_999_999, 1e-5, 9.999e-6, 1.0 / 3, .leastNonzeroMagnitude,
            .greatestFiniteMagnitude,
        ]
        let expected = """
            [[0.0],[-0.0],[1.0],[0.1],[1e+15],[999999999999999.0],[0.00001],[9.999e-06],[0.3333333333333333],[5e-324],\
            [1.7976931348623157e+308]]
            """
        #expect(try Self.json(.double, values.map { .double($0) }) == expected)
        #expect(try Self.json(.float, [.float(0.1), .float(16_777_216)]) == "[[0.1],[16777216.0]]")
        let odd: [ScalarValue] = [.double(.nan), .double(.infinity), .double(-.infinity)]
        #expect(try Self.json(.double, odd) == "[[\"NaN\"],[\"Infinity\"],[\"-Infinity\"]]")
        #expect(try Self.csv(.double, odd) == "NaN\r\nInfinity\r\n-Infinity\r\n")
    }

    @Test func everyDoubleReadsBack() throws {
        var generator = SeededGenerator(seed: 11)
        let values = (0..<5_000).map { _ in Double(bitPattern: generator.next()) }.filter(\.isFinite)
        let text = try Self.json(.double, values.map { .double($0) })
        let parsed = text.split { "[],".contains($0) }.map { Double($0)?.bitPattern }
        #expect(parsed == values.map(\.bitPattern))
    }

    @Test func timesAreISO8601() throws {
        let instants: [Int64] = [
            0, 1_785_585_600_123_456, 1_785_585_600_120_000, -1, -62_167_219_200_000_001, 253_402_300_800_000_000,
        ]
        let expected = """
            [["1970-01-01T00:00:00Z"],["2026-08-01T12:00:00.123456Z"],["2026-08-01T12:00:00.120Z"],\
            ["1969-12-31T23:59:59.999999Z"],["-0001-12-31T23:59:59.999999Z"],["+10000-01-01T00:00:00Z"]]
            """
        #expect(try Self.json(.timestamp, instants.map { .timestamp($0) }) == expected)
        #expect(try Self.json(.timestampNTZ, [.timestampNTZ(1_500_000)]) == "[[\"1970-01-01T00:00:01.500\"]]")
        #expect(
            try Self.json(.date, [.date(0), .date(-719_162), .date(20_666)])
                == "[[\"1970-01-01\"],[\"0001-01-01\"],[\"2026-08-01\"]]"
        )
        // The ends of the range are strange years, not crashes.
        _ = try Self.json(.timestamp, [.timestamp(.min), .timestamp(.max)])
        _ = try Self.json(.date, [.date(.min), .date(.max)])
    }

    @Test func intervalsAreISO8601() throws {
        let months: [Int32] = [0, 14, -14, 12, -1]
        #expect(
            try Self.json(.yearMonthInterval, months.map { .yearMonthInterval($0) })
                == "[[\"P0M\"],[\"P1Y2M\"],[\"-P1Y2M\"],[\"P1Y\"],[\"-P1M\"]]"
        )
        let micros: [Int64] = [0, 93_784_500_000, -1, 86_400_000_000, 3_600_000_000, .min]
        let expected = """
            [["PT0S"],["P1DT2H3M4.5S"],["-PT0.000001S"],["P1D"],["PT1H"],["-P106751991DT4H54.775808S"]]
            """
        #expect(try Self.json(.dayTimeInterval, micros.map { .dayTimeInterval($0) }) == expected)
        let mixed = CalendarInterval(months: 14, days: -3, nanoseconds: -1_500_000_000)
        let none = CalendarInterval(months: 0, days: 0, nanoseconds: 0)
        #expect(
            try Self.json(.calendarInterval, [.calendarInterval(mixed), .calendarInterval(none)])
                == "[[\"P1Y2M-3DT-1.5S\"],[\"PT0S\"]]"
        )
    }

    @Test func decimalsAreStrings() throws {
        let texts = ["0.00", "-0.05", "12.30", "-999999999999999999999999999999999999.99"]
        let values = try texts.map { ScalarValue.decimal(try #require(Decimal128(parsing: $0))) }
        let expected = "[" + texts.map { "[\"\($0)\"]" }.joined(separator: ",") + "]"
        #expect(try Self.json(.decimal(precision: 38, scale: 2), values) == expected)
    }

    @Test func bytesThatAreNotTextAreReplaced() throws {
        let schema = Schema([Field("s", .string)])
        let hostile: [[UInt8]] = [
            [0xff], [0x61, 0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98, 0x80], [0xc0, 0xaf, 0x22],
            Array("plain text and then".utf8) + [0xf4, 0x90, 0x80, 0x80] + Array("more".utf8),
        ]
        let builder = RecordBatchBuilder(schema: schema)
        for bytes in hostile { bytes.withUnsafeBytes { builder["s"].append(utf8: $0) } }
        let batch = try builder.finish()
        // Streams carry such strings too, since Spark's may hold any bytes.
        let decoded = try ArrowStream.decode(ArrowStream.encode([batch], schema: schema))
        for format: RowEncoder.Format in [.jsonRows, .csv(header: false)] {
            let bytes = try RowEncoder.encode(decoded.batches, schema: schema, format: format)
            #expect(String(validating: bytes, as: UTF8.self) != nil)
        }
        let json = try RowEncoder.encode(decoded.batches, schema: schema, format: .jsonRows)
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [[String]])
        #expect(parsed.map { $0[0] } == hostile.map { String(decoding: $0, as: UTF8.self) })
    }

    @Test func controlsAreEscaped() throws {
        let text = String(String.UnicodeScalarView((0..<0x80).compactMap { Unicode.Scalar(UInt32($0)) }))
        let json = try Self.json(.string, [.string(text), .string("12345678\u{1}"), .string("1234567\"")])
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String]])
        #expect(parsed == [[text], ["12345678\u{1}"], ["1234567\""]])
        #expect(!json.utf8.contains { $0 < 0x20 })
    }

    @Test func nestedValues() throws {
        let type = DataType.struct([
            Field("a", .int32), Field("m", .map(from: .string, to: .int32)),
            Field("p", .map(from: .int32, to: .string)),
            Field("l", .array(of: .binary)),
        ])
        let value = ScalarValue.struct([
            NamedScalar("a", .null), NamedScalar("m", .map([ScalarEntry(.string("k\""), .integer(1))])),
            NamedScalar("p", .map([ScalarEntry(.integer(1), .string("x"))])),
            NamedScalar("l", .array([.binary([0, 1, 2, 3]), .null, .binary([])])),
        ])
        let json = #"{"a":null,"m":{"k\"":1},"p":[[1,"x"]],"l":["AAECAw==",null,""]}"#
        #expect(try Self.json(type, [value, .null]) == "[[\(json)],[null]]")
        let quoted = "\"" + json.replacingOccurrences(of: "\"", with: "\"\"") + "\""
        #expect(try Self.csv(type, [value, .null]) == quoted + "\r\n\r\n")
    }

    @Test func csvTellsNullFromEmpty() throws {
        let values: [ScalarValue] = [
            .null, .string(""), .string("a,b"), .string("say \"hi\""), .string("line\r\nline"),
            .string("plain text of some length"),
            .string("a comma at the very end,"),
        ]
        let expected = [
            "", "\"\"", "\"a,b\"", "\"say \"\"hi\"\"\"", "\"line\r\nline\"", "plain text of some length",
            "\"a comma at the very end,\"",
        ]
        #expect(try Self.csv(.string, values) == expected.map { $0 + "\r\n" }.joined())
        #expect(try Self.csv(.binary, [.binary([]), .null, .binary([1])]) == "\"\"\r\n\r\nAQ==\r\n")
    }

    @Test func formatsJoinBatches() throws {
        let schema = Schema([Field("id", .int32), Field("a\"b", .string)])
        let first = try RandomBatches.batch(schema, [[.integer(1), .string("x")]])
        let second = try RandomBatches.batch(schema, [[.integer(2), .null], [.integer(3), .string("z")]])
        let batches = [try RecordBatch.empty(schema), first, try RecordBatch.empty(schema), second]
        func text(_ batches: [RecordBatch], _ format: RowEncoder.Format) throws -> String {
            String(decoding: try RowEncoder.encode(batches, schema: schema, format: format), as: UTF8.self)
        }
        #expect(try text(batches, .jsonRows) == #"[[1,"x"],[2,null],[3,"z"]]"#)
        #expect(try text(batches, .jsonObjects) == #"[{"id":1,"a\"b":"x"},{"id":2,"a\"b":null},{"id":3,"a\"b":"z"}]"#)
        #expect(try text(batches, .ndjson).split(separator: "\n").count == 3)
        #expect(try text(batches, .csv(header: true)) == "id,\"a\"\"b\"\r\n1,x\r\n2,\r\n3,z\r\n")
        #expect(try text([], .jsonRows) == "[]")
        #expect(try text([], .jsonObjects) == "[]")
        #expect(try text([], .ndjson).isEmpty)
        let other = Schema([Field("id", .string), Field("b", .string)])
        #expect(throws: ColumnsError.self) { try RowEncoder.encode(batches, schema: other, format: .ndjson) }
    }

    @Test func longTextsAndManyRowsCrossBlocks() throws {
        let long = String(repeating: "ü\"\n", count: 100_000)
        let rows = [[ScalarValue.string(long)]] + (0..<20_000).map { [ScalarValue.string("row \($0)")] }
        let schema = Schema([Field("s", .string)])
        let batch = try RandomBatches.batch(schema, rows)
        let json = try RowEncoder.encode([batch], schema: schema, format: .jsonRows)
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [[String]])
        #expect(parsed.map { ScalarValue.string($0[0]) } == rows.map { $0[0] })
    }
}
