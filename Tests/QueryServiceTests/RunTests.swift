import Columns
import LakeModel
import QueryService
import SQLRewrite
import TestSupport
import Testing

/// What a run hands over, in which order, and how much of it.
@Suite struct RunTests {
    @Test func eventsComeInOrder() async throws {
        let bench = try await QueryBench(
            ScriptedEngine(answering: TestRows.batches([2, 3])),
            tables: ["delta_lake.logs"]
        )
        var seen: [String] = []
        let record = try await bench.service.run(QueryRequest(sql: "SELECT n FROM logs")) { event in
            switch event {
            case .started(_, let tables): seen.append("started \(tables)")
            case .schema(let schema): seen.append("schema \(schema.fields.map(\.name))")
            case .rows(let block): seen.append("rows \(try TestRows.numbers(of: block))")
            }
        }
        #expect(seen == ["started [delta_lake.logs@v7]", "schema [\"n\"]", "rows [0, 1]", "rows [2, 3, 4]"])
        #expect(record.state == .succeeded)
        #expect(record.rowCount == 5)
        #expect(!record.truncated)
        #expect(record.startedAt == 1_700_000_000_000_000)
        #expect(try await bench.spooled(record.id) == [0, 1, 2, 3, 4])
        #expect(try await bench.history.query(record.id) == record)
        #expect(bench.service.running.records.isEmpty)
        #expect(bench.engine.executions.first?.rowLimit == nil)
    }

    @Test(arguments: [
        (0, 0, true), (1, 1, true), (4, 4, true), (5, 5, true), (6, 6, true), (9, 9, true), (10, 10, false),
        (11, 10, false), (Int.max, 10, false),
    ])
    func aLimitIsExactAndSaysWhatIsMissing(limit: Int, rows: Int64, isTruncated: Bool) async throws {
        let bench = try await QueryBench(ScriptedEngine(answering: TestRows.batches([5, 0, 4, 1])))
        var delivered: [Int64] = []
        let record = try await bench.service.run(QueryRequest(sql: "SELECT 1", limit: limit)) { event in
            if case .rows(let block) = event { delivered += try TestRows.numbers(of: block) }
        }
        #expect(record.rowCount == rows)
        #expect(record.truncated == isTruncated)
        #expect(delivered == Array(0..<rows))
        #expect(try await bench.spooled(record.id) == delivered)
        #expect(bench.engine.executions.first?.rowLimit == (limit == .max ? limit : limit + 1))
    }

    /// The lake says which version a time means; the engine and the record get that version.
    @Test(arguments: [
        ("TIMESTAMP AS OF '2026-01-01'", "VERSION AS OF 3", true),
        ("FOR SYSTEM_TIME AS OF '2026-01-01 10:00:00' AS l", "VERSION AS OF 3 AS l", true),
        ("TIMESTAMP AS OF current_date()", "TIMESTAMP AS OF current_date()", false),
    ])
    func aTimeIsReadAsAVersion(written: String, sent: String, isTied: Bool) async throws {
        let bench = try await QueryBench(ScriptedEngine(answering: []), tables: ["delta_lake.logs"])
        let record = try await bench.service.run(QueryRequest(sql: "SELECT n FROM logs \(written)"))
        let statement = try #require(bench.engine.executions.first?.statement)
        #expect(statement.sql == "SELECT n FROM delta_lake.logs \(sent)")
        #expect(statement.isTied == isTied)
        let logs = TableName(schema: "delta_lake", table: "logs")
        #expect(record.tables == (isTied ? [TableVersion(table: logs, version: 3)] : []))
    }

    @Test func anAnswerWithoutRowsIsEmpty() async throws {
        let bench = try await QueryBench(ScriptedEngine(answering: []))
        let record = try await bench.service.run(QueryRequest(sql: "SELECT 1", limit: 0))
        #expect(record.rowCount == 0)
        #expect(!record.truncated)
        let result = try await bench.service.result(of: record.id)
        #expect(result.isComplete)
        #expect(result.schema == TestRows.schema)
    }

    @Test func anUnwritableHistoryTakesNoAnswerAway() async throws {
        let bench = try await QueryBench(
            ScriptedEngine(answering: TestRows.batches([3])),
            history: MemoryHistory(isWritable: false)
        )
        let record = try await bench.service.run(QueryRequest(sql: "SELECT 1"))
        #expect(record.state == .succeeded)
        #expect(try await bench.spooled(record.id) == [0, 1, 2])
    }

    @Test func manyRunsKeepTheirOwnRows() async throws {
        let engine = ScriptedEngine { execution, receive in
            let size = Int(execution.statement.sql.split(separator: " ").last ?? "") ?? 0
            try await receive(.schema(TestRows.schema))
            for batch in TestRows.batches([size, size]) { try await receive(.rows(batch.block())) }
        }
        let bench = try await QueryBench(engine)
        try await withThrowingTaskGroup { group in
            for size in 1...60 {
                group.addTask {
                    let record = try await bench.service.run(QueryRequest(sql: "SELECT \(size)"))
                    #expect(try await bench.spooled(record.id) == Array(0..<Int64(2 * size)))
                }
            }
            try await group.waitForAll()
        }
        #expect(bench.service.running.records.isEmpty)
        #expect(bench.service.totals.ended[.succeeded] == 60)
    }

    @Test func theEngineIsNotAskedAheadOfTheReceiver() async throws {
        let produced = Counter()
        let engine = ScriptedEngine { _, receive in
            try await receive(.schema(TestRows.schema))
            for batch in TestRows.batches(Array(repeating: 1, count: 20)) {
                produced.add()
                try await receive(.rows(batch.block()))
            }
        }
        let bench = try await QueryBench(engine)
        var taken = 0
        _ = try await bench.service.run(QueryRequest(sql: "SELECT 1")) { event in
            guard case .rows = event else { return }
            taken += 1
            for _ in 0..<20 { await Task.yield() }
            #expect(produced.value <= taken + 1)
        }
        #expect(taken == 20)
    }
}
