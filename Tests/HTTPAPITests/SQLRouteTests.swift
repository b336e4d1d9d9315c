import Foundation
import HTTPTypes
import Testing

@testable import HTTPAPI

/// `POST /api/sql/check` and `/api/sql/format`.
@Suite struct SQLRouteTests {
    private struct Checked: Decodable {
        struct Diagnostic: Decodable {
            struct Suggestion: Decodable, Equatable {
                let replacement: String
                let start, end: Int
            }

            let message, severity: String
            let start, end: Int
            let suggestion: Suggestion?
        }

        let diagnostics: [Diagnostic]
        let truncated: Bool
    }

    private func check(_ query: String) async throws -> [Checked.Diagnostic] {
        try await answer(query).diagnostics
    }

    private func answer(_ query: String) async throws -> Checked {
        let body = String(decoding: try JSONEncoder().encode(["query": query]), as: UTF8.self)
        let answer = try await API().ask(.post, "/api/sql/check", body: body)
        #expect(answer.status == 200)
        return try JSONDecoder().decode(Checked.self, from: Data(answer.text.utf8))
    }

    @Test(arguments: ["", "-- nothing", "SELECT 1", "SELECT a FROM t;\nSELECT * FROM range(5) |> WHERE id > 2;"])
    func aRightTextHasNone(query: String) async throws {
        #expect(try await check(query).isEmpty)
    }

    /// Offsets count what editors count: the sign outside of the basic plane is two.
    @Test func aMistakeHasItsPlace() async throws {
        let found = try #require(try await check("SELECT '😀é' AS a\nFORM t").first)
        #expect(found.severity == "error")
        #expect((found.start, found.end) == (18, 22))
        #expect(found.suggestion == .init(replacement: "FROM", start: 18, end: 22))
    }

    @Test func everyStatementIsRead() async throws {
        #expect(try await check("SELECT 1 +;\nSELECT 1;\nSELECT (").map(\.start) == [10, 30])
    }

    /// Each of the statements has one.
    @Test func manyMistakesAreCut() async throws {
        let found = try await answer(String(repeating: "x;", count: 100_000))
        #expect(found.diagnostics.count == 200)
        #expect(found.diagnostics.last?.start == 398)
        #expect(found.truncated)
        #expect(try await !answer("x;").truncated)
    }

    @Test func aTextIsLaidOut() async throws {
        let body = #"{"query":"select a, count(*) from t -- all\nwhere b > 1 group by a; selec 1"}"#
        let answer = try await API().ask(.post, "/api/sql/format", body: body)
        #expect(answer.status == 200)
        let laidOut = try JSONDecoder().decode([String: String].self, from: Data(answer.text.utf8))["query"]
        #expect(
            laidOut == """
                SELECT a, count(*)
                FROM t -- all
                WHERE b > 1
                GROUP BY a;
                selec 1

                """
        )
    }

    @Test func aTextTooLongIsRefused() async throws {
        let body = "{\"query\":\"\(String(repeating: " ", count: 1 << 20))\"}"
        #expect(try await API().ask(.post, "/api/sql/check", body: body).status == 413)
    }
}
