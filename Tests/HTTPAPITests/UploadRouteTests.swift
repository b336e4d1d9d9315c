import Columns
import Foundation
import HTTPTypes
import LakeModel
import QueryService
import SQLRewrite
import TestSupport
import Testing

@testable import HTTPAPI

/// Files that people bring, with an engine that reads every one as one column of numbers.
@Suite struct UploadRouteTests {
    private func upload(_ api: API, _ options: String = "format=ndjson", _ body: String = #"{"n":1}"#) async throws
        -> Answer
    {
        try await api.ask(.post, "/api/uploads?\(options)", body: body)
    }

    private func id(_ answer: Answer) throws -> String {
        String(try #require(answer.text.firstMatch(of: /"uploadId":"([0-9a-f-]+)"/)?.1))
    }

    @Test func aFileIsLookedAt() async throws {
        let api = try await API(browser: ScriptedBrowser(tables: ["delta_lake.my_file"]))
        let answer = try await upload(api, "format=json&name=My%20file.json", #"[{"n":1}]"#)
        #expect(answer.status == 201, "\(answer.text)")
        #expect(answer.text.contains(#""format":"json","bytes":9,"columns":[{"name":"n","type":"bigint"}],"#))
        #expect(answer.text.hasSuffix(#""rows":[[0],[1],[2]],"suggestedTable":"my_file_2"}"#))
        let executions = api.bench.engine.executions
        #expect(
            executions.map(\.statement.sql) == ["SELECT * FROM result LIMIT 0", "SELECT `n` FROM result LIMIT 100"]
        )
        #expect(executions.allSatisfy { $0.source?.format == "json" && $0.tables.isEmpty })
        #expect(try await api.bench.history.queries(search: nil, derived: true, limit: 9, before: nil).isEmpty)
        #expect(try await api.ask(.delete, "/api/uploads/\(id(answer))").status == 204)
        #expect(try await api.ask(.delete, "/api/uploads/\(id(answer))").status == 204)
    }

    @Test(arguments: [
        ("", "{}", 400, "missing_parameter"), ("format=xml", "{}", 400, "missing_parameter"),
        ("format=csv&delimiter=ab", "a", 400, "invalid_request"), ("format=csv&header=1", "a", 400, "invalid_request"),
        ("format=csv&sheet=2", "a", 400, "invalid_request"), ("format=json", "[1]", 400, "invalid_value"),
        ("format=ndjson", "", 400, "invalid_value"),
        ("format=csv", String(repeating: "x", count: 70_000), 413, "payload_too_large"),
    ])
    func aFileThatIsNoneIsRefused(options: String, body: String, status: Int, code: String) async throws {
        let api = try await API()
        let answer = try await upload(api, options, body)
        #expect(answer.status == status)
        #expect(answer.code == code, "\(answer.text)")
        #expect(api.bench.engine.executions.isEmpty)
    }

    @Test func aFileThatTheEngineCannotReadIsNotKept() async throws {
        struct Failure: DescribedError {
            let code = ErrorCode.queryFailed
            let message = "Json error: whilst decoding field 'n': expected string got secret"
        }
        let api = try await API(ScriptedEngine { _, _ in throw Failure() })
        let answer = try await upload(api)
        #expect(answer.code == "invalid_value")
        #expect(answer.message?.contains("field 'n'") == true)
        #expect(answer.message?.contains("secret") == false)
        #expect(api.uploadedFiles.isEmpty)
    }

    @Test func aFileBecomesATable() async throws {
        let browser = ScriptedBrowser(tables: [])
        let api = try await API(browser: browser)
        let id = try id(await upload(api))
        _ = try await api.ask(
            .post,
            "/api/tables",
            body:
                #"{"name":"t","upload":"\#(id)","columns":[{"name":"N","type":"Long","comment":"c"}],"description":"d"}"#
        )
        let made = try #require(browser.made.first)
        #expect(made.table.name == TableName(schema: "delta_lake", table: "t"))
        #expect(made.table.columns.map(\.name) == ["n"])
        #expect(made.table.columns.map(\.type) == ["bigint"])
        #expect(made.table.columns.map(\.comment) == ["c"])
        #expect(made.table.description == "d")
        #expect(made.rows == [0, 1, 2])
    }

    @Test func valuesThatDoNotConvertAreNamedAndNothingIsMade() async throws {
        let engine = ScriptedEngine { execution, receive in
            try await receive(.schema(TestRows.schema))
            let sql = execution.statement.sql
            // 3 values do not convert, the first of them in row 7.
            let answer: Int64? = sql.contains("count_if") ? 3 : sql.contains("min(number)") ? 7 : nil
            if let answer { try await receive(.rows(TestRows(answer, count: 1).block())) }
        }
        let browser = ScriptedBrowser(tables: [])
        let api = try await API(engine, browser: browser)
        let id = try id(await upload(api))
        let body = #"{"name":"t","upload":"\#(id)","columns":[{"name":"n","type":"date"}]}"#
        let answer = try await api.ask(.post, "/api/tables", body: body)
        #expect(answer.status == 400)
        #expect(answer.message?.hasPrefix("Row 7, column n: the value does not convert to date") == true)
        #expect(browser.made.isEmpty)
        // The file is still there, for another type.
        let again = try await api.ask(.post, "/api/tables", body: body)
        #expect(again.code == "invalid_value")
    }

    @Test(arguments: [
        (#"{"name":"t","upload":"x"}"#, "invalid_request"),
        (#"{"name":"t","upload":"0a1b2c3d-0000-4000-8000-00000000000a"}"#, "not_found"),
        (#"{"name":"t","upload":"0a1b2c3d-0000-4000-8000-00000000000a","location":"/x"}"#, "invalid_request"),
        (#"{"name":"t"}"#, "invalid_request"),
    ])
    func anUploadThatIsNotThereIsSaid(body: String, code: String) async throws {
        #expect(try await API().ask(.post, "/api/tables", body: body).code == code)
    }

    @Test(arguments: [
        (#"[{"name":"x","type":"int"}]"#, "column_not_found"), (#"[{"name":"n","type":"int) --"}]"#, "invalid_value"),
    ])
    func columnsAndTypesAreChecked(columns: String, code: String) async throws {
        let api = try await API(browser: ScriptedBrowser(tables: []))
        let id = try id(await upload(api))
        let answer = try await api.ask(
            .post,
            "/api/tables",
            body: #"{"name":"t","upload":"\#(id)","columns":\#(columns)}"#
        )
        #expect(answer.code == code)
    }
}
