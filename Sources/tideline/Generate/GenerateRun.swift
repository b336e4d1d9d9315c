import Ingest
import LakeModel
import ServiceLifecycle

/// What takes generated events.
protocol GenerateSink: Sendable {
    /// Returns when they are on their way, in order.
    func take(_ records: SourceRecords) async throws
    /// Waits until all have arrived.
    func finish() async throws
}

/// Makes events of the present at a rate, until there are enough, the time is over, or somebody says stop.
struct GenerateRun {
    private static let interval = Duration.milliseconds(100)
    private static let most = ByteCount.mebibytes(8)

    let rate: Double
    let most: Int?
    let time: Duration?

    /// - Returns: how many there were.
    func into(_ sink: any GenerateSink) async throws -> Int {
        let source = try GeneratorSource(properties: ["eventsPerSecond": "\(rate)"], clock: .system)
        try await source.assign([:], committed: [:])
        let start = ContinuousClock.now
        var made = 0
        while most.map({ made < $0 }) ?? true, time.map({ start.duration(to: .now) < $0 }) ?? true {
            let records = try await source.next(limit: Self.most, wait: Self.interval)
            guard !records.records.isEmpty else { continue }
            let kept = most.map { Array(records.records.prefix($0 - made)) } ?? records.records
            try await sink.take(
                SourceRecords(partitions: records.partitions, records: kept, bytes: records.bytes)
            )
            made += kept.count
        }
        try await sink.finish()
        return made
    }
}
