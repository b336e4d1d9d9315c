import KafkaSource
import LakeModel
import Testing

extension KafkaTests {
    /// Against brokers that fail as they are told to.
    @Suite(.serialized) struct FaultTests {
        private static let topicDenied: Int32 = 29

        @Test func aLostPositionNamesItsPartitionAndTheOthersGoOn() async throws {
            let cluster = try MockCluster()
            cluster.create("t", partitions: 3)
            let partitions = Topics.partitions("t", 3)
            let producer = try producer(cluster.address)
            for partition in partitions { try await producer.write(5, "v", to: partition) }
            let consumer = try consumer(cluster.address, "t")
            try await consumer.assign([partitions[0]: 0, partitions[1]: 77, partitions[2]: 3])
            var seen: [Seen] = []
            var failures: [KafkaError] = []
            while seen.count < 7 || failures.isEmpty {
                do { seen += try await consumer.next(limit: .mebibytes(1), wait: .seconds(5)).seen } catch let error
                    as KafkaError
                {
                    failures.append(error)
                }
            }
            let failure = try #require(failures.first)
            #expect(failures.count == 1)
            #expect(failure.code == .offsetOutOfRange)
            #expect(failure.partition == partitions[1])
            #expect(failure.offset == 77)
            #expect(!failure.isRetriable)
            #expect(seen.filter { $0.partition == partitions[1] }.isEmpty)
            #expect(consumer.positions() == [partitions[0]: 5, partitions[1]: 77, partitions[2]: 5])

            // The decision is the caller's.
            try await consumer.assign([
                partitions[1]: consumer.watermarks(of: partitions)[partitions[1]]?.lowerBound ?? -1
            ])
            #expect(try await consumer.read(5).count == 5)
            await consumer.close()
            await producer.close()
        }

        @Test func recordsThatWereDeletedAreALostPosition() async throws {
            let cluster = try MockCluster(brokers: 1)
            cluster.create("t", partitions: 1)
            let partition = Topics.partitions("t", 1)[0]
            let producer = try producer(cluster.address, properties: ["compression.type": "none"])
            let value = [UInt8](repeating: 7, count: 100_000)
            // The mock keeps 5 MB of a partition.
            for _ in 0..<10 {
                try await producer.produce(to: "t", Array(repeating: (key: nil, value: value), count: 10))
                try await producer.flush()
            }
            let consumer = try consumer(cluster.address, "t")
            let marks = try await consumer.watermarks(of: [partition])
            #expect(marks[partition]?.upperBound == 100)
            #expect((marks[partition]?.lowerBound ?? 0) > 0)
            try await consumer.assign([partition: 0])
            let failure = try await consumer.failure()
            #expect(failure.code == .offsetOutOfRange)
            #expect(failure.offset == 0)
            await consumer.close()
            await producer.close()
        }

        @Test func aLeaderThatMovesLosesAndDoublesNothing() async throws {
            let cluster = try MockCluster()
            cluster.create("t", partitions: 1)
            let partition = Topics.partitions("t", 1)[0]
            cluster.lead("t", 0, by: 1)
            let producer = try producer(cluster.address)
            try await producer.write(50, "a", to: partition)
            let consumer = try consumer(cluster.address, "t")
            try await consumer.assign([partition: 0])
            var seen = try await consumer.read(50)
            for (index, leader) in [Int32(2), 3, 1].enumerated() {
                cluster.lead("t", 0, by: leader)
                try await producer.write(50, "b\(index)-", to: partition)
                seen += try await consumer.read(50)
            }
            #expect(seen.map(\.offset) == (0..<200).map { Int64($0) })
            await consumer.close()
            await producer.close()
        }

        @Test func errorsThatPassAreNotSeen() async throws {
            let cluster = try MockCluster(brokers: 1)
            cluster.create("t", partitions: 2)
            let partitions = Topics.partitions("t", 2)
            let producer = try producer(cluster.address)
            // REQUEST_TIMED_OUT, NOT_LEADER, NOT_ENOUGH_REPLICAS
            cluster.fail(.produce, with: [7, 6, 19])
            for partition in partitions { try await producer.write(100, "v", to: partition) }
            let consumer = try consumer(cluster.address, "t")
            // NOT_LEADER, LEADER_NOT_AVAILABLE, KAFKA_STORAGE_ERROR
            cluster.fail(.fetch, with: [6, 5, 56])
            cluster.fail(.listOffsets, with: [6])
            #expect(try await consumer.watermarks(of: partitions) == [partitions[0]: 0..<100, partitions[1]: 0..<100])
            try await consumer.assign(all: partitions)
            let seen = try await consumer.read(200)
            for partition in partitions { #expect(values(seen, of: partition) == (0..<100).map { "v\($0)" }) }
            await consumer.close()
            await producer.close()
        }

        @Test func slowBrokersAreWaitedFor() async throws {
            let cluster = try MockCluster()
            cluster.create("t", partitions: 2)
            let producer = try producer(cluster.address)
            try await producer.write(10, "v", to: Topics.partitions("t", 2)[1])
            cluster.delay(milliseconds: 400)
            let consumer = try consumer(cluster.address, "t")
            let partitions = try await consumer.partitions()
            #expect(partitions == Topics.partitions("t", 2))
            try await consumer.assign(all: partitions)
            #expect(try await consumer.read(10).count == 10)
            await consumer.close()
            await producer.close()
        }

        @Test func brokersThatStopAndReturn() async throws {
            let cluster = try MockCluster(brokers: 2)
            cluster.create("t", partitions: 2)
            let partitions = Topics.partitions("t", 2)
            let producer = try producer(cluster.address)
            for partition in partitions { try await producer.write(20, "v", to: partition) }
            let consumer = try consumer(cluster.address, "t")
            try await consumer.assign(all: partitions)
            _ = try await consumer.read(40)
            cluster.stop()
            let failure = try await consumer.failure()
            #expect(failure.code == .brokerUnavailable)
            #expect(failure.isRetriable)
            let asked = await #expect(throws: KafkaError.self) { try await consumer.partitions() }
            #expect(asked?.code == .brokerUnavailable)
            cluster.start()
            for partition in partitions { try await producer.write(20, "w", to: partition) }
            let seen = try await consumer.read(40)
            for partition in partitions { #expect(values(seen, of: partition) == (0..<20).map { "w\($0)" }) }
            await consumer.close()
            await producer.close()
        }

        @Test func whatIsForbiddenIsSaid() async throws {
            let cluster = try MockCluster(brokers: 1)
            cluster.create("t", partitions: 1)
            cluster.fail(.fetch, with: Array(repeating: Self.topicDenied, count: 3))
            let consumer = try consumer(cluster.address, "t")
            try await consumer.assign(all: Topics.partitions("t", 1))
            let failure = try await consumer.failure()
            #expect(failure.code == .accessDenied)
            #expect(failure.partition == SourcePartition(topic: "t", partition: 0))
            #expect(!failure.isRetriable)
            await consumer.close()
        }

        @Test func nobodyListens() async throws {
            let consumer = try consumer("127.0.0.1:1", "t")
            try await consumer.assign(all: Topics.partitions("t", 1))
            let failure = try await consumer.failure()
            #expect(failure.code == .brokerUnavailable)
            #expect(failure.message.contains("127.0.0.1:1"))
            #expect(failure.message.contains("refused"))
            await consumer.close()
        }

        @Test func pausedPartitionsWait() async throws {
            let cluster = try MockCluster(brokers: 1)
            cluster.create("t", partitions: 2)
            let partitions = Topics.partitions("t", 2)
            let producer = try producer(cluster.address)
            for partition in partitions { try await producer.write(1_000, "v", to: partition) }
            let consumer = try consumer(cluster.address, "t")
            try await consumer.assign(all: partitions)
            let first = try await consumer.next(limit: .kibibytes(8), wait: .seconds(10)).seen
            consumer.pause([partitions[0]])
            let held = try #require(consumer.positions()[partitions[0]])
            let rest = 2_000 - first.count - (1_000 - Int(held))
            let others = rest > 0 ? try await consumer.read(rest) : []
            #expect(others.allSatisfy { $0.partition == partitions[1] })
            #expect(consumer.positions() == [partitions[0]: held, partitions[1]: 1_000])
            consumer.resume([partitions[0]])
            let resumed = held < 1_000 ? try await consumer.read(1_000 - Int(held)) : []
            let all = first + others + resumed
            for partition in partitions { #expect(values(all, of: partition) == (0..<1_000).map { "v\($0)" }) }
            await consumer.close()
            await producer.close()
        }
    }
}
