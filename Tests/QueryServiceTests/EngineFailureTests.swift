import LakeModel
import QueryService
import SQLRewrite
import TestSupport
import Testing

/// What the engine complains of, told to people in terms of what they wrote; and what is tried again.
@Suite struct EngineFailureTests {
    private struct Complaint: DescribedError {
        let code: ErrorCode
        var message = "no"
        var position: TextPosition?
    }

    @Test func placesAreThoseOfTheOwnText() async throws {
        let sql = "SELECT *\nFROM logs /* which */ WHERE wrong = 1"
        let engine = ScriptedEngine { execution, _ in
            let (line, column) = try place(of: "wrong", in: execution.statement.sql)
            throw Complaint(code: .columnNotFound, position: TextPosition(line: line, column: column))
        }
        let bench = try await QueryBench(engine, tables: ["delta_lake.Logs"])
        let error = await expectError(.columnNotFound) { try await bench.service.run(QueryRequest(sql: sql)) }
        let (line, column) = try place(of: "wrong", in: sql)
        #expect(error?.position == TextPosition(line: line, column: column))
        #expect(bench.engine.executions.first?.statement.sql != sql)
    }

    @Test func anUnknownTableHasAPlaceAndANeighbour() async throws {
        let engine = ScriptedEngine { _, _ in throw Complaint(code: .tableNotFound) }
        let bench = try await QueryBench(engine, tables: ["delta_lake.logs", "delta_lake.users"])
        let error = await expectError(.tableNotFound) {
            try await bench.service.run(QueryRequest(sql: "SELECT 1,\n 2 FROM lgos"))
        }
        #expect(error?.position == TextPosition(line: 2, column: 9))
        #expect(error?.message == "There is no table or view delta_lake.lgos. Did you mean delta_lake.logs?")
        let other = await expectError(.tableNotFound) {
            try await bench.service.run(QueryRequest(sql: "SELECT 1 FROM something_else"))
        }
        #expect(other?.message.contains("GET /api/tables") == true)
    }

    @Test func aTemporaryViewIsTheEnginesBusiness() async throws {
        let bench = try await QueryBench(ScriptedEngine(answering: TestRows.batches([1])), tables: ["delta_lake.logs"])
        let record = try await bench.service.run(QueryRequest(sql: "SELECT * FROM my_view"))
        #expect(record.rowCount == 1)
        #expect(bench.engine.executions.first?.unknown == [TableName(schema: "delta_lake", table: "my_view")])
    }

    @Test func anyOtherErrorIsInternalAndRemembered() async throws {
        let bench = try await QueryBench(ScriptedEngine { _, _ in throw Unexpected() })
        await expectError(.internalError) { try await bench.service.run(QueryRequest(sql: "SELECT 1")) }
        let records = try await bench.history.queries(search: nil, derived: true, limit: 9, before: nil)
        #expect(records.map(\.state) == [.failed])
        #expect(bench.service.totals.ended == [.failed: 1])
    }

    @Test func aStatementThatCantBeReadNeverReachesTheEngine() async throws {
        let bench = try await QueryBench(ScriptedEngine(answering: []))
        let error = await expectError(.syntaxError) { try await bench.service.run(QueryRequest(sql: "SELECT (1")) }
        #expect(error?.position != nil)
        await expectError(.missingParameter) { try await bench.service.run(QueryRequest(sql: "SELECT :x")) }
        #expect(bench.engine.executions.isEmpty)
        #expect(try await bench.history.queries(search: nil, derived: true, limit: 9, before: nil).count == 2)
    }

    @Test(arguments: [
        "INSERT INTO logs SELECT 1", "DELETE FROM logs WHERE n = 1", "UPDATE logs SET n = 1",
        "MERGE INTO logs USING users ON logs.n = users.n WHEN MATCHED THEN DELETE",
    ])
    func aLostRaceIsRunAgain(sql: String) async throws {
        let attempts = Counter()
        let engine = ScriptedEngine { _, receive in
            attempts.add()
            try await receive(.schema(TestRows.schema))
            guard attempts.value == 4 else { throw Complaint(code: .commitConflict) }
            try await receive(.rows(TestRows(count: 1).block()))
        }
        let bench = try await QueryBench(engine, tables: ["delta_lake.logs", "delta_lake.users"])
        let record = try await bench.service.run(QueryRequest(sql: sql))
        #expect(attempts.value == 4)
        #expect(try await bench.spooled(record.id) == [0])
        #expect(bench.tables.leases == [[TableName(schema: "delta_lake", table: "logs")]])
    }

    @Test func aStatementThatReadsWhatItWritesReadsWhatIsThereAfterALostRace() async throws {
        let tables = MemoryTables(["delta_lake.logs"])
        let engine = ScriptedEngine { execution, receive in
            guard execution.statement.reads.first?.version == 9 else {
                tables.advance(TableName(schema: "delta_lake", table: "logs"))
                throw Complaint(code: .commitConflict)
            }
            try await receive(.schema(TestRows.schema))
        }
        let bench = try await QueryBench(engine, lake: tables)
        let sql = "INSERT OVERWRITE logs SELECT * FROM logs WHERE id > 1"
        let record = try await bench.service.run(QueryRequest(sql: sql))
        #expect(engine.executions.map { $0.statement.reads.map(\.version) } == [[7], [8], [9]])
        #expect(record.tables.map(\.version) == [9])
    }

    @Test func aRaceThatIsAlwaysLostIsAnError() async throws {
        let bench = try await QueryBench(
            ScriptedEngine { _, _ in throw Complaint(code: .commitConflict) },
            tables: ["delta_lake.logs"]
        )
        await expectError(.commitConflict) {
            try await bench.service.run(QueryRequest(sql: "DELETE FROM logs"))
        }
        #expect(bench.engine.executions.count == 8)
    }

    @Test func whatHasGivenRowsIsNotRunAgain() async throws {
        let engine = ScriptedEngine { _, receive in
            try await receive(.schema(TestRows.schema))
            try await receive(.rows(TestRows(count: 1).block()))
            throw Complaint(code: .commitConflict)
        }
        let bench = try await QueryBench(engine, tables: ["delta_lake.logs"])
        await expectError(.commitConflict) { try await bench.service.run(QueryRequest(sql: "DELETE FROM logs")) }
        #expect(bench.engine.executions.count == 1)
    }

    @Test func aQueryIsNotRunAgain() async throws {
        let bench = try await QueryBench(
            ScriptedEngine { _, _ in throw Complaint(code: .commitConflict) },
            tables: ["delta_lake.logs"]
        )
        await expectError(.commitConflict) { try await bench.service.run(QueryRequest(sql: "SELECT * FROM logs")) }
        #expect(bench.engine.executions.count == 1)
        #expect(bench.tables.leases.isEmpty)
    }

    @Test func otherErrorsOfWritesAreNotTriedAgain() async throws {
        let bench = try await QueryBench(
            ScriptedEngine { _, _ in throw Complaint(code: .engineDied) },
            tables: ["delta_lake.logs"]
        )
        await expectError(.engineDied) { try await bench.service.run(QueryRequest(sql: "DELETE FROM logs")) }
        #expect(bench.engine.executions.count == 1)
    }
}

private func place(of word: String, in text: String) throws -> (line: Int, column: Int) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        guard let range = line.firstRange(of: word) else { continue }
        return (index + 1, line.unicodeScalars.distance(from: line.startIndex, to: range.lowerBound) + 1)
    }
    throw Unexpected()
}
