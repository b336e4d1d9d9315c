import CRDKafka
import Foundation
import KafkaSource
import LakeModel
import Logging

// How many 250-byte records a second pass, in this process, through a broker that runs already:
//
//   kafka-benchmark HOST:PORT TOPIC PARTITIONS [RECORDS] [bare]
//
// `produce` and `consume` are KafkaProducer and KafkaConsumer; `bare` is the same librdkafka with the same properties in the
// shortest loop that counts messages. The topic has to exist and to be empty; with `bare` it has to hold the records, which
// are only counted.

let arguments = CommandLine.arguments
guard arguments.count >= 4, let partitionCount = Int32(arguments[3]) else {
    print("usage: kafka-benchmark HOST:PORT TOPIC PARTITIONS [RECORDS]")
    exit(64)
}
let (brokers, topic) = (arguments[1], arguments[2])
let total = arguments.count > 4 ? Int(arguments[4]) ?? 1_000_000 : 1_000_000
let size = 250
let partitions = (0..<partitionCount).map { SourcePartition(topic: topic, partition: $0) }
let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }

func report(_ what: String, _ count: Int, _ time: Duration) {
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    let rate = Double(count) / seconds
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
    print("\(what): \(Int(rate)) records/s, \(Int(rate * Double(size) / 1e6)) MB/s \(peak)")
}

func produce() async throws {
    let producer = try KafkaProducer(brokers: brokers, logger: logger)
    let chunk = 10_000
    var block = ByteBlockBuilder(reserving: chunk * size)
    // About as compressible as log records: half of each is random hexadecimal digits.
    let records = (0..<chunk).map { index in
        let random = (0..<8).map { _ in String(UInt64.random(in: 1 << 60...UInt64.max), radix: 16) }.joined()
        let text = "{\"n\":\(index),\"trace\":\"\(random)\",\"text\":\""
        let filler = String(repeating: "GET /api/things ", count: 16).prefix(size - text.utf8.count - 2)
        return SourceRecords.Record(
            partition: index % partitions.count,
            offset: 0,
            value: block.append((text + filler + "\"}").utf8)
        )
    }
    let batch = SourceRecords(partitions: partitions, records: records, bytes: block.finish())
    for _ in 0..<total / chunk { try await producer.produce(batch) }
    try await producer.flush()
    await producer.close()
}

func consume() async throws {
    let consumer = try KafkaConsumer(
        KafkaConfiguration(brokers: brokers, topics: [topic], groupID: "benchmark"),
        logger: logger
    )
    try await consumer.assign(Dictionary(uniqueKeysWithValues: partitions.map { ($0, 0) }))
    var count = 0
    while count < total { count += try await consumer.next(limit: .mebibytes(1), wait: .seconds(10)).records.count }
    await consumer.close()
}

func bare() {
    let set = rd_kafka_conf_new()
    let properties = [
        "bootstrap.servers": brokers, "group.id": "benchmark", "enable.auto.commit": "false", "check.crcs": "true",
        "queued.max.messages.kbytes": "8192", "queued.min.messages": "30000", "fetch.max.bytes": "1048576",
        "fetch.queue.backoff.ms": "5",
        "fetch.wait.max.ms": "100", "enable.auto.offset.store": "false", "isolation.level": "read_committed",
    ]
    for (name, value) in properties { rd_kafka_conf_set(set, name, value, nil, 0) }
    let client = rd_kafka_new(RD_KAFKA_CONSUMER, set, nil, 0)
    let list = rd_kafka_topic_partition_list_new(partitionCount)
    for partition in partitions {
        rd_kafka_topic_partition_list_add(list, topic, partition.partition)?.pointee.offset = 0
    }
    rd_kafka_assign(client, list)
    let queue = rd_kafka_queue_get_consumer(client)
    let room = 4_096
    let messages = UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>.allocate(capacity: room)
    var count = 0
    while count < total {
        let taken = rd_kafka_consume_batch_queue(queue, 5, messages, room)
        for index in 0..<max(0, taken) {
            if messages[index]?.pointee.err == 0 { count += 1 }
            rd_kafka_message_destroy(messages[index])
        }
    }
    messages.deallocate()
    rd_kafka_queue_destroy(queue)
    rd_kafka_topic_partition_list_destroy(list)
    rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
}

let clock = ContinuousClock()
if arguments.last == "bare" {
    for _ in 0..<3 { report("bare", total, clock.measure { bare() }) }
    exit(0)
}
report("produce", total, try await clock.measure { try await produce() })
for _ in 0..<3 {
    report("bare", total, clock.measure { bare() })
    report("consume", total, try await clock.measure { try await consume() })
}
