import Columns
import Ingest
import LakeModel
import LogGenerator
import Synchronization

/// Logs of a make-believe web shop as a source of one partition, whose offsets are the events' times in microseconds
/// since 1970: so a restart goes on where the table ends, and fills what is missing since. Values are JSON, keys the
/// visitors' sessions.
final class GeneratorSource: RecordSource {
    static let partition = SourcePartition(topic: "generator", partition: 0)
    /// Events that happened longer ago are history, and follow day and night.
    private static let present: Int64 = 5_000_000
    private static let bytesPerEvent = 320

    private struct State {
        var generator = LogGenerator(seed: 20_260_801)
        /// The next offset; nil before the first assignment.
        var next: Int64?
    }

    private let rate: Double
    private let historyRate: Double
    private let history: Int64
    private let clock: IngestClock
    private let state = Mutex(State())

    /// - Parameter properties: `eventsPerSecond` (20), `historySeconds` (0), `historyEventsPerSecond` (half of the rate,
    ///   10 at most).
    init(properties: [String: String], clock: IngestClock) throws {
        let known: Set<String> = ["eventsPerSecond", "historySeconds", "historyEventsPerSecond"]
        for name in properties.keys.sorted() where !known.contains(name) {
            throw Self.invalid("has no property \(name); known are \(known.sorted().joined(separator: ", "))")
        }
        rate = try Self.number(properties["eventsPerSecond"], standard: 20, in: 0.001...1_000_000)
        historyRate = try Self.number(
            properties["historyEventsPerSecond"],
            standard: min(rate / 2, 10),
            in: 0.001...1_000_000
        )
        let seconds = try Self.number(properties["historySeconds"], standard: 0, in: 0...31_536_000)
        history = Int64(seconds * 1_000_000)
        self.clock = clock
    }

    private static func number(_ text: String?, standard: Double, in range: ClosedRange<Double>) throws -> Double {
        guard let text else { return standard }
        guard let value = Double(text), range.contains(value) else {
            throw invalid("has a number that is not from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    private static func invalid(_ problem: String) -> WiringError {
        WiringError(code: .configurationInvalid, message: "The generator \(problem).")
    }

    func partitions() async throws -> [SourcePartition] { [Self.partition] }

    /// What was not made yet can't be behind, so that the end is what was read.
    func watermarks(of partitions: [SourcePartition]) async throws -> [SourcePartition: Range<Int64>] {
        [Self.partition: 0..<max(0, state.withLock { $0.next } ?? clock.wall())]
    }

    func offsets(at timestamp: Int64, of partitions: [SourcePartition]) async throws -> [SourcePartition: Int64] {
        let micros = timestamp.multipliedReportingOverflow(by: 1_000)
        return [Self.partition: max(0, micros.overflow ? clock.wall() : min(micros.partialValue, clock.wall()))]
    }

    func assign(_ starts: [SourcePartition: Int64], committed: [String: Int64]) async throws {
        let now = clock.wall()
        let oldest = now - history
        state.withLock { $0.next = min(max(starts[Self.partition] ?? oldest, oldest), now) }
    }

    func next(limit: ByteCount, wait: Duration) async throws -> SourceRecords {
        let most = max(1, min(50_000, Int(clamping: limit.bytes) / Self.bytesPerEvent))
        if let records = try take(most) { return records }
        try await clock.sleep(wait)
        return try take(most) ?? SourceRecords(partitions: [Self.partition], records: [], bytes: Self.noBytes)
    }

    private static var noBytes: ByteBlock { ByteBlockBuilder().finish() }

    /// Events up to now, as many at most; nil without any.
    private func take(_ most: Int) throws -> SourceRecords? {
        let now = clock.wall()
        let made = try state.withLock { state -> (batch: RecordBatch, offsets: [Int64])? in
            let first = state.next ?? now
            let isHistory = first < now - Self.present
            let end = isHistory ? now - Self.present : now
            let batch =
                isHistory
                ? try state.generator.nextHistoryBatch(
                    from: first,
                    to: end,
                    averageRate: historyRate,
                    maximumRows: most
                )
                : try state.generator.liveBatch(from: first, to: end, eventsPerSecond: rate, maximumRows: most)
            let offsets = batch.map { Self.offsets(of: $0, from: first) } ?? []
            state.next = offsets.last.map { $0 + 1 } ?? max(first, end)
            return batch.map { ($0, offsets) }
        }
        return try made.map { try Self.records(of: $0.batch, at: $0.offsets) }
    }

    /// Times that are the same are told apart by the microseconds that follow.
    private static func offsets(of batch: RecordBatch, from first: Int64) -> [Int64] {
        guard let times = batch.column("timestamp") else { return [] }
        var next = first
        return (0..<batch.rowCount).map { row in
            next = max(next, times.int64(at: row) ?? next) + 1
            return next - 1
        }
    }

    private static func records(of batch: RecordBatch, at offsets: [Int64]) throws -> SourceRecords {
        let text = try RowEncoder.encode([batch], schema: batch.schema, format: .ndjson)
        var block = ByteBlockBuilder(reserving: text.count * 9 / 8)
        let lines = text.withUnsafeBytes { bytes in
            block.append(bytes)
            return BodyRecords.lines(bytes)
        }
        let sessions = batch.column("session_id")
        let records = zip(lines, offsets).enumerated().map { row, place in
            let key = sessions?.string(at: row).map { block.append($0.utf8) }
            return SourceRecords.Record(partition: 0, offset: place.1, timestamp: place.1, key: key, value: place.0)
        }
        return SourceRecords(partitions: [partition], records: records, bytes: block.finish())
    }
}
