import LakeModel

/// Runs are told of when they begin and end, and in between at most a few times a second each.
struct QueryPace {
    static let interval = Duration.milliseconds(200)

    private struct Told {
        var at: Duration
        var waiting: QueryRecord?
    }

    private var told: [QueryID: Told] = [:]

    /// The record, if it is to be told now.
    mutating func update(_ record: QueryRecord, at now: Duration) -> QueryRecord? {
        guard record.state == .running else {
            told[record.id] = nil
            return record
        }
        if let before = told[record.id], now < before.at + Self.interval {
            told[record.id]?.waiting = record
            return nil
        }
        told[record.id] = Told(at: now)
        return record
    }

    /// Those that have waited long enough.
    mutating func due(at now: Duration) -> [QueryRecord] {
        let due = told.values.filter { now >= $0.at + Self.interval }.compactMap(\.waiting)
        for record in due { told[record.id] = Told(at: now) }
        return due.sorted { $0.startedAt < $1.startedAt }
    }
}
