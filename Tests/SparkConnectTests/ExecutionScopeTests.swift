import Columns
import Foundation
import LakeModel
import SparkConnect
import Testing

/// What happens when a scope ends early, a connection breaks, an engine dies, or a consumer is slow.
@Suite(.serialized) struct ExecutionScopeTests {
    typealias Kind = EngineTests.Kind

    /// Far from done when its first batch comes. Spark answers by partitions and keeps what nobody has taken.
    private static let endless = SparkRelation.sql("select id from range(0, 20000000, 1, 2000)")

    /// An engine knows what it runs: asking it to interrupt everything shows that nothing is left.
    private func expectNothingRuns(in session: SparkSession) async throws {
        let left = try await session.interruptAll()
        #expect(left == [])
    }

    @Test(arguments: Kind.allCases)
    func leavingEarlyInterrupts(kind: Kind) async throws {
        try await withSession(try kind.server()) { session in
            let first = try await session.withExecution(of: .relation(Self.endless)) { execution in
                for try await case .rows(let block) in execution { return block.rowCount }
                return 0
            }
            #expect(first > 0)
            try await expectNothingRuns(in: session)
        }
    }

    @Test(arguments: Kind.allCases)
    func throwingInterrupts(kind: Kind) async throws {
        struct Mine: Error {}
        try await withSession(try kind.server()) { session in
            await #expect(throws: Mine.self) {
                try await session.withExecution(of: .relation(Self.endless)) { execution in
                    for try await case .rows in execution { throw Mine() }
                }
            }
            try await expectNothingRuns(in: session)
        }
    }

    @Test(arguments: Kind.allCases)
    func cancellingTheTaskInterrupts(kind: Kind) async throws {
        try await withSession(try kind.server()) { session in
            await withThrowingTaskGroup(of: Void.self) { group in
                let (started, signal) = AsyncStream.makeStream(of: Void.self)
                group.addTask {
                    try await session.withExecution(of: .relation(Self.endless)) { execution in
                        for try await case .rows in execution { signal.yield() }
                    }
                }
                for await _ in started { break }
                group.cancelAll()
                let end = await group.nextResult()
                #expect(throws: CancellationError.self) { try end?.get() }
            }
            try await expectNothingRuns(in: session)
        }
    }

    enum Way: CaseIterable { case operation, tag, all }

    @Test(arguments: Kind.allCases, Way.allCases)
    func interruptsFromOutside(kind: Kind, way: Way) async throws {
        try await withSession(try kind.server()) { session in
            let error = await #expect(throws: SparkConnectError.self) {
                try await session.withExecution(of: .relation(Self.endless), tags: ["mine"]) { execution in
                    var isInterrupted = false
                    for try await case .rows in execution where !isInterrupted {
                        isInterrupted = true
                        switch way {
                        case .operation: try await session.interrupt(operationID: execution.operationID)
                        case .tag: try await session.interrupt(tag: "mine")
                        case .all: try await session.interruptAll()
                        }
                    }
                }
            }
            #expect(error?.code == .queryCancelled, "\(String(describing: error))")
        }
    }

    /// The embedded engine keeps 128 responses: with rows so wide, more than any buffer on the way holds.
    @Test(arguments: [
        (Kind.embedded, 400_000, 200, [2_000_000, 20_000_000, 10_000_000]),
        (.spark, 2_000_000, 1, [300_000, 2_000_000, 700_000]),
    ])
    func reattachesExactly(kind: Kind, rows: Int, width: Int, limits: [Int]) async throws {
        let (seen, cuts) = try await countThroughCuts(kind, rows: rows, width: width, limits: limits)
        #expect(cuts >= 2)
        #expect(seen.allSatisfy { $0 == 1 })
    }

    /// More is lost on the way than the 128 responses of some 13 kB that the engine keeps.
    @Test func whatTheEmbeddedEngineHasDroppedIsAnErrorAndNotAShortAnswer() async throws {
        let error = await #expect(throws: SparkConnectError.self) {
            try await countThroughCuts(.embedded, rows: 2_000_000, width: 1, limits: [300_000], losing: 4_000_000)
        }
        #expect(error?.code == .engineDied)
    }

    /// How often each id arrived, and how many connections were cut meanwhile.
    private func countThroughCuts(
        _ kind: Kind,
        rows: Int,
        width: Int,
        limits: [Int],
        losing: Int = 0
    ) async throws -> ([UInt8], Int) {
        let proxy = try await CuttingProxy(to: try kind.server().port, limits: limits, losing: losing)
        let query = SparkRelation.sql("select id, repeat('x', \(width)) s from range(0, \(rows), 1, 4)")
        let counts = try await withClient(SparkConnection(host: "127.0.0.1", port: proxy.port)) { client in
            let session = client.makeSession()
            let counts = try await session.withExecution(of: .relation(query)) { execution in
                var counts = [UInt8](repeating: 0, count: rows)
                for try await case .rows(let block) in execution {
                    for decoded in try block.batches() {
                        decoded.columns[0].withValues(as: Int64.self) { ids in for id in ids { counts[Int(id)] &+= 1 } }
                    }
                }
                return counts
            }
            try await session.release()
            return counts
        }
        try await proxy.close()
        return (counts, proxy.cuts)
    }

    @Test func aCommandWhoseAnswerIsLostIsNotRepeated() async throws {
        let server = try Server.embedded.get()
        let proxy = try await CuttingProxy(to: server.port, limits: [0, 0, 0, 0, 0, 0, 0, 0])
        try await withClient(SparkConnection(host: "127.0.0.1", port: proxy.port)) { client in
            let session = client.makeSession()
            let error = await #expect(throws: SparkConnectError.self) {
                try await session.run(.createTempView("v", of: .sql("select 1")))
            }
            #expect([.engineDied, .engineUnavailable].contains(error?.code))
        }
        try await proxy.close()
    }

    @Test func anAddressWhereNobodyListensIsUnavailable() async throws {
        try await withClient(SparkConnection(host: "127.0.0.1", port: 1)) { client in
            let session = client.makeSession()
            let version = await #expect(throws: SparkConnectError.self) { try await session.sparkVersion() }
            #expect(version?.code == .engineUnavailable)
            #expect(version?.isRetryable == true)
            let query = await #expect(throws: SparkConnectError.self) {
                try await session.collect(.relation(.sql("select 1")))
            }
            #expect(query?.code == .engineUnavailable)
        }
    }

    @Test func anEngineThatIsKilledHasDied() async throws {
        let server = try Server.startEmbedded()
        try await withClient(server.connection) { client in
            let session = client.makeSession()
            let error = await #expect(throws: SparkConnectError.self) {
                try await session.withExecution(of: .relation(Self.endless)) { execution in
                    var isKilled = false
                    for try await case .rows in execution where !isKilled {
                        server.kill()
                        isKilled = true
                    }
                }
            }
            #expect(error?.code == .engineDied, "\(String(describing: error))")
        }
        server.stop()
    }

    /// 50 million rows are over a gigabyte; the consumer takes one batch and then does other things.
    @Test func aSlowConsumerHoldsTheEngineBackAndNotTheAnswer() async throws {
        try await withSession(try Server.embedded.get()) { session in
            let wide = SparkRelation.sql("select id, id + 1 as b, id + 2 as c from range(0, 50000000, 1, 4)")
            let before = try residentBytes()
            try await session.withExecution(of: .relation(wide)) { execution in
                var events = execution.makeAsyncIterator()
                for round in 0..<20 {
                    _ = try await events.next()
                    for _ in 0..<20 { _ = try await session.configuration(withDefaults: ["x": "y"]) }
                    if round % 5 == 0 {
                        _ = try await session.collect(.relation(.sql("select sum(id) from range(10000000)")))
                    }
                }
                let grown = try residentBytes() - before
                #expect(grown < 200 << 20)
            }
        }
    }

    private func residentBytes() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return try #require(Int(text.split(separator: " ")[1])) * 4_096
    }

    @Test(arguments: Kind.allCases)
    func manySmallQueriesSideBySide(kind: Kind) async throws {
        try await withSession(try kind.server()) { session in
            try await withThrowingTaskGroup(of: Int64?.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        try await session.row(.relation(.sql("select \(number) + 0 as n"))).first?.int64Value
                    }
                }
                var sum: Int64 = 0
                for try await value in group { sum += value ?? -1_000 }
                #expect(sum == 780)
            }
        }
    }
}
