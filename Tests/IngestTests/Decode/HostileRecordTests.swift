import Columns
import DeltaProtocol
import Ingest
import LakeModel
import Testing

@Suite struct HostileRecordTests {
    private static let columns =
        "a:int,b:boolean,s:string,n:decimal(12,3),t:timestamp,l:array<array<int>>,o:struct<x:double,y:struct<z:string>>,"
        + "m:map<string,struct<k:date>>,d:double"
    private static let seed = Array(
        (#"{"a":12,"b":true,"s":"x\u00e9\n","n":-12.5e1,"t":"2024-01-31T12:00:00.5Z","l":[[1,2],[],null],"#
            + #""o":{"x":1e-7,"y":{"z":"ü"}},"m":{"k":{"k":"2024-01-31"},"j":null},"d":18446744073709551616,"new":[{"q":[]}]}"#)
            .utf8
    )

    private static func mutated(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes = seed
        let alphabet = Array("{}[]:,\"\\0123456789eE+-.tfnu \n".utf8)
        for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.remove(at: place)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 2: bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
            case 3: bytes.removeSubrange(place...)
            default: bytes[place] = alphabet.randomElement(using: &random) ?? 0
            }
        }
        return bytes
    }

    private static func noise(_ random: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    @Test(arguments: SchemaMode.allCases, [RecordFormat.json, .csv])
    func everyRecordIsARowOrAReject(_ mode: SchemaMode, _ format: RecordFormat) throws {
        var random = SeededGenerator(mode == .fixed ? 1 : 2)
        for _ in 0..<40 {
            let values = (0..<50).map { $0 % 5 == 0 ? Self.noise(&random) : Self.mutated(&random) }
            let schema = StructType(sql: Self.columns + (mode == .rescue ? ",_rescued:string" : ""))
            let configuration = DecoderConfiguration(format: format, mode: mode)
            let all = try evolve(records(values), schema, configuration)
            #expect(all.batches.reduce(0) { $0 + $1.rowCount } + all.rejects.count == values.count)
        }
    }

    /// Records stand side by side in memory, and parsers read beyond their ends.
    @Test func neighboursDoNotMatter() throws {
        var random = SeededGenerator(3)
        let schema = StructType(sql: Self.columns + ",_rescued:string")
        for _ in 0..<30 {
            let values = (0..<40).map { _ in Self.mutated(&random) }
            let together = try Decoded(records(values), schema, mode: .rescue)
            var rows: [[ScalarValue]] = []
            var reasons: [RejectReason] = []
            for value in values {
                let alone = try Decoded(records([value]), schema, mode: .rescue)
                rows += alone.rows
                reasons += alone.reasons
            }
            #expect(together.rows == rows)
            #expect(together.reasons == reasons)
        }
    }

    @Test func sizesAreBounded() throws {
        let many = "{\"c\":[" + String(repeating: "0,", count: 1 << 20) + "0]}"
        #expect(try Decoded([many, "{}"], "c:array<int>").reasons == [.tooLarge])
        let columns = "{" + (0..<3_000).map { "\"c\($0)\":1" }.joined(separator: ",") + "}"
        let evolved = try evolve(records([columns, "{\"a\":1}"]), StructType([]))
        #expect(evolved.schema == StructType(sql: "a:bigint"))
        #expect(evolved.rejects.map(\.reason) == [.unknownField])
        let keys = "{\"m\":{" + (0..<20_000).map { "\"\($0 % 10_000)\":\($0)" }.joined(separator: ",") + "}}"
        #expect(try Decoded([keys], "m:map<string,int>").column("m").first?.mapValue?.count == 10_000)
    }
}
