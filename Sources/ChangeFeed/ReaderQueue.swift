import LakeModel

/// Events that a reader has not taken yet. When there are too many the reader loses their details, not their fact: what
/// waits is folded into one event a table.
struct ReaderQueue {
    private var events: [FeedEvent] = []
    private var next = 0
    private let limit: Int
    private var fullAt: Int

    init(limit: Int) {
        self.limit = limit
        fullAt = limit
    }

    var isEmpty: Bool { next == events.count }

    mutating func push(_ event: FeedEvent) {
        events.append(event)
        if events.count - next > fullAt { fold() }
    }

    mutating func take() -> FeedEvent? {
        guard next < events.count else { return nil }
        defer {
            next += 1
            if next == events.count || next > 1_024 {
                events.removeFirst(next)
                next = 0
            }
        }
        return events[next]
    }

    /// A lake of many tables needs more room than the limit; then the next folding waits until as many have come again.
    private mutating func fold() {
        var folded: [TableName: FeedEvent] = [:]
        var order: [TableName] = []
        for event in events[next...] {
            let earlier = folded[event.table]
            if earlier == nil { order.append(event.table) }
            folded[event.table] = earlier.map { Self.fold($0, event) } ?? Self.folded(event)
        }
        events = order.compactMap { folded[$0] }
        next = 0
        fullAt = max(limit, 2 * events.count)
    }

    private static func folded(_ event: FeedEvent) -> FeedEvent {
        guard case .change(let change) = event else { return event }
        return .resync(
            TablePosition(table: change.table, version: change.version, timestamp: change.timestamp)
        )
    }

    /// Two events of one table as one. A table that came stays one that came; it may have gone before.
    private static func fold(_ earlier: FeedEvent, _ later: FeedEvent) -> FeedEvent {
        let later = folded(later)
        guard case .created = earlier, case .resync(let position) = later else { return later }
        return .created(position)
    }
}
