import HTTPTypes
import LakeModel
import QueryService
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct ErrorTests {
    @Test(arguments: ErrorCode.allCases) func everyCodeHasAStatusAndTheOneShape(code: ErrorCode) async throws {
        let browser = ScriptedBrowser(failing: code, position: TextPosition(line: 3, column: 4))
        let answer = try await API(browser: browser).ask(.get, "/api/tables/logs")
        #expect((400...599).contains(answer.status))
        #expect(answer.status == code.status.code)
        #expect(answer.headers[.contentType] == "application/json")
        let text = #"{"error":{"code":"\#(code.rawValue)","column":4,"line":3,"message":"as told"}}"#
        #expect(answer.text == text)
    }

    @Test(
        arguments: [
            (ErrorCode.tooManyRequests, "1"), (.engineUnavailable, "1"), (.shuttingDown, "5"), (.tableNotFound, nil),
        ] as [(ErrorCode, String?)]
    )
    func whatMayPassSaysWhen(code: ErrorCode, seconds: String?) async throws {
        let answer = try await API(browser: ScriptedBrowser(failing: code)).ask(.get, "/api/tables")
        #expect(answer.headers[.retryAfter] == seconds)
    }

    @Test(arguments: ["/nowhere", "/api", "/api/query/x", "/api/tables/a/b/c"])
    func anUnknownRouteIsSaid(path: String) async throws {
        let answer = try await API().ask(.get, path)
        #expect(answer.status == 404)
        #expect(answer.code == "not_found")
        #expect(answer.message?.contains("/openapi.json") == true)
    }

    @Test(arguments: [
        ("", "malformed_json", ""), ("{", "malformed_json", "is not JSON"), ("[]", "invalid_request", "JSON object"),
        ("{}", "invalid_request", "\"query\" is missing"), (#"{"query":1}"#, "invalid_request", "must be a string"),
        (
            #"{"query":"SELECT 1","x":1,"a":2}"#, "invalid_request",
            "Unknown field a, x; known are history, limit, parameters"
        ),
        (#"{"query":"SELECT 1","limit":-1}"#, "invalid_request", "must be 0 or more"),
        (#"{"query":"SELECT 1","limit":1.5}"#, "invalid_request", "whole"),
        (#"{"query":"SELECT 1","limit":1e30}"#, "invalid_request", ""),
        (#"{"query":"SELECT 1","limit":"1"}"#, "invalid_request", "\"limit\" must be a whole number"),
        (#"{"query":"SELECT 1","timeoutSeconds":0}"#, "invalid_request", "more than 0"),
        (#"{"query":"SELECT 1","timeoutSeconds":1e9}"#, "invalid_request", "at most 86400"),
        (#"{"query":null}"#, "invalid_request", ""), ("\u{0}\u{1}", "malformed_json", ""),
    ])
    func aBodySaysWhatIsWrong(body: String, code: String, part: String) async throws {
        let api = try await API()
        let answer = try await api.query(body)
        #expect(answer.status == 400)
        #expect(answer.code == code, "\(answer.text)")
        #expect(part.isEmpty || answer.message?.contains(part) == true, "\(answer.text)")
        #expect(api.bench.engine.executions.isEmpty)
    }

    @Test func aBodyThatIsTooLargeIsRefused() async throws {
        let answer = try await API().query(String(repeating: " ", count: (16 << 20) + 1))
        #expect(answer.status == 413)
        #expect(answer.code == "payload_too_large")
    }

    @Test(arguments: [
        "/api/queries?limit=0", "/api/queries?limit=1001", "/api/queries?before=1", "/api/queries?offset=-1",
        "/api/queries?page=2", "/api/queries?offset=100001", "/api/queries?offset=99999999999999999999",
        "/api/queries/not-an-id", "/api/tables?x=1",
        "/api/tables/logs/diff?from=2&to=1", "/api/tables/logs/files?version=-1", "/api/tables/logs/history?limit=x",
        "/api/tables/a.b.c", "/api/tables/%60open",
    ])
    func anOptionSaysWhatIsWrong(path: String) async throws {
        let answer = try await API().ask(.get, path)
        #expect(answer.status == 400)
        #expect(answer.code == "invalid_request")
    }

    @Test func theLargestOffsetsAreNoTrap() async throws {
        let api = try await API()
        let id = try await api.bench.service.run(QueryRequest(sql: "SELECT 1")).id
        let rows = try await api.ask(.get, "/api/queries/\(id)/rows?offset=\(Int.max)&limit=100000")
        #expect(rows.text.contains(#""rowCount":0,"totalRowCount":3"#))
    }

    @Test func aDiffNeedsItsVersions() async throws {
        let answer = try await API().ask(.get, "/api/tables/logs/diff?from=1")
        #expect(answer.code == "missing_parameter")
    }

    @Test(arguments: [
        ("logs", "delta_lake", "logs"), ("a.b", "a", "b"), ("a%2Eb", "a", "b"), ("%60a.b%60.c", "a.b", "c"),
        ("gr%C3%B6%C3%9Fe", "delta_lake", "größe"), ("%60a%20b%2Fc%60", "delta_lake", "a b/c"),
        ("%60100%25%60", "delta_lake", "100%"), ("%60a%2541%60", "delta_lake", "a%41"),
    ])
    func namesAreDecodedOnce(text: String, schema: String, table: String) async throws {
        let browser = ScriptedBrowser()
        _ = try await API(browser: browser).ask(.get, "/api/tables/\(text)")
        #expect(browser.names.map(\.schema) == [schema])
        #expect(browser.names.map(\.table) == [table])
    }
}
