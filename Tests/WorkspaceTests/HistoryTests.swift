import GRDB
import LakeModel
import TestSupport
import Testing

@testable import Workspace

@Suite struct HistoryTests {
    @Test(arguments: QueryRecord.State.allCases) func recordsComeBackAsTheyWere(state: QueryRecord.State) async throws {
        let workspace = try Workspace(inMemory: ())
        var record = QueryRecord.sample(1, sql: "SELECT ';'\n-- 😀 \"x\" `y`")
        record.state = state
        try await workspace.save(record)
        let read = try #require(try await workspace.query(record.id))
        #expect(read == record)
        #expect(read.tables.map(\.table.schema) == record.tables.map(\.table.schema))
        #expect(read.tables.map(\.table.table) == record.tables.map(\.table.table))
    }

    @Test func aNewRecordHasNoTimesAndNoError() async throws {
        let workspace = try Workspace(inMemory: ())
        var random = SeededGenerator(seed: 2)
        let record = QueryRecord(
            id: .random(using: &random),
            sql: "",
            principal: .localAdministrator,
            startedAt: .min
        )
        try await workspace.save(record)
        #expect(try await workspace.query(record.id) == record)
        #expect(try await workspace.query(.random(using: &random)) == nil)
    }

    @Test func savingAgainReplaces() async throws {
        let workspace = try Workspace(inMemory: ())
        var record = QueryRecord.sample(1)
        try await workspace.save(record)
        record.state = .succeeded
        record.errorCode = nil
        try await workspace.save(record)
        #expect(try await workspace.queries(search: nil, derived: true, limit: 10, offset: 0) == [record])
    }

    @Test func theNewestComeFirstInPages() async throws {
        let workspace = try Workspace(inMemory: ())
        let records = (0..<10).map { QueryRecord.sample($0) }
        for record in records.shuffled() { try await workspace.save(record) }
        let newest = Array(records.reversed())
        for offset in 0...11 {
            for limit in 0...11 {
                let page = try await workspace.queries(search: nil, derived: true, limit: limit, offset: offset)
                #expect(page == Array(newest.dropFirst(offset).prefix(limit)))
            }
        }
    }

    @Test func searchIsForAPartOfTheTextAndNoPattern() async throws {
        let workspace = try Workspace(inMemory: ())
        let texts = ["SELECT Endpoint FROM logs", "select 100% sure", "SELECT a_b", "SELECT aXb"]
        for (number, sql) in texts.enumerated() { try await workspace.save(.sample(number, sql: sql)) }
        func found(_ search: String) async throws -> [String] {
            try await workspace.queries(search: search, derived: true, limit: 10, offset: 0).map(\.sql).reversed()
        }
        #expect(try await found("endpoint from") == [texts[0]])
        #expect(try await found("SELECT") == texts)
        #expect(try await found("%") == [texts[1]])
        #expect(try await found("a_b") == [texts[2]])
        #expect(try await found("'; DROP TABLE query; --") == [])
        #expect(try await found("") == texts)
    }

    @Test func tidyingKeepsTheNewest() async throws {
        let workspace = try Workspace(inMemory: ())
        let records = (0..<10).map { QueryRecord.sample($0) }
        for record in records { try await workspace.save(record) }
        try await workspace.tidyHistory(keeping: 3)
        #expect(
            try await workspace.queries(search: nil, derived: true, limit: 99, offset: 0)
                == Array(records.suffix(3).reversed())
        )
    }

    @Test func aCancelledTaskSavesToo() async throws {
        let workspace = try Workspace(inMemory: ())
        let record = QueryRecord.sample(1)
        await withTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask {
                #expect(Task.isCancelled)
                await #expect(throws: Never.self) { try await workspace.save(record) }
            }
        }
        #expect(try await workspace.query(record.id) == record)
    }

    @Test func aRowOfAnotherHandIsLeftOutNotACrash() async throws {
        let workspace = try Workspace(inMemory: ())
        let (good, bad) = (QueryRecord.sample(1), QueryRecord.sample(2))
        try await workspace.save(good)
        try await workspace.save(bad)
        try await workspace.database.write {
            try $0.execute(
                sql: "UPDATE query SET state = 'dreaming', tables = '[{]' WHERE id = ?",
                arguments: [bad.id.text]
            )
        }
        #expect(try await workspace.queries(search: nil, derived: true, limit: 9, offset: 0) == [good])
    }

    @Test func manyWritersLoseNothing() async throws {
        let folder = try TemporaryFolder()
        let workspace = try Workspace(path: "\(folder.path)/w.sqlite")
        try await withThrowingTaskGroup { group in
            for number in 0..<100 { group.addTask { try await workspace.save(.sample(number)) } }
            try await group.waitForAll()
        }
        #expect(try await workspace.queries(search: nil, derived: true, limit: 1_000, offset: 0).count == 100)
    }
}
