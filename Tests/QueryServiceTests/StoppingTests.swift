import AsyncAlgorithms
import Columns
import LakeModel
import Synchronization
import TestSupport
import Testing

@testable import QueryService

/// Whichever way a run is stopped, the engine hears of it, the record says why, and nothing stays behind.
@Suite(.timeLimit(.minutes(1))) struct StoppingTests {
    private static let request = QueryRequest(sql: "SELECT 1", timeout: .seconds(10))

    /// An engine that gives some rows, says that it hangs, and hangs.
    private static func hanging(after rows: [Int] = [], _ hangs: Signal) -> ScriptedEngine {
        ScriptedEngine { _, receive in
            try await receive(.schema(TestRows.schema))
            for batch in TestRows.batches(rows) { try await receive(.rows(batch.block())) }
            hangs.send()
            try await hang()
        }
    }

    private static func expectStopped(_ bench: QueryBench, _ state: QueryRecord.State, _ code: ErrorCode) async throws {
        #expect(bench.engine.activeCount == 0)
        #expect(bench.engine.cancelledCount == 1)
        #expect(bench.service.running.records.isEmpty)
        let records = try await bench.history.queries(search: nil, derived: true, limit: 9, before: nil)
        #expect(records.map(\.state) == [state])
        #expect(records.map(\.errorCode) == [code.rawValue])
        #expect(bench.clock.sleeperCount == 0)
        #expect(bench.folder.names.isEmpty)
        #expect(bench.service.spool.totalBytes.bytes == 0)
    }

    @Test func byItsId() async throws {
        let hangs = Signal()
        let bench = try await QueryBench(Self.hanging(after: [5], hangs))
        let id = bench.service.makeID()
        async let outcome = expectError(.queryCancelled) { try await bench.service.run(Self.request, id: id) }
        await hangs.wait()
        #expect(bench.service.running.record(of: id)?.state == .running)
        try await bench.service.cancel(id)
        _ = await outcome
        try await Self.expectStopped(bench, .cancelled, .queryCancelled)
        try await bench.service.cancel(id)
    }

    @Test func byItsTask() async throws {
        let hangs = Signal()
        let bench = try await QueryBench(Self.hanging(after: [5], hangs))
        await withTaskGroup { group in
            group.addTask { _ = await expectError(.queryCancelled) { try await bench.service.run(Self.request) } }
            await hangs.wait()
            group.cancelAll()
        }
        try await Self.expectStopped(bench, .cancelled, .queryCancelled)
    }

    @Test func byItsTimeout() async throws {
        let hangs = Signal()
        let bench = try await QueryBench(Self.hanging(after: [5], hangs))
        async let outcome = expectError(.queryTimedOut) { try await bench.service.run(Self.request) }
        await hangs.wait()
        await bench.clock.waitForSleeper()
        bench.clock.advance(by: .seconds(9))
        #expect(bench.service.running.records.count == 1)
        bench.clock.advance(by: .seconds(1))
        _ = await outcome
        try await Self.expectStopped(bench, .failed, .queryTimedOut)
    }

    @Test func byDroppingAHostedRun() async throws {
        let hangs = Signal()
        let bench = try await QueryBench(Self.hanging(hangs))
        try await withThrowingTaskGroup { group in
            group.addTask { await bench.service.host() }
            var run: HostedRun? = bench.service.start(Self.request)
            var events = run?.events.makeAsyncIterator()
            guard case .started? = try await events?.next() else { throw Unexpected() }
            guard case .schema? = try await events?.next() else { throw Unexpected() }
            await hangs.wait()
            run = nil
            await expectError(.queryCancelled) { while try await events?.next() != nil {} }
            group.cancelAll()
        }
        try await Self.expectStopped(bench, .cancelled, .queryCancelled)
    }

    @Test func byTheEndOfTheHost() async throws {
        let hangs = Signal()
        let bench = try await QueryBench(Self.hanging(hangs))
        let run = bench.service.start(Self.request)
        async let end = expectError(.queryCancelled) { for try await _ in run.events {} }
        await withTaskGroup { group in
            group.addTask { await bench.service.host() }
            await hangs.wait()
            group.cancelAll()
        }
        _ = await end
        try await Self.expectStopped(bench, .cancelled, .queryCancelled)
    }

    @Test func whatIsStartedAfterTheHostsEndIsRefused() async throws {
        let bench = try await QueryBench(ScriptedEngine(answering: []))
        await withTaskGroup { group in
            group.addTask { await bench.service.host() }
            group.cancelAll()
        }
        let run = bench.service.start(Self.request)
        await expectError(.shuttingDown) { for try await _ in run.events {} }
    }

    @Test func whileItsReceiverTakesNothing() async throws {
        let (stuck, stopped) = (Signal(), Signal())
        let engine = ScriptedEngine { _, receive in
            defer { stopped.send() }
            try await receive(.schema(TestRows.schema))
            for batch in TestRows.batches([1, 1, 1, 1]) { try await receive(.rows(batch.block())) }
            try await hang()
        }
        let bench = try await QueryBench(engine)
        async let outcome = expectError(.queryTimedOut) {
            try await bench.service.run(Self.request) { event in
                guard case .rows = event else { return }
                stuck.send()
                await stopped.wait()
            }
        }
        await stuck.wait()
        bench.clock.advance(by: .seconds(10))
        _ = await outcome
        try await Self.expectStopped(bench, .failed, .queryTimedOut)
    }

    @Test func whileAHostedReceiverTakesNothing() async throws {
        let bench = try await QueryBench(ScriptedEngine(answering: TestRows.batches([1, 1, 1, 1])))
        try await withThrowingTaskGroup { group in
            group.addTask { await bench.service.host() }
            let run = bench.service.start(Self.request)
            var events = run.events.makeAsyncIterator()
            guard case .started(let id, _)? = try await events.next() else { throw Unexpected() }
            guard case .schema? = try await events.next() else { throw Unexpected() }
            try await bench.service.cancel(id)
            while bench.service.running.record(of: id) != nil { await Task.yield() }
            await expectError(.queryCancelled) { while try await events.next() != nil {} }
            group.cancelAll()
        }
        #expect(bench.service.running.records.isEmpty)
        #expect(bench.engine.activeCount == 0)
        #expect(bench.clock.sleeperCount == 0)
    }

    @Test func byAReceiverThatFails() async throws {
        let bench = try await QueryBench(ScriptedEngine(answering: TestRows.batches([1, 1, 1, 1])))
        await expectError(.internalError) {
            try await bench.service.run(Self.request) { event in
                if case .rows = event { throw Unexpected() }
            }
        }
        #expect(bench.service.running.records.isEmpty)
        #expect(bench.folder.names.isEmpty)
    }

    @Test func anEndedRunIsLeftAsItIs() async throws {
        let bench = try await QueryBench(ScriptedEngine(answering: TestRows.batches([1])))
        let record = try await bench.service.run(Self.request)
        try await bench.service.cancel(record.id)
        #expect(try await bench.service.record(of: record.id) == record)
    }

    @Test func anIdInUseIsRefused() async throws {
        let hangs = Signal()
        let bench = try await QueryBench(Self.hanging(hangs))
        let id = bench.service.makeID()
        async let first = expectError(.queryCancelled) { try await bench.service.run(Self.request, id: id) }
        await hangs.wait()
        await expectError(.internalError) { try await bench.service.run(Self.request, id: id) }
        try await bench.service.cancel(id)
        _ = await first
    }
}

struct Unexpected: Error {}
