import Hummingbird
import SparkSQL

/// `/api/sql`: what an editor asks about a text while it is written. Nothing runs.
struct SQLRoutes: Sendable {
    /// Of a request, in bytes; nobody writes more by hand.
    private static let longestText = 1 << 20

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
        return try JSONAnswer(["diagnostics": tree.diagnostics.map { DiagnosticJSON($0, in: tree.lexed, offsets) }])
            .response
    }
}

private struct SQLBody: StrictBody {
    static let keys: Set<String> = ["query"]

    let query: String
}

/// A mistake in a text, with the characters that are to be underlined.
private struct DiagnosticJSON: Encodable {
    let message: String
    let severity = "error"
    /// In UTF-16 code units, as editors count; the text's end where something is missing.
    let start, end: Int
    /// From 1; columns in Unicode scalars.
    let line, column: Int
    /// The word that was meant, probably.
    let suggestion: Suggestion?

    struct Suggestion: Encodable {
        let replacement: String
        let start, end: Int
    }

    init(_ diagnostic: SyntaxDiagnostic, in text: LexedText, _ offsets: UTF16Offsets) {
        message = diagnostic.message
        start = offsets[diagnostic.range.lowerBound]
        end = offsets[diagnostic.range.upperBound]
        (line, column) = text.lineAndColumn(atByte: diagnostic.range.lowerBound)
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
