import Columns
import Foundation
import LakeModel
import SQLRewrite
import Synchronization
import TestSupport
import Testing

@testable import QueryService

/// Queries of a result: what they read, that it is written once, counted, and gone with the result.
@Suite(.timeLimit(.minutes(1))) struct DerivedTests {
    private static func derived(_ id: QueryID, _ sql: String = "SELECT n FROM result") -> QueryRequest {
        QueryRequest(sql: sql, source: .result(id))
    }

    /// An engine that notes, for each run of a result, the rows that its file has then.
    private final class Reading: Sendable {
        let seen = Mutex<[[Int64]]>([])

        func engine(_ batches: [TestRows]) -> ScriptedEngine {
            ScriptedEngine { execution, receive in
                try await receive(.schema(TestRows.schema))
                if let source = execution.source {
                    let rows = try ParquetFile(path: source.path).read().flatMap(TestRows.numbers)
                    self.seen.withLock { $0.append(rows) }
                } else {
                    for batch in batches { try await receive(.rows(batch.block())) }
                }
            }
        }
    }

    @Test func theEngineGetsTheRowsAsAFile() async throws {
        let reading = Reading()
        let bench = try await QueryBench(reading.engine(TestRows.batches([3, 0, 4])))
        let id = try await bench.service.run(QueryRequest(sql: "SELECT 1")).id
        let record = try await bench.service.run(Self.derived(id, "SELECT n FROM Result -- x"))
        #expect(reading.seen.withLock { $0 } == [Array(0..<7)])
        #expect(record.source == id)
        #expect(record.tables.isEmpty)
        let execution = try #require(bench.engine.executions.last)
        #expect(execution.statement.sql == "SELECT n FROM result")
        #expect(execution.tables.isEmpty)
        #expect(execution.schemas.isEmpty)
        #expect(execution.source?.format == "parquet")
    }

    /// Engines shuffle what they read: the file tells them the order of the result, under a name that is free.
    @Test(arguments: [
        (["n"], "_row"), (["_ROW", "n"], "__row"), (["n", "__row", "_row"], "___row"), (["row", "_rows"], "_row"),
    ])
    func theRowsOfTheFileAreNumbered(names: [String], number: String) async throws {
        let schema = Schema(names.map { Field($0, .string) })
        let engine = ScriptedEngine { execution, receive in
            try await receive(.schema(schema))
            guard execution.source == nil else { return }
            for count in [2, 0, 3] {
                let builder = RecordBatchBuilder(schema: schema)
                for _ in 0..<count { builder.endRow() }
                try await receive(.rows(RowBlock(try builder.finish())))
            }
        }
        let bench = try await QueryBench(engine)
        let id = try await bench.service.run(QueryRequest(sql: "SELECT 1")).id
        _ = try await bench.service.run(Self.derived(id))
        let source = try #require(bench.engine.executions.last?.source)
        #expect(source.rowNumber == number)
        let batches = try ParquetFile(path: source.path).read()
        #expect(batches.allSatisfy { $0.schema.fields.map(\.name) == names + [number] })
        let numbers = batches.flatMap { batch in
            (0..<batch.rowCount).map { batch.value(column: names.count, row: $0).int64Value }
        }
        #expect(numbers == [0, 1, 2, 3, 4])
    }

    @Test(arguments: [QueryRecord.State.failed, .cancelled])
    func aRunWithoutAnAnswerHasNoRowsAndSaysWhy(state: QueryRecord.State) async throws {
        let bench = try await QueryBench(ScriptedEngine(answering: TestRows.batches([1])))
        var record = QueryRecord(
            id: bench.service.makeID(),
            sql: "SELECT (",
            principal: .localAdministrator,
            startedAt: 0
        )
        record.state = state
        record.errorCode = state == .failed ? "syntax_error" : "query_cancelled"
        record.errorMessage = "That is why."
        record.errorPosition = TextPosition(line: 1, column: 8)
        try await bench.history.save(record)
        let code: ErrorCode = state == .failed ? .syntaxError : .queryCancelled
        let error = await expectError(code) { try await bench.service.result(of: record.id) }
        #expect(error?.message == "That is why.")
        #expect(error?.position == record.errorPosition)
        // The place is not one of the other statement.
        let derived = await expectError(.invalidRequest) { try await bench.service.run(Self.derived(record.id)) }
        #expect(derived?.message.contains("That is why.") == true)
        #expect(derived?.position == nil)
    }

    @Test func theFileIsWrittenOnceForAllWhoAsk() async throws {
        let reading = Reading()
        let bench = try await QueryBench(reading.engine(TestRows.batches([1_000])))
        let id = try await bench.service.run(QueryRequest(sql: "SELECT 1")).id
        let before = bench.service.spool.totalBytes.bytes
        _ = try await bench.service.run(Self.derived(id))
        let file = "\(bench.folder.path)/\(id).parquet"
        let size = try #require(FileManager.default.attributesOfItem(atPath: file)[.size] as? Int64)
        #expect(bench.service.spool.totalBytes.bytes == before + size)
        let made = try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? Int
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await bench.service.run(Self.derived(id)) } }
            try await group.waitForAll()
        }
        #expect(bench.service.spool.totalBytes.bytes == before + size)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? Int == made)
        #expect(reading.seen.withLock { $0.count } == 9)
    }

    @Test func manyWhoAskAtOnceGetOneFile() async throws {
        let reading = Reading()
        let bench = try await QueryBench(reading.engine(TestRows.batches([1_000])))
        let id = try await bench.service.run(QueryRequest(sql: "SELECT 1")).id
        let before = bench.service.spool.totalBytes.bytes
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await bench.service.run(Self.derived(id)) } }
            try await group.waitForAll()
        }
        let file = "\(bench.folder.path)/\(id).parquet"
        let size = try #require(FileManager.default.attributesOfItem(atPath: file)[.size] as? Int64)
        #expect(bench.service.spool.totalBytes.bytes == before + size)
        #expect(reading.seen.withLock { $0 } == Array(repeating: Array(0..<1_000), count: 8))
    }

    @Test func theFileGoesWithTheResult() async throws {
        let now = Mutex(ContinuousClock.now)
        let reading = Reading()
        let bench = try await QueryBench(
            reading.engine(TestRows.batches([5])),
            limits: ResultSpool.Limits(lifetime: .seconds(60)),
            now: { now.withLock { $0 } }
        )
        let id = try await bench.service.run(QueryRequest(sql: "SELECT 1")).id
        _ = try await bench.service.run(Self.derived(id))
        #expect(bench.folder.names.contains("\(id).parquet"))
        now.withLock { $0 = $0.advanced(by: .seconds(61)) }
        bench.service.spool.expire()
        #expect(bench.folder.names.isEmpty)
        #expect(bench.service.spool.totalBytes.bytes == 0)
        await expectError(.resultExpired) { try await bench.service.run(Self.derived(id)) }
    }

    /// While an engine reads the file, neither age nor need of room takes it away.
    @Test func theFileStaysWhileItIsRead() async throws {
        let now = Mutex(ContinuousClock.now)
        let (reads, done) = (Signal(), Signal())
        let engine = ScriptedEngine { execution, receive in
            try await receive(.schema(TestRows.schema))
            guard execution.source != nil else { return try await receive(.rows(TestRows(count: 9).block())) }
            reads.send()
            await done.wait()
        }
        let bench = try await QueryBench(
            engine,
            limits: ResultSpool.Limits(lifetime: .seconds(60)),
            now: { now.withLock { $0 } }
        )
        let id = try await bench.service.run(QueryRequest(sql: "SELECT 1")).id
        async let reading = bench.service.run(Self.derived(id))
        await reads.wait()
        now.withLock { $0 = $0.advanced(by: .seconds(3_600)) }
        bench.service.spool.expire()
        #expect(bench.folder.names.contains("\(id).parquet"))
        done.send()
        _ = try await reading
    }

    @Test func aFileThatHasNoRoomLeavesNothingBehind() async throws {
        let reading = Reading()
        let probe = try await QueryBench(reading.engine(TestRows.batches([2_000])))
        _ = try await probe.service.run(QueryRequest(sql: "SELECT 1"))
        let size = probe.service.spool.totalBytes.bytes
        let bench = try await QueryBench(
            reading.engine(TestRows.batches([2_000])),
            limits: ResultSpool.Limits(quota: ByteCount(size + 100))
        )
        let id = try await bench.service.run(QueryRequest(sql: "SELECT 1")).id
        for _ in 0..<2 { await expectError(.resultTooLarge) { try await bench.service.run(Self.derived(id)) } }
        #expect(bench.service.spool.totalBytes.bytes == size)
        #expect(bench.folder.names == ["\(id).arrows"])
    }

    @Test func aRunThatHasNotEndedGivesNoRowsYet() async throws {
        let hangs = Signal()
        let engine = ScriptedEngine { _, receive in
            try await receive(.schema(TestRows.schema))
            hangs.send()
            try await hang()
        }
        let bench = try await QueryBench(engine)
        let id = bench.service.makeID()
        async let run = expectError(.queryCancelled) {
            try await bench.service.run(QueryRequest(sql: "SELECT 1"), id: id)
        }
        await hangs.wait()
        let error = await expectError(.invalidRequest) { try await bench.service.run(Self.derived(id)) }
        #expect(error?.message.contains("still running") == true)
        try await bench.service.cancel(id)
        _ = await run
        await expectError(.queryNotFound) { try await bench.service.run(Self.derived(bench.service.makeID())) }
    }

    @Test func nothingButTheResultIsRead() async throws {
        let reading = Reading()
        let bench = try await QueryBench(reading.engine(TestRows.batches([1])), tables: ["delta_lake.logs"])
        let id = try await bench.service.run(QueryRequest(sql: "SELECT 1")).id
        let asked = bench.engine.executions.count
        for sql in [
            "SELECT * FROM logs", "SELECT * FROM result, text.`/etc/passwd`", "DROP TABLE result", "SHOW TABLES",
        ] {
            await expectError(.unsupportedStatement) { try await bench.service.run(Self.derived(id, sql)) }
        }
        #expect(bench.engine.executions.count == asked)
    }

    @Test func columnsThatNoEngineTellsApartAreSaid() async throws {
        let schemas = [
            Schema([Field("a", .int64), Field("a", .string)]), Schema([Field("i", .yearMonthInterval)]),
            Schema([Field("s", .array(of: .struct([Field("i", .calendarInterval)])))]),
        ]
        for schema in schemas {
            let bench = try await QueryBench(ScriptedEngine { _, receive in try await receive(.schema(schema)) })
            let id = try await bench.service.run(QueryRequest(sql: "SELECT 1")).id
            let error = await expectError(.typeError) { try await bench.service.run(Self.derived(id)) }
            #expect(error?.message.contains(schema.fields[0].name) == true)
        }
    }

    @Test func aPlanOfAResultIsAskedForWithItsFile() async throws {
        let reading = Reading()
        let bench = try await QueryBench(reading.engine(TestRows.batches([1])))
        let id = try await bench.service.run(QueryRequest(sql: "SELECT 1")).id
        let plan = try await bench.service.explain(Self.derived(id), mode: .simple)
        #expect(plan == "simple plan of SELECT n FROM result")
        #expect(bench.folder.names.contains("\(id).parquet"))
    }
}
