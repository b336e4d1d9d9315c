import Foundation

/// `Fixtures/sql/grammar.txt`: statements of our own with the verdict of Spark's parser.
struct GrammarFixture {
    struct Statement {
        let sql: String
        /// What this project's parser says; the file tells where Spark's differs.
        let isAccepted: Bool
    }

    let statements: [Statement]

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/sql/grammar.txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let body = lines.drop { !$0.hasPrefix("#") }
        statements = body.filter { !$0.hasPrefix("#") }.map { line in
            Statement(sql: String(line.dropFirst(2)), isAccepted: "+*~".contains(line.prefix(1)))
        }
    }

    var accepted: [String] { statements.filter(\.isAccepted).map(\.sql) }
}
