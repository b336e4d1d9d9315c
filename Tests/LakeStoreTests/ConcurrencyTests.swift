import Columns
import DeltaProtocol
import LakeModel
import Testing

@testable import LakeStore

@Suite(.serialized) struct ConcurrencyTests {
    /// Eight writers of 25 appends, half of them on handles of their own, and deltalake at the same time.
    @Test func everyRowOfManyWritersIsThereOnce() async throws {
        let test = try TestTable()
        let schema = StructType([StructField("id", .long)])
        try await test.table.create(TableDefinition(schema: schema, properties: ["delta.checkpointInterval": "20"]))
        let path = test.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                let table = writer % 2 == 0 ? test.table : test.anotherHandle(seed: UInt64(100 + writer))
                group.addTask {
                    for number in 0..<25 {
                        let first = writer * 1_000 + number * 4
                        let batch = try TestTable.ids(first..<first + 4).select(["id"])
                        guard case .committed = try await table.append([batch]) else { throw CancellationError() }
                    }
                }
            }
            group.addTask {
                _ = try await Oracle.shared.ask("append", ["path": path, "first": 100_000, "count": 4, "commits": 10])
            }
            group.addTask { await test.upkeep.drain() }
            try await group.waitForAll()
        }
        await test.upkeep.drain()
        let ours = (0..<8).flatMap { writer in (0..<100).map { Int64(writer * 1_000 + $0) } }
        let expected = ours + (0..<40).map { Int64(100_000 + $0) }
        let found = try await TestTable.readIDs(test.table)
        #expect(Set(expected).subtracting(found) == [], "lost")
        #expect(found.count == Set(found).count, "doubled")
        #expect(found == expected)
        #expect(try await TestTable.readIDs(test.anotherHandle(seed: 99)) == expected)
        #expect(try await test.table.snapshot().version == 210)
        try await test.expectSameRows()
        try await Readers.expectSameLog(test.table)
    }

    @Test func backoffGrowsAndStaysInItsBounds() {
        let random = SharedRandom(seed: 3)
        let backoff = CommitBackoff(random: { random.next() })
        for attempt in 1...50 {
            let pause = backoff.pause(after: attempt)
            #expect(pause >= .milliseconds(1) && pause <= .milliseconds(250))
        }
        #expect(CommitBackoff(random: { .max }).pause(after: 1) <= .milliseconds(4))
        #expect(CommitBackoff(random: { .max }).pause(after: 50) > .milliseconds(249))
    }
}
