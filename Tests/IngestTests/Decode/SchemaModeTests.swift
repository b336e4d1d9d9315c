import Columns
import DeltaProtocol
import Ingest
import LakeModel
import Testing

@Suite struct SchemaModeTests {
    @Test func rescuedPartsKeepTheirNesting() throws {
        let decoded = try Decoded(
            [
                #"{"a":1,"x":{"y":[1, 2]}}"#,
                #"{"a":"no","o":{"p":1,"q":"\"new\"","r":{"s":true}},"z":null}"#,
                #"{"o":{"p":"no"},"list":[1,"no"]}"#,
                #"{"rows":[{"p":1},{"p":2,"q":3}],"o":{"p":2}}"#,
                #"{"a":5,"_rescued":"mine","x\"\n":1}"#,
                #"{"a":6}"#,
            ],
            "a:int,o:struct<p:int>,list:array<int>,rows:array<struct<p:int>>,_rescued:string",
            mode: .rescue
        )
        #expect(decoded.rejects.isEmpty)
        #expect(decoded.column("a") == [.integer(1), .null, .null, .null, .integer(5), .integer(6)])
        let p = { (value: ScalarValue) in ScalarValue.struct([NamedScalar("p", value)]) }
        #expect(decoded.column("o") == [.null, p(.integer(1)), p(.null), p(.integer(2)), .null, .null])
        #expect(decoded.column("list") == [.null, .null, .null, .null, .null, .null])
        #expect(decoded.column("rows")[3] == .array([p(.integer(1)), p(.integer(2))]))
        #expect(
            decoded.column("_rescued") == [
                .string(#"{"x":{"y":[1, 2]}}"#),
                .string(#"{"a":"no","o":{"q":"\"new\"","r":{"s":true}},"z":null}"#),
                .string(#"{"o":{"p":"no"},"list":[1,"no"]}"#),
                .string(#"{"rows":[{"p":1},{"p":2,"q":3}]}"#),
                .string(#"{"_rescued":"mine","x\"\u000a":1}"#),
                .null,
            ]
        )
    }

    @Test func aTableWithoutTheColumnNeedsIt() throws {
        let decoded = try Decoded(["{\"a\":1}"], "a:int", mode: .rescue)
        #expect(decoded.step == .needs(StructType(sql: "a:int,_rescued:string"), at: 0))
        #expect(decoded.batch.rowCount == 0)
    }

    @Test func newFieldsBecomeColumns() throws {
        let lines = [
            #"{"a":1}"#, #"{"a":2,"nothing":null,"empty":[],"none":{}}"#, #"{"a":3,"s":"x","o":{"p":1}}"#,
            #"{"a":4,"o":{"q":[1.5]}}"#, #"{"A":5,"empty":["y"]}"#,
        ]
        let first = try Decoded(lines, "a:bigint", mode: .evolve)
        let wanted = StructType(sql: "a:bigint,s:string,o:struct<p:bigint,q:array<double>>,empty:array<string>")
        #expect(first.step == .needs(wanted, at: 2))
        #expect(first.column("a") == [.integer(1), .integer(2)])
        let all = try evolve(records(lines), StructType(sql: "a:bigint"))
        #expect(all.schema == wanted)
        #expect(all.rejects.isEmpty)
        #expect(all.batches.map(\.rowCount) == [2, 3])
        #expect(all.batches[1].column("a")?.value(at: 2) == .integer(5))
        #expect(all.batches[1].column("empty")?.value(at: 2) == .array([.string("y")]))
    }

    @Test func columnsWidenWhereTheProtocolAllowsIt() throws {
        let widened = [
            ("int", "3000000000", "bigint"), ("tinyint", "300", "bigint"), ("int", "1.5", "double"),
            ("bigint", "18446744073709551615", "decimal(20,0)"), ("decimal(5,2)", "1234.567", "decimal(7,3)"),
            ("array<int>", "[1,3000000000]", "array<bigint>"), ("struct<x:int>", "{\"x\":0.5}", "struct<x:double>"),
            ("map<string,smallint>", "{\"k\":70000}", "map<string,bigint>"),
        ]
        for (type, json, wider) in widened {
            let all = try evolve(records(["{\"c\":\(json)}"]), StructType(sql: "c:\(type)"))
            #expect(all.schema == StructType(sql: "c:\(wider)"), "\(type) \(json)")
            #expect(all.rejects.isEmpty)
            #expect(all.batches.last?.rowCount == 1)
        }
        let refused = [("bigint", "1.5"), ("boolean", "1"), ("int", "\"x\""), ("timestamp", "\"x\""), ("date", "[]")]
        for (type, json) in refused {
            let all = try evolve(records(["{\"c\":\(json)}"]), StructType(sql: "c:\(type)"))
            #expect(all.schema == StructType(sql: "c:\(type)"), "\(type) \(json)")
            #expect(all.rejects.map(\.reason) == [.typeMismatch])
        }
        let strict = DecoderConfiguration(format: .json, mode: .evolve, allowsWidening: false)
        let kept = try evolve(records(["{\"c\":3000000000}"]), StructType(sql: "c:int"), strict)
        #expect(kept.rejects.map(\.reason) == [.outOfRange])
    }

    @Test func fieldsThatNoColumnCanBeCalledLikeAreRejected() throws {
        let all = try evolve(records([#"{"a b":1}"#, #"{"ok":1}"#]), StructType(sql: "ok:bigint"))
        #expect(all.rejects.map(\.reason) == [.unknownField])
        #expect(all.batches.last?.rowCount == 1)
    }

    @Test func schemasAreInferred() throws {
        let lines = [
            #"{"id":1,"at":"2024-01-31T12:00:00Z","day":"2024-01-31","x":1,"mixed":1,"o":{"a":[1]},"n":null,"big":1}"#,
            #"{"ID":2,"at":"2024-01-31","day":"2024-02-01","x":1.5,"mixed":"s","o":{"b":true,"a":[2.5]},"e":[]}"#,
            #"{"big":18446744073709551615,"bad name":1,"rows":[{"k":"v"},{"l":1}]}"#, "?",
        ]
        let known =
            "id:bigint,at:timestamp,day:date,x:double,mixed:string,o:struct<a:array<double>,b:boolean>"
        let evolving = DecoderConfiguration(format: .json, mode: .evolve)
        #expect(
            try SchemaInference.schema(of: records(lines), evolving)
                == StructType(sql: known + ",big:decimal(20,0),rows:array<struct<k:string,l:bigint>>")
        )
        let rescuing = DecoderConfiguration(format: .json, mode: .rescue, metadataColumns: [.offset: "at_offset"])
        #expect(
            try SchemaInference.schema(of: records(lines), rescuing)
                == StructType(
                    sql: known + ",n:string,big:decimal(20,0),e:array<string>,rows:array<struct<k:string,l:bigint>>,"
                        + "at_offset:bigint,_rescued:string"
                )
        )
    }

    @Test func inferredSchemasTakeTheRecordsThatTheyCameFrom() throws {
        let lines = [
            #"{"a":1,"b":"x","c":[{"d":1},{"d":"s"}]}"#, #"{"a":1.5,"b":{"x":1},"c":[]}"#,
            #"{"a":99999999999999999999}"#,
        ]
        for mode in SchemaMode.allCases {
            let configuration = DecoderConfiguration(format: .json, mode: mode)
            let schema = try SchemaInference.schema(of: records(lines), configuration)
            let decoded = try Decoded(records(lines), schema, mode: mode)
            #expect(decoded.step == .done)
            #expect(decoded.rejects.isEmpty)
            #expect(decoded.column("b") == [.string("x"), .string("{\"x\":1}"), .null])
        }
    }
}
