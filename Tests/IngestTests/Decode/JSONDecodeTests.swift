import Columns
import DeltaProtocol
import Ingest
import LakeModel
import Testing

@Suite struct JSONDecodeTests {
    @Test func everyTypeTakesItsValues() throws {
        let decoded = try Decoded(
            [
                #"{"b":true,"i":-3,"l":9007199254740993,"d":1.5,"f":2.5,"n":12.30,"s":"ü\n","t":"2024-01-31T12:00:00Z","#
                    + #""day":"2024-01-31","bin":"AQI=","a":[1,null,3],"o":{"x":1,"y":["z"]},"m":{"k":7,"j":null}}"#
            ],
            "b:boolean,i:int,l:bigint,d:double,f:float,n:decimal(10,2),s:string,t:timestamp,day:date,bin:binary,"
                + "a:array<int>,o:struct<x:int,y:array<string>>,m:map<string,int>"
        )
        #expect(decoded.rejects.isEmpty)
        #expect(
            decoded.rows == [
                [
                    .boolean(true), .integer(-3), .integer(9_007_199_254_740_993), .double(1.5), .float(2.5),
                    .decimal(Decimal128(unscaled: 1_230, scale: 2)), .string("ü\n"), .timestamp(1_706_702_400_000_000),
                    .date(19_753), .binary([1, 2]), .array([.integer(1), .null, .integer(3)]),
                    .struct([NamedScalar("x", .integer(1)), NamedScalar("y", .array([.string("z")]))]),
                    .map([
                        ScalarEntry(.string("k"), .integer(7)),
                        ScalarEntry(.string("j"), .null),
                    ]),
                ]
            ]
        )
    }

    @Test func fieldsComeInAnyOrderAndCase() throws {
        let lines = [
            #"{"a":1,"b":2,"c":3}"#, #"{"c":3,"a":1,"b":2}"#, #"{"b":2,"c":3}"#, #"{"C":3,"B":2}"#, #"{}"#,
            #"{"a":1,"c":3}"#, #"{"\u0061":1,"longer name":9}"#,
        ]
        let decoded = try Decoded(lines, "a:int,b:int,c:int")
        #expect(decoded.column("a") == [.integer(1), .integer(1), .null, .null, .null, .integer(1)])
        #expect(decoded.column("b") == [.integer(2), .integer(2), .integer(2), .integer(2), .null, .null])
        #expect(decoded.column("c") == [.integer(3), .integer(3), .integer(3), .integer(3), .null, .integer(3)])
        #expect(decoded.reasons == [.unknownField])
    }

    @Test func theLastOfTwoFieldsForOneColumnCounts() throws {
        let decoded = try Decoded(
            [#"{"a":1,"a":2}"#, #"{"a":1,"A":null}"#, #"{"s":"x","s":"yy"}"#, #"{"m":{"k":1,"j":2,"k":3}}"#],
            "a:int,s:string,m:map<string,int>"
        )
        #expect(decoded.column("a") == [.integer(2), .null, .null, .null])
        #expect(decoded.column("s") == [.null, .null, .string("yy"), .null])
        let entries = [
            ScalarEntry(.string("j"), .integer(2)), ScalarEntry(.string("k"), .integer(3)),
        ]
        #expect(decoded.column("m").last == .map(entries))
    }

    @Test(arguments: [
        "", " ", "{", "}", "{\"c\"", "{\"c\":", "{\"c\":1", "{\"c\":1}}", "{\"c\":1} x", "{\"c\":1,}", "{\"c\":01}",
        "{\"c\":1.}",
        "{\"c\":.5}", "{\"c\":+1}", "{\"c\":1e}", "{\"c\":-}", "{\"c\":tru}", "{\"c\":nul}", "{\"c\":True}", "{c:1}",
        "{'c':1}",
        "{\"c\":\"a\":1}", "{\"c\":\"a}", "{\"c\":\"\\x\"}", "{\"c\":\"\\ud800\"}", "{\"c\":\"\t\"}", "{\"c\":[1}",
        "{\"c\":[1,]}",
        "{\"c\":[1 2]}", "{\"c\":{}", "{\"c\" 1}", "{\"c\":1 \"d\":2}", "{\"c\":1}{\"c\":2}", "{\"c\":NaN}", "nothing",
        "{\"c\":\"\\u12\"}", "{\"c\":{\"d\":{}}", "{\"c\":12a}",
    ])
    func whatIsNoJSONObjectIsRejectedAlone(_ text: String) throws {
        // Whatever stands behind the broken record must not mend it.
        for behind in ["{\"c\":\"ok\"}", "}}}", "\"}", ",\"d\":2}", "1}", "]}", "e\"}"] {
            let decoded = try Decoded(["{\"c\":\"first\"}", text, behind, "{\"c\":\"last\"}"], "c:string,d:string")
            #expect(decoded.rejects.first?.reason == .malformedJSON, "\(text) before \(behind)")
            #expect(decoded.rejects.first?.offset == 101)
            #expect(decoded.column("c").first == .string("first"))
            #expect(decoded.column("c").last == .string("last"))
        }
    }

    @Test func otherKindsOfRejects() throws {
        let deep = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
        let texts: [[UInt8]?] = [
            nil, Array("[1]".utf8), Array("{\"c\":\"".utf8) + [0xff] + Array("\"}".utf8), Array("{\"c\":\(deep)}".utf8),
            [0xef, 0xbb, 0xbf] + Array("{\"c\":\"marked\"}".utf8),
        ]
        let decoded = try Decoded(records(texts), StructType(sql: "c:string"))
        #expect(decoded.reasons == [.noValue, .notAnObject, .invalidUTF8, .tooDeep])
        #expect(decoded.rejects.first?.value == nil)
        #expect(decoded.rejects.last?.value == texts[3])
        #expect(decoded.rejects.map(\.offset) == [100, 101, 102, 103])
        #expect(decoded.rejects.allSatisfy { $0.partition == SourcePartition(topic: "events", partition: 3) })
        #expect(decoded.rejects.map(\.timestamp) == (0..<4).map { 1_700_000_000_000_000 + $0 })
        #expect(decoded.column("c") == [.string("marked")])
    }

    @Test func aRejectTakesBackWhatItsRecordAppended() throws {
        let decoded = try Decoded(
            [
                #"{"s":"a","a":[{"x":1}],"m":{"k":"v"},"b":true,"n":1}"#,
                #"{"s":"lost","a":[{"x":2},{"x":3}],"m":{"l":"w"},"b":true,"n":"?"}"#,
                #"{"s":null,"a":[{"x":2},{"x":"?"}]}"#,
                #"{"s":"b","a":[],"b":false}"#,
                #"{"b":true,"z":1}"#,
                #"{"a":null,"n":3}"#,
            ],
            "s:string,a:array<struct<x:int>>,m:map<string,string>,b:boolean,n:int"
        )
        #expect(decoded.reasons == [.typeMismatch, .typeMismatch, .unknownField])
        #expect(decoded.column("s") == [.string("a"), .string("b"), .null])
        let one = ScalarValue.struct([NamedScalar("x", .integer(1))])
        #expect(decoded.column("a") == [.array([one]), .array([]), .null])
        #expect(decoded.column("b") == [.boolean(true), .boolean(false), .null])
        #expect(decoded.column("n") == [.integer(1), .null, .integer(3)])
    }

    @Test func nullsNeedColumnsThatMayBeNull() throws {
        var schema = StructType(sql: "a:int,o:struct<x:int>")
        schema.fields[0].nullable = false
        let lines = [#"{"a":1}"#, #"{}"#, #"{"a":null}"#, #"{"a":"x"}"#]
        for (mode, expected) in [(SchemaMode.fixed, RejectReason.typeMismatch), (.rescue, .missingValue)] {
            var schema = schema
            if mode == .rescue { schema.fields.append(StructField("_rescued", .string)) }
            let decoded = try Decoded(records(lines), schema, mode: mode)
            #expect(decoded.reasons == [.missingValue, .missingValue, expected])
            #expect(decoded.column("a") == [.integer(1)])
        }
    }

    @Test func detailsNameColumnsAndNoValues() throws {
        let lines = [#"{"o":{"x":"secret"}}"#, #"{"o":{"y":"secret"}}"#, #"{"n":123456789012}"#, #"{"secret"#]
        let decoded = try Decoded(lines, "o:struct<x:int>,n:int")
        #expect(
            decoded.rejects.map(\.detail) == [
                "\"o.x\" is int, and the record has a string.",
                "The table has no column \"o.y\".",
                "\"n\" is int, which can't hold the record's number exactly.",
                "The value is not one whole JSON object.",
            ]
        )
    }

    @Test func batchesFollowOneAnother() throws {
        let configuration = DecoderConfiguration(format: .json, mode: .fixed)
        let decoder = try RecordDecoder(configuration, schema: StructType(sql: "a:int,s:string"))
        for round in 1...3 {
            #expect(try decoder.decode(records([#"{"a":\#(round),"s":"x"}"#, "?"])) == .done)
            #expect(try decoder.decode(records([#"{"a":7}"#, #"{"a":8}"#]), from: 1) == .done)
            #expect(decoder.rowCount == 2)
            #expect(decoder.byteSize > 0)
            let batch = try decoder.finish()
            #expect(batch.row(0) == [.integer(Int64(round)), .string("x")])
            #expect(batch.row(1) == [.integer(8), .null])
            #expect(decoder.rowCount == 0)
        }
        #expect(decoder.takeRejects().count == 3)
        #expect(decoder.takeRejects().isEmpty)
    }
}
