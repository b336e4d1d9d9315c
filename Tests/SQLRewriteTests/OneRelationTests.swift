import LakeModel
import SparkSQL
import Testing

@testable import SQLRewrite

/// The gate for queries of a result: one relation may be named, and nothing else that has rows.
@Suite struct OneRelationTests {
    private func permitted(_ sql: String) throws -> PermittedSQL {
        try permit(
            StatementAnalysis.analyze(sql),
            for: .localAdministrator,
            readingOnly: ["result", "numbered_result"]
        )
    }

    @Test(
        arguments: [
            ("SELECT * FROM result", nil),
            ("select a from RESULT r where r.a > 1", "select a from result r where r.a > 1"),
            ("SELECT * FROM `Result` ORDER BY a DESC, b LIMIT 10", "SELECT * FROM result ORDER BY a DESC, b LIMIT 10"),
            ("SELECT count(*) FROM result WHERE lower(`a b`) LIKE :x", nil), ("TABLE result", nil), ("SELECT 1", nil),
            ("WITH t AS (SELECT a FROM result), u AS (SELECT * FROM t) SELECT * FROM u JOIN t USING (a)", nil),
            ("WITH result AS (SELECT 1 AS a) SELECT * FROM result", nil),
            ("SELECT * FROM (SELECT a FROM result) x, result y WHERE x.a = y.a", nil),
            ("SELECT * FROM result UNION ALL SELECT * FROM result", nil),
            ("SELECT * FROM result LATERAL VIEW explode(xs) t AS x", nil),
            ("SELECT * FROM range(3), explode(array(1)), VALUES (1), (2) v(a)", nil),
            ("SELECT width_bucket(a, 0, 9, 3) b, count(*) FROM result GROUP BY 1", nil),
            ("SELECT extract(day FROM a), trim(BOTH 'x' FROM b), a IS DISTINCT FROM b FROM result", nil),
            ("SELECT json.field, text, `delta` FROM result", nil),
            ("SELECT 'FROM secrets' FROM result -- , secrets", nil),
            ("SELECT (SELECT max(a) FROM result), EXISTS (SELECT 1 FROM result)", nil),
            ("SELECT * FROM Numbered_Result ORDER BY a, `_row`", "SELECT * FROM numbered_result ORDER BY a, `_row`"),
            (
                "SELECT * FROM `RESULT` r JOIN `NUMBERED_RESULT` n USING (a)",
                "SELECT * FROM result r JOIN numbered_result n USING (a)"
            ),
        ] as [(String, String?)]
    )
    func queriesOfTheRelationPass(sql: String, rewritten: String?) throws {
        let permitted = try permitted(sql)
        if let rewritten { #expect(permitted.sql == rewritten) }
        #expect(permitted.reads.isEmpty)
        #expect(permitted.writes.isEmpty)
        #expect(permitted.kind == .query)
    }

    @Test(arguments: [
        // other tables
        "SELECT * FROM logs", "SELECT * FROM result, logs", "SELECT * FROM result JOIN sales.orders USING (id)",
        "SELECT * FROM delta_lake.result", "SELECT * FROM result.result", "SELECT * FROM numbered_result_",
        "SELECT * FROM delta_lake.numbered_result", "SELECT * FROM numbered_result VERSION AS OF 1",
        "SELECT * FROM spark_catalog.a.result",
        "TABLE logs", "SELECT * FROM result UNION TABLE logs", "SELECT (SELECT max(a) FROM logs) FROM result",
        "SELECT * FROM result WHERE a IN (SELECT a FROM logs)", "SELECT * FROM (((logs)))",
        "SELECT f(TABLE(logs)) FROM result",
        "SELECT * FROM result WHERE EXISTS (TABLE logs)", "WITH t AS (SELECT * FROM logs) SELECT * FROM t",
        "WITH t AS (SELECT 1) SELECT * FROM t, (WITH u AS (SELECT * FROM logs) SELECT * FROM u)",
        "SELECT * FROM (WITH logs AS (SELECT 1) SELECT * FROM logs), logs",
        "SELECT * FROM result LEFT ANTI JOIN logs ON true", "FROM logs SELECT *",
        "SELECT * FROM result CROSS JOIN LATERAL (SELECT * FROM logs)",
        "SELECT CASE WHEN a THEN (SELECT 1 FROM logs) END FROM result",
        "SELECT array(1)[(SELECT a FROM logs)] FROM result",
        "SELECT * FROM /* result */ logs", "SELECT * FROM result/**/,/**/logs", "SELECT * FROM result\n,\nlogs",
        "SELECT * FROM VALUES (1) v(a) JOIN logs", "SELECT /*+ BROADCAST(result) */ * FROM logs",
        // other states of it
        "SELECT * FROM result VERSION AS OF 1", "SELECT * FROM result TIMESTAMP AS OF '2026-01-01'",
        "SELECT * FROM result@v1",
        // files
        "SELECT * FROM text.`/etc/passwd`", "SELECT * FROM delta.`/lake/logs`", "SELECT * FROM result, PARQUET . `/x`",
        "SELECT * FROM `csv`.`/x`", "SELECT * FROM result JOIN json.`/x` ON true", "TABLE binaryFile.`/x`",
        "SELECT DISTINCT FROM text.`/etc/passwd`", "SELECT * FROM STREAM text.`/x`", "SELECT * FROM LATERAL text.`/x`",
        "SELECT 1 WHERE 1 IN (TABLE text.`/x`)", "SELECT array(TABLE text.`/x`)", "SELECT * FROM TABLE(text.`/x`)",
        "SELECT * FROM result |> JOIN text.`/x`", "SELECT * FROM avro.`/x` AS result", "SELECT * FROM `result`.`/x`",
        "WITH text AS (SELECT 1) SELECT * FROM text.`/x`", "SELECT a.`b` FROM result, orc.`/x` a",
        // functions that may open what they are told
        "SELECT * FROM read_files('/x')", "SELECT * FROM result, csv_scan('/x')", "SELECT * FROM identifier('logs')",
        "SELECT * FROM IDENTIFIER(:t)", "SELECT * FROM result JOIN identifier('text.`/x`')", "SELECT * FROM a.range(3)",
        "SELECT * FROM `read_parquet`('/x')", "SELECT * FROM table_changes('logs', 1)",
        // what belongs to the engine and to others
        "SELECT * FROM system.session.sessions", "SELECT * FROM global_temp.x",
        "SELECT * FROM information_schema.tables",
        // statements that are no queries
        "SHOW TABLES", "DESCRIBE result", "EXPLAIN SELECT * FROM result", "INSERT INTO logs SELECT * FROM result",
        "CREATE TABLE x AS SELECT * FROM result", "CREATE VIEW result AS SELECT 1", "DROP TABLE result",
        "DELETE FROM result",
        "UPDATE result SET a = 1", "MERGE INTO logs USING result ON true WHEN MATCHED THEN DELETE", "SET a = 1",
        "USE sales",
        "CACHE TABLE result", "WITH t AS (SELECT 1) INSERT INTO logs SELECT * FROM t",
        "FROM result INSERT INTO logs SELECT *",
        "INSERT OVERWRITE DIRECTORY '/x' USING csv SELECT * FROM result", "TRUNCATE TABLE result",
        "ANALYZE TABLE result COMPUTE STATISTICS",
    ])
    func everythingElseIsRefused(sql: String) throws {
        let error = #expect(throws: SQLRewriteError.self) { try permitted(sql) }
        #expect(error?.code == .unsupportedStatement, "\(error.map { "\($0)" } ?? "")")
        #expect(error?.position != nil)
    }

    @Test(
        arguments: [
            ("SELECT 1", []), ("SELECT * FROM RESULT", ["result"]),
            ("SELECT * FROM numbered_result", ["numbered_result"]),
            ("SELECT * FROM result, (SELECT * FROM `Numbered_Result`)", ["result", "numbered_result"]),
            ("WITH numbered_result AS (SELECT 1) SELECT * FROM numbered_result, result", ["result"]),
        ] as [(String, Set<String>)]
    )
    func whichRelationsAreReadIsKnown(sql: String, relations: Set<String>) throws {
        #expect(try permitted(sql).relations == relations)
    }

    @Test func aRelationThatIsNotThereIsRefused() throws {
        let analysis = try StatementAnalysis.analyze("SELECT * FROM numbered_result")
        #expect(throws: SQLRewriteError.self) {
            try permit(analysis, for: .localAdministrator, readingOnly: ["result"])
        }
    }

    @Test func theErrorNamesTheTableAndItsPlace() throws {
        let error = #expect(throws: SQLRewriteError.self) { try permitted("SELECT *\nFROM result, sales.orders") }
        #expect(error?.message.contains("sales.orders") == true)
        #expect(error?.position == TextPosition(line: 2, column: 14))
    }

    @Test func twoStatementsAreRefusedBefore() throws {
        #expect(throws: SQLRewriteError.self) { try permitted("SELECT * FROM result; SELECT * FROM logs") }
    }
}
