import Foundation
import KafkaSource
import LakeModel
import Synchronization
import Testing

extension KafkaTests {
    /// What ends a wait, and what bounds it.
    @Suite(.serialized) struct WaitingTests {
        @Test func cancellingEndsAWait() async throws {
            let cluster = try MockCluster(brokers: 1)
            cluster.create("t", partitions: 1)
            let consumer = try consumer(cluster.address, "t")
            try await consumer.assign(all: Topics.partitions("t", 1))
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await consumer.next(limit: .mebibytes(1), wait: .seconds(3_600)) }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.waitForAll() }
            }
            await consumer.close()
        }

        @Test func anAssignmentEndsAWait() async throws {
            let cluster = try MockCluster(brokers: 1)
            cluster.create("t", partitions: 1)
            let partition = Topics.partitions("t", 1)[0]
            let producer = try producer(cluster.address)
            try await producer.write(3, "v", to: partition)
            let consumer = try consumer(cluster.address, "t")
            try await consumer.assign([partition: 3])
            async let waited = consumer.next(limit: .mebibytes(1), wait: .seconds(3_600))
            try await consumer.assign([partition: 1])
            // Which of both came first is open; that the first doesn't wait for an hour is what counts.
            var seen = try await waited.seen
            if seen.isEmpty { seen = try await consumer.read(2) }
            #expect(seen.map(\.value) == ["v1", "v2"])
            await consumer.close()
            await producer.close()
        }

        @Test func closingEndsAWait() async throws {
            let cluster = try MockCluster(brokers: 1)
            cluster.create("t", partitions: 1)
            let consumer = try consumer(cluster.address, "t")
            try await consumer.assign(all: Topics.partitions("t", 1))
            async let waited = try? consumer.next(limit: .mebibytes(1), wait: .seconds(3_600))
            await consumer.close()
            #expect(await waited?.records.isEmpty != false)
            let after = await #expect(throws: KafkaError.self) {
                try await consumer.next(limit: .mebibytes(1), wait: .zero)
            }
            #expect(after?.code == .shuttingDown)
            await consumer.close()
        }

        @Test func closingAnUnusedOneDoesNothing() async throws {
            await (try consumer("127.0.0.1:1", "t")).close()
            await (try producer("127.0.0.1:1")).close()
            // And letting go without closing frees as well.
            let forgotten = try consumer("127.0.0.1:1", "t")
            try await forgotten.assign(all: Topics.partitions("t", 1))
        }

        @Test func aWaitIsMeasuredWithTheGivenClock() async throws {
            let cluster = try MockCluster(brokers: 1)
            cluster.create("t", partitions: 1)
            let start = ContinuousClock.Instant.now
            let calls = Atomic(0)
            let consumer = try KafkaConsumer(
                KafkaConfiguration(brokers: cluster.address, topics: ["t"], groupID: "g"),
                logger: silent,
                now: { start + .seconds(3_600) * calls.add(1, ordering: .relaxed).oldValue }
            )
            try await consumer.assign(all: Topics.partitions("t", 1))
            #expect(try await consumer.next(limit: .mebibytes(1), wait: .seconds(1_800)).records.isEmpty)
            #expect(calls.load(ordering: .relaxed) == 2)
            await consumer.close()
        }

        @Test func aLimitIsKept() async throws {
            let cluster = try MockCluster(brokers: 1)
            cluster.create("t", partitions: 1)
            let producer = try producer(cluster.address)
            try await producer.produce(
                to: "t",
                (0..<2_000).map { _ in (key: nil, value: [UInt8](repeating: 1, count: 1_000)) }
            )
            try await producer.flush()
            let consumer = try consumer(cluster.address, "t")
            try await consumer.assign(all: Topics.partitions("t", 1))
            var read = 0
            while read < 2_000 {
                let records = try await consumer.next(limit: .kibibytes(64), wait: .seconds(10))
                #expect(records.bytes.count <= 200_000)
                #expect(!records.records.isEmpty)
                read += records.records.count
            }
            #expect(try await consumer.next(limit: ByteCount(0), wait: .zero).records.isEmpty)
            await consumer.close()
            await producer.close()
        }

        #if canImport(Glibc)
            /// 96 MB in the broker, and a reader that takes little at a time: the client must not fetch it all ahead.
            @Test func aSlowReaderHoldsTheBrokerBack() async throws {
                let broker = try Tansu()
                try broker.create("much", partitions: 3)
                let producer = try KafkaProducer(
                    brokers: broker.address,
                    properties: ["compression.type": "none"],
                    buffer: .mebibytes(2),
                    logger: silent
                )
                let value = [UInt8](repeating: UInt8(ascii: "m"), count: 10_000)
                for _ in 0..<96 {
                    try await producer.produce(to: "much", Array(repeating: (key: nil, value: value), count: 100))
                }
                try await producer.flush()
                await producer.close()
                let consumer = try consumer(
                    broker.address,
                    "much",
                    properties: ["queued.max.messages.kbytes": "2048", "fetch.max.bytes": "1048576"]
                )
                let before = try residentBytes()
                try await consumer.assign(all: Topics.partitions("much", 3))
                var most = 0
                for read in 0..<800 {
                    // Time for the client to fetch ahead, if it did.
                    if read < 5 { for _ in 0..<50 { _ = try await consumer.partitions() } }
                    let records = try await consumer.next(limit: .kibibytes(64), wait: .seconds(10))
                    #expect(!records.records.isEmpty)
                    most = max(most, try residentBytes() - before)
                }
                #expect(most < 32 << 20)
                await consumer.close()
            }

            private func residentBytes() throws -> Int {
                let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
                return (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
            }
        #endif
    }
}
