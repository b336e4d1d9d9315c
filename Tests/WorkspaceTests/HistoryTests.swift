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
        #expect(try await workspace.queries(search: nil, derived: true, limit: 10, before: nil) == [record])
    }

    @Test func theNewestComeFirstInPages() async throws {
        let workspace = try Workspace(inMemory: ())
        let records = (0..<10).map { QueryRecord.sample($0) }
        for record in records.shuffled() { try await workspace.save(record) }
        let newest = Array(records.reversed())
        for skipped in 0...10 {
            for limit in 0...11 {
                let before = skipped == 0 ? nil : newest[skipped - 1].place
                let page = try await workspace.queries(search: nil, derived: true, limit: limit, before: before)
                #expect(page == Array(newest.dropFirst(skipped).prefix(limit)))
            }
        }
    }

    /// Runs that began in the same microsecond, and new ones that come between two pages: each is seen once.
    @Test func pagesGoOnWhereTheyEnded() async throws {
        let workspace = try Workspace(inMemory: ())
        let records = (0..<20).map { number in
            var record = QueryRecord.sample(number)
            record.startedAt = 1_700_000_000_000_000 + Int64(number / 7)
            return record
        }
        for record in records.shuffled() { try await workspace.save(record) }
        var seen: [QueryRecord] = []
        for number in 100..<107 {
            let place = seen.last?.place
            seen += try await workspace.queries(search: nil, derived: true, limit: 3, before: place)
            try await workspace.save(.sample(number))
        }
        #expect(seen == records.sorted { $0.place > $1.place })
    }

    @Test func searchIsForAPartOfTheTextAndNoPattern() async throws {
        let workspace = try Workspace(inMemory: ())
        let texts = ["SELECT Endpoint FROM logs", "select 100% sure", "SELECT a_b", "SELECT aXb"]
        for (number, sql) in texts.enumerated() { try await workspace.save(.sample(number, sql: sql)) }
        func found(_ search: String) async throws -> [String] {
            try await workspace.queries(search: search, derived: true, limit: 10, before: nil).map(\.sql).reversed()
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
            try await workspace.queries(search: nil, derived: true, limit: 99, before: nil)
                == Array(records.suffix(3).reversed())
        )
    }

    @Test func runsThatAServerLeftOpenAreClosed() async throws {
        let workspace = try Workspace(inMemory: ())
        let (ended, open) = (QueryRecord.sample(1), QueryRecord.sample(2))
        var begun = open
        begun.state = .running
        for record in [ended, begun] { workspace.begin(record) }
        try await workspace.save(ended)
        #expect(try await workspace.query(open.id)?.state == .running)
        try await workspace.endInterruptedRuns()
        let closed = try #require(try await workspace.query(open.id))
        #expect(closed.state == .failed)
        #expect(closed.errorCode == "query_failed")
        #expect(closed.errorMessage == "The server ended while the query ran. Run it again.")
        #expect(try await workspace.query(ended.id) == ended)
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
        #expect(try await workspace.queries(search: nil, derived: true, limit: 9, before: nil) == [good])
    }

    @Test func manyWritersLoseNothing() async throws {
        let folder = try TemporaryFolder()
        let workspace = try Workspace(path: "\(folder.path)/w.sqlite")
        try await withThrowingTaskGroup { group in
            for number in 0..<100 { group.addTask { try await workspace.save(.sample(number)) } }
            try await group.waitForAll()
        }
        #expect(try await workspace.queries(search: nil, derived: true, limit: 1_000, before: nil).count == 100)
    }
}
