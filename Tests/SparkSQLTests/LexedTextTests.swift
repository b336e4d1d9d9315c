import Testing

@testable import SparkSQL

@Suite struct LexedTextTests {
    @Test(arguments: [
        ("select", [TokenKind.identifier]),
        (
            "1 2L 3S 4y 5.0 .5 1e3 1.5E-3f 2d 3bd 4.BD",
            [
                .integer, .bigint, .smallint, .tinyint, .decimal, .decimal, .exponent, .float, .double, .bigDecimal,
                .bigDecimal,
            ]
        ),
        (
            "1a 1e 2.3W 1.e",
            [
                .identifier, .identifier, .integer, .dot, .identifier, .integer, .dot, .identifier,
            ]
        ),
        ("a.b.1", [.identifier, .dot, .identifier, .decimal]),
        ("'it''s' \"a\\\"b\" r'\\' R\"x\"", [.string, .string, .rawString, .rawString]),
        ("`a``b` été 表", [.quotedIdentifier, .identifier, .identifier]),
        (
            "/* a /* b */ c */ -- d\\\n e\n/*+ x */",
            [
                .bracketedComment, .lineComment, .hintStart, .identifier, .hintEnd,
            ]
        ),
        (
            ":a ? a::int <=> >= >> |> -> => !=",
            [
                .colon, .identifier, .questionMark, .identifier, .operator, .identifier, .operator, .operator,
                .operator,
                .operator, .operator, .operator, .operator, .operator,
            ]
        ),
        ("file://a/b-c?d=1 s3://x", [.identifier, .identifier, .colon, .operator, .operator, .identifier]),
        ("([{])", [.leftParenthesis, .leftBracket, .unrecognized, .rightBracket, .rightParenthesis]),
    ])
    func tokensAreOfTheKind(text: String, kinds: [TokenKind]) {
        #expect(LexedText(text).tokens.map(\.kind).filter { $0 != .whitespace } == kinds)
    }

    @Test(arguments: ["SELECT", "select", "SeLeCt"])
    func keywordsAreFoundInAnyCase(word: String) {
        #expect(LexedText(word).tokens.first?.keyword == .select)
        #expect(LexedText("`\(word)`").tokens.first?.keyword == nil)
    }

    @Test(arguments: [
        ("select 'abc", LexicalDiagnostic.Fault.unterminatedString, 7..<11),
        ("select 'abc\\'", .unterminatedString, 7..<13),
        ("select \"a\n", .unterminatedString, 7..<10),
        ("r'x", .unterminatedString, 0..<3),
        ("a `b``", .unterminatedIdentifier, 2..<6),
        ("1 /* /* */", .unterminatedComment, 2..<10),
        ("a # b", .unrecognizedCharacter, 2..<3),
        ("a € b", .unrecognizedCharacter, 2..<5),
    ])
    func faultsHaveAPlace(text: String, fault: LexicalDiagnostic.Fault, range: Range<Int>) {
        #expect(LexedText(text).diagnostics == [LexicalDiagnostic(fault: fault, range: range)])
    }

    @Test func valuesAreUnquoted() {
        let text = LexedText(#"`a``b` 'it''s' 'a\'b\n\u0041\101\%\\' r'\n' "x""y" plain"#)
        let values = text.tokens.filter { !$0.kind.isTrivia }.map(text.value(of:))
        #expect(values == ["a`b", "it's", "a'b\nAA\\%\\", "\\n", "x\"y", "plain"])
    }

    @Test func placesCountLinesAndScalars() {
        let text = LexedText("é1\r\nb\rc\n😀d")
        let places = [0, 2, 5, 7, 9, 13, 99].map { text.lineAndColumn(atByte: $0) }
        #expect(places.map(\.line) == [1, 1, 2, 3, 4, 4, 4])
        #expect(places.map(\.column) == [1, 2, 1, 1, 1, 2, 3])
        for offset in [0, 2, 5, 7, 9, 13] {
            let place = text.lineAndColumn(atByte: offset)
            #expect(text.byte(atLine: place.line, column: place.column) == offset)
        }
    }

    @Test func anyTextIsCutWithoutLoss() {
        var random = SeededGenerator(seed: 1)
        let pieces = [
            "select", " ", "'", "\"", "`", "/*", "*/", "/*+", "--", "\n", "\\", "r'", "1e", ".", "é", "😀", ":", "(",
            ")", "\u{A0}", "\u{3000}", "\0", "://", "0", "L", "bd", ">", "<", "=", "|", "\r",
        ]
        for _ in 0..<3_000 {
            let text = (0..<random.next(below: 30)).map { _ in pieces[random.next(below: pieces.count)] }.joined()
            expectLossless(text)
        }
        for _ in 0..<2_000 {
            let bytes = (0..<random.next(below: 60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            expectLossless(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Each of these makes a careless lexer take quadratic time, which at this length would be noticed.
    @Test(arguments: [
        "/*", "'", "''", "`", "1.", "1e", "a://", "--\\\n", "\\", "é", "(", "*/", "r'", "0.", ".", "\u{2003}",
    ])
    func hostileTextsTakeLinearTime(piece: String) {
        expectLossless(String(repeating: piece, count: 400_000 / piece.utf8.count))
    }

    private func expectLossless(_ text: String) {
        let lexed = LexedText(text)
        var end = 0
        for token in lexed.tokens {
            guard token.range.lowerBound == end, !token.range.isEmpty else {
                Issue.record("a gap or an empty token at \(token.range) of \(text.debugDescription.prefix(200))")
                return
            }
            end = token.range.upperBound
            _ = end < 1_000 ? lexed.value(of: token) : ""
        }
        #expect(end == text.utf8.count)
        if text.utf8.count < 1_000 { #expect(lexed.tokens.map(lexed.text(of:)).joined() == text) }
    }
}
