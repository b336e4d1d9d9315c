import DeltaProtocol
import Testing

@Suite struct SQLTypeNameTests {
    @Test(arguments: [
        ("bigint", DeltaType.long), ("INT", .integer), (" string ", .string), ("timestamp_ltz", .timestamp),
        ("timestamp_ntz", .timestampNTZ), ("decimal", .decimal(precision: 10, scale: 0)),
        ("Decimal(38, 38)", .decimal(precision: 38, scale: 38)), ("numeric(5)", .decimal(precision: 5, scale: 0)),
        (
            "array<map<string,int>>",
            .array(
                element: .map(key: .string, value: .integer, valueContainsNull: true),
                containsNull: true
            )
        ),
        (
            "struct<a: int, `b c`:array<double>, d string>",
            .structure(
                StructType([
                    StructField("a", .integer), StructField("b c", .array(element: .double, containsNull: true)),
                    StructField("d", .string),
                ])
            )
        ),
    ])
    func typesAreRead(_ text: String, _ type: DeltaType) {
        #expect(DeltaType(sqlName: text) == type)
    }

    @Test(arguments: [
        "", "text", "int int", "decimal(39,1)", "decimal(3,4)", "decimal(", "array", "array<int", "array<int>>",
        "map<int>", "struct<>", "struct<a>", "struct<:int>", "struct<`a:int>", "int)",
    ])
    func othersAreNot(_ text: String) {
        #expect(DeltaType(sqlName: text) == nil)
    }

    @Test func nestingHasAnEnd() {
        let depth = 10_000
        let deep = String(repeating: "array<", count: depth) + "int" + String(repeating: ">", count: depth)
        #expect(DeltaType(sqlName: deep) == nil)
    }

    @Test func whatWeSpellWeRead() {
        let types: [DeltaType] = [
            .byte, .short, .integer, .long, .float, .double, .boolean, .binary, .date, .timestamp, .timestampNTZ,
            .decimal(precision: 20, scale: 3), .map(key: .string, value: .date, valueContainsNull: true),
            .structure(StructType([StructField("x", .long), StructField("y", .string)])),
        ]
        for type in types { #expect(DeltaType(sqlName: type.sqlName) == type) }
    }
}
