import Foundation
import HTTPTypes
import LakeModel
import Maintenance
import Testing

@testable import HTTPAPI

@Suite(.timeLimit(.minutes(1))) struct PipelineRouteTests {
    private static func json(_ answer: Answer) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any])
    }

    @Test func aPipelineIsShownWithoutItsSecrets() async throws {
        let api = try await API()
        let answer = try await api.ask(.get, "/api/pipelines/web")
        #expect(answer.status == 200)
        #expect(try Self.json(answer)["state"] as? String == "starting")
        #expect(!answer.text.contains("s3cret") && !answer.text.contains("sasl"), "\(answer.text)")
        let all = try await api.ask(.get, "/api/pipelines")
        #expect(all.text.hasPrefix("[{") && !all.text.contains("s3cret"))
    }

    @Test func aDefinitionIsReadStrictly() async throws {
        let api = try await API()
        let made = try await api.ask(
            .post,
            "/api/pipelines",
            body: #"{"name":"a","source":{"type":"kafka","brokers":"h:1","topics":["t"]},"table":"s.t"}"#
        )
        #expect(made.status == 201, "\(made.text)")
        let wrong = [
            #"{"name":"a","table":"s.t"}"#: "configuration_invalid",
            #"{"name":"a/b","source":{"type":"kafka","brokers":"h:1","topics":["t"]},"table":"s.t"}"#:
                "configuration_invalid",
            #"{"name":"a","source":{"type":"kafka","topics":["t"]},"table":"s.t"}"#: "configuration_invalid",
            #"{"name":"a","source":{"type":"kafka","brokers":"h:1","topics":["t"]},"table":"s.t","flushh":1}"#:
                "configuration_invalid",
            "{": "malformed_json",
        ]
        for (body, code) in wrong {
            let answer = try await api.ask(.post, "/api/pipelines", body: body)
            #expect(answer.status == 400 && answer.code == code, "\(body): \(answer.text)")
        }
        #expect(api.line.pipelines.told == ["add a"])
    }

    @Test func commandsReachTheirPipeline() async throws {
        let api = try await API()
        for command in ["pause", "resume", "restart"] {
            #expect(try await api.ask(.post, "/api/pipelines/web/\(command)").status == 200)
        }
        let bodies = [
            #"{"to":"earliest"}"#, #"{"to":"2026-01-31T12:00:00Z"}"#, #"{"to":{"logs/0":17}}"#,
        ]
        for body in bodies { #expect(try await api.ask(.post, "/api/pipelines/web/reset", body: body).status == 200) }
        for body in [#"{"to":"yesterday"}"#, #"{"to":{"logs":17}}"#, "{}", #"{"to":7}"#] {
            #expect(try await api.ask(.post, "/api/pipelines/web/reset", body: body).status == 400, "\(body)")
        }
        #expect(api.line.pipelines.told.count == 6)
        #expect(api.line.pipelines.told.first == "pause web")
        #expect(try await api.ask(.post, "/api/pipelines/none/pause").code == "not_found")
    }

    @Test func redrivingSaysWhatStillCannotBeARow() async throws {
        let api = try await API()
        let answer = try await api.ask(
            .post,
            "/api/pipelines/web/redrive",
            body: #"{"ids":["web/logs/0/1","web/logs/0/2"],"values":{"web/logs/0/2":"{"}}"#
        )
        let json = try Self.json(answer)
        #expect(json["redriven"] as? Int == 1 && json["rejected"] as? Int == 1, "\(answer.text)")
        #expect(answer.text.contains("malformed_json"))
    }

    @Test func recordsForATableNameABodyAndAnEncodingThatAreKnown() async throws {
        let api = try await API()
        let empty = try await api.ask(.post, "/api/ingest/a.b.c.d", body: "{}")
        #expect(empty.code == "invalid_request", "\(empty.text)")
        let wait = try await api.ask(.post, "/api/ingest/s.t?wait=forever", body: "{}")
        #expect(wait.code == "invalid_request", "\(wait.text)")
        let encoding = try await api.ask(.post, "/api/ingest/s.t", [.contentEncoding: "br"], body: "{}")
        #expect(encoding.code == "invalid_request" && encoding.message?.contains("gzip") == true, "\(encoding.text)")
        let broken = try await api.ask(.post, "/api/ingest/s.t", [.contentEncoding: "gzip"], body: "{}")
        #expect(broken.code == "invalid_request", "\(broken.text)")
    }

    @Test func bodiesShareTheirMemory() async throws {
        let room = IngestRoom(most: 10)
        try await room.holding(6) {
            try await room.holding(4) {}
            let refused = await #expect(throws: APIError.self) { try await room.holding(5) {} }
            #expect(refused?.code == .tooManyRequests)
        }
        try await room.holding(10) {}
    }
}

@Suite(.timeLimit(.minutes(1))) struct JobRouteTests {
    @Test func aJobIsAskedForShownAndCancelled() async throws {
        let api = try await API(browser: ScriptedBrowser(describing: TableName(schema: "s", table: "t")))
        let asked = try await api.ask(.post, "/api/tables/s.t/vacuum", body: #"{"dryRun":true,"retainHours":200}"#)
        #expect(asked.status == 202 && asked.text.contains(#""dryRun":true"#), "\(asked.text)")
        #expect(try await api.ask(.post, "/api/tables/s.t/optimize").status == 202)
        let jobs = api.upkeep.jobs
        #expect(jobs.map(\.kind) == [.optimize, .vacuum])
        #expect(jobs.last?.request.retention == 720_000_000)
        let id = try #require(jobs.first?.id)
        #expect(try await api.ask(.get, "/api/jobs/\(id)").status == 200)
        #expect(try await api.ask(.delete, "/api/jobs/\(id)").status == 204)
        #expect(api.upkeep.job(id)?.state == .cancelled)
        #expect(try await api.ask(.get, "/api/jobs?table=s.other").text == "[]")
        #expect(try await api.ask(.get, "/api/jobs/none").code == "not_found")
        let missing = try await api.ask(.post, "/api/tables/s.none/optimize")
        #expect(missing.code == "table_not_found", "\(missing.text)")
        let hours = try await api.ask(.post, "/api/tables/s.t/vacuum", body: #"{"retainHours":-1}"#)
        #expect(hours.code == "invalid_request", "\(hours.text)")
    }
}
