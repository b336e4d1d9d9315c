import DeltaProtocol
import Ingest
import LakeModel
import Synchronization

/// Partitions in memory that a test appends to and deletes from.
final class MemorySource: RecordSource {
    fileprivate struct Partition {
        var begin: Int64 = 0
        var records: [(value: [UInt8], timestamp: Int64)] = []
        var end: Int64 { begin + Int64(records.count) }
    }

    fileprivate struct State {
        var partitions: [SourcePartition: Partition] = [:]
        var places: [SourcePartition: Int64] = [:]
        var published: [SourcePartition: Int64] = [:]
        var recordsPerRead: Int
    }

    private let state: Mutex<State>
    private let clock: IngestClock

    init(partitions: Int, clock: IngestClock, recordsPerRead: Int = 7) {
        var state = State(recordsPerRead: recordsPerRead)
        for number in 0..<partitions { state.partitions[Self.partition(number)] = Partition() }
        self.state = Mutex(state)
        self.clock = clock
    }

    static func partition(_ number: Int) -> SourcePartition { SourcePartition(topic: "t", partition: Int32(number)) }

    var published: [SourcePartition: Int64] { state.withLock { $0.published } }

    func append(_ values: [String], to number: Int) {
        let time = clock.wall()
        state.withLock { state in
            for value in values {
                state.partitions[Self.partition(number), default: Partition()].records.append((Array(value.utf8), time))
            }
        }
    }

    /// Deletes the oldest records.
    func expire(_ count: Int, of number: Int) {
        state.withLock { state in
            state.partitions[Self.partition(number)]?.records.removeFirst(count)
            state.partitions[Self.partition(number)]?.begin += Int64(count)
        }
    }

    func partitions() async throws -> [SourcePartition] { state.withLock { $0.partitions.keys.sorted() } }

    func watermarks(of partitions: [SourcePartition]) async throws -> [SourcePartition: Range<Int64>] {
        state.withLock { state in
            let known = partitions.compactMap { partition in
                state.partitions[partition].map { (partition, $0.begin..<$0.end) }
            }
            return Dictionary(known) { first, _ in first }
        }
    }

    func offsets(at timestamp: Int64, of partitions: [SourcePartition]) async throws -> [SourcePartition: Int64] {
        state.withLock { state in
            state.partitions.mapValues { partition in
                let index = partition.records.firstIndex { $0.timestamp / 1_000 >= timestamp }
                return partition.begin + Int64(index ?? partition.records.count)
            }
        }
    }

    func assign(_ starts: [SourcePartition: Int64], committed: [String: Int64]) async throws {
        state.withLock { $0.places = starts }
    }

    func next(limit: ByteCount, wait: Duration) async throws -> SourceRecords {
        let records = state.withLock { $0.read() }
        if records.records.isEmpty { try await clock.sleep(wait) }
        return records
    }

    func publish(_ positions: [SourcePartition: Int64]) async {
        state.withLock { $0.published.merge(positions) { _, new in new } }
    }
}

extension MemorySource.State {
    mutating func read() -> SourceRecords {
        var bytes = ByteBlockBuilder()
        var records: [SourceRecords.Record] = []
        let names = places.keys.sorted()
        for (index, name) in names.enumerated() {
            guard let partition = partitions[name], let place = places[name], place >= partition.begin else { continue }
            let from = Int(place - partition.begin)
            for (number, record) in partition.records.dropFirst(from).prefix(recordsPerRead).enumerated() {
                records.append(
                    SourceRecords.Record(
                        partition: index,
                        offset: place + Int64(number),
                        timestamp: record.timestamp,
                        value: bytes.append(record.value)
                    )
                )
                places[name] = place + Int64(number) + 1
            }
        }
        return SourceRecords(partitions: names, records: records, bytes: bytes.finish())
    }
}
