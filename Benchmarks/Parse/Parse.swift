import Foundation
import SparkSQL

/// The parser's side of `Benchmarks/parse_agreement.py`.
///
///     sparksql-agreement          reads {"sql", "options"} a line, writes {"accepted", "kind", "message"} a line
///     sparksql-agreement --time   reads {"sql"} a line, writes the time that parsing takes
@main
struct Parse {
    static func main() throws {
        let lines = FileHandle.standardInput.readDataToEndOfFile().split(separator: UInt8(ascii: "\n"))
        let requests = try lines.map { try JSONDecoder().decode(Request.self, from: $0) }
        if CommandLine.arguments.contains("--time") { return report(Timing(requests.map(\.sql))) }
        for request in requests { report(Verdict(SyntaxTree.parse(request.sql, options: request.parserOptions))) }
    }

    private static func report(_ answer: some Encodable) {
        guard let line = try? JSONEncoder().encode(answer) else { return }
        FileHandle.standardOutput.write(line + [UInt8(ascii: "\n")])
    }
}

struct Request: Decodable {
    let sql: String
    /// Spark's settings that decide how the text reads, where they are not the default.
    let options: [String]?

    var parserOptions: ParserOptions {
        var result = ParserOptions()
        result.doubleQuotedIdentifiers = options?.contains("spark.sql.ansi.doubleQuotedIdentifiers") ?? false
        result.enforcesReservedKeywords = options?.contains("spark.sql.ansi.enforceReservedKeywords") ?? false
        return result
    }
}

/// Spark's parser takes one statement at a time.
struct Verdict: Encodable {
    let accepted: Bool
    /// The statement's kind, `queryStatement` for instance.
    let kind: String
    let message: String

    init(_ tree: SyntaxTree) {
        let statements = tree.statements
        accepted = tree.diagnostics.isEmpty && statements.count == 1
        kind = statements.first?.children.first { _ in true }.map { "\($0.kind)" } ?? ""
        message = tree.diagnostics.first?.described(in: tree.lexed) ?? (accepted ? "" : "not one statement")
    }
}

struct Timing: Encodable {
    /// Of one pass over all statements, the fastest of several.
    let microsecondsPerStatement: Double
    let statements: Int
    /// One statement made of as many rows or columns as fill a megabyte, each the fastest of several.
    let millisecondsPerMegabyte: [String: Double]

    init(_ texts: [String]) {
        statements = texts.count
        microsecondsPerStatement =
            Self.fastest(of: 10) { texts.reduce(0) { $0 + SyntaxTree.parse($1).steps } } * 1e6
            / Double(max(texts.count, 1))
        millisecondsPerMegabyte = Self.megabytes.mapValues { text in
            Self.fastest(of: 5) { SyntaxTree.parse(text).steps } * 1e3
        }
    }

    private static let megabytes = [
        "columns": statement("SELECT ", "coalesce(response_time, 0) * 2 AS doubled", " FROM logs"),
        "values": statement("INSERT INTO logs VALUES ", "(1, 'GET /index.html', 200, 12.5)", ""),
        "conditions": statement(
            "SELECT * FROM logs WHERE ",
            "status = 404 AND path LIKE '/api/%'",
            "",
            separator: " OR "
        ),
    ]

    private static func statement(_ head: String, _ part: String, _ tail: String, separator: String = ", ") -> String {
        let count = 1_000_000 / (part.utf8.count + separator.utf8.count)
        return head + Array(repeating: part, count: count).joined(separator: separator) + tail
    }

    private static func fastest(of rounds: Int, _ work: () -> Int) -> Double {
        (0..<rounds).reduce(Double.infinity) { best, _ in
            let clock = ContinuousClock()
            let elapsed = clock.measure { blackHole &+= work() }
            return min(best, elapsed / .seconds(1))
        }
    }

    /// Takes the results in, so that the work is done.
    nonisolated(unsafe) private static var blackHole = 0
}
