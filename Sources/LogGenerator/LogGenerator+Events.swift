package import Columns

extension LogGenerator {
    /// The events in `from ..< to` (microseconds since 1970), in the order of their timestamps, in batches of at most
    /// `batchRows` (at least 1); `body` isn't called when there is none.
    ///
    /// - Parameters:
    ///   - perSecond: the steady rate, or with `followsDayCurve` the mean over a week.
    ///   - followsDayCurve: for a history: the rate follows day, night and weekday.
    /// - Throws: what `body` throws; the generator then stands behind the batch that `body` was given.
    package mutating func events(
        from: Int64,
        to: Int64,
        perSecond: Double,
        followsDayCurve: Bool = false,
        batchRows: Int = 50_000,
        _ body: (RecordBatch) throws -> Void
    ) throws {
        let rows = max(batchRows, 1)
        while let batch = followsDayCurve
            ? try nextHistoryBatch(from: from, to: to, averageRate: perSecond, maximumRows: rows)
            : try liveBatch(from: from, to: to, eventsPerSecond: perSecond, maximumRows: rows)
        {
            try body(batch)
        }
    }
}
