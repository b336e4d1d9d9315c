package import DeltaProtocol
package import LakeModel
import Synchronization

/// The write-ahead log as a source of one partition. Records that came in one request stay in one batch, so their key is
/// committed with all of them.
package final class LogSource: RecordSource {
    fileprivate struct State {
        var cursor = IngestLog.Cursor(next: 0)
        /// Application ids in the table.
        var committed: Set<String> = []
        /// Of entries that were read and not released, by their last offset.
        var keys: [Int64: String] = [:]
    }

    package let partition: SourcePartition
    private let log: IngestLog
    private let clock: IngestClock
    private let state = Mutex(State())
    /// Told of requests that were found in the table already, by their keys: another server had them.
    private let onDuplicate: @Sendable (ClosedRange<Int64>) -> Void

    package init(
        log: IngestLog,
        clock: IngestClock,
        onDuplicate: @escaping @Sendable (ClosedRange<Int64>) -> Void = { _ in }
    ) {
        self.log = log
        self.clock = clock
        self.onDuplicate = onDuplicate
        partition = Self.partition(of: log)
    }

    static func partition(of log: IngestLog) -> SourcePartition {
        SourcePartition(topic: "http-\(log.identity)", partition: 0)
    }

    static func applicationID(key: String) -> String { "tideline:http:\(key)" }

    package func partitions() async throws -> [SourcePartition] { [partition] }

    package func watermarks(of partitions: [SourcePartition]) async throws -> [SourcePartition: Range<Int64>] {
        [partition: log.range]
    }

    package func offsets(at timestamp: Int64, of: [SourcePartition]) async throws -> [SourcePartition: Int64] {
        [partition: log.range.lowerBound]
    }

    package func assign(_ starts: [SourcePartition: Int64], committed: [String: Int64]) async throws {
        state.withLock { state in
            state.cursor = IngestLog.Cursor(next: starts[partition] ?? log.range.lowerBound)
            state.committed = Set(committed.keys)
            state.keys = [:]
        }
    }

    package func next(limit: ByteCount, wait: Duration) async throws -> SourceRecords {
        let records = try await take(limit)
        guard records.records.isEmpty else { return records }
        await log.grown.wait(atMost: wait, pause: clock.sleep)
        return try await take(limit)
    }

    private func take(_ limit: ByteCount) async throws -> SourceRecords {
        let cursor = state.withLock { $0.cursor }
        let read = try await log.read(from: cursor, limit: Int(clamping: limit.bytes))
        var bytes = ByteBlockBuilder(reserving: read.entries.reduce(0) { $0 + $1.payload.count })
        var records: [SourceRecords.Record] = []
        for (entry, payload, start) in read.entries {
            guard state.withLock({ $0.take(entry) }) else {
                onDuplicate(entry.range)
                continue
            }
            let block = payload.withUnsafeBytes { bytes.append(UnsafeRawBufferPointer(rebasing: $0[start...])) }
            var place = block.lowerBound
            for (index, length) in entry.lengths.enumerated() {
                records.append(
                    SourceRecords.Record(
                        partition: 0,
                        offset: entry.first + Int64(index),
                        timestamp: entry.receivedAt,
                        value: place..<place + Int(length)
                    )
                )
                place += Int(length)
            }
        }
        state.withLock { $0.cursor = read.cursor }
        return SourceRecords(partitions: [partition], records: records, bytes: bytes.finish())
    }

    package func transactions(covering ranges: [SourcePartition: ClosedRange<Int64>]) async -> [AppTransaction] {
        guard let range = ranges[partition] else { return [] }
        let now = clock.wall() / 1_000
        return state.withLock { state in
            state.keys.filter { range.contains($0.key) }.sorted { $0.key < $1.key }.map {
                AppTransaction(appID: Self.applicationID(key: $0.value), version: $0.key, lastUpdated: now)
            }
        }
    }

    package func publish(_ positions: [SourcePartition: Int64]) async {
        guard let next = positions[partition] else { return }
        state.withLock { state in state.keys = state.keys.filter { $0.key >= next } }
        log.release(before: next)
    }
}

extension LogSource.State {
    /// False for what the table has already.
    fileprivate mutating func take(_ entry: LogEntry) -> Bool {
        guard let key = entry.key else { return true }
        let id = LogSource.applicationID(key: key)
        guard committed.insert(id).inserted else { return false }
        keys[entry.last] = key
        return true
    }
}
