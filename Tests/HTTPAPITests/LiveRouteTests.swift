import Foundation
import HTTPTypes
import LakeModel
import QueryService
import TestSupport
import Testing

@testable import HTTPAPI

@Suite(.timeLimit(.minutes(1))) struct LiveRouteTests {
    private struct Started: Decodable { let liveId, refresh, reason: String }
    private struct Shown: Decodable {
        struct Snapshot: Decodable { let rows: [[Int]] }
        let liveId, query, state: String
        let parameters: [String: Int]
        let runs, viewers: Int
        let snapshot: Snapshot?
    }

    private static let body = #"{"query":"SELECT n FROM logs WHERE n > :a","parameters":{"a":1}}"#

    @Test func theSameQueryIsStartedOnce() async throws {
        let api = try await API()
        let first = try await api.ask(.post, "/api/live", body: Self.body)
        let again = try await api.ask(.post, "/api/live", body: Self.body.replacing("SELECT n", with: "SELECT  n"))
        #expect(first.status == 201 && again.status == 200)
        #expect(first.text == again.text)
        let id = try JSONDecoder().decode(Started.self, from: Data(first.text.utf8)).liveId
        #expect(first.headers[.location] == "/api/live/\(id)")
        let list = try await api.ask(.get, "/api/live").text
        #expect(list.contains(id) && list.hasPrefix(#"{"live":[{"#))
    }

    @Test func itIsShownWithItsAnswerUntilItEnds() async throws {
        let api = try await API()
        try await api.line.running {
            let text = try await api.ask(.post, "/api/live", body: Self.body).text
            let id = try JSONDecoder().decode(Started.self, from: Data(text.utf8)).liveId
            var shown: Shown
            repeat {
                let answer = try await api.ask(.get, "/api/live/\(id)").text
                shown = try JSONDecoder().decode(Shown.self, from: Data(answer.utf8))
            } while shown.snapshot == nil
            #expect(shown.snapshot?.rows == [[0], [1], [2]] && shown.runs == 1 && shown.parameters == ["a": 1])
            #expect(try await api.ask(.delete, "/api/live/\(id)").status == 204)
            #expect(try await api.ask(.get, "/api/live/\(id)").code == "query_not_found")
            #expect(try await api.ask(.delete, "/api/live/\(id)").status == 404)
        }
    }

    @Test(arguments: [
        (#"{"query":"DELETE FROM logs"}"#, "unsupported_statement"), (#"{"query":"SELECT ("}"#, "syntax_error"),
        (#"{"query":"SELECT 1","limit":3}"#, "invalid_request"), (#"{}"#, "invalid_request"),
    ])
    func whatCannotBeLiveSaysWhy(body: String, code: String) async throws {
        let api = try await API()
        let answer = try await api.ask(.post, "/api/live", body: body)
        #expect(answer.status == 400 && answer.code == code)
    }

    @Test(arguments: [
        ("/events?topics=weather", 400), ("/events?since=1", 400), ("/api/live/not-an-id", 400),
        ("/api/live/00000000-0000-4000-8000-000000000000", 404), ("/api/live?limit=3", 400),
    ])
    func whatIsAskedWronglyIsRefused(path: String, status: Int) async throws {
        #expect(try await API().ask(.get, path).status == status)
    }

    /// Over HTTP, whole: the events end when the server does.
    @Test func eventsAreAnAnswerThatGoesOn() async throws {
        let api = try await API()
        let answer = try await withThrowingTaskGroup(of: Answer?.self) { group in
            group.addTask {
                try await api.line.running {
                    while api.line.events.readerCount == 0 { await Task.yield() }
                    while api.line.events.framesSent < 2 { await Task.yield() }
                }
                return nil
            }
            group.addTask { try await api.bareAsk(.get, "/events?topics=engine,tables") }
            var answer: Answer?
            for try await one in group { answer = one ?? answer }
            return answer
        }
        let events = ReceivedEvent.parse(try #require(answer).text)
        #expect(answer?.status == 200 && answer?.headers[.contentType] == "text/event-stream")
        #expect(answer?.headers[.cacheControl] == "no-store")
        #expect(events.map(\.name).prefix(2) == ["hello", "engine"])
        #expect(events.allSatisfy { $0.id.hasPrefix("b00t-") })
    }
}
