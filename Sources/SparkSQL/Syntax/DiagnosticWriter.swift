/// Turns the parser's failures into what a person reads.
struct DiagnosticWriter {
    let lexed: LexedText
    let terminals: Terminals
    /// Terminals of which the lexer's word does not count.
    let unread: [Range<Int>]

    /// The lexer's and the parser's findings, in textual order. A token that is broken in itself can be read by no rule:
    /// the lexer's word about it is enough.
    func write(_ failures: [SyntaxFailure]) -> [SyntaxDiagnostic] {
        let known = Set(unread.joined().map { range($0).lowerBound })
        let lexical = lexed.diagnostics.filter { found in
            found.fault != .unrecognizedCharacter || !known.contains(found.range.lowerBound)
        }
        let syntactic = failures.filter { terminals[$0.position].kind != .unrecognized }
        return (lexical.map(diagnostic) + syntactic.map(diagnostic)).sorted {
            $0.range.lowerBound < $1.range.lowerBound
        }
    }

    private func diagnostic(_ lexical: LexicalDiagnostic) -> SyntaxDiagnostic {
        let message =
            switch lexical.fault {
            case .unterminatedString: "the string that begins here has no closing quote"
            case .unterminatedIdentifier: "the quoted name that begins here has no closing backquote"
            case .unterminatedComment: "the comment that begins here has no closing */"
            case .unrecognizedCharacter: "'\(lexed.text(in: lexical.range))' has no meaning in Spark SQL"
            }
        return SyntaxDiagnostic(message: message, expected: [], range: lexical.range, suggestion: nil)
    }

    private func diagnostic(_ failure: SyntaxFailure) -> SyntaxDiagnostic {
        let expected = failure.expected.map(\.description)
        return SyntaxDiagnostic(
            message: failure.message ?? message(failure, expected),
            expected: expected,
            range: failure.span.map(range) ?? range(failure.position),
            suggestion: failure.message == nil ? suggestion(failure) : nil
        )
    }

    private func message(_ failure: SyntaxFailure, _ expected: [String]) -> String {
        let terminal = terminals[failure.position]
        let found =
            terminal.symbol == .endOfText
            ? "the text ends" : "unexpected '\(shortened(lexed.text(in: range(failure.position))))'"
        guard let last = expected.last else { return found }
        let rest = expected.dropLast().joined(separator: ", ")
        return "\(found), expected \(rest.isEmpty ? last : "\(rest) or \(last)")"
    }

    private func shortened(_ text: String) -> String { text.count > 40 ? text.prefix(39) + "…" : text }

    private func range(_ positions: Range<Int>) -> Range<Int> {
        range(positions.lowerBound)
            .lowerBound..<max(
                range(positions.upperBound - 1).upperBound,
                range(positions.lowerBound).upperBound
            )
    }

    private func range(_ position: Int) -> Range<Int> {
        let index = Int(terminals[position].token)
        guard lexed.tokens.indices.contains(index) else { return lexed.bytes.count..<lexed.bytes.count }
        return lexed.tokens[index].range
    }

    // MARK: Suggestions

    /// The word at the failure, or the one before it that was taken for a name, read as the keyword it nearly spells.
    private func suggestion(_ failure: SyntaxFailure) -> SyntaxDiagnostic.Suggestion? {
        let expected = failure.expected.compactMap { expectation -> Keyword? in
            if case .keyword(let keyword) = expectation { keyword } else { nil }
        }
        for position in [failure.position, failure.position - 1] {
            let terminal = terminals[position]
            let word = lexed.text(in: range(position)).lowercased()
            guard terminal.kind == .identifier, terminal.keyword == nil, word.utf8.count > 2 else { continue }
            guard let keyword = nearest(word, among: expected) ?? nearest(word, among: Self.usual) else { continue }
            return SyntaxDiagnostic.Suggestion(replacement: keyword.rawValue.uppercased(), range: range(position))
        }
        return nil
    }

    /// The words that statements and clauses begin with.
    private static let usual: [Keyword] = [
        .select, .from, .where, .group, .having, .order, .limit, .join, .inner, .left, .right, .union, .with, .values,
        .insert, .delete, .update, .merge, .create, .alter, .drop, .describe, .show, .explain, .set, .use, .between,
        .case, .when, .then, .else, .end, .distinct, .on, .using, .by, .and, .not, .like, .qualify, .window, .lateral,
        .optimize, .vacuum, .restore, .into, .table, .view, .cross, .offset, .cluster, .sort, .truncate, .partition,
    ]

    private func nearest(_ word: String, among keywords: [Keyword]) -> Keyword? {
        let allowed = word.utf8.count < 5 ? 1 : 2
        return keywords.lazy
            .map { (keyword: $0, distance: EditDistance.between(word, $0.rawValue)) }
            .filter { $0.distance <= allowed }
            .min { $0.distance < $1.distance }?.keyword
    }
}

/// How many letters have to be added, left out, changed or swapped with their neighbour to make one word of another.
enum EditDistance {
    static func between(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8.prefix(32))
        let right = Array(right.utf8.prefix(32))
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(current[column] + 1, last[column + 1] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last.last ?? 0
    }
}
