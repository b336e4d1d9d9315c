import Columns
import Ingest
import Testing

@Suite struct ScalarDecodeTests {
    @Test(
        arguments: [
            ("\"2024-02-29T23:59:59.123456789Z\"", 1_709_251_199_123_456), ("\"1970-01-01\"", 0),
            ("\"1969-12-31 23:59:59.5\"", -500_000), ("\"2024-01-31T12:00\"", 1_706_702_400_000_000),
            ("\"2024-01-31T12:00:00+01:00\"", 1_706_698_800_000_000),
            ("\"2024-01-31t12:00:00-0130\"", 1_706_707_800_000_000),
            ("\"2024-01-31T12:00:00.1+05\"", 1_706_684_400_100_000),
            ("\"0001-01-01T00:00:00Z\"", -62_135_596_800_000_000),
            ("1706702400", 1_706_702_400_000_000), ("1706702400123", 1_706_702_400_123_000),
            ("1706702400123456", 1_706_702_400_123_456), ("1706702400123456789", 1_706_702_400_123_456),
            ("-1", -1_000_000), ("1706702400.25", 1_706_702_400_250_000), ("1.7067024e9", 1_706_702_400_000_000),
            ("1706702400123.4567", 1_706_702_400_123_456), ("-0.0000001", -1), ("0", 0),
        ] as [(String, Int64)]
    )
    func timesAreRead(_ json: String, _ micros: Int64) throws {
        #expect(try value(json, as: "timestamp") == .timestamp(micros))
    }

    @Test(arguments: [
        "\"2023-02-29T00:00:00Z\"", "\"2024-13-01\"", "\"2024-00-01\"", "\"2024-01-32\"", "\"2024-01-01T24:00:00Z\"",
        "\"2024-01-01T00:60:00Z\"", "\"2024-01-01T00:00:60Z\"", "\"2024-01-01T00:00:00.Z\"",
        "\"2024-01-01T00:00:00.0123456789Z\"",
        "\"2024-01-01T00:00:00ZZ\"", "\"2024-01-01T00:00:00+1\"", "\"2024-01-01T00:00:00+01:\"", "\"2024-1-1\"", "\"\"",
        "\"now\"",
        "\"2024-01-01T\"", "\"2024-01-01T0\"", "true", "[]", "{}", "\"1706702400\"", "\"+024-01-01\"",
    ])
    func whatIsNoTimeIsRejected(_ json: String) throws {
        #expect(try reason(json, as: "timestamp") == .typeMismatch)
    }

    @Test func wallClocksHaveNoZone() throws {
        #expect(try value("\"2024-01-31T12:00:00\"", as: "timestamp_ntz") == .timestampNTZ(1_706_702_400_000_000))
        #expect(try reason("\"2024-01-31T12:00:00Z\"", as: "timestamp_ntz") == .typeMismatch)
        #expect(try value("\"2024-01-31\"", as: "date") == .date(19_753))
        #expect(try reason("\"2024-01-31T12:00:00\"", as: "date") == .typeMismatch)
        #expect(try reason("19753", as: "date") == .typeMismatch)
    }

    @Test(
        arguments: [
            ("12.34", "decimal(10,2)", 1_234), ("12.3400", "decimal(10,2)", 1_234), ("-0.01", "decimal(10,2)", -1),
            ("1e2", "decimal(5,2)", 10_000), ("1.5E-1", "decimal(5,2)", 15), ("\"7.25\"", "decimal(5,2)", 725),
            ("99999999999999999999999999999999999999", "decimal(38,0)", nil), ("0e999999999999", "decimal(5,2)", 0),
            ("0.0000000000000000000000000000000000000000", "decimal(5,2)", 0),
            ("100000000000000000000e-20", "decimal(5,2)", 100),
        ] as [(String, String, Int?)]
    )
    func decimalsAreExact(_ json: String, _ type: String, _ unscaled: Int?) throws {
        let found = try #require(try value(json, as: type)?.decimalValue)
        #expect(found.unscaled == unscaled.map { Int128($0) } ?? Int128("99999999999999999999999999999999999999"))
    }

    @Test(arguments: [
        ("12.345", "decimal(10,2)"), ("1000", "decimal(5,2)"), ("1e999999999999", "decimal(38,0)"),
        ("1e-50", "decimal(38,10)"),
        ("123456789012345678901234567890123456789", "decimal(38,0)"),
    ])
    func decimalsThatWouldLoseDigitsAreRejected(_ json: String, _ type: String) throws {
        #expect(try reason(json, as: type) == .outOfRange)
    }

    @Test func integersHaveTheirRange() throws {
        for (type, low, high) in [
            ("tinyint", "-128", "127"), ("smallint", "-32768", "32767"), ("int", "-2147483648", "2147483647"),
            ("bigint", "-9223372036854775808", "9223372036854775807"),
        ] {
            #expect(try value(low, as: type) == .integer(Int64(low) ?? 0))
            #expect(try value(high, as: type) == .integer(Int64(high) ?? 0))
            let (below, above) = (try #require(Int128(low)) - 1, try #require(Int128(high)) + 1)
            #expect(try reason("\(below)", as: type) == .outOfRange)
            #expect(try reason("\(above)", as: type) == .outOfRange)
            #expect(try reason("1.0", as: type) == .typeMismatch)
            #expect(try reason("true", as: type) == .typeMismatch)
        }
        #expect(try value("\"9007199254740993\"", as: "bigint") == .integer(9_007_199_254_740_993))
        #expect(try reason("\"1x\"", as: "bigint") == .typeMismatch)
    }

    @Test func floatingPointTakesAnyNumber() throws {
        #expect(try value("1", as: "double") == .double(1))
        #expect(try value("18446744073709551616", as: "double") == .double(18_446_744_073_709_551_616))
        #expect(try value("2.2250738585072011e-308", as: "double") == .double(2.2250738585072011e-308))
        #expect(try value("\"-Infinity\"", as: "double") == .double(-.infinity))
        #expect(try value("\"NaN\"", as: "float").map { "\($0)".contains("nan") } == true)
        #expect(try reason("1e999", as: "double") == .outOfRange)
        #expect(try reason("1e39", as: "float") == .outOfRange)
        #expect(try reason("\"1\"", as: "double") == .typeMismatch)
    }

    @Test func stringsTakeAnyValue() throws {
        #expect(try value("1.50", as: "string") == .string("1.50"))
        #expect(try value("true", as: "string") == .string("true"))
        #expect(try value("{\"a\" : [1, 2] } ", as: "string") == .string("{\"a\" : [1, 2] }"))
        #expect(try value("\"\\\"\\u00e9\\ud83d\\ude00\"", as: "string") == .string("\"é😀"))
        #expect(try value("null", as: "string") == .null)
    }

    @Test func otherTypesTakeTheirOwnOnly() throws {
        #expect(try reason("1", as: "boolean") == .typeMismatch)
        #expect(try reason("\"!\"", as: "binary") == .typeMismatch)
        #expect(try reason("{}", as: "array<int>") == .typeMismatch)
        #expect(try reason("[]", as: "struct<x:int>") == .typeMismatch)
        #expect(try reason("[[1]]", as: "array<int>") == .typeMismatch)
        #expect(try reason("{\"a\":\"x\"}", as: "map<string,int>") == .typeMismatch)
        #expect(try value("{\"7\":1}", as: "map<int,int>") == .map([ScalarEntry(.integer(7), .integer(1))]))
    }
}
