import DeltaProtocol
import Ingest
import LakeModel
import Logging
import Testing

/// A source and tables, and pipelines between them that can be killed.
struct LineBench {
    let clock = TestClock()
    let source: MemorySource
    let table: any IngestTable
    let rejects: any IngestTable

    init(
        partitions: Int = 2,
        table: any IngestTable = MemoryTable(),
        rejects: any IngestTable = MemoryTable()
    ) {
        source = MemorySource(partitions: partitions, clock: clock.clock)
        self.table = table
        self.rejects = rejects
    }

    static func definition(
        _ name: String = "p",
        _ change: (inout PipelineDefinition) -> Void = { _ in }
    ) -> PipelineDefinition {
        var definition = PipelineDefinition(
            name: name,
            source: .init(type: .generator, topics: ["t"]),
            table: "delta_lake.events",
            flush: .init(intervalMs: 500, bytes: 1 << 20, rows: 20)
        )
        change(&definition)
        return definition
    }

    func pipeline(
        _ definition: PipelineDefinition = definition(),
        source: (any RecordSource)? = nil,
        plan: FaultPlan = FaultPlan(),
        onCommit: @escaping @Sendable (CommittedBatch) -> Void = { _ in }
    ) throws -> Pipeline {
        try Pipeline(
            definition,
            source: source ?? self.source,
            table: FaultyTable(table: table, plan: plan),
            rejectsTable: FaultyTable(table: rejects, plan: plan),
            decoders: LineDecoder.Factory(),
            clock: clock.clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onCommit: onCommit
        )
    }

    /// Runs pipelines until something is the case, and stops them as a kill would.
    func run(_ pipelines: Pipeline..., until condition: @escaping () async throws -> Bool) async throws {
        let limit = clock.elapsed + .seconds(100_000_000)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for pipeline in pipelines { group.addTask { await pipeline.run() } }
            defer { group.cancelAll() }
            while try await !condition() {
                guard clock.elapsed < limit else {
                    Issue.record("It did not come to that: \(pipelines.map(\.report.lastError))")
                    return
                }
                await Task.yield()
            }
        }
    }

    /// Until everything in the source is in the table.
    func runToEnd(_ pipeline: Pipeline, orDeathIn plan: FaultPlan = FaultPlan()) async throws {
        let ends = try await source.watermarks(of: try await source.partitions())
        try await run(pipeline) { plan.isDead || Self.hasRead(pipeline, ends) }
    }

    static func hasRead(_ pipeline: Pipeline, _ ends: [SourcePartition: Range<Int64>]) -> Bool {
        let positions = pipeline.report.partitions.map { ($0.partition, $0.position + 1) }
        return Dictionary(positions) { first, _ in first } == ends.mapValues(\.upperBound)
    }

    /// Numbers from 0 on, over the partitions in turn; every tenth is none, and from 60 on a column comes with them.
    func appendNumbers(_ range: Range<Int>, partitions: Int = 2) {
        for number in range {
            let text = number % 10 == 9 ? "bad \(number)" : number >= 60 ? "\(number) extra" : "\(number)"
            source.append([text], to: number % partitions)
        }
    }

    /// That each number is in the table once, and each that is none among the rejects once.
    func expectNumbers(_ range: Range<Int>, _ comment: Comment? = nil) async throws {
        let rows = try await table.integers("n")
        #expect(rows == range.filter { $0 % 10 != 9 }.map(Int64.init), comment)
        let rejected = try await rejects.integers("offset")
        #expect(rejected == range.filter { $0 % 10 == 9 }.map { Int64($0 / 2) }.sorted(), comment)
        try await expectCleanLedger(count: range.count, comment)
    }

    func expectCleanLedger(count: Int, _ comment: Comment? = nil) async throws {
        let ledger = Ledger(try await table.history(limit: 10_000), pipeline: "p")
        #expect(ledger.partitions.allSatisfy { $0.gaps.isEmpty && $0.overlaps.isEmpty }, comment)
        #expect(ledger.partitions.reduce(0) { $0 + $1.rows + $1.rejects } == Int64(count), comment)
    }
}
