import Foundation
import Testing

/// Every route that `/openapi.json` names answers as it says there.
@Suite(.server { try await $0.writeOrders() }) struct RouteTests {
    struct Request: Decodable, Sendable, CustomTestStringConvertible {
        let operation, path: String
        let method: String?
        let headers: [String: String]?
        let body: String?
        let status: Int
        let type: String?

        var testDescription: String { "\(operation) \(path)" }
    }

    static let requests = Result { try Repository.fixture("routes.json", as: [Request].self) }

    @Test func everyOperationIsAsked() async throws {
        let document = OpenAPIDocument(document: try await server.get("/openapi.json").json)
        #expect(Set(try Self.requests.get().map(\.operation)).sorted() == document.operations)
    }

    @Test(arguments: (try? requests.get()) ?? []) func anAnswerIsAsDocumented(_ request: Request) async throws {
        let server = try server
        let document = OpenAPIDocument(document: try await server.get("/openapi.json").json)
        var (path, body) = (request.path, request.body)
        if path.contains("{id}") || body?.contains("{id}") == true {
            let query = try await server.query("SELECT id, customer FROM shop.orders ORDER BY id LIMIT 4").json
            let id = try #require(query["queryId"]?.string)
            path = path.replacing("{id}", with: id)
            body = body?.replacing("{id}", with: id)
        }
        let answer = try await server.send(
            request.method ?? (request.body == nil ? "GET" : "POST"),
            path,
            headers: request.headers ?? [:],
            body: body.map { Data($0.utf8) }
        )
        #expect(answer.status == request.status, "\(answer.text.prefix(500))")
        if let type = request.type { #expect(answer.headers["content-type"]?.hasPrefix(type) == true) }
        #expect(try document.faults(of: answer, to: request.operation) == [], "\(answer.text.prefix(500))")
    }

    /// The check itself can fail.
    @Test func aWrongAnswerIsNoticed() async throws {
        let document = OpenAPIDocument(document: try await server.get("/openapi.json").json)
        let health = try await server.get("/healthz")
        #expect(try document.faults(of: health, to: "GET /api/tables").contains(".tables is missing"))
        let nowhere = try await server.get("/nowhere")
        #expect(try document.faults(of: nowhere, to: "GET /healthz") == ["status 404 is not documented"])
    }

    @Test func metricsCountQueries() async throws {
        let server = try server
        _ = try await server.rows("SELECT 1")
        _ = try await server.query("SELEC 1")
        let lines = try await server.get("/metrics").text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        let values = Dictionary(
            lines.compactMap { line in
                line.split(separator: " ").last.flatMap { Double($0) }.map {
                    (String(line.split(separator: " ")[0]), $0)
                }
            },
            uniquingKeysWith: { $1 }
        )
        #expect(values.count == lines.count, "a line twice, or without a number")
        #expect((values[#"tideline_queries_total{state="succeeded"}"#] ?? 0) >= 1)
        #expect((values[#"tideline_queries_total{state="failed"}"#] ?? 0) >= 1)
        #expect(values["tideline_engine_up"] == 1)
        #expect((values["tideline_resident_bytes"] ?? 0) > 1_000_000)
    }

    @Test func aProfileCountsWhatIsThere() async throws {
        let profile = try await server.get("/api/tables/shop.orders/profile").json
        #expect(profile["rowCount"] == 100)
        let columns = Dictionary(
            (profile["columns"]?.array ?? []).map { ($0["name"]?.string ?? "", $0) },
            uniquingKeysWith: { $1 }
        )
        #expect(columns["id"]?["minimum"] == "0")
        #expect(columns["id"]?["maximum"] == "99")
        #expect(columns["id"]?["nullCount"] == 0)
        #expect(columns["customer"]?["approximateDistinctCount"] == 3)
        #expect(columns["customer"]?["topValues"]?[0] == ["value": "c0", "count": 34])
        #expect(columns["paid"]?["topValues"] == [["value": "false", "count": 80], ["value": "true", "count": 20]])
    }

    /// Nobody wrote the statement of a sample.
    @Test func aSampleIsInNoHistory() async throws {
        let server = try server
        let sample = try await server.get("/api/tables/shop.orders/sample?limit=3").json
        #expect(sample["rows"]?.array?.count == 3)
        let listed = try await server.get("/api/queries?search=LIMIT%203").json["queries"]?.array ?? []
        #expect(!listed.contains { $0["queryId"] == sample["queryId"] })
    }

    /// Every query that is suggested for a table runs on it.
    @Test func suggestionsRun() async throws {
        let server = try server
        let suggestions = try await server.get("/api/tables/shop.orders/suggestions").json["suggestions"]?.array ?? []
        #expect(suggestions.count >= 8)
        for suggestion in suggestions { _ = try await server.rows(suggestion["query"]?.string ?? "") }
    }
}
