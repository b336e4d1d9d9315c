import Hummingbird
import SparkSQL

/// `/api/sql`: what an editor asks about a text while it is written. Nothing runs.
struct SQLRoutes: Sendable {
    /// Of a request, in bytes; nobody writes more by hand.
    private static let longestText = 1 << 20
    /// Of an answer: a text of semicolons and little else has a mistake for every few bytes.
    private static let mostDiagnostics = 200

    func add(to router: Router<APIContext>) {
        router.post("/api/sql/check", use: check)
        router.post("/api/sql/format", use: format)
    }

    /// Statements with mistakes stay as they are.
    @Sendable private func format(_ request: Request, context: APIContext) async throws -> Response {
        let body = try await SQLBody.decode(request, upTo: Self.longestText)
        return try JSONAnswer(["query": SparkSQLFormatter.format(body.query)]).response
    }

    @Sendable private func check(_ request: Request, context: APIContext) async throws -> Response {
        let body = try await SQLBody.decode(request, upTo: Self.longestText)
        let tree = SyntaxTree.parse(body.query)
        let offsets = UTF16Offsets(tree.lexed.bytes)
        let shown = tree.diagnostics.prefix(Self.mostDiagnostics).map { DiagnosticJSON($0, offsets) }
        return try JSONAnswer(CheckJSON(diagnostics: shown, truncated: shown.count < tree.diagnostics.count)).response
    }
}

private struct SQLBody: StrictBody {
    static let keys: Set<String> = ["query"]

    let query: String
}

private struct CheckJSON: Encodable {
    let diagnostics: [DiagnosticJSON]
    /// Whether there are more.
    let truncated: Bool
}

/// A mistake in a text, with the characters that are to be underlined.
private struct DiagnosticJSON: Encodable {
    let message: String
    let severity = "error"
    /// In UTF-16 code units, as editors count; the text's end where something is missing.
    let start, end: Int
    /// The word that was meant, probably.
    let suggestion: Suggestion?

    struct Suggestion: Encodable {
        let replacement: String
        let start, end: Int
    }

    init(_ diagnostic: SyntaxDiagnostic, _ offsets: UTF16Offsets) {
        message = diagnostic.message
        start = offsets[diagnostic.range.lowerBound]
        end = offsets[diagnostic.range.upperBound]
        suggestion = diagnostic.suggestion.map {
            Suggestion(
                replacement: $0.replacement,
                start: offsets[$0.range.lowerBound],
                end: offsets[$0.range.upperBound]
            )
        }
    }
}

/// UTF-16 code units before each byte of a text.
private struct UTF16Offsets {
    private let units: [Int32]

    init(_ bytes: [UInt8]) {
        var units: [Int32] = [0]
        units.reserveCapacity(bytes.count + 1)
        var count: Int32 = 0
        for byte in bytes {
            // A scalar's first byte counts for it: two units for those of four bytes.
            if byte & 0xC0 != 0x80 { count += byte >= 0xF0 ? 2 : 1 }
            units.append(count)
        }
        self.units = units
    }

    /// Clamped to the text.
    subscript(byte: Int) -> Int { Int(units[min(max(byte, 0), units.count - 1)]) }
}
