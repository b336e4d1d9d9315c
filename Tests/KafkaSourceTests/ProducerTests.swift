import KafkaSource
import LakeModel
import Testing

extension KafkaTests {
    @Suite(.serialized) struct ProducerTests {
        @Test func manyRecordsArriveOnceAndInOrder() async throws {
            let broker = try Tansu()
            try broker.create("many", partitions: 3)
            let partitions = Topics.partitions("many", 3)
            let producer = try producer(broker.address)
            let padding = String(repeating: "p", count: 240)
            for round in 0..<3 {
                var block = ByteBlockBuilder(reserving: 8 << 20)
                let records = (0..<30_000).map { index in
                    let number = round * 30_000 + index
                    return SourceRecords.Record(
                        partition: number % 3,
                        offset: 0,
                        value: block.append("\(number) \(padding)".utf8)
                    )
                }
                try await producer.produce(
                    SourceRecords(partitions: partitions, records: records, bytes: block.finish())
                )
            }
            try await producer.flush()
            let consumer = try consumer(broker.address, "many")
            try await consumer.assign(all: partitions)
            var next = [0, 1, 2]
            var count = 0
            while count < 90_000 {
                let records = try await consumer.next(limit: .mebibytes(4), wait: .seconds(10))
                try #require(!records.records.isEmpty)
                for record in records.records {
                    let text = records.bytes.array(record.value ?? 0..<0).prefix { $0 != UInt8(ascii: " ") }
                    try #require(Int(String(decoding: text, as: UTF8.self)) == next[record.partition])
                    next[record.partition] += 3
                }
                count += records.records.count
            }
            try await consumer.reachEnd(of: partitions)
            #expect(count == 90_000)
            await consumer.close()
            await producer.close()
        }

        @Test func equalKeysShareAPartition() async throws {
            let broker = try Tansu()
            try broker.create("keys", partitions: 3)
            let producer = try producer(broker.address)
            try await producer.produce(
                to: "keys",
                (0..<300).map { (key: Array("k\($0 % 10)".utf8), value: Array("\($0)".utf8)) }
            )
            try await producer.flush()
            let consumer = try consumer(broker.address, "keys")
            try await consumer.assign(all: consumer.partitions())
            let places = Dictionary(grouping: try await consumer.read(300), by: \.key).mapValues {
                Set($0.map(\.partition))
            }
            #expect(places.count == 10)
            #expect(places.values.allSatisfy { $0.count == 1 })
            await consumer.close()
            await producer.close()
        }

        @Test func aRefusedRecordIsSaid() async throws {
            let cluster = try MockCluster(brokers: 1)
            cluster.create("t", partitions: 1)
            let producer = try producer(cluster.address)
            // TOPIC_AUTHORIZATION_FAILED
            cluster.fail(.produce, with: [29])
            try await producer.produce(to: "t", [(key: nil, value: [1])])
            let failure = await #expect(throws: KafkaError.self) { try await producer.flush() }
            #expect(failure?.code == .accessDenied)
            await producer.close()
        }

        @Test func aRecordThatIsTooLargeIsSaid() async throws {
            let cluster = try MockCluster(brokers: 1)
            let producer = try producer(cluster.address, properties: ["message.max.bytes": "2000"])
            let failure = await #expect(throws: KafkaError.self) {
                try await producer.produce(to: "t", [(key: nil, value: [UInt8](repeating: 1, count: 9_000))])
            }
            #expect(failure?.code == .sourceFailed)
            #expect(failure?.isRetriable == false)
            await producer.close()
        }

        @Test func aFullBufferHoldsTheWriterBack() async throws {
            let cluster = try MockCluster(brokers: 1)
            cluster.create("t", partitions: 1)
            cluster.stop()
            let producer = try KafkaProducer(brokers: cluster.address, buffer: .mebibytes(1), logger: silent)
            let record: (key: [UInt8]?, value: [UInt8]?) = (nil, [UInt8](repeating: 2, count: 1_000))
            let records = Array(repeating: record, count: 5_000)
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await producer.produce(to: "t", records) }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.waitForAll() }
            }
            cluster.start()
            try await producer.flush()
            let consumer = try consumer(cluster.address, "t")
            let partition = Topics.partitions("t", 1)[0]
            let end = try #require(try await consumer.watermarks(of: [partition])[partition]?.upperBound)
            #expect((500...1_200).contains(end))
            // With a broker that takes them, all pass through the same small buffer.
            try await producer.produce(to: "t", records)
            try await producer.flush()
            #expect(try await consumer.watermarks(of: [partition])[partition]?.upperBound == end + 5_000)
            await consumer.close()
            await producer.close()
        }

        @Test func brokersThatStayAwayFailWhatWasSent() async throws {
            let cluster = try MockCluster(brokers: 1)
            cluster.create("t", partitions: 1)
            let producer = try producer(cluster.address, properties: ["message.timeout.ms": "5000"])
            try await producer.write(1, "v", to: Topics.partitions("t", 1)[0])
            cluster.stop()
            let failure = await #expect(throws: KafkaError.self) {
                try await producer.write(3, "v", to: Topics.partitions("t", 1)[0])
            }
            #expect(failure?.code == .brokerUnavailable)
            #expect(failure?.isRetriable == true)
            await producer.close()
        }
    }
}
