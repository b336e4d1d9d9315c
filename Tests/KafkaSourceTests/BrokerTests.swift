import Foundation
import KafkaSource
import LakeModel
import Testing

extension KafkaTests {
    /// Against a real broker.
    @Suite(.serialized) struct BrokerTests {
        private struct Place: Hashable {
            let partition: SourcePartition
            let offset: Int64
        }

        @Test func recordsKeepTheirParts() async throws {
            let broker = try Tansu()
            try broker.create("parts", partitions: 3)
            let partitions = Topics.partitions("parts", 3)
            var block = ByteBlockBuilder()
            let (key, value) = (block.append("k".utf8), block.append("värde".utf8))
            let (header, empty) = (block.append([0, 255]), block.append([]))
            let headers = [
                SourceRecords.Header(name: "trace", value: header), SourceRecords.Header(name: "none", value: nil),
                SourceRecords.Header(name: "trace", value: empty),
            ]
            let time: Int64 = 1_700_000_000_123_000
            let sent = SourceRecords(
                partitions: partitions,
                records: [
                    .init(partition: 0, offset: 0, timestamp: time, key: key, value: value, headers: headers),
                    .init(partition: 0, offset: 0, timestamp: time + 1_000, key: key, value: nil),
                    .init(partition: 1, offset: 0, timestamp: time, key: nil, value: empty),
                    .init(partition: 2, offset: 0, key: empty, value: value),
                ],
                bytes: block.finish()
            )
            let producer = try producer(broker.address)
            try await producer.produce(sent)
            try await producer.flush()

            let consumer = try consumer(broker.address, "parts")
            #expect(try await consumer.partitions() == partitions)
            try await consumer.assign(all: partitions)
            var got: [Place: (record: SourceRecords.Record, bytes: ByteBlock)] = [:]
            while got.count < 4 {
                let more = try await consumer.next(limit: .mebibytes(1), wait: .seconds(10))
                try #require(!more.records.isEmpty)
                for record in more.records {
                    got[Place(partition: more.partitions[record.partition], offset: record.offset)] = (
                        record, more.bytes
                    )
                }
            }
            let first = try #require(got[Place(partition: partitions[0], offset: 0)])
            #expect(first.record.timestamp == time)
            #expect(first.record.key.map(first.bytes.array) == Array("k".utf8))
            #expect(first.record.value.map(first.bytes.array) == Array("värde".utf8))
            #expect(first.record.headers.map(\.name) == ["trace", "none", "trace"])
            let values: [[UInt8]?] = first.record.headers.map { header in header.value.map(first.bytes.array) }
            #expect(values == [[0, 255], nil, []])
            let tombstone = try #require(got[Place(partition: partitions[0], offset: 1)]).record
            #expect(tombstone.key != nil)
            #expect(tombstone.value == nil)
            let keyless = try #require(got[Place(partition: partitions[1], offset: 0)]).record
            #expect(keyless.key == nil)
            #expect(keyless.value?.isEmpty == true)
            let timed = try #require(got[Place(partition: partitions[2], offset: 0)]).record
            #expect(timed.key?.isEmpty == true)
            #expect((timed.timestamp ?? 0) > time)
            try await consumer.reachEnd(of: partitions)
            #expect(consumer.positions() == [partitions[0]: 2, partitions[1]: 1, partitions[2]: 1])
            await consumer.close()
            await producer.close()
        }

        @Test func readingBeginsWhereItIsTold() async throws {
            let broker = try Tansu()
            try broker.create("seek", partitions: 2)
            let partitions = Topics.partitions("seek", 2)
            let producer = try producer(broker.address)
            try await producer.write(100, "a", to: partitions[0])
            try await producer.write(50, "b", to: partitions[1])
            let consumer = try consumer(broker.address, "seek")
            #expect(try await consumer.offsets(at: 0, of: partitions) == [partitions[0]: 0, partitions[1]: 0])

            try await consumer.assign([partitions[0]: 90, partitions[1]: 49])
            let tail = try await consumer.read(11)
            #expect(values(tail, of: partitions[0]) == (90..<100).map { "a\($0)" })
            #expect(values(tail, of: partitions[1]) == ["b49"])
            // By itself this broker tells where its last batch begins.
            #expect(try await consumer.watermarks(of: partitions) == [partitions[0]: 0..<100, partitions[1]: 0..<50])

            // Back, while records of the old assignment may still be in the queue.
            try await consumer.assign([partitions[0]: 10])
            _ = try await consumer.next(limit: ByteCount(1), wait: .seconds(10))
            try await consumer.assign([partitions[0]: 20])
            let again = try await consumer.read(80)
            #expect(values(again, of: partitions[0]) == (20..<100).map { "a\($0)" })
            #expect(consumer.positions() == [partitions[0]: 100])

            try await consumer.assign([:])
            #expect(try await consumer.next(limit: .mebibytes(1), wait: .milliseconds(50)).records.isEmpty)
            await #expect(throws: KafkaError.self) { try await consumer.assign([partitions[0]: -1]) }
            await consumer.close()
            await producer.close()
        }

        @Test func aTopicThatAppearsIsFound() async throws {
            let broker = try Tansu()
            try broker.create("old", partitions: 1)
            let consumer = try consumer(broker.address, "old", "new")
            await #expect {
                _ = try await consumer.partitions()
            } throws: { error in
                guard let error = error as? KafkaError else { return false }
                return error.code == .topicNotFound && error.isRetriable && error.message.contains("new")
            }
            try broker.create("new", partitions: 2)
            #expect(try await consumer.partitions() == Topics.partitions("new", 2) + Topics.partitions("old", 1))
            try broker.delete("new")
            try broker.create("new", partitions: 4)
            #expect(try await consumer.partitions() == Topics.partitions("new", 4) + Topics.partitions("old", 1))
            let producer = try producer(broker.address)
            try await producer.write(5, "x", to: Topics.partitions("new", 4)[3])
            try await consumer.assign(all: consumer.partitions())
            #expect(try await consumer.read(5).map(\.value) == (0..<5).map { "x\($0)" })
            await consumer.close()
            await producer.close()
        }

        @Test func aBrokerThatReturnsIsReadOn() async throws {
            let broker = try Tansu()
            try broker.create("t", partitions: 1)
            let partition = Topics.partitions("t", 1)[0]
            var writer = try producer(broker.address)
            try await writer.write(10, "v", to: partition)
            await writer.close()
            let consumer = try consumer(broker.address, "t")
            try await consumer.assign([partition: 0])
            _ = try await consumer.read(10)
            broker.stop()
            let failure = try await consumer.failure()
            #expect(failure.code == .brokerUnavailable)
            #expect(failure.isRetriable)
            #expect(failure.message.contains(broker.address))
            await #expect(throws: KafkaError.self) { try await consumer.watermarks(of: [partition]) }

            try broker.start()
            try broker.create("t", partitions: 1)
            writer = try producer(broker.address)
            try await writer.write(25, "v", to: partition)
            #expect(try await consumer.read(15).map(\.offset) == (10..<25).map { Int64($0) })
            await consumer.close()
            await writer.close()
        }

        @Test func largeRecordsPass() async throws {
            let broker = try Tansu()
            try broker.create("large", partitions: 1)
            let producer = try producer(broker.address, properties: ["message.max.bytes": "8000000"])
            let sizes = [5_000_000, 10, 1_500_000, 0, 900_000, 900_000, 3]
            try await producer.produce(
                to: "large",
                sizes.map { (key: nil, value: [UInt8](repeating: UInt8(ascii: "x"), count: $0)) }
            )
            try await producer.flush()
            let consumer = try consumer(broker.address, "large")
            try await consumer.assign(all: Topics.partitions("large", 1))
            #expect(try await consumer.read(sizes.count).map { $0.value?.utf8.count } == sizes)
            await consumer.close()
            await producer.close()
        }

        @Test func positionsPassTheEndOfTransactions() async throws {
            let broker = try Tansu()
            try broker.create("tx", partitions: 1)
            let partition = Topics.partitions("tx", 1)[0]
            try Transactions.write(["one", "two"], to: partition, at: broker.address)
            let consumer = try consumer(broker.address, "tx")
            try await consumer.assign([partition: 0])
            let seen = try await consumer.read(2)
            #expect(seen.map(\.value) == ["one", "two"])
            // The marks behind each transaction are offsets without records.
            #expect(seen.map(\.offset) == [0, 2])
            try await consumer.reachEnd(of: [partition])
            #expect(consumer.positions() == [partition: 4])
            #expect(try await consumer.watermarks(of: [partition]) == [partition: 0..<4])
            await consumer.close()
        }

        @Test(arguments: ["SCRAM-SHA-256", "PLAIN"])
        func whoIsNotLetInIsTold(_ mechanism: String) async throws {
            let broker = try Tansu(authentication: true)
            let consumer = try consumer(
                broker.address,
                "t",
                properties: [
                    "security.protocol": "sasl_plaintext", "sasl.mechanisms": mechanism, "sasl.username": "me",
                    "sasl.password": "hunter2!",
                ]
            )
            let asked = await #expect(throws: KafkaError.self) { try await consumer.partitions() }
            try await consumer.assign(all: Topics.partitions("t", 1))
            for failure in [asked, try await consumer.failure()] {
                #expect(failure?.code == .authenticationFailed)
                #expect(failure?.isRetriable == false)
                #expect(failure?.message.contains("sasl.*") == true)
                #expect(failure?.message.contains("hunter2") == false)
            }
            await consumer.close()
        }

        @Test func positionsArePublishedToTheGroup() async throws {
            let broker = try Tansu()
            try broker.create("lag", partitions: 2)
            let partitions = Topics.partitions("lag", 2)
            let consumer = try consumer(broker.address, "lag")
            consumer.publish([partitions[0]: 5, partitions[1]: 1])
            consumer.publish([partitions[0]: 7])
            for _ in 0..<1_000 where try await consumer.published(of: partitions).count < 2 {}
            await consumer.close()
            let other = try KafkaSourceTests.consumer(broker.address, "lag")
            #expect(try await other.published(of: partitions) == [partitions[0]: 7, partitions[1]: 1])
            await other.close()
        }
    }
}
