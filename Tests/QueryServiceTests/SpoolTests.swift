import Columns
import LakeModel
import Synchronization
import TestSupport
import Testing

@testable import QueryService

/// Results on disk: pages of them, their bounds, and their end.
@Suite struct SpoolTests {
    @Test(arguments: 0..<12)
    func pagesAreSlicesOfTheWhole(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let sizes = (0..<Int.random(in: 1...12, using: &random)).map { _ in Int.random(in: 0...7, using: &random) }
        let bench = try await QueryBench(ScriptedEngine(answering: TestRows.batches(sizes)))
        let id = try await bench.service.run(QueryRequest(sql: "SELECT 1")).id
        let all = Array(0..<Int64(sizes.reduce(0, +)))
        for offset in 0...all.count + 2 {
            for limit in 0...all.count + 2 {
                let page = try await bench.spooled(id, offset: Int64(offset), limit: Int64(limit))
                #expect(page == Array(all.dropFirst(offset).prefix(limit)), "\(sizes) \(offset) \(limit)")
            }
            #expect(try await bench.spooled(id, offset: Int64(offset)) == Array(all.dropFirst(offset)))
        }
        #expect(try await bench.spooled(id, offset: .max, limit: .max) == [])
    }

    @Test func theQuotaIsKeptAndTheLongestUnusedGoes() async throws {
        let size = try await bytes(ofRows: 10)
        let limits = ResultSpool.Limits(quota: ByteCount(size * 3 + size / 2))
        let bench = try await QueryBench(ScriptedEngine(answering: TestRows.batches([10])), limits: limits)
        var ids: [QueryID] = []
        for _ in 0..<3 { ids.append(try await bench.service.run(QueryRequest(sql: "SELECT 1")).id) }
        _ = try await bench.service.result(of: ids[0])
        ids.append(try await bench.service.run(QueryRequest(sql: "SELECT 1")).id)
        #expect(bench.service.spool.totalBytes.bytes == size * 3)
        #expect(bench.folder.names.count == 3)
        await expectError(.resultExpired) { try await bench.service.result(of: ids[1]) }
        for id in [ids[0], ids[2], ids[3]] { #expect(try await bench.spooled(id).count == 10) }
    }

    @Test func aResultLargerThanTheQuotaIsTruncatedWhenNobodyTakesIt() async throws {
        let size = try await bytes(ofRows: 10)
        let limits = ResultSpool.Limits(quota: ByteCount(size * 2 + 1))
        let batches = TestRows.batches(Array(repeating: 10, count: 6))
        let bench = try await QueryBench(ScriptedEngine(answering: batches), limits: limits)
        let record = try await bench.service.run(QueryRequest(sql: "SELECT 1"))
        #expect(record.truncated)
        #expect(record.state == .succeeded)
        #expect(record.rowCount == 20)
        #expect(try await bench.spooled(record.id) == Array(0..<20))
        #expect(bench.service.spool.totalBytes.bytes <= limits.quota.bytes)
    }

    @Test func aResultLargerThanTheQuotaReachesWhoeverTakesIt() async throws {
        let size = try await bytes(ofRows: 10)
        let limits = ResultSpool.Limits(quota: ByteCount(size * 2 + 1))
        let batches = TestRows.batches(Array(repeating: 10, count: 6))
        let bench = try await QueryBench(ScriptedEngine(answering: batches), limits: limits)
        var delivered: [Int64] = []
        let record = try await bench.service.run(QueryRequest(sql: "SELECT 1")) { event in
            if case .rows(let block) = event { delivered += try TestRows.numbers(of: block) }
        }
        #expect(delivered == Array(0..<60))
        #expect(!record.truncated)
        #expect(record.rowCount == 60)
        await expectError(.resultExpired) { try await bench.service.result(of: record.id) }
        #expect(bench.service.spool.totalBytes.bytes == 0)
        #expect(bench.folder.names.isEmpty)
    }

    @Test func aRunningResultIsNotTheOneThatGoes() throws {
        var random = SeededGenerator(seed: 3)
        var index = SpoolIndex(quota: ByteCount(Int64(100)), mostResults: 9, lifetime: .seconds(10))
        let start = ContinuousClock.Instant.now
        let (running, ended) = (QueryID.random(using: &random), QueryID.random(using: &random))
        _ = index.begin(running, schema: TestRows.schema, at: start)
        #expect(index.reserve(60, for: running)?.offset == 0)
        _ = index.begin(ended, schema: TestRows.schema, at: start.advanced(by: .seconds(1)))
        #expect(index.reserve(40, for: ended)?.offset == 0)
        index.complete(ended, at: start.advanced(by: .seconds(1)))
        let third = QueryID.random(using: &random)
        _ = index.begin(third, schema: TestRows.schema, at: start)
        #expect(index.reserve(41, for: third) == nil)
        #expect(index.reserve(40, for: third)?.evicting == [ended])
        #expect(index.reserve(1, for: running) == nil)
        #expect(index.totalBytes == 100)
        #expect(index.expire(at: start.advanced(by: .seconds(1_000))) == [])
    }

    @Test func resultsLiveAsLongAsTheyAreUsed() async throws {
        let time = Mutex(ContinuousClock.Instant.now)
        let bench = try await QueryBench(
            ScriptedEngine(answering: TestRows.batches([3])),
            limits: ResultSpool.Limits(lifetime: .seconds(100)),
            now: { time.withLock { $0 } }
        )
        let id = try await bench.service.run(QueryRequest(sql: "SELECT 1")).id
        for _ in 0..<3 {
            time.withLock { $0 = $0.advanced(by: .seconds(99)) }
            bench.service.spool.expire()
            #expect(try await bench.spooled(id) == [0, 1, 2])
        }
        let held = try await bench.service.result(of: id)
        time.withLock { $0 = $0.advanced(by: .seconds(100)) }
        bench.service.spool.expire()
        await expectError(.resultExpired) { try await bench.service.result(of: id) }
        var kept: [Int64] = []
        try await held.forEachBatch { kept += TestRows.numbers(of: $0) }
        #expect(kept == [0, 1, 2])
        #expect(bench.service.spool.totalBytes.bytes == 0)
        #expect(bench.folder.names.isEmpty)
    }

    @Test func smallResultsAreBoundedByTheirNumber() async throws {
        let bench = try await QueryBench(
            ScriptedEngine(answering: TestRows.batches([1])),
            limits: ResultSpool.Limits(mostResults: 20)
        )
        var ids: [QueryID] = []
        for _ in 0..<50 {
            ids.append(try await bench.service.run(QueryRequest(sql: "SELECT 1")).id)
            #expect(bench.folder.names.count <= 20)
        }
        await expectError(.resultExpired) { try await bench.service.result(of: ids[0]) }
        for id in ids.suffix(18) { #expect(try await bench.spooled(id) == [0]) }
    }

    @Test func anUnknownQueryIsNotAnExpiredOne() async throws {
        let bench = try await QueryBench(ScriptedEngine(answering: []))
        var random = SeededGenerator(seed: 9)
        let id = QueryID.random(using: &random)
        await expectError(.queryNotFound) { try await bench.service.result(of: id) }
        await expectError(.queryNotFound) { try await bench.service.record(of: id) }
        await expectError(.queryNotFound) { try await bench.service.cancel(id) }
    }

    @Test func aSpoolFolderThatIsGoneIsSaid() async throws {
        let bench = try await QueryBench(ScriptedEngine(answering: TestRows.batches([1])))
        try bench.folder.remove()
        await expectError(.storageFailed) { try await bench.service.run(QueryRequest(sql: "SELECT 1")) }
        let records = try await bench.history.queries(search: nil, derived: true, limit: 9, before: nil)
        #expect(records.map(\.errorCode) == ["storage_failed"])
        #expect(bench.service.running.records.isEmpty)
    }

    @Test func aDamagedResultIsAnErrorNotACrash() async throws {
        let bench = try await QueryBench(ScriptedEngine(answering: TestRows.batches([100])))
        let id = try await bench.service.run(QueryRequest(sql: "SELECT 1")).id
        try bench.folder.write([UInt8](repeating: 0xff, count: 40), to: "\(id).arrows")
        await expectError(.corruptData) { try await bench.spooled(id) }
    }

    @Test func whatAnEarlierProcessLeftIsDeleted() async throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "00000000-0000-4000-8000-000000000000.arrows")
        try folder.write([1], to: "kept.txt")
        try await ResultSpool(directory: folder.path).prepare()
        #expect(folder.names == ["kept.txt"])
    }

    @Test(.enabled(if: SmallDisk.isMountable, "needs the right to mount a file system"))
    func aFullDiskIsSaid() async throws {
        try await SmallDisk.mounted { path in
            let spool = ResultSpool(directory: path)
            try await spool.prepare()
            var random = SeededGenerator(seed: 5)
            let writer = try await spool.begin(QueryID.random(using: &random), schema: TestRows.schema)
            await expectError(.storageFull) {
                for batch in TestRows.batches(Array(repeating: 100_000, count: 8)) {
                    guard try await writer.append(batch.block()) else { return }
                }
            }
            writer.discard()
            #expect(spool.totalBytes.bytes == 0)
        }
    }

    private func bytes(ofRows count: Int) async throws -> Int64 {
        let bench = try await QueryBench(ScriptedEngine(answering: TestRows.batches([count])))
        _ = try await bench.service.run(QueryRequest(sql: "SELECT 1"))
        return bench.service.spool.totalBytes.bytes
    }
}
