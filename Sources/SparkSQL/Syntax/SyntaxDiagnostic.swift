/// A mistake in a text, with all that a person needs to mend it. It quotes the text, literals included: it is for who wrote
/// the text, not for a log.
package struct SyntaxDiagnostic: Hashable, Sendable {
    /// What is wrong, as a sentence without a full stop.
    package let message: String
    /// What the grammar allows there: keywords in capitals, marks in quotes, rules by name. Empty when the words fit the
    /// grammar and something else is wrong.
    package let expected: [String]
    /// UTF-8 bytes of the text; empty at its end.
    package let range: Range<Int>
    /// The keyword that was meant, probably, and the misspelt word that it should replace.
    package let suggestion: Suggestion?

    package struct Suggestion: Hashable, Sendable {
        package let replacement: String
        /// UTF-8 bytes of the text.
        package let range: Range<Int>
    }
}

extension SyntaxDiagnostic {
    /// The message with its place and an excerpt of the text, a caret under what is wrong:
    ///
    ///     line 1, column 10: unexpected 't', expected the statement's end; did you mean FROM instead of 'FORM'?
    ///     SELECT a FORM t
    ///                   ^
    package func described(in text: LexedText) -> String {
        let place = text.lineAndColumn(atByte: range.lowerBound)
        var line = "line \(place.line), column \(place.column): \(message)"
        if let suggestion {
            line += "; did you mean \(suggestion.replacement) instead of '\(text.text(in: suggestion.range))'?"
        }
        return line + "\n" + excerpt(of: text)
    }

    private func excerpt(of text: LexedText) -> String {
        let isBreak: (UInt8) -> Bool = { $0 == 0x0A || $0 == 0x0D }
        let start = text.bytes[..<range.lowerBound].lastIndex(where: isBreak).map { $0 + 1 } ?? 0
        let end = text.bytes[range.lowerBound...].firstIndex(where: isBreak) ?? text.bytes.count
        // A very long line is cut around the place.
        let first = Self.boundary(max(start, range.lowerBound - Self.excerptReach), in: text.bytes)
        let last = Self.boundary(min(end, range.lowerBound + Self.excerptReach), in: text.bytes)
        let before = text.text(in: first..<range.lowerBound).unicodeScalars.map { $0 == "\t" ? "\t" : " " }.joined()
        let width = text.text(in: range.lowerBound..<min(range.upperBound, last)).unicodeScalars.count
        return text.text(in: first..<last) + "\n" + before + String(repeating: "^", count: max(width, 1))
    }

    private static let excerptReach = 90

    /// The start of the scalar that holds the byte at `index`.
    private static func boundary(_ index: Int, in bytes: [UInt8]) -> Int {
        var start = index
        while start > 0, start < bytes.count, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }
}
