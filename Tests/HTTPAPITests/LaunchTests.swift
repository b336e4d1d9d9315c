import Columns
import Foundation
import HTTPTypes
import LakeModel
import QueryService
import TestSupport
import Testing

@testable import HTTPAPI

/// Runs that belong to the server, over a host that lives as long as the test.
@Suite(.timeLimit(.minutes(1))) struct LaunchTests {
    private struct Entry: Decodable {
        struct Failure: Decodable {
            let code: String
            let line, column: Int?
        }

        let state: String
        let rowCount: Int
        let elapsedMs: Double?
        let source: String?
        let error: Failure?
    }

    private struct Page: Decodable {
        let rowCount, totalRowCount: Int
        let complete: Bool
    }

    private func json<Value: Decodable>(_ type: Value.Type, _ answer: Answer) throws -> Value {
        try JSONDecoder().decode(type, from: Data(answer.text.utf8))
    }

    /// Runs `body` while the service hosts runs.
    private func hosting(_ api: API, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await api.bench.service.host() }
            defer { group.cancelAll() }
            try await body()
        }
    }

    private func launch(_ api: API, _ body: String) async throws -> String {
        let answer = try await api.bareAsk(.post, "/api/queries", body: body)
        #expect(answer.status == 202, "\(answer.text)")
        let id = try json([String: String].self, answer)["queryId"] ?? ""
        #expect(answer.headers[.location] == "/api/queries/\(id)")
        return id
    }

    @Test func aRunGoesOnByItselfAndShowsHowFarItIs() async throws {
        let (some, rest) = (Signal(), Signal())
        let engine = ScriptedEngine { _, receive in
            try await receive(.schema(TestRows.schema))
            try await receive(.rows(TestRows(0, count: 3).block()))
            // The channel holds one event: when this one is taken, the first is in the spool.
            try await receive(.schema(TestRows.schema))
            some.send()
            await rest.wait()
            try await receive(.rows(TestRows(3, count: 2).block()))
        }
        let api = try await API(engine)
        try await hosting(api) {
            let id = try await launch(api, #"{"query":"SELECT n FROM logs"}"#)
            await some.wait()
            let running = try json(Entry.self, await api.bareAsk(.get, "/api/queries/\(id)"))
            #expect(running.state == "running")
            #expect(running.rowCount == 3)
            #expect(running.elapsedMs != nil)
            let page = try json(Page.self, await api.bareAsk(.get, "/api/queries/\(id)/rows"))
            #expect(page.totalRowCount == 3)
            #expect(!page.complete)
            rest.send()
            try await api.bench.ended(id)
            let ended = try json(Entry.self, await api.bareAsk(.get, "/api/queries/\(id)"))
            #expect(ended.state == "succeeded")
            #expect(ended.rowCount == 5)
            #expect(ended.elapsedMs == nil)
            #expect(try json(Page.self, await api.bareAsk(.get, "/api/queries/\(id)/rows")).complete)
        }
    }

    @Test func aRunWithoutColumnsYetHasAnEmptyPage() async throws {
        let hangs = Signal()
        let engine = ScriptedEngine { _, _ in
            hangs.send()
            try await hang()
        }
        let api = try await API(engine)
        try await hosting(api) {
            let id = try await launch(api, #"{"query":"SELECT 1"}"#)
            await hangs.wait()
            let answer = try await api.bareAsk(.get, "/api/queries/\(id)/rows")
            #expect(
                answer.text == #"{"queryId":"\#(id)","offset":0,"rowCount":0,"totalRowCount":0,"complete":false,"#
                    + #""columns":[],"rows":[]}"#
            )
            #expect(try await api.bareAsk(.delete, "/api/queries/\(id)").status == 204)
            try await api.bench.ended(id)
            #expect(try json(Entry.self, await api.bareAsk(.get, "/api/queries/\(id)")).state == "cancelled")
        }
    }

    @Test func aFaultIsInTheEntryWithItsPlace() async throws {
        let api = try await API()
        try await hosting(api) {
            let id = try await launch(api, #"{"query":"SELECT\n  ' FROM logs"}"#)
            try await api.bench.ended(id)
            let entry = try json(Entry.self, await api.bareAsk(.get, "/api/queries/\(id)"))
            #expect(entry.state == "failed")
            #expect(entry.error?.code == "syntax_error")
            #expect(entry.error?.line == 2)
            #expect(entry.error?.column == 3)
        }
    }

    @Test func aRunIsListedFromTheMomentItIsAccepted() async throws {
        let api = try await API()
        let id = try await launch(api, #"{"query":"SELECT 1"}"#)
        #expect(try await api.bareAsk(.get, "/api/queries").text.contains(id))
        #expect(try json(Entry.self, await api.bareAsk(.get, "/api/queries/\(id)")).state == "running")
    }

    @Test func aPlanIsAskedFor() async throws {
        let api = try await API()
        let answer = try await api.ask(
            .post,
            "/api/explain",
            body: #"{"query":"SELECT :x","parameters":{"x":1},"mode":"cost"}"#
        )
        #expect(answer.text == #"{"plan":"cost plan of SELECT :x"}"#)
        let wrong = try await api.ask(.post, "/api/explain", body: #"{"query":"SELECT 1","mode":"codegen"}"#)
        #expect(wrong.status == 400)
        #expect(wrong.message?.contains("simple, extended, formatted, cost") == true)
        #expect(try await api.ask(.post, "/api/explain", body: #"{"query":"SELECT :x"}"#).code == "missing_parameter")
        #expect(api.bench.engine.executions.isEmpty)
    }

    @Test func functionsAreSortedAndAskedForOnce() async throws {
        let engine = ScriptedEngine { _, receive in
            try await receive(.schema(NameRows.schema))
            try await receive(.rows(NameRows.block(["upper", "abs", "upper"])))
        }
        let api = try await API(engine)
        let router = api.router
        for _ in 0..<3 {
            let answer = try await api.bareAsk(.get, "/api/functions", on: router)
            #expect(answer.text == #"{"functions":[{"name":"abs"},{"name":"upper"}]}"#)
        }
        #expect(engine.executions.map(\.statement.sql) == ["SHOW FUNCTIONS"])
    }
}

/// Rows of one string column.
private enum NameRows {
    static let schema = Schema([Field("function", .string)])

    static func block(_ names: [String]) throws -> RowBlock {
        let builder = RecordBatchBuilder(schema: schema)
        for name in names {
            builder["function"].append(name)
            builder.endRow()
        }
        return RowBlock(try builder.finish())
    }
}

extension QueryBench {
    /// Returns when the run has ended and its record is in the history.
    fileprivate func ended(_ id: String) async throws {
        let id = try #require(QueryID(id))
        while service.running.record(of: id) != nil { await Task.yield() }
    }
}
