import Foundation
import Testing

/// `Fixtures/http/answers`: real answers that the page's decoders are tested with. They must be what the API's
/// description promises, so that the two sides can't drift; the page's own tests demand a decoder for each.
@Suite struct AnswerFixtureTests {
    /// What was asked, and the status of the answer.
    private static let operations: [String: (operation: String, status: Int)] = [
        "error": ("POST /api/query", 404), "functions": ("GET /api/functions", 200), "health": ("GET /healthz", 200),
        "live-detail": ("GET /api/live/{id}", 200), "live-list": ("GET /api/live", 200),
        "live-started": ("POST /api/live", 201),
        "plan": ("POST /api/explain", 200), "queries": ("GET /api/queries", 200),
        "query": ("GET /api/queries/{id}", 200),
        "query-answer": ("POST /api/query", 200), "query-failed": ("GET /api/queries/{id}", 200),
        "query-rows": ("GET /api/queries/{id}/rows", 200), "query-started": ("POST /api/queries", 202),
        "saved-queries": ("GET /api/saved-queries", 200), "saved-query": ("POST /api/saved-queries", 201),
        "tab": ("PUT /api/workspace/tabs/{id}", 200), "table": ("GET /api/tables/{name}", 200),
        "table-commits": ("GET /api/tables/{name}/history", 200), "table-ddl": ("GET /api/tables/{name}/ddl", 200),
        "table-files": ("GET /api/tables/{name}/files", 200), "table-profile": ("GET /api/tables/{name}/profile", 200),
        "table-row-diff": ("GET /api/tables/{name}/diff/rows", 200),
        "table-sample": ("GET /api/tables/{name}/sample", 200), "table-schema": ("GET /api/tables/{name}/schema", 200),
        "table-suggestions": ("GET /api/tables/{name}/suggestions", 200),
        "table-version-diff": ("GET /api/tables/{name}/diff", 200), "tables": ("GET /api/tables", 200),
        "tabs": ("GET /api/workspace/tabs", 200), "upload": ("POST /api/uploads", 201),
    ]

    private static var folder: String { "\(Repository.root)/Fixtures/http/answers" }

    private static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    @Test func everyFileIsKnown() { #expect(Self.names == Self.operations.keys.sorted()) }

    @Test(arguments: names) func anAnswerIsAsDocumented(name: String) throws {
        let document = OpenAPIDocument(
            document: try JSON(Data(contentsOf: URL(filePath: "\(Repository.root)/Sources/HTTPAPI/openapi.json")))
        )
        let asked = try #require(Self.operations[name])
        let body = try Data(contentsOf: URL(filePath: "\(Self.folder)/\(name).json"))
        let head = "HTTP/1.1 \(asked.status) X\r\ncontent-type: application/json\r\n\r\n"
        let answer = try HTTPAnswer(Array(head.utf8) + body)
        #expect(try document.faults(of: answer, to: asked.operation) == [])
    }
}
