import Columns
import DeltaProtocol
import Ingest
import LakeModel
import Testing

@Suite struct OtherFormatTests {
    @Test func linesOfCSVBecomeRows() throws {
        let lines = [
            "1,plain,2.50,2024-01-31T12:00:00Z\r\n", #"2,"a ""quoted"", one",3,1706702400"#, #" 3 ,"","#, "4,,,",
            "\"5\",\"two\nlines\",,",
            "", "x,y,,", "6,a,b", "7,\"open,,", "8,\"shut\"x,,", "9,a,1,2024-01-01,more", "10,a\nb,,",
        ]
        let decoded = try Decoded(
            records(lines),
            StructType(sql: "id:int,name:string,price:decimal(6,2),at:timestamp"),
            format: .csv
        )
        #expect(
            decoded.reasons == [
                .typeMismatch, .typeMismatch, .malformedCSV, .malformedCSV, .unknownField, .malformedCSV,
            ]
        )
        #expect(decoded.column("id") == [1, 2, 3, 4, 5].map { .integer($0) } + [.null])
        let names: [ScalarValue] = [
            .string("plain"), .string("a \"quoted\", one"), .string(""), .null, .string("two\nlines"), .null,
        ]
        #expect(decoded.column("name") == names)
        let noon = ScalarValue.timestamp(1_706_702_400_000_000)
        #expect(decoded.column("at") == [noon, noon, .null, .null, .null, .null])
    }

    @Test func headersNameTheFields() throws {
        let csv = CSVOptions(delimiter: UInt8(ascii: ";"), header: ["B", "extra", "a"])
        let lines = ["true;7;1", "maybe;;2", "false"]
        let rescued = try Decoded(
            records(lines),
            StructType(sql: "a:int,b:boolean,_rescued:string"),
            mode: .rescue,
            format: .csv,
            csv: csv
        )
        #expect(rescued.column("a") == [.integer(1), .integer(2), .null])
        #expect(rescued.column("b") == [.boolean(true), .null, .boolean(false)])
        #expect(rescued.column("_rescued") == [.string("{\"extra\":\"7\"}"), .string("{\"B\":\"maybe\"}"), .null])
        let evolving = DecoderConfiguration(format: .csv, mode: .evolve, csv: csv)
        let evolved = try evolve(records(lines), StructType(sql: "a:int,b:boolean"), evolving)
        #expect(evolved.schema == StructType(sql: "a:int,b:boolean,extra:bigint"))
        #expect(evolved.rejects.map(\.reason) == [.typeMismatch])
        #expect(
            try SchemaInference.schema(
                of: records(["1,x,2024-01-01,true,", "2.5,y,2024-01-02,FALSE,"]),
                .init(format: .csv, mode: .evolve)
            )
                == StructType(sql: "_c0:double,_c1:string,_c2:date,_c3:boolean")
        )
    }

    @Test func textIsOneColumn() throws {
        let values: [[UInt8]?] = [Array("a line\n".utf8), [], [0xff, 0xfe], nil]
        let decoded = try Decoded(records(values), StructType(sql: "n:int,value:string"), format: .text)
        #expect(decoded.column("value") == [.string("a line\n"), .string("")])
        #expect(decoded.reasons == [.invalidUTF8, .noValue])
        let binary = try Decoded(records(values), StructType(sql: "raw:binary"), format: .text)
        #expect(binary.column("raw").last == .binary([0xff, 0xfe]))
        #expect(throws: DecodeError.self) { try Decoded(records(values), StructType(sql: "n:int"), format: .text) }
    }

    @Test func metadataBecomesColumns() throws {
        var bytes = ByteBlockBuilder()
        let (key, value) = (bytes.append(Array("k1".utf8)), bytes.append(Array(#"{"a":1}"#.utf8)))
        let header = SourceRecords.Header(name: "trace", value: key)
        let empty = SourceRecords.Header(name: "none", value: nil)
        let records = SourceRecords(
            partitions: [SourcePartition(topic: "t", partition: 9)],
            records: [
                .init(
                    partition: 0,
                    offset: 5,
                    timestamp: 77,
                    key: key,
                    value: value,
                    headers: [header, empty, header]
                ),
                .init(partition: 0, offset: 6, value: value),
            ],
            bytes: bytes.finish()
        )
        let columns: [MetadataColumn: String] = [
            .key: "k", .headers: "h", .topic: "tp", .partition: "p", .offset: "o", .timestamp: "ts",
        ]
        let configuration = DecoderConfiguration(format: .json, mode: .evolve, metadataColumns: columns)
        let all = try evolve(records, StructType([]), configuration)
        let wanted = "k:string,h:map<string,string>,tp:string,p:int,o:bigint,ts:timestamp,a:bigint"
        #expect(all.schema == StructType(sql: wanted))
        let batch = try #require(all.batches.last)
        let headers = [
            ScalarEntry(.string("none"), .null), ScalarEntry(.string("trace"), .string("k1")),
        ]
        #expect(
            batch.row(0) == [
                .string("k1"), .map(headers), .string("t"), .integer(9), .integer(5), .timestamp(77), .integer(1),
            ]
        )
        #expect(
            batch.row(1) == [.null, .map([]), .string("t"), .integer(9), .integer(6), .null, .integer(1)]
        )
        let schema = StructType(sql: "h:array<struct<key:string,value:binary>>,a:bigint")
        let array = try Decoded(records, schema, metadata: [.headers: "h"])
        #expect(array.column("h").first?.arrayValue?.count == 3)
        #expect(throws: DecodeError.self) { try Decoded(records, schema, metadata: [.offset: "h"]) }
        #expect(throws: DecodeError.self) { try Decoded(records, schema, metadata: [.offset: "o"]) }
    }

    @Test func aFieldCanNotReachAColumnOfMetadata() throws {
        let decoded = try Decoded(
            records([#"{"o":1,"a":2}"#, #"{"a":3}"#]),
            StructType(sql: "a:int,o:bigint"),
            metadata: [.offset: "o"]
        )
        #expect(decoded.reasons == [.unknownField])
        #expect(decoded.rows == [[.integer(3), .integer(101)]])
    }
}
