import Columns
import DeltaProtocol
import LakeModel

/// How far a batch brings one partition.
struct PartitionProgress: Hashable, Sendable {
    /// Behind the previous position: what lies between it and the first record was never a record.
    let first: Int64
    var last: Int64
    var records: Int64 = 0
    var rejects: Int64 = 0
    /// Of the last record, microseconds since 1970.
    var timestamp: Int64?

    var rows: Int64 { records - rejects }
}

/// What a commit is made of: whole records, from behind the table's positions on.
struct SealedBatch: Sendable {
    /// Of one schema each, the last one's being the newest.
    let rows: [RecordBatch]
    /// When the records need another one than the table had.
    let schema: StructType?
    let progress: [SourcePartition: PartitionProgress]
    let rejects: [RejectedRecord]
    let times: TimestampRuns
    /// That the records had in the source.
    let sourceBytes: Int64

    var rowCount: Int { rows.reduce(0) { $0 + $1.rowCount } }
    var ranges: [SourcePartition: ClosedRange<Int64>] {
        progress.mapValues { min($0.first, $0.last)...$0.last }
    }
}

/// When records were made, as counts of milliseconds: records come in order, so there are few.
struct TimestampRuns: Sendable {
    /// More are counted with the last one.
    private static let most = 8_192

    private(set) var runs: [(milliseconds: Int64, count: Int)] = []

    mutating func add(microseconds: Int64) {
        let milliseconds = microseconds / 1_000
        let last = runs.count - 1
        if last >= 0, runs[last].milliseconds == milliseconds || runs.count >= Self.most {
            runs[last].count += 1
        } else {
            runs.append((milliseconds, 1))
        }
    }
}
