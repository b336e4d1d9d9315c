/// A text of Spark SQL cut into tokens, without loss: the tokens' texts, joined, are the text.
///
/// Every text has tokens; what is wrong with it is in `diagnostics`, in textual order. Takes time and memory linear in
/// the text's length, whatever it holds.
package struct LexedText: Sendable {
    package let text: String
    package let tokens: [Token]
    package let diagnostics: [LexicalDiagnostic]
    /// The text's UTF-8, which all offsets count.
    package let bytes: [UInt8]

    package init(_ text: String) {
        var lexer = Lexer(bytes: Array(text.utf8))
        lexer.run()
        self.text = text
        tokens = lexer.tokens
        diagnostics = lexer.diagnostics
        bytes = lexer.bytes
    }

    package func text(of token: Token) -> String { text(in: token.range) }

    /// The part of the text at these bytes, clamped to it.
    package func text(in range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: bytes.indices)], as: UTF8.self)
    }

    /// Both count from 1, columns in Unicode scalars. Lines end at a line feed, a carriage return, or both.
    package func lineAndColumn(atByte offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        let end = min(max(offset, 0), bytes.count)
        for index in 0..<end {
            if endsLine(at: index) {
                line += 1
                column = 1
            } else if bytes[index] & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }

    /// The byte at which a line and column stand; a column behind the line's end gives the line's end, a line behind
    /// the last gives the text's end.
    package func byte(atLine line: Int, column: Int) -> Int {
        var place = (line: 1, column: 1)
        for index in bytes.indices where bytes[index] & 0xC0 != 0x80 {
            if place.line == line && place.column >= column { return index }
            let ends = endsLine(at: index)
            if ends && place.line == line { return index }
            place = ends ? (place.line + 1, 1) : (place.line, place.column + 1)
        }
        return bytes.count
    }

    private func endsLine(at index: Int) -> Bool {
        switch bytes[index] {
        case 0x0A: true
        case 0x0D: !(index + 1 < bytes.count && bytes[index + 1] == 0x0A)
        default: false
        }
    }

    /// What a string literal or identifier token stands for: quotes taken off and, where it has them, escapes resolved
    /// (Spark's: `\n`, `\t`, `\0`, `\b`, `\r`, `\Z`, `\%` and `\_` kept, octal `\ooo`, `\uXXXX`, else the character).
    package func value(of token: Token) -> String {
        switch token.kind {
        case .quotedIdentifier: unquoted(token.range, quote: 0x60)
        case .string:
            Unescaper(bytes: bytes[token.range.dropFirst().dropLast()], quote: bytes[token.range.lowerBound])
                .run()
        case .rawString:
            text(in: token.range.lowerBound + 2..<max(token.range.upperBound - 1, token.range.lowerBound + 2))
        default: text(of: token)
        }
    }

    private func unquoted(_ range: Range<Int>, quote: UInt8) -> String {
        var result: [UInt8] = []
        var index = range.lowerBound + 1
        while index < range.upperBound - 1 {
            result.append(bytes[index])
            index += bytes[index] == quote ? 2 : 1
        }
        return String(decoding: result, as: UTF8.self)
    }
}
