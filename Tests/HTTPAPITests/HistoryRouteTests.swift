import Foundation
import HTTPTypes
import Hummingbird
import LakeModel
import NIOCore
import QueryService
import SQLRewrite
import TestSupport
import Testing

@testable import HTTPAPI

/// The history in pages, and the rows of runs that have none.
@Suite(.timeLimit(.minutes(1))) struct HistoryRouteTests {
    private struct List: Decodable {
        struct Entry: Decodable { let queryId: String }

        let queries: [Entry]
    }

    private struct Down: DescribedError {
        let code = ErrorCode.engineUnavailable
        let message = "The engine is away."
    }

    /// Answers every statement but the one that runs until it is cancelled.
    private static func engine(_ runs: Signal) -> ScriptedEngine {
        ScriptedEngine { execution, receive in
            try await receive(.schema(TestRows.schema))
            guard execution.statement.sql == "SELECT 'long'" else { return }
            runs.send()
            try await hang()
        }
    }

    private static func ids(_ answer: Answer) throws -> [String] {
        try JSONDecoder().decode(List.self, from: Data(answer.text.utf8)).queries.map(\.queryId)
    }

    /// What a page asks by itself is nobody's statement.
    @Test func questionsThatNobodyWroteAreNotListed() async throws {
        let api = try await API()
        #expect(try await api.query(#"{"query":"SELECT 1"}"#).status == 200)
        let before = try Self.ids(await api.ask(.get, "/api/queries"))
        #expect(before.count == 1)
        let quiet = try await api.query(#"{"query":"SELECT 2","history":false}"#)
        #expect(quiet.status == 200)
        #expect(try Self.ids(await api.ask(.get, "/api/queries")) == before)
    }

    @Test func everyRunIsOnOnePageAlsoTheOneThatGoesOn() async throws {
        let runs = Signal()
        let api = try await API(Self.engine(runs))
        let service = api.bench.service
        var ids: Set<String> = []
        for _ in 0..<5 { ids.insert(try await service.run(QueryRequest(sql: "SELECT 1")).id.text) }
        let long = service.makeID()
        ids.insert(long.text)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await service.run(QueryRequest(sql: "SELECT 'long'"), id: long) }
            await runs.wait()
            var (seen, page): ([String], [String]) = ([], [])
            repeat {
                let before = seen.last.map { "&before=\($0)" } ?? ""
                page = try Self.ids(await api.bareAsk(.get, "/api/queries?limit=2\(before)"))
                seen += page
            } while !page.isEmpty
            #expect(seen.count == 6)
            #expect(Set(seen) == ids)
            for offset in 0...6 {
                let skipped = try Self.ids(await api.bareAsk(.get, "/api/queries?limit=2&offset=\(offset)"))
                #expect(skipped == Array(seen.dropFirst(offset).prefix(2)))
            }
            try await service.cancel(long)
        }
        let cancelled = try await api.bareAsk(.get, "/api/queries/\(long)/rows")
        #expect(cancelled.status == 409)
        #expect(cancelled.code == "query_cancelled")
    }

    @Test func aPageBehindAnUnknownRunIsRefused() async throws {
        let answer = try await API().bareAsk(.get, "/api/queries?before=00000000-0000-4000-8000-000000000000")
        #expect(answer.status == 404)
        #expect(answer.code == "query_not_found")
    }

    @Test(arguments: ["rows", "export"])
    func aFailedRunSaysAgainWhy(what: String) async throws {
        let api = try await API()
        let id = api.bench.service.makeID()
        await #expect(throws: (any Error).self) {
            try await api.bench.service.run(QueryRequest(sql: "SELECT\n  ("), id: id)
        }
        let answer = try await api.bareAsk(.get, "/api/queries/\(id)/\(what)")
        #expect(answer.status == 400)
        #expect(answer.code == "syntax_error")
        #expect(answer.text.contains(#""line":2"#))
        #expect(answer.message == (try await api.bench.service.record(of: id)).errorMessage)
    }

    /// Asking again gives the same for ever.
    @Test func whatFailedIsNotToBeTriedAgain() async throws {
        let api = try await API(ScriptedEngine { _, _ in throw Down() })
        let id = api.bench.service.makeID()
        await #expect(throws: Down.self) { try await api.bench.service.run(QueryRequest(sql: "SELECT 1"), id: id) }
        let answer = try await api.bareAsk(.get, "/api/queries/\(id)/rows")
        #expect(answer.status == 503)
        #expect(answer.message == "The engine is away.")
        #expect(answer.headers[.retryAfter] == nil)
    }

    @Test(
        arguments: [
            ("", nil), ("columns=a", ["a"]), ("columns=a,b%20c", ["a", "b c"]), ("columns=", []),
            ("columns=a,b&columns=c", ["a,b", "c"]), ("columns=a%2Cb&columns=", ["a,b"]), ("columns=&columns=", []),
        ] as [(String, [String]?)]
    )
    func namesMayHaveCommas(query: String, names: [String]?) throws {
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/x?\(query)")
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        #expect(try QueryOptions(request, allowed: ["columns"]).names("columns") == names)
    }
}
