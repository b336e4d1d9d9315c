import Foundation
import Testing

/// Every way to ask wrongly has the one error shape, and the server goes on.
@Suite(.server { try await $0.writeOrders() }) struct ErrorTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let name, method, path: String
        let headers: [String: String]?
        let body: String?
        let status: Int
        let code: String
        let line: Int64?
        let column: Int64?
        /// A part of the message.
        let message: String?

        var testDescription: String { name }
    }

    static let cases = Result { try Repository.fixture("errors.json", as: [Case].self) }

    @Test func theCasesAreReadable() throws { #expect(try Self.cases.get().count > 40) }

    @Test(arguments: (try? cases.get()) ?? []) func aBadRequestIsExplained(_ bad: Case) async throws {
        let body = bad.body.map { Data($0.utf8) }
        let answer = try await server.send(bad.method, bad.path, headers: bad.headers ?? [:], body: body)
        try expectError(answer, bad.status, bad.code)
        let error = try answer.json["error"]
        if let line = bad.line { #expect(error?["line"]?.int == line, "\(answer.text)") }
        if let column = bad.column { #expect(error?["column"]?.int == column, "\(answer.text)") }
        if let part = bad.message { #expect(answer.errorMessage?.contains(part) == true, "\(answer.text)") }
    }

    @Test func aBodyThatIsTooLargeIsRefused() async throws {
        let sql = "SELECT 1 -- " + String(repeating: "x", count: 17 << 20)
        let answer = try await server.query(sql)
        try expectError(answer, 413, "payload_too_large")
    }

    @Test func aStatementThatIsTooDeepIsRefused() async throws {
        let deep = String(repeating: "(", count: 3_000) + "1" + String(repeating: ")", count: 3_000)
        try expectError(await server.query("SELECT \(deep)"), 400, "statement_too_complex")
        let long = Array(repeating: "SELECT 1", count: 3_000).joined(separator: " UNION ALL ")
        try expectError(await server.query(long), 400, "statement_too_complex")
    }

    @Test func aForeignHostNameIsRefused() async throws {
        let answer = try await server.send("GET", "/api/tables", headers: ["Host": "evil.example"])
        try expectError(answer, 403, "forbidden")
        #expect(try await server.send("GET", "/api/tables", headers: ["Host": "127.0.0.1:80"]).status == 200)
    }

    @Test func ownPagesAreServed() async throws {
        let tables = try await server.send("GET", "/api/tables", headers: ["Origin": "http://localhost"])
        #expect(tables.status == 200, "\(tables.text)")
    }

    /// A statement that fails before its first row fails as an error, not as an answer that breaks off.
    @Test(arguments: ["text/csv", "application/x-ndjson", "application/vnd.apache.arrow.stream"])
    func aStreamedFormGivesTheSameErrors(_ type: String) async throws {
        try expectError(await server.query("SELECT * FROM shop.ordres", accept: type), 404, "table_not_found")
        try expectError(await server.query("SELECT colour FROM shop.orders", accept: type), 400, "column_not_found")
    }
}

extension TidelineServer {
    static let ordersSQL = """
        SELECT i AS id, 'c' || (i % 3) AS customer, (i * 1.25)::DECIMAL(10,2) AS price, i % 5 = 0 AS paid,
        TIMESTAMPTZ '2026-01-01 00:00:00+00' + INTERVAL (i) MINUTE AS at FROM range(100) r(i)
        """

    /// `shop.orders`: a hundred rows, version 0, by `deltalake`.
    func writeOrders() async throws { try await Oracle.write("\(lake)/shop/orders", Self.ordersSQL) }
}

/// The one shape: a code and a message, and nothing beside the members that the API's description has.
func expectError(
    _ answer: HTTPAnswer,
    _ status: Int,
    _ code: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(answer.status == status, "\(answer.text.prefix(500))", sourceLocation: sourceLocation)
    #expect(answer.errorCode == code, "\(answer.text.prefix(500))", sourceLocation: sourceLocation)
    #expect(answer.headers["content-type"] == "application/json", sourceLocation: sourceLocation)
    #expect(answer.errorMessage?.isEmpty == false, sourceLocation: sourceLocation)
    let document = try answer.json
    #expect(document.object?.keys.sorted() == ["error"], sourceLocation: sourceLocation)
    let known: Set = ["code", "message", "line", "column"]
    let members = Set(document["error"]?.object?.keys.map { $0 } ?? [])
    #expect(members.isSubset(of: known), sourceLocation: sourceLocation)
}
