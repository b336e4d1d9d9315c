/// When a checkpoint is worth what it costs.
///
/// A checkpoint costs what the table's state holds, and saves every later reader the commits before it. Where the table
/// says an interval it is taken at its word. Else a small state is written every few commits, and a large one more
/// rarely, up to `longest` commits: with one commit a second, a state of 100,000 files and tombstones is written every
/// hundred seconds, not every ten.
package struct CheckpointPolicy: Hashable, Sendable {
    /// Commits between checkpoints of a small state.
    package var interval: Int64
    package var longest: Int64
    /// Actions that are written as often as `interval` says.
    package var smallState: Int64

    package init(interval: Int64 = 10, longest: Int64 = 100, smallState: Int64 = 10_000) {
        self.interval = max(1, interval)
        self.longest = longest
        self.smallState = max(1, smallState)
    }

    package func interval(of snapshot: Snapshot) -> Int64 {
        if let property = snapshot.metadata.configuration[TableProperty.checkpointInterval].flatMap(Int64.init) {
            return max(1, property)
        }
        return interval(actions: Int64(snapshot.fileCount) + Int64(snapshot.tombstones.count))
    }

    func interval(actions: Int64) -> Int64 {
        let (scaled, overflow) = interval.multipliedReportingOverflow(by: max(1, actions / smallState))
        return overflow ? max(interval, longest) : max(interval, min(scaled, longest))
    }
}
