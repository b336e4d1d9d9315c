import LakeModel
import TestSupport
import Testing

@Suite struct TableNameTests {
    @Test(arguments: [
        ("logs", "delta_lake", "logs"), ("a.b", "a", "b"), ("`a.b`.c", "a.b", "c"), ("`a``b`", "delta_lake", "a`b"),
        ("`x`.`y z`", "x", "y z"), ("größe", "delta_lake", "größe"), ("`a\nb`", "delta_lake", "a\nb"),
    ])
    func isParsed(text: String, schema: String, table: String) throws {
        let name = try #require(TableName(parsing: text))
        #expect(name.schema == schema)
        #expect(name.table == table)
    }

    @Test(arguments: ["", ".", "a.", ".a", "a.b.c", "`a", "a`", "``", "`a`.``", "a..b"])
    func isRefused(text: String) { #expect(TableName(parsing: text) == nil) }

    @Test(arguments: ["logs", "_x1", "LOGS"])
    func plainPartsAreNotQuoted(part: String) { #expect(TableName.quoted(part) == part) }

    @Test(arguments: [("1a", "`1a`"), ("a-b", "`a-b`"), ("", "``"), ("a`b", "`a``b`"), ("é", "`é`"), ("a.b", "`a.b`")])
    func otherPartsAreQuoted(part: String, quoted: String) { #expect(TableName.quoted(part) == quoted) }

    @Test func whatIsPrintedForSQLIsReadBack() throws {
        var random = SeededGenerator(seed: 1)
        let alphabet = Array("ab`.` \n\"'@-1_é😀\u{301}")
        for _ in 0..<3_000 {
            let parts = (0..<2).map { _ in
                String(
                    (0..<Int.random(in: 1...6, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a"
                    }
                )
            }
            let name = TableName(schema: parts[0], table: parts[1])
            let read = try #require(TableName(parsing: name.sql), "\(name.sql)")
            #expect(Array(read.schema.unicodeScalars) == Array(name.schema.unicodeScalars))
            #expect(Array(read.table.unicodeScalars) == Array(name.table.unicodeScalars))
        }
    }

    @Test func comparesWithoutCase() {
        let (one, other) = (TableName(schema: "A", table: "Logs"), TableName(schema: "a", table: "lOGS"))
        #expect(one == other)
        #expect(Set([one, other]).count == 1)
        #expect(!(one < other) && !(other < one))
        #expect(one.description == "A.Logs")
    }

    @Test func dotsInPartsMakeOtherNames() {
        #expect(TableName(schema: "a.b", table: "c") != TableName(schema: "a", table: "b.c"))
    }
}
