import DeltaProtocol
import Foundation
import Ingest
import LakeModel
import LakeStore
import Synchronization
import Testing

/// A pipeline that ends at any step, and another that goes on: every record is there once.
@Suite struct CrashTests {
    @Test(arguments: [false, true]) func endsAtAnyStepLoseAndDoubleNothing(afterIt: Bool) async throws {
        for step in 0..<200 {
            let bench = LineBench()
            bench.appendNumbers(0..<120)
            let plan = FaultPlan(killAt: step, after: afterIt)
            try await bench.runToEnd(try bench.pipeline(plan: plan), orDeathIn: plan)
            try await bench.runToEnd(try bench.pipeline())
            try await bench.expectNumbers(0..<120, "killed at step \(step)")
            guard plan.isDead else { return }
        }
        Issue.record("A run has more steps than were tried.")
    }

    @Test func manyEndsInARowLoseAndDoubleNothing() async throws {
        var random = SystemRandomNumberGenerator()
        let bench = LineBench()
        for round in 0..<60 {
            bench.appendNumbers(round * 20..<(round + 1) * 20)
            let plan = FaultPlan(killAt: Int.random(in: 0..<8, using: &random), after: Bool.random(using: &random))
            try await bench.runToEnd(try bench.pipeline(plan: plan), orDeathIn: plan)
        }
        try await bench.runToEnd(try bench.pipeline())
        try await bench.expectNumbers(0..<1_200)
    }

    @Test func lostAnswersAndRefusalsAreTriedAgain() async throws {
        for seed in 0..<40 {
            let bench = LineBench()
            bench.appendNumbers(0..<120)
            var faults: [Int: FaultPlan.Fault] = [:]
            for call in 0..<60 where (call * 7 + seed) % 3 == 0 {
                faults[call] = (call + seed) % 2 == 0 ? .before : .after
            }
            try await bench.runToEnd(try bench.pipeline(plan: FaultPlan(faults: faults)))
            try await bench.expectNumbers(0..<120, "seed \(seed)")
        }
    }

    @Test func twoOfTheSamePipelineDoNotDouble() async throws {
        for _ in 0..<10 {
            let bench = LineBench()
            bench.appendNumbers(0..<120)
            let twin = MemorySource(partitions: 2, clock: bench.clock.clock, recordsPerRead: 5)
            for number in 0..<2 {
                twin.append(
                    (0..<120).filter { $0 % 2 == number }.map {
                        $0 % 10 == 9 ? "bad \($0)" : $0 >= 60 ? "\($0) extra" : "\($0)"
                    },
                    to: number
                )
            }
            let (one, other) = (try bench.pipeline(), try bench.pipeline(source: twin))
            try await bench.run(one, other) {
                try await bench.table.state()?.positions.values.reduce(0, +) == 118
            }
            #expect(try await bench.table.integers("n") == (0..<120).filter { $0 % 10 != 9 }.map(Int64.init))
        }
    }

    @Test func twoPipelinesWriteOneTable() async throws {
        let bench = LineBench()
        bench.appendNumbers(0..<50)
        let other = MemorySource(partitions: 1, clock: bench.clock.clock)
        other.append((100..<150).map { "\($0) other" }, to: 0)
        let (one, two) = (try bench.pipeline(), try bench.pipeline(LineBench.definition("q"), source: other))
        try await bench.run(one, two) { one.report.rows + two.report.rows == 95 }
        let wanted = (0..<50).filter { $0 % 10 != 9 } + Array(100..<150)
        #expect(try await bench.table.integers("n") == wanted.map(Int64.init))
        #expect(try await bench.table.state()?.schema["other"] != nil)
    }
}

/// The same with a Delta table on disk, read by a program that is not ours.
@Suite struct LakeCrashTests {
    private static let events = TableName(schema: "delta_lake", table: "events")
    private static let rejects = TableName(schema: "delta_lake", table: "events__rejects")

    private func makeBench(_ lake: Lake) -> LineBench {
        LineBench(table: LakeTable(lake: lake, name: Self.events), rejects: LakeTable(lake: lake, name: Self.rejects))
    }

    @Test(arguments: 0..<8) func endsLoseAndDoubleNothing(seed: Int) async throws {
        let folder = try Folder()
        let bench = makeBench(Lake(root: folder.path))
        bench.appendNumbers(0..<120)
        for step in [seed, seed / 2, 1, seed % 3] {
            let plan = FaultPlan(killAt: step, after: (step + seed) % 2 == 0)
            try await bench.runToEnd(try bench.pipeline(plan: plan), orDeathIn: plan)
        }
        try await bench.runToEnd(try bench.pipeline())
        try await bench.expectNumbers(0..<120, "seed \(seed)")
        let foreign = try folder.read("delta_lake/events", "n")
        #expect(foreign == (0..<120).filter { $0 % 10 != 9 }.map(Int64.init))
    }

    @Test func otherAppendersAreNoHindrance() async throws {
        let folder = try Folder()
        let lake = Lake(root: folder.path)
        let bench = makeBench(lake)
        bench.appendNumbers(0..<120)
        let pipeline = try bench.pipeline()
        let foreign = LineBench(
            table: LakeTable(lake: Lake(root: folder.path), name: Self.events),
            rejects: LakeTable(lake: Lake(root: folder.path), name: Self.rejects)
        )
        foreign.source.append((500..<620).map(String.init), to: 0)
        let other = try foreign.pipeline(LineBench.definition("other"))
        try await bench.run(pipeline, other) { pipeline.report.rows == 108 && other.report.rows == 120 }
        let wanted = (0..<120).filter { $0 % 10 != 9 } + Array(500..<620)
        #expect(try folder.read("delta_lake/events", "n") == wanted.map(Int64.init))
        try await bench.expectCleanLedger(count: 120)
    }

    @Test func partitionsAreComputed() async throws {
        let folder = try Folder()
        let bench = makeBench(Lake(root: folder.path))
        bench.source.append(["1", "2"], to: 0)
        bench.clock.advance(by: .seconds(3 * 3_600))
        bench.source.append(["3"], to: 0)
        let definition = LineBench.definition { $0.partitionBy = ["date(at) AS day", "hour(at)"] }
        try await bench.runToEnd(try bench.pipeline(definition))
        #expect(try folder.read("delta_lake/events", "n", filter: "day=2026-01-01,hour=22") == [1, 2])
        #expect(try folder.read("delta_lake/events", "n", filter: "day=2026-01-02,hour=1") == [3])
        #expect(try await bench.table.state()?.partitionColumns == ["day", "hour"])
    }
}

/// A folder that goes with its last reference, and its tables as `deltalake` reads them.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "tideline-ingest-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private static let script = """
        import sys
        from deltalake import DeltaTable
        filters = [tuple(part.split("=")[:1] + ["="] + part.split("=")[1:]) for part in sys.argv[3].split(",") if part]
        table = DeltaTable(sys.argv[1]).to_pyarrow_table(partitions=filters or None)
        print(" ".join(str(n) for n in sorted(table.column(sys.argv[2]).to_pylist())))
        """

    func read(_ table: String, _ column: String, filter: String = "") throws -> [Int64] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let (process, output) = (Process(), Pipe())
        process.executableURL = root.appendingPathComponent(".native/test/bin/python")
        process.arguments = ["-c", Self.script, "\(path)/\(table)", column, filter]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.split(whereSeparator: \.isWhitespace).compactMap { Int64($0) }
    }
}
