import Testing

@testable import SparkSQL

@Suite struct SyntaxDiagnosticTests {
    @Test(arguments: [
        (
            "SELECT a FORM t",
            """
            line 1, column 15: unexpected 't', expected the statement's end; did you mean FROM instead of 'FORM'?
            SELECT a FORM t
                          ^
            """
        ),
        (
            "SELEC 1",
            """
            line 1, column 1: unexpected 'SELEC', expected a statement; did you mean SELECT instead of 'SELEC'?
            SELEC 1
            ^^^^^
            """
        ),
        (
            "SELECT *\nFROM t\nWERE a = 1",
            """
            line 3, column 6: unexpected 'a', expected the statement's end; did you mean WHERE instead of 'WERE'?
            WERE a = 1
                 ^
            """
        ),
        (
            "SELECT count( FROM t",
            """
            line 1, column 20: unexpected 't', expected ')'
            SELECT count( FROM t
                               ^
            """
        ),
        (
            "INSERT INTO t VALEUS (1)",
            """
            line 1, column 15: unexpected 'VALEUS', expected a query; did you mean VALUES instead of 'VALEUS'?
            INSERT INTO t VALEUS (1)
                          ^^^^^^
            """
        ),
        (
            "SELECT CASE WHEN a THEN 1",
            """
            line 1, column 26: the text ends, expected END
            SELECT CASE WHEN a THEN 1
                                     ^
            """
        ),
        (
            "SELECT 'é', 'abc",
            """
            line 1, column 13: the string that begins here has no closing quote
            SELECT 'é', 'abc
                        ^^^^
            """
        ),
        (
            "SELECT 128Y",
            """
            line 1, column 8: 128Y is out of its type's range
            SELECT 128Y
                   ^^^^
            """
        ),
        (
            "MERGE INTO t USING s ON a WHEN NOT MATCHED THEN DELETE",
            """
            line 1, column 49: unexpected 'DELETE', expected INSERT
            MERGE INTO t USING s ON a WHEN NOT MATCHED THEN DELETE
                                                            ^^^^^^
            """
        ),
        (
            "ALTER TABLE t FOO",
            """
            line 1, column 15: unexpected 'FOO', expected ADD, ALTER, CLUSTER, DROP, RENAME or SET
            ALTER TABLE t FOO
                          ^^^
            """
        ),
    ])
    func messagesSayWhatAndWhere(sql: String, expected: String) throws {
        let tree = SyntaxTree.parse(sql)
        #expect(try #require(tree.diagnostics.first).described(in: tree.lexed) == expected)
    }

    @Test func everyStatementHasItsOwn() {
        let tree = SyntaxTree.parse("SELEC 1;\nSELECT 2;\nSELECT FROM WHERE (;\nDROP x")
        let places = tree.diagnostics.map { tree.lexed.lineAndColumn(atByte: $0.range.lowerBound).line }
        #expect(places == [1, 3, 4])
    }

    @Test func longLinesAreCut() throws {
        let tree = SyntaxTree.parse(
            "SELECT " + String(repeating: "é, ", count: 500) + "* x y z " + String(repeating: "b", count: 500)
        )
        let diagnostic = try #require(tree.diagnostics.last)
        for line in diagnostic.described(in: tree.lexed).split(separator: "\n").dropFirst() {
            #expect(line.count <= 181)
        }
    }

    @Test(arguments: [
        ("select", "selcet", 1), ("from", "form", 1), ("a", "", 1), ("where", "were", 1), ("x", "y", 1), ("", "", 0),
    ])
    func editDistances(left: String, right: String, expected: Int) {
        #expect(EditDistance.between(left, right) == expected)
    }
}
