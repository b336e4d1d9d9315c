import Columns
import HTTPTypes
import LakeModel
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct RowDiffAnswerTests {
    private func rows(
        _ method: VersionRows.Method,
        shared: [VersionRows.SharedColumn] = [.init(before: "n", after: "n")]
    ) throws -> VersionRows {
        let batch = try TestRows(4, count: 2).batch()
        let side = VersionRows.Side(schema: batch.schema, rows: [batch], rowCount: 9)
        let none = VersionRows.Side(schema: batch.schema, rows: [], rowCount: nil)
        return VersionRows(from: 1, to: 2, method: method, sharedColumns: shared, added: side, removed: none)
    }

    private func ask(_ rows: VersionRows) async throws -> Answer {
        try await API(browser: ScriptedBrowser(rows: rows)).ask(.get, "/api/tables/logs/diff/rows?from=1&to=2")
    }

    @Test func bothSidesHaveColumnsAndRows() async throws {
        let answer = try await ask(rows(.compared))
        #expect(answer.status == 200)
        #expect(answer.text.hasPrefix(#"{"from":1,"to":2,"method":"compared","comparedColumns":["n"],"query":"SELECT"#))
        #expect(
            answer.text.contains(#","added":{"columns":[{"name":"n","type":"bigint"}],"rows":[[4],[5]],"rowCount":9}"#)
        )
        #expect(answer.text.hasSuffix(#","removed":{"columns":[{"name":"n","type":"bigint"}],"rows":[]}}"#))
    }

    @Test func aRenamedColumnIsComparedUnderItsNewName() async throws {
        let answer = try await ask(rows(.files, shared: [.init(before: "old one", after: "b")]))
        #expect(answer.text.contains("SELECT `old one` AS b FROM delta_lake.logs VERSION AS OF 1"))
    }

    @Test func whatCanNotBeComparedSaysWhy() async throws {
        let answer = try await ask(rows(.none(reason: #"Too "large"."#), shared: []))
        #expect(answer.text.contains(#""method":"none","reason":"Too \"large\".","comparedColumns":[],"added""#))
    }

    @Test(arguments: ["from=2&to=1", "from=1&to=2&limit=0", "from=1&to=2&limit=1001", "from=1&to=2&x=1"])
    func anOptionSaysWhatIsWrong(options: String) async throws {
        let answer = try await API().ask(.get, "/api/tables/logs/diff/rows?\(options)")
        #expect(answer.status == 400)
        #expect(answer.code == "invalid_request")
    }
}
