import LakeModel
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct QueryPaceTests {
    private func record(_ state: QueryRecord.State = .running, rows: Int64 = 0) throws -> QueryRecord {
        let id = try #require(QueryID("00000000-0000-4000-8000-000000000001"))
        var record = QueryRecord(id: id, sql: "SELECT 1", principal: .localAdministrator, startedAt: 0)
        record.state = state
        record.rowCount = rows
        return record
    }

    @Test func aBusyRunIsToldOfAFewTimesASecond() throws {
        var pace = QueryPace()
        var told: [Int64] = []
        for step in 0..<100 {
            let now = Duration.milliseconds(10 * step)
            if let record = pace.update(try record(rows: Int64(step)), at: now) { told.append(record.rowCount) }
            told += pace.due(at: now).map(\.rowCount)
        }
        #expect(told == [0, 20, 40, 60, 80])
    }

    @Test func theLastWordIsNeverHeldBack() throws {
        var pace = QueryPace()
        #expect(pace.update(try record(), at: .zero) != nil)
        #expect(pace.update(try record(rows: 5), at: .milliseconds(1)) == nil)
        #expect(pace.update(try record(.succeeded, rows: 9), at: .milliseconds(2))?.rowCount == 9)
        #expect(pace.due(at: .seconds(9)).isEmpty)
    }

    @Test func whatWasHeldBackComesLater() throws {
        var pace = QueryPace()
        _ = pace.update(try record(), at: .zero)
        _ = pace.update(try record(rows: 5), at: .milliseconds(1))
        #expect(pace.due(at: .milliseconds(199)).isEmpty)
        #expect(pace.due(at: .milliseconds(200)).map(\.rowCount) == [5])
        #expect(pace.due(at: .milliseconds(900)).isEmpty)
    }
}
