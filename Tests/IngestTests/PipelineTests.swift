import DeltaProtocol
import Ingest
import LakeModel
import Testing

@Suite struct PipelineTests {
    @Test func recordsBecomeRowsAndPositions() async throws {
        let bench = LineBench()
        bench.appendNumbers(0..<40)
        let pipeline = try bench.pipeline()
        try await bench.runToEnd(pipeline)
        try await bench.expectNumbers(0..<40)
        let report = pipeline.report
        #expect(report.phase == .running)
        #expect(report.rows == 36 && report.rejects == 4)
        #expect(report.rejectsByReason == ["not_a_number": 4])
        #expect(report.partitions.map(\.position) == [19, 19])
        #expect(report.freshnessP99 != nil)
        #expect(try await bench.table.state()?.positions == ["tideline:p:t:0": 19, "tideline:p:t:1": 19])
    }

    @Test func latestIsDecidedOnce() async throws {
        let bench = LineBench(partitions: 1)
        bench.source.append(["1", "2"], to: 0)
        try await bench.table.create(schema: LineDecoder.Factory().columns, partitionColumns: [])
        let definition = LineBench.definition { $0.source.start = .latest }
        let first = try bench.pipeline(definition)
        try await bench.run(first) { first.report.phase == .running }
        bench.source.append(["3"], to: 0)
        try await bench.runToEnd(try bench.pipeline(definition))
        #expect(try await bench.table.integers("n") == [3])
    }

    @Test func newPartitionsAreReadFromTheirBeginning() async throws {
        let bench = LineBench(partitions: 1)
        bench.source.append(["1"], to: 0)
        let pipeline = try bench.pipeline(LineBench.definition { $0.source.start = .latest })
        try await bench.table.create(schema: LineDecoder.Factory().columns, partitionColumns: [])
        try await bench.run(pipeline) {
            guard pipeline.report.phase == .running else { return false }
            if try await bench.source.partitions().count == 1 { bench.source.append(["2", "3"], to: 1) }
            return pipeline.report.rows == 2
        }
        #expect(try await bench.table.integers("n") == [2, 3])
    }

    @Test func lostRecordsAreADecision() async throws {
        let bench = LineBench(partitions: 1)
        bench.source.append(["1", "2"], to: 0)
        try await bench.runToEnd(try bench.pipeline())
        bench.source.append((3...9).map(String.init), to: 0)
        bench.source.expire(5, of: 0)
        let stopped = try bench.pipeline()
        try await bench.run(stopped) { stopped.report.phase == .failed }
        #expect(stopped.report.lastError?.code == .recordsLost)
        try await bench.runToEnd(
            try bench.pipeline(LineBench.definition { $0.source.onRetentionLoss = .earliest })
        )
        #expect(try await bench.table.integers("n") == [1, 2, 6, 7, 8, 9])
        let ledger = Ledger(try await bench.table.history(limit: 100), pipeline: "p")
        #expect(ledger.partitions.first?.gaps == [2...4])
        #expect(ledger.partitions.first?.rows == 6)
    }

    @Test func aTopicMadeAnewIsReadFromItsBeginningWhenToldSo() async throws {
        let bench = LineBench(partitions: 1)
        bench.source.append(["1", "2", "3"], to: 0)
        try await bench.runToEnd(try bench.pipeline())
        let anew = MemorySource(partitions: 1, clock: bench.clock.clock)
        anew.append(["7"], to: 0)
        let pipeline = try bench.pipeline(
            LineBench.definition { $0.source.onRetentionLoss = .earliest },
            source: anew
        )
        try await bench.run(pipeline) { pipeline.report.rows == 1 }
        #expect(try await bench.table.integers("n") == [1, 2, 3, 7])
    }

    @Test func aRecordThatIsNoRowStopsThePipelineIfItShall() async throws {
        let bench = LineBench(partitions: 1)
        bench.source.append(["1", "bad"], to: 0)
        let pipeline = try bench.pipeline(LineBench.definition { $0.onError = .fail })
        try await bench.run(pipeline) { pipeline.report.phase == .failed }
        #expect(pipeline.report.lastError?.code == .recordRejected)
        #expect(pipeline.report.lastError?.message.contains("t/0, offset 1") == true)
        #expect(try await bench.table.integers("n").isEmpty)
    }

    @Test func resetReadsAgainFromAnOffset() async throws {
        let bench = LineBench(partitions: 1)
        bench.source.append((0..<6).map(String.init), to: 0)
        let pipeline = try bench.pipeline()
        try await bench.runToEnd(pipeline)
        let again = try bench.pipeline()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await again.run() }
            try await again.reset(to: .offsets([MemorySource.partition(0): 4]))
            while again.report.rows < 2 { await Task.yield() }
            group.cancelAll()
        }
        #expect(try await bench.table.integers("n") == [0, 1, 2, 3, 4, 4, 5, 5])
        let ledger = Ledger(try await bench.table.history(limit: 100), pipeline: "p")
        #expect(ledger.partitions.first?.resets == [4])
        #expect(ledger.partitions.first?.overlaps == [])
    }

    @Test func pausedPipelinesDoNothingUntilResumed() async throws {
        let bench = LineBench(partitions: 1)
        bench.source.append(["1"], to: 0)
        let pipeline = try bench.pipeline(LineBench.definition { $0.enabled = false })
        #expect(pipeline.report.phase == .paused)
        try await bench.run(pipeline) {
            if pipeline.report.phase == .paused { pipeline.resume() }
            return pipeline.report.rows == 1
        }
        pipeline.pause()
        #expect(pipeline.report.phase == .paused)
    }

    @Test func troubleIsVisibleWhileItLasts() async throws {
        let bench = LineBench(partitions: 1)
        bench.source.append(["1"], to: 0)
        try await bench.runToEnd(try bench.pipeline())
        bench.source.append(["2"], to: 0)
        let plan = FaultPlan(killAt: 0)
        let pipeline = try bench.pipeline(plan: plan)
        try await bench.run(pipeline) { pipeline.report.phase == .backingOff }
        #expect(pipeline.report.lastError?.code == .storageFailed)
        #expect(pipeline.report.reason != nil)
    }

    @Test func columnsComeWithTheirFirstRows() async throws {
        let bench = LineBench(partitions: 1)
        bench.source.append(["1", "2 extra", "3"], to: 0)
        try await bench.runToEnd(try bench.pipeline())
        let state = try #require(try await bench.table.state())
        #expect(state.schema.fields.map(\.name) == ["n", "at", "extra"])
        let notes = try await bench.table.history(limit: 10).compactMap(\.userMetadata)
        #expect(notes.first?.contains("\"t/0\":[0,2,3,0]") == true)
    }
}

@Suite struct RedriveTests {
    private func redrive(_ bench: LineBench, plan: FaultPlan = FaultPlan()) -> Redrive {
        Redrive(
            LineBench.definition(),
            table: FaultyTable(table: bench.table, plan: plan),
            rejectsTable: FaultyTable(table: bench.rejects, plan: plan),
            decoders: LineDecoder.Factory(),
            clock: bench.clock.clock
        )
    }

    private func benchWithRejects() async throws -> LineBench {
        let bench = LineBench(partitions: 1)
        bench.source.append(["1", "bad a", "2", "bad b", "bad c"], to: 0)
        try await bench.runToEnd(try bench.pipeline())
        return bench
    }

    @Test func repairedRecordsComeBackOnce() async throws {
        let bench = try await benchWithRejects()
        let rows = try await redrive(bench).open()
        #expect(rows.map(\.id) == ["p/t/0/1", "p/t/0/3", "p/t/0/4"])
        let values = ["p/t/0/1": Array("10".utf8), "p/t/0/3": Array("30 extra".utf8)]
        let result = try await redrive(bench)(rows.map(\.id), values: values)
        #expect(result.redriven == 2)
        #expect(result.rejected == ["p/t/0/4": "not_a_number: the record is no number"])
        #expect(try await bench.table.integers("n") == [1, 2, 10, 30])
        #expect(try await redrive(bench).open().map(\.id) == ["p/t/0/4"])
        #expect(try await redrive(bench)(rows.map(\.id), values: values).redriven == 0)
        #expect(try await bench.table.integers("n") == [1, 2, 10, 30])
    }

    @Test(arguments: [false, true]) func endsAtAnyStepPutBackOnce(afterIt: Bool) async throws {
        for step in 0..<4 {
            let bench = try await benchWithRejects()
            let ids = ["p/t/0/1", "p/t/0/3"]
            let values = [ids[0]: Array("10".utf8), ids[1]: Array("30".utf8)]
            let plan = FaultPlan(killAt: step, after: afterIt)
            _ = try? await redrive(bench, plan: plan)(ids, values: values)
            _ = try await redrive(bench)(ids, values: values)
            #expect(try await bench.table.integers("n") == [1, 2, 10, 30], "step \(step)")
            #expect(try await redrive(bench).open().map(\.id) == ["p/t/0/4"], "step \(step)")
        }
    }
}
