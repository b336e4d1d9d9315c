import Testing

@testable import SparkSQL

@Suite struct StatementOutlineTests {
    @Test(arguments: [
        ("SELECT * FROM a, s.b AS x JOIN `c``d`.`e.f` USING (k)", ["read a", "read s.b as x", "read c`d.e.f"]),
        ("INSERT INTO t (a) SELECT a FROM s", ["write t", "read s"]),
        ("FROM s INSERT INTO a SELECT x INSERT OVERWRITE b SELECT y", ["read s", "write a", "write b"]),
        (
            "MERGE INTO t AS x USING (SELECT * FROM s) y ON x.a = y.a WHEN MATCHED AND EXISTS (SELECT 1 FROM r) THEN DELETE",
            ["write t as x", "read s", "read r"]
        ),
        ("MERGE INTO t USING s v ON true WHEN NOT MATCHED THEN INSERT *", ["write t", "read s as v"]),
        ("UPDATE t SET a = (SELECT max(b) FROM s) WHERE c IN (SELECT d FROM r)", ["write t", "read s", "read r"]),
        ("DELETE FROM t WHERE a IN (SELECT b FROM s)", ["write t", "read s"]),
        ("CREATE TABLE t AS SELECT * FROM s", ["write t", "read s"]),
        ("CREATE TABLE t LIKE s", ["write t", "describe s"]),
        ("CREATE OR REPLACE VIEW v AS TABLE s", ["write v", "read s"]),
        ("CREATE TEMP VIEW v AS SELECT * FROM s", ["view v", "read s"]),
        ("CACHE TABLE v AS SELECT * FROM s", ["view v", "read s"]),
        ("CACHE TABLE s", ["read s"]),
        ("DROP TABLE IF EXISTS a.b", ["write a.b"]),
        ("ALTER TABLE a RENAME TO b", ["write a", "write b"]),
        ("DESCRIBE TABLE EXTENDED s", ["describe s"]),
        ("SHOW COLUMNS IN s", ["describe s"]),
        ("EXPLAIN FORMATTED INSERT INTO t TABLE s", ["write t", "read s"]),
        ("OPTIMIZE t WHERE d = 1", ["write t"]),
        ("RESTORE TABLE t TO VERSION AS OF 3", ["write t @ TO VERSION AS OF 3"]),
        (
            "SELECT * FROM t VERSION AS OF 3 v, u@v5, w TIMESTAMP AS OF '2026-01-01'",
            [
                "read t as v @ VERSION AS OF 3", "read u @ @v5", "read w @ TIMESTAMP AS OF '2026-01-01'",
            ]
        ),
        (
            "SELECT (SELECT 1 FROM a), b IN (SELECT 1 FROM c) FROM d GROUP BY (SELECT 1 FROM e) HAVING EXISTS (FROM f) "
                + "ORDER BY (SELECT 1 FROM g) LIMIT (SELECT 1 FROM h)",
            ["a", "c", "d", "e", "f", "g", "h"].map { "read \($0)" }
        ),
        ("SELECT * FROM f(TABLE(a)), g(x => TABLE(SELECT * FROM b))", ["read a", "read b"]),
        ("FROM a |> JOIN b USING (k) |> UNION ALL TABLE c", ["read a", "read b", "read c"]),
        (
            "BEGIN INSERT INTO t SELECT 1; FOR r AS SELECT * FROM s DO DELETE FROM u; END FOR; END",
            [
                "write t", "read s", "write u",
            ]
        ),
        ("SELECT * FROM IDENTIFIER('a.b'), IDENTIFIER(:t)", ["read a.b", "read ?"]),
    ])
    func tablesAreFound(sql: String, expected: [String]) throws {
        #expect(try tables(sql) == expected)
    }

    @Test(arguments: [
        ("WITH a AS (SELECT * FROM t) SELECT * FROM a", ["t"]),
        ("WITH a AS (SELECT * FROM a) SELECT * FROM a", ["a"]),
        ("WITH RECURSIVE a AS (SELECT * FROM t UNION ALL SELECT * FROM a) SELECT * FROM A", ["t"]),
        ("WITH a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT * FROM a, b", ["b"]),
        ("SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) s, a", ["a"]),
        ("WITH a AS (WITH b AS (SELECT * FROM t) SELECT * FROM b) SELECT * FROM a, b", ["t", "b"]),
        ("WITH a AS (SELECT 1) SELECT * FROM s.a", ["s.a"]),
        ("WITH a AS (SELECT 1) SELECT (SELECT max(x) FROM a), * FROM t WHERE EXISTS (FROM a)", ["t"]),
        ("WITH a AS (SELECT 1) INSERT INTO a SELECT * FROM a, b", ["a", "b"]),
        ("INSERT INTO t WITH a AS (SELECT * FROM s) SELECT * FROM a", ["t", "s"]),
        ("WITH a AS (SELECT 1) (WITH a AS (SELECT * FROM a) SELECT * FROM a) UNION SELECT * FROM a", []),
        ("BEGIN WITH a AS (SELECT 1) SELECT * FROM a; SELECT * FROM a; END", ["a"]),
        ("CREATE VIEW v AS WITH `A b` AS (SELECT 1) SELECT * FROM `a B`", ["v"]),
    ])
    func namesOfWithHideTables(sql: String, expected: [String]) throws {
        #expect(try outline(sql).tables.map { $0.parts.joined(separator: ".") } == expected)
    }

    @Test func readAndWrittenTablesAreApart() throws {
        let outline = try outline("MERGE INTO t USING s ON true WHEN MATCHED AND a IN (SELECT b FROM r) THEN DELETE")
        #expect(outline.tablesRead.map(\.parts) == [["s"], ["r"]])
        #expect(outline.tablesWritten.map(\.parts) == [["t"]])
    }

    @Test func kindsAndDynamicNames() throws {
        #expect(try outline("EXPLAIN DELETE FROM t").kind == .delete)
        #expect(try outline("EXPLAIN DELETE FROM t").isExplained)
        #expect(try outline("SELECT 1").kind == .queryStatement)
        #expect(try outline("SELECT 1").hasDynamicNames == false)
        #expect(try outline("SELECT * FROM IDENTIFIER(:t)").hasDynamicNames)
        #expect(try outline("SELECT IDENTIFIER(:f)(1)").hasDynamicNames)
        #expect(try outline("EXECUTE IMMEDIATE 'SELECT 1'").hasDynamicNames)
    }

    @Test(arguments: [
        ("INSERT OVERWRITE DIRECTORY '/a' USING csv SELECT 1", ["write /a"]),
        ("CREATE TABLE t (a INT) USING csv OPTIONS (path '/b') LOCATION '/c'", ["write /b", "write /c"]),
        ("LOAD DATA INPATH '/d' INTO TABLE t", ["read /d"]),
        ("ADD JAR /e.jar", ["read /e.jar"]),
        ("VACUUM '/f'", ["write /f"]),
        ("SELECT TRANSFORM(a) USING 'cat /g' FROM t", ["read cat /g"]),
    ])
    func pathsAreFound(sql: String, expected: [String]) throws {
        #expect(try outline(sql).paths.map { ($0.isWritten ? "write " : "read ") + $0.text } == expected)
    }

    @Test func pathsOfTableNames() throws {
        let tables = try outline("SELECT * FROM delta.`/x`, PARQUET.`s3://b/y`, s.t, delta").tables
        #expect(tables.map(\.path) == ["/x", "s3://b/y", nil, nil])
    }

    @Test func functionsAndParametersAreFound() throws {
        let outline = try outline(
            """
            SELECT count(*), s.f(:a, ?), CAST(a AS INT), extract(YEAR FROM d), current_date, transform(x, y -> g(y))
            FROM range(:a) LATERAL VIEW explode(z) e AS i
            """
        )
        let functions = outline.functions.map { $0.parts.joined(separator: ".") }
        #expect(
            functions == ["count", "s.f", "CAST", "extract", "current_date", "transform", "g", "range", "explode"]
        )
        #expect(outline.parameters.map(\.name) == ["a", nil, "a"])
    }

    @Test(arguments: [
        ("USE c.s", ["use c.s"]), ("USE SCHEMA s", ["use s"]), ("SHOW TABLES IN s LIKE 'x'", ["describe s"]),
        ("DROP SCHEMA IF EXISTS s CASCADE", ["write s"]), ("CREATE DATABASE d", ["write d"]),
        ("DESCRIBE SCHEMA s", ["describe s"]),
        ("CALL p.q(1)", ["use p.q"]), ("CREATE FUNCTION f(a INT) RETURN a", ["write f"]),
        ("DROP TEMPORARY FUNCTION f", ["write f"]), ("DESCRIBE FUNCTION s.f", ["describe s.f"]),
    ])
    func otherNamesAreFound(sql: String, expected: [String]) throws {
        let outline = try outline(sql)
        let names = outline.functions + outline.procedures + outline.namespaces
        #expect(names.map { "\($0.access) \($0.parts.joined(separator: "."))" } == expected)
    }

    @Test func manyNamesTakeLinearTime() throws {
        let names = (0..<1_000).map { "a\($0) AS (SELECT * FROM a\(max($0 - 1, 0)))" }.joined(separator: ", ")
        #expect(try outline("WITH \(names) SELECT * FROM a999, t").tables.map { $0.parts } == [["a0"], ["t"]])
    }

    private func outline(_ sql: String) throws -> StatementOutline {
        let tree = SyntaxTree.parse(sql)
        #expect(tree.diagnostics.isEmpty, "\(tree.diagnostics.map(\.message))")
        return StatementOutline(try #require(tree.statements.first))
    }

    private func tables(_ sql: String) throws -> [String] {
        try outline(sql).tables.map { table in
            let access =
                switch table.access {
                case .read: "read"
                case .write: "write"
                case .describe: "describe"
                case .createTemporaryView: "view"
                }
            let name = table.parts.isEmpty ? "?" : table.parts.joined(separator: ".")
            let alias = table.alias.map { " as \($0)" } ?? ""
            return "\(access) \(name)\(alias)" + (table.timeTravel.map { " @ \($0)" } ?? "")
        }
    }
}
