import Columns
import LakeModel
import Testing

@testable import DeltaProtocol

@Suite struct SchemaTests {
    static let everything = StructType([
        StructField(
            "a",
            .decimal(precision: 38, scale: 4),
            nullable: false,
            metadata: [
                "comment": .string("x"), "n": .integer(1), "o": .object(["k": .array([.boolean(true), .null])]),
            ]
        ),
        StructField(
            "b",
            .map(
                key: .string,
                value: .array(element: .structure(StructType([StructField("c", .timestampNTZ)])), containsNull: false),
                valueContainsNull: true
            )
        ),
        StructField("d", .variant), StructField("e", .byte), StructField("f", .void),
    ])

    @Test func schemasGoBothWays() throws {
        #expect(try StructType.decode(Self.everything.encoded()) == Self.everything)
        #expect(Self.everything["A"]?.comment == "x")
        #expect(Self.everything.allFields.map(\.name) == ["a", "b", "c", "d", "e", "f"])
    }

    @Test(arguments: [
        "", "[]", #""long""#, #"{"type":"struct"}"#, #"{"type":"struct","fields":[{"name":"a"}]}"#,
        #"{"type":"struct","fields":[{"name":"a","type":"interval"}]}"#,
        #"{"type":"struct","fields":[{"name":"a","type":"decimal(39,0)"}]}"#,
        #"{"type":"struct","fields":[{"name":"a","type":"decimal(3,4)"}]}"#,
        #"{"type":"struct","fields":[{"name":"a","type":"#
            + String(repeating: #"{"type":"array","containsNull":true,"elementType":"#, count: 300) + #""long""#
            + String(repeating: "}", count: 300) + "}]}",
    ])
    func brokenSchemasAreCorrupt(text: String) {
        let error = #expect(throws: DeltaError.self) { try StructType.decode(text) }
        #expect(error?.code == .corruptLog)
    }

    @Test func columnsSchemasGoBothWays() throws {
        let table = StructType(
            Self.everything.fields.filter { $0.type != .variant }.map {
                StructField($0.name, $0.type, nullable: $0.nullable)
            }
        )
        #expect(try StructType(table.columnsSchema()) == table)
        #expect(throws: DeltaError.self) { try Self.everything.columnsSchema() }
        #expect(throws: DeltaError.self) { try StructType(Schema([Field("u", .uint8)])) }
    }
}
