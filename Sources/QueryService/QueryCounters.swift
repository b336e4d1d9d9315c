package import LakeModel
import Synchronization

/// What `/metrics` says of the runs that have ended since the server started.
package struct QueryTotals: Sendable {
    package var ended: [QueryRecord.State: Int] = [:]
    package var rows: Int64 = 0
    package var resultBytes: Int64 = 0
    package var seconds: Double = 0
    /// Runs that took at most so many seconds.
    package var buckets: [(atMost: Double, count: Int)] =
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300].map { ($0, 0) }

    package var count: Int { ended.values.reduce(0, +) }
}

final class QueryCounters: Sendable {
    private let state = Mutex(QueryTotals())

    var totals: QueryTotals { state.withLock { $0 } }

    func add(_ record: QueryRecord) {
        let seconds = (record.timings.finished?.milliseconds ?? 0) / 1_000
        state.withLock { totals in
            totals.ended[record.state, default: 0] += 1
            totals.rows &+= record.rowCount
            totals.resultBytes &+= record.resultBytes.bytes
            totals.seconds += seconds
            for index in totals.buckets.indices where seconds <= totals.buckets[index].atMost {
                totals.buckets[index].count += 1
            }
        }
    }
}
