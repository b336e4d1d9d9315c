import Testing

@testable import SparkSQL

@Suite struct SparkSQLFormatterTests {
    @Test func aQueryHasItsClausesOnLines() {
        let text = """
            -- errors by endpoint
            with e as (select * from logs where status >= 400) -- only failures
            select endpoint, count(*) as errors, avg(response_time) over (partition by endpoint order by ts) as average,
            case when status >= 500 then 'server' else 'client' end as side, v:a.b[0]::int from e left join users u on e.user=u.id and u.ok
            where (path like '/api/%' or path like '/internal/%') and -x < 1 group by all order by errors desc limit 10;
            select 1
            """
        let expected = """
            -- errors by endpoint
            WITH e AS (SELECT * FROM logs WHERE status >= 400) -- only failures
            SELECT
                endpoint,
                count(*) AS errors,
                avg(response_time) OVER (PARTITION BY endpoint ORDER BY ts) AS average,
                CASE WHEN status >= 500 THEN 'server' ELSE 'client' END AS side,
                v:a.b[0]::INT
            FROM e LEFT JOIN users u ON e.user = u.id AND u.ok
            WHERE (path LIKE '/api/%' OR path LIKE '/internal/%') AND -x < 1
            GROUP BY all
            ORDER BY errors DESC
            LIMIT 10;
            SELECT 1

            """
        #expect(SparkSQLFormatter.format(text) == expected)
    }

    @Test(arguments: [
        ("set a.b = Some Text", "set a.b = Some Text\n"),
        ("select from where and (", "select from where and (\n"),
        ("", ""),
        (
            "create table t(a int,b array<struct<x:int>>)using delta",
            "CREATE TABLE t (a INT, b ARRAY<STRUCT<x: INT>>)\nUSING delta\n"
        ),
        (
            "begin declare x int; if x>1 then select 1;end if;end",
            "BEGIN\n    DECLARE x INT;\n    IF x > 1 THEN\n        SELECT 1;\n    END IF;\nEND\n"
        ),
        ("begin add jar /x; select 1;end", "BEGIN\n    add jar /x;\n    SELECT 1;\nEND\n"),
        ("select 1 union all(select 2)", "SELECT 1\nUNION ALL\n(SELECT 2)\n"),
        ("from t|>where a|>select b", "FROM t\n|> WHERE a\n|> SELECT b\n"),
        ("select - -1, + +a, a- -b", "SELECT - -1, + +a, a - -b\n"),
    ])
    func smallTexts(text: String, expected: String) {
        #expect(SparkSQLFormatter.format(text) == expected)
    }

    @Test func layingOutKeepsTokensAndIsStable() throws {
        let statements = try GrammarFixture().accepted
        let commented = statements.map { $0.replacing(" ", with: " /* c */ ", maxReplacements: 3) + " -- end" }
        for text in statements + commented + [statements.joined(separator: ";\n\n")] {
            let once = SparkSQLFormatter.format(text)
            #expect(TokenSequence(LexedText(once)) == TokenSequence(LexedText(text)))
            #expect(SparkSQLFormatter.format(once) == once)
            // What keeps the promise is the layout, not the fallback: every accepted text ends in a line feed.
            #expect(once.hasSuffix("\n"), "\(text)")
        }
    }

    @Test func anyTextIsStable() {
        var random = SeededGenerator(seed: 5)
        let words = [
            "select", "from", "(", ")", ",", "a", "1", "-- c\n", "/* c */", ";", "\n\n", "and", "case", "end", "'",
            "|>",
        ]
        for _ in 0..<1_000 {
            let text = (0..<random.next(below: 25)).map { _ in words[random.next(below: words.count)] }.joined(
                separator: " "
            )
            let once = SparkSQLFormatter.format(text)
            #expect(SparkSQLFormatter.format(once) == once, "\(text)")
        }
    }
}
