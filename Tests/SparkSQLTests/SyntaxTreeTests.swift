import Testing

@testable import SparkSQL

@Suite struct SyntaxTreeTests {
    @Test func verdictsAreThoseOfTheFixture() throws {
        let fixture = try GrammarFixture()
        #expect(fixture.accepted.count >= 400)
        #expect(fixture.statements.count - fixture.accepted.count >= 150)
        for statement in fixture.statements {
            let tree = SyntaxTree.parse(statement.sql)
            let isAccepted = tree.diagnostics.isEmpty && tree.statements.count == 1
            #expect(isAccepted == statement.isAccepted, "\(statement.sql): \(tree.diagnostics.map(\.message))")
            expectLossless(tree)
        }
    }

    @Test func settingsDecideHowWordsRead() {
        var options = ParserOptions()
        #expect(!SyntaxTree.parse(#"SELECT "a b" FROM "t""#, options: options).diagnostics.isEmpty)
        options.doubleQuotedIdentifiers = true
        #expect(SyntaxTree.parse(#"SELECT "a b" FROM "t""#, options: options).diagnostics.isEmpty)
        #expect(SyntaxTree.parse("SELECT 1 AS select", options: options).diagnostics.isEmpty)
        options.enforcesReservedKeywords = true
        #expect(!SyntaxTree.parse("SELECT 1 AS select", options: options).diagnostics.isEmpty)
    }

    @Test func statementsOfATextAreApart() {
        let tree = SyntaxTree.parse("select 1; ;\n-- two\nselect 2 from; begin select 3; end")
        #expect(tree.statements.map(\.text) == ["select 1", "select 2 from", "begin select 3; end"])
        #expect(
            tree.statements.map { $0.children.map(\.kind) } == [[.queryStatement], [.queryStatement], [.compoundBlock]]
        )
    }

    @Test func operatorsBindAsInSpark() {
        let shapes = [
            "a + b * c": "(a + (b * c))", "a - b - c": "((a - b) - c)", "a OR b AND c": "(a OR (b AND c))",
            "NOT a AND b": "((NOT a) AND b)", "a | b & c << d": "(a | (b & (c << d)))", "-a::int": "(- (a :: int))",
            "a = b + c": "(a = (b + c))", "NOT a = b": "(NOT (a = b))", "a >>> b > c": "((a >>> b) > c)",
        ]
        for (expression, shape) in shapes {
            #expect(self.shape(of: SyntaxTree.parse("SELECT \(expression)")) == shape)
        }
    }

    /// The first expression, with parentheses around every operation.
    private func shape(of tree: SyntaxTree) -> String {
        let operations: Set<SyntaxKind> = [.or, .and, .not, .comparison, .arithmetic, .signed, .cast]
        var parts: [String] = []
        var operatorEnd = -1
        tree.root.walk { event in
            switch event {
            case .enter(let node) where operations.contains(node.kind): parts.append("(")
            case .leave(let node) where operations.contains(node.kind): parts.append(")")
            case .token(let index, _):
                let token = tree.lexed.tokens[index]
                guard !token.kind.isTrivia, token.keyword != .select else { return }
                let text = tree.lexed.text(of: token)
                let joins = token.kind == .operator && token.range.lowerBound == operatorEnd
                if joins, let last = parts.popLast() { parts.append(last + text) } else { parts.append(text) }
                operatorEnd = token.kind == .operator ? token.range.upperBound : -1
            default: break
            }
        }
        return parts.joined(separator: " ").replacing("( ", with: "(").replacing(" )", with: ")")
    }

    // MARK: Broken texts

    @Test func anyTextHasATreeWithoutLoss() throws {
        var random = SeededGenerator(seed: 11)
        let words =
            Keyword.allCases.map(\.rawValue) + [
                "a", "t", "1", "'x'", "`q`", "(", ")", "(", ")", ",", ".", ";", "*", "=", "[", "]", ":", "?", "<", ">",
                "->",
                "=>", "|>", "/*+", "*/", "-- c\n", "/* c */", "+", "-", "::", "@", "!", "1.5e3", "$$",
            ]
        for _ in 0..<1_500 {
            let soup = (0..<random.next(below: 40)).map { _ in words[random.next(below: words.count)] }
            expectLossless(SyntaxTree.parse(soup.joined(separator: random.next(below: 4) == 0 ? "" : " ")))
        }
        for _ in 0..<1_000 {
            let bytes = (0..<random.next(below: 80)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            expectLossless(SyntaxTree.parse(String(decoding: bytes, as: UTF8.self)))
        }
    }

    @Test func brokenStatementsHaveATreeWithoutLoss() throws {
        var random = SeededGenerator(seed: 12)
        let statements = try GrammarFixture().accepted
        let words = ["FROM", "(", ")", ",", "WHERE", "a", "1", "'x'", "AND", ";", "AS", "SELECT", "END", "."]
        for sql in statements {
            let tokens = LexedText(sql).tokens.filter { !$0.kind.isTrivia }
            for _ in 0..<2 {
                guard let token = tokens.randomElement(using: &random) else { continue }
                let bytes = Array(sql.utf8)
                let before = String(decoding: bytes[..<token.range.lowerBound], as: UTF8.self)
                let after = String(decoding: bytes[token.range.upperBound...], as: UTF8.self)
                let word = words[random.next(below: words.count)]
                for text in [before, before + after, "\(before) \(word) \(after)"] {
                    expectLossless(SyntaxTree.parse(text))
                }
            }
        }
    }

    @Test func aMistakeLeavesTheRestReadable() {
        let tree = SyntaxTree.parse(
            "SELECT a +, b FROM t JOIN (SELECT * FROM u WHERE) s USING (x) GROUP BY a; SELECT 1"
        )
        let tables = tree.root.descendants.filter { $0.kind == .tableName }.map(\.text)
        #expect(tables == ["t", "u"])
        #expect(tree.root.descendants.contains { $0.kind == .groupByClause })
        #expect(tree.statements.count == 2)
        #expect(tree.diagnostics.count == 1)
        expectLossless(tree)
    }

    // MARK: Bounds

    @Test(arguments: [
        ("SELECT ", "(", "1", ")"), ("SELECT ", "NOT ", "a", ""), ("SELECT ", "- ", "a", ""),
        ("SELECT ", "f(", "a", ")"),
        ("SELECT ", "a[", "1", "]"), ("", "(", "SELECT 1", ")"), ("SELECT * FROM ", "(", "t", ")"),
        ("SELECT * FROM ", "(SELECT * FROM ", "t", ")"), ("SELECT ", "CASE WHEN ", "a", " THEN 1 END"),
        ("SELECT CAST(a AS ", "ARRAY<", "INT", ">)"), ("", "BEGIN ", "SELECT 1;", " END;"),
        ("SELECT ", "x -> ", "x", ""),
        ("", "EXPLAIN ", "SELECT 1", ""), ("SELECT a FROM t GROUP BY ", "GROUPING SETS (", "a", ")"), ("", "(", "", ""),
        ("SELECT ", "a IN (", "1", ")"), ("", "WITH a AS (", "SELECT 1", ") SELECT 1"), ("SELECT ", "{", "", "}"),
    ])
    func nestingIsBounded(head: String, opening: String, middle: String, closing: String) {
        for (depth, isFine) in [(20, true), (4_000, false)] {
            let nested = String(repeating: opening, count: depth) + middle + String(repeating: closing, count: depth)
            let tree = SyntaxTree.parse(head + nested)
            expectLossless(tree)
            if !isFine { #expect(!tree.diagnostics.isEmpty) }
            #expect(tree.steps < 60 * tree.lexed.tokens.count + 1_000)
        }
    }

    @Test(arguments: [
        ("SELECT a FROM t WHERE b", " OR b = 1"), ("SELECT a FROM t WHERE b", " AND b LIKE 'x'"), ("SELECT 1", " + 1"),
        ("SELECT 1", " UNION ALL SELECT 1"), ("SELECT a", ", a"), ("SELECT * FROM t", " JOIN t USING (a)"),
        ("SELECT * FROM t", ", t"), ("VALUES (1)", ", (1)"), ("SELECT a", ".b"), ("SELECT a", "::int"),
        ("SELECT a", "[0]"),
        ("FROM t", " |> WHERE a"), ("SELECT 1", "; SELECT 1"), ("SELECT 'a'", " 'b'"),
        ("SELECT CASE", " WHEN a THEN b"),
        ("SELECT a FROM t", " LATERAL VIEW f(a) x AS y"), ("SELECT * FROM t", " LEFT JOIN (SELECT 1) s ON true"),
    ])
    func longChainsAreReadInLinearTime(head: String, link: String) {
        let works = [300, 3_000].map { count in
            let tree = SyntaxTree.parse(head + String(repeating: link, count: count))
            #expect(tree.diagnostics.isEmpty || link.contains("WHEN"))
            expectLossless(tree)
            return Double(tree.steps)
        }
        #expect(works[1] / works[0] < 11)
    }

    /// Each of these makes a careless parser take quadratic or exponential time.
    @Test(arguments: [
        "(", "((SELECT 1) + ", "SELECT (", "f(", "a.", "WATERMARK ", "FROM ", "WITH a AS (", "CASE ", "NOT ",
        "INTERVAL 1 ",
        "SELECT * FROM ", "JOIN ", "'a' ", "BEGIN ", "(a, ", "AS ", "[", "x -> ", "EXISTS (", "SELECT (SELECT 1 FROM ",
        "TABLE ", "IDENTIFIER(", "VALUES (", ") ", "; ", "|> ", "LATERAL VIEW ", "GROUPING SETS (", "MAP (", "#;",
        "SET $;", "$a$ ",
    ])
    func hostileTextsAreReadInLinearTime(piece: String) {
        let works = [200, 2_000].map { count in
            let tree = SyntaxTree.parse(String(repeating: piece, count: count))
            expectLossless(tree)
            return Double(tree.steps + 1)
        }
        #expect(works[1] / works[0] < 15)
    }

    private func expectLossless(_ tree: SyntaxTree) {
        var next = 0
        var isInOrder = true
        var depth = 0
        var printed = ""
        tree.root.walk { event in
            switch event {
            case .enter: depth += 1
            case .leave: depth -= 1
            case .token(let index, let node):
                isInOrder = isInOrder && index == next && node.tokenRange.contains(index)
                next += 1
                if tree.text.utf8.count < 1_000 { printed += tree.lexed.text(of: tree.lexed.tokens[index]) }
            }
        }
        #expect(isInOrder && depth == 0 && next == tree.lexed.tokens.count, "\(tree.text.prefix(200))")
        #expect(tree.lexed.tokens.last?.range.upperBound ?? 0 == tree.text.utf8.count)
        if tree.text.utf8.count < 1_000 { #expect(printed == tree.text) }
    }
}
