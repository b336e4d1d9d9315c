import ChangeFeed
import LakeModel
import QueryService
import TestSupport
import Testing

@testable import LiveQuery

@Suite(.timeLimit(.minutes(1))) struct LiveQueriesTests {
    private struct Failure: DescribedError {
        let code: ErrorCode
        let message = "as told"
    }

    @Test func aCommitBringsANewAnswer() async throws {
        try await LiveBench.with(ScriptedEngine(answering: TestRows.batches([2, 1]))) { bench in
            _ = try await bench.watch()
            let first = try await bench.snapshot()
            #expect(first.sequence == 1 && first.version == 7 && first.text == "[[0],[1],[2]]")
            #expect(first.answer.rowsRead == 100 && first.answer.filesRead == 3)
            #expect(first.committedAt == 1_700_000_007_000)
            bench.commit()
            let second = try await bench.snapshot()
            #expect(second.sequence == 2 && second.version == 8)
        }
    }

    /// The first run is planned at version 7; what comes while it works is seen by a second one.
    @Test func noCommitIsLostBeforeTheFirstAnswer() async throws {
        let engine = SteppedEngine()
        try await LiveBench.with(engine.engine) { bench in
            _ = try await bench.watch()
            await engine.waitForARun()
            bench.commit()
            engine.finishARun()
            #expect(try await bench.snapshot().version == 7)
            await engine.waitForARun()
            engine.finishARun()
            #expect(try await bench.snapshot().version == 8)
        }
    }

    @Test func manyCommitsDuringARunMakeOneMore() async throws {
        let engine = SteppedEngine()
        try await LiveBench.with(engine.engine) { bench in
            let id = try await bench.watch()
            await engine.waitForARun()
            var follower = bench.feed.follow([LiveBench.logs: 7]).makeAsyncIterator()
            for _ in 0..<5 {
                bench.commit()
                _ = await follower.next()
            }
            engine.finishARun()
            await engine.waitForARun()
            engine.finishARun()
            #expect(try await bench.snapshot(of: 12).sequence == 2)
            #expect(try bench.live.status(of: id).runs == 2)
            #expect(engine.runs == 2)
        }
    }

    @Test func theSameQuestionIsAskedOnceForAll() async throws {
        try await LiveBench.with(ScriptedEngine(answering: TestRows.batches([1]))) { bench in
            let first = try await bench.live.start(
                QueryRequest(sql: "SELECT n FROM logs WHERE n > :a", parameters: .named(["a": .long(1)]))
            )
            let spaced = try await bench.live.start(
                QueryRequest(sql: "SELECT n -- same\n FROM logs WHERE n > :a ;", parameters: .named(["a": .long(1)]))
            )
            let other = try await bench.live.start(
                QueryRequest(sql: "SELECT n FROM logs WHERE n > :a", parameters: .named(["a": .long(2)]))
            )
            let another = try await bench.live.start(
                QueryRequest(
                    sql: "SELECT n FROM logs WHERE n > :a",
                    parameters: .named(["a": .long(1)]),
                    principal: Principal(name: "b")
                )
            )
            #expect(first.isNew && !spaced.isNew && other.isNew && another.isNew)
            #expect(first.status.id == spaced.status.id)
            #expect(Set([first, other, another].map(\.status.id)).count == 3)
            #expect(bench.live.all.count == 3)
        }
    }

    @Test func aCommitWithoutNewDataMovesTheVersionOnly() async throws {
        let engine = ScriptedEngine(answering: TestRows.batches([1]))
        try await LiveBench.with(engine) { bench in
            let id = try await bench.watch()
            _ = try await bench.snapshot()
            bench.commit(dataChanged: false)
            let status = try await bench.next { event in
                if case .status(let status) = event, status.tables.first?.version == 8 { status } else { nil }
            }
            #expect(status.state == .idle && status.runs == 1)
            #expect(bench.live.snapshot(of: id)?.version == 8)
            #expect(engine.executions.count == 1)
        }
    }

    @Test func itEndsWhenNobodyHasWatchedItForTheGraceTime() async throws {
        try await LiveBench.with(ScriptedEngine(answering: TestRows.batches([1]))) { bench in
            let id = try await bench.watch()
            _ = try await bench.snapshot()
            bench.clock.advance(by: .seconds(100))
            _ = bench.live.join(id)
            bench.live.leave(id)
            #expect(try bench.live.status(of: id).viewers == 1)
            bench.live.leave(id)
            while bench.clock.sleeperCount == 0 { await bench.clock.waitForSleeper() }
            bench.clock.advance(by: .seconds(30))
            let reason = try await bench.next { if case .ended(id, let reason) = $0 { reason } else { nil } }
            #expect(reason == .unwatched)
            #expect(bench.feed.followedTables == 0)
            #expect(throws: LiveQueryError.self) { try bench.live.status(of: id) }
            #expect(!bench.live.join(id))
        }
    }

    @Test func endingItStopsItsRun() async throws {
        let hangs = Signal()
        let engine = ScriptedEngine { _, _ in
            hangs.send()
            try await hang()
        }
        try await LiveBench.with(engine) { bench in
            let id = try await bench.watch()
            await hangs.wait()
            try bench.live.end(id)
            let reason = try await bench.next { if case .ended(id, let reason) = $0 { reason } else { nil } }
            #expect(reason == .deleted)
            #expect(throws: LiveQueryError.self) { try bench.live.end(id) }
            while engine.activeCount > 0 { await Task.yield() }
            #expect(engine.cancelledCount == 1)
        }
    }

    @Test func aFailedRunKeepsTheOlderAnswerAndTheNextCommitHealsIt() async throws {
        let runs = Counter()
        let engine = ScriptedEngine { _, receive in
            runs.add()
            if runs.value == 2 { throw Failure(code: .queryFailed) }
            try await receive(.schema(TestRows.schema))
            try await receive(.rows(TestRows(Int64(runs.value), count: 1).block()))
        }
        try await LiveBench.with(engine) { bench in
            let id = try await bench.watch()
            _ = try await bench.snapshot()
            bench.commit()
            let error = try await bench.next { if case .failed(id, let error) = $0 { error } else { nil } }
            #expect(error.code == .queryFailed)
            #expect(try bench.live.status(of: id).state == .failed)
            #expect(bench.live.snapshot(of: id)?.text == "[[1]]")
            bench.commit()
            #expect(try await bench.snapshot().text == "[[3]]")
            #expect(try bench.live.status(of: id).error == nil)
        }
    }

    @Test func whatTheMachineLacksIsTriedAgainLater() async throws {
        let runs = Counter()
        let engine = ScriptedEngine { _, receive in
            runs.add()
            if runs.value < 3 { throw Failure(code: .engineUnavailable) }
            try await receive(.schema(TestRows.schema))
        }
        try await LiveBench.with(engine) { bench in
            let id = try await bench.watch()
            _ = try await bench.next { if case .failed(id, let error) = $0 { error } else { nil } }
            while runs.value < 3 {
                // Time that passes during a run would be the run's time-out.
                if try bench.live.status(of: id).state != .running {
                    if bench.clock.sleeperCount == 0 { await bench.clock.waitForSleeper() }
                    bench.clock.advance(by: .milliseconds(500))
                }
                await Task.yield()
            }
            #expect(try await bench.snapshot().sequence == 1)
        }
    }

    @Test func whoCostsTooMuchWaitsAndSaysSo() async throws {
        let stepped = SteppedEngine()
        try await LiveBench.with(stepped.engine, .init(cores: 0.5)) { bench in
            _ = try await bench.watch()
            await stepped.waitForARun()
            bench.clock.advance(by: .seconds(4))
            bench.commit()
            stepped.finishARun()
            let wait = try #require(try await bench.status(.waiting).wait)
            // Four seconds spent, two of them earned meanwhile; at most two were saved up.
            #expect(wait >= .seconds(0) && wait <= .seconds(4))
            while bench.clock.sleeperCount == 0 { await bench.clock.waitForSleeper() }
            #expect(stepped.runs == 1)
            bench.clock.advance(by: wait)
            await stepped.waitForARun()
            stepped.finishARun()
            #expect(try await bench.snapshot(of: 8).sequence == 2)
        }
    }

    @Test func largeAnswersAreCutAndSayIt() async throws {
        let engine = ScriptedEngine(answering: TestRows.batches([3, 3]))
        try await LiveBench.with(engine, .init(rows: 4)) { bench in
            _ = try await bench.watch()
            let snapshot = try await bench.snapshot()
            #expect(snapshot.answer.rowCount == 4 && snapshot.answer.isTruncated)
            #expect(snapshot.text == "[[0],[1],[2],[3]]")
        }
    }

    @Test func refreshesAreNeitherListedNorKept() async throws {
        try await LiveBench.with(ScriptedEngine(answering: TestRows.batches([1]))) { bench in
            bench.bench.service.running.observe { _ in Issue.record("a refresh is nobody's news") }
            _ = try await bench.watch()
            _ = try await bench.snapshot()
            let past = try await bench.bench.history.queries(search: nil, derived: true, limit: 9, before: nil)
            #expect(past.isEmpty)
            #expect(bench.bench.folder.names.isEmpty)
        }
    }

    @Test(arguments: ["INSERT INTO logs VALUES (1)", "SHOW TABLES", "SELECT (", "SELECT * FROM logs VERSION AS OF 99"])
    func whatCannotBeLiveIsRefused(sql: String) async throws {
        try await LiveBench.with(ScriptedEngine(answering: [])) { bench in
            await #expect(throws: (any Error).self) { try await bench.live.start(QueryRequest(sql: sql)) }
            #expect(bench.live.all.isEmpty)
        }
    }

    @Test func thereIsAMostOfThem() async throws {
        try await LiveBench.with(ScriptedEngine(answering: []), .init(most: 1)) { bench in
            _ = try await bench.watch()
            await #expect(throws: LiveQueryError.self) { try await bench.watch("SELECT 1 FROM logs") }
            _ = try await bench.watch()
        }
    }
}
