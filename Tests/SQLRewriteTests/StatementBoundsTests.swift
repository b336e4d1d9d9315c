import LakeModel
import SQLRewrite
import Testing

@Suite struct StatementBoundsTests {
    /// Shapes that crash or freeze the embedded engine when they are large; `safe` of each was measured to be quick.
    struct Shape: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let safe: Int
        let excessive: Int
        let sql: @Sendable (Int) -> String
    }

    static let shapes: [Shape] = [
        Shape("chained +", 700, 900) { "select " + list($0, "1", by: "+") },
        Shape("chained OR", 390, 900) { "select 1 where " + list($0, "id = 1", by: " or ") },
        Shape("chained ||", 100, 110) { "select " + list($0, "'a'", by: "||") },
        Shape("chained UNION ALL", 400, 600) { list($0, "select 1", by: " union all ") },
        Shape("chained NOT", 700, 900) { "select " + text($0, "not ") + "true" },
        Shape("casts by ::", 700, 900) { "select 1" + text($0, "::int") },
        Shape("joins", 140, 160) { "select 1 from " + list($0, "t", by: " join ") },
        Shape("relations by commas", 140, 160) { "select 1 from " + list($0, "t", by: ", ") },
        Shape("nested parentheses", 12, 13) { "select " + text($0, "(") + "1" + text($0, ")") },
        Shape("nested subqueries", 12, 13) { "select * from " + text($0, "(select * from ") + "t" + text($0, ")") },
        Shape("nested CASE", 12, 13) { "select " + text($0, "case when a then ") + "1" + text($0, " end") },
        Shape("nested casts", 12, 13) { "select " + text($0, "cast(") + "1" + text($0, " as int)") },
        Shape("nested calls", 60, 70) { "select " + text($0, "abs(") + "1" + text($0, ")") },
        Shape("nested brackets", 60, 70) { "select " + text($0, "a[") + "1" + text($0, "]") },
        Shape("nested lambdas", 10, 11) { "select " + text($0, "transform(a, x -> ") + "1" + text($0, ")") },
        Shape("chained intervals", 6, 7) { "select a " + text($0, "+ interval 1 day ") },
        Shape("operators at two depths", 350, 500) {
            "select f(" + list($0, "1", by: "+") + ")+" + list($0, "1", by: "+")
        },
    ]

    @Test(arguments: shapes)
    func limitsHoldAndLeaveRoom(shape: Shape) throws {
        #expect(throws: Never.self) { try StatementAnalysis.analyze(shape.sql(shape.safe)) }
        let error = #expect(throws: SQLRewriteError.self) { try StatementAnalysis.analyze(shape.sql(shape.excessive)) }
        #expect(error?.code == .statementTooComplex)
        #expect(error?.position != nil)
    }

    /// What is long without being deep: the engine takes it, so it passes.
    @Test(arguments: [
        "select 1 where id in (" + list(20_000, "1", by: ",") + ")",
        "values " + list(20_000, "(1, 2)", by: ","),
        "select " + list(2_000, "a + 1", by: ", "),
        "select case " + text(1_000, "when a = 1 then 2 ") + "end",
        "select " + list(100, "case when a > current_timestamp() - interval 1 day then 1 end", by: ", "),
        "select f(case), t.case, case from t",
    ])
    func longStatementsPass(sql: String) throws {
        #expect(throws: Never.self) { try StatementAnalysis.analyze(sql) }
    }

    @Test(
        arguments: [
            ("", ErrorCode.syntaxError, nil),
            (" ; -- nothing\n ;", .syntaxError, nil),
            ("select\n 'a\0b'", .syntaxError, TextPosition(line: 2, column: 4)),
            ("select $$ from logs $$", .syntaxError, TextPosition(line: 1, column: 8)),
            ("select 1 $ 2", .syntaxError, TextPosition(line: 1, column: 10)),
            ("select ((1)", .syntaxError, TextPosition(line: 1, column: 8)),
            ("select (1))", .syntaxError, TextPosition(line: 1, column: 11)),
            ("select\n  (1]", .syntaxError, TextPosition(line: 2, column: 5)),
            ("select a[1)", .syntaxError, TextPosition(line: 1, column: 11)),
            ("select\n 'abc", .syntaxError, TextPosition(line: 2, column: 2)),
            ("select `abc", .syntaxError, TextPosition(line: 1, column: 8)),
            ("select 1 /* abc", .syntaxError, TextPosition(line: 1, column: 10)),
            ("select 1 # abc", .syntaxError, TextPosition(line: 1, column: 10)),
            ("select 1; select 2", .unsupportedStatement, TextPosition(line: 1, column: 11)),
            ("select space(2147483647)", .invalidValue, TextPosition(line: 1, column: 24)),
            ("select array_repeat(1, 1e9)", .invalidValue, TextPosition(line: 1, column: 27)),
            ("select lpad('a', 2147483647L, 'x')", .invalidValue, TextPosition(line: 1, column: 34)),
            ("select repeat(repeat('a', 100000), 100000)", .invalidValue, TextPosition(line: 1, column: 42)),
            ("select sequence(1, 999999999999)", .invalidValue, TextPosition(line: 1, column: 32)),
            (
                "select sequence(-9223372036854775808, 9223372036854775807, -0)", .invalidValue,
                TextPosition(line: 1, column: 62)
            ),
            ("select rpad('a', 99999999999999999999999999)", .invalidValue, TextPosition(line: 1, column: 44)),
        ] as [(String, ErrorCode, TextPosition?)]
    )
    func faultsAreRefusedWithTheirPlace(sql: String, code: ErrorCode, position: TextPosition?) {
        let error = #expect(throws: SQLRewriteError.self) { try StatementAnalysis.analyze(sql) }
        #expect(error?.code == code)
        #expect(error?.position == position)
    }

    @Test(arguments: [
        "select 1;", "select 1 ; ;\n-- end\n", "select repeat('a', 1000)", "select sequence(1, 1000000)",
        "select sequence(0, 1000000000, 1000)", "select lpad(a, length(b))", "select repeat", "select ';' -- ;",
    ])
    func usualStatementsPass(sql: String) {
        #expect(throws: Never.self) { try StatementAnalysis.analyze(sql) }
    }

    @Test func aStatementAboveTheSizeLimitIsRefusedUnread() {
        let sql = "select '" + text(1 << 20, "a") + "'"
        let error = #expect(throws: SQLRewriteError.self) { try StatementAnalysis.analyze(sql) }
        #expect(error?.code == .statementTooComplex)
    }
}

extension StatementBoundsTests.Shape {
    init(_ name: String, _ safe: Int, _ excessive: Int, sql: @escaping @Sendable (Int) -> String) {
        self.init(testDescription: name, safe: safe, excessive: excessive, sql: sql)
    }
}

private func list(_ count: Int, _ item: String, by separator: String) -> String {
    Array(repeating: item, count: count).joined(separator: separator)
}

private func text(_ count: Int, _ item: String) -> String { String(repeating: item, count: count) }
