import LiveQuery

/// Who gets which event, and what is kept for those who come back. Decides only; `EventHub` acts.
struct EventHubState {
    typealias ReaderID = Int

    private struct Reader {
        let live: Set<LiveID>
        let topics: Set<EventTopic>
        var mailbox: EventMailbox
        /// When it last took something.
        var active: Duration

        func wants(_ scope: EventScope) -> Bool {
            switch scope {
            case .topic(let topic): topics.contains(topic)
            case .live(let id): live.contains(id)
            }
        }
    }

    private let limits: EventHub.Limits
    private var readers: [ReaderID: Reader] = [:]
    private var nextReader = 0
    private var ring: EventRing
    private var snapshots: [LiveID: SnapshotFrame] = [:]
    /// The last event's number.
    private(set) var number = 0
    /// Since this number every change of a table was told; nil while nobody follows them.
    private var tablesSince: Int?
    private var tablesUnwantedSince: Duration?

    private(set) var framesSent = 0
    private(set) var snapshotsSkipped = 0

    init(limits: EventHub.Limits) {
        self.limits = limits
        ring = EventRing(mostBytes: limits.keptBytes)
    }

    var readerCount: Int { readers.count }

    func isWanted(_ topic: EventTopic) -> Bool { readers.values.contains { $0.topics.contains(topic) } }

    // MARK: readers

    /// Whether a reader can go on behind a number without having missed anything.
    func canResume(after number: Int, topics: Set<EventTopic>) -> Bool {
        guard number <= self.number, number >= ring.forgotten else { return false }
        return !topics.contains(.tables) || tablesSince.map { $0 <= number } ?? false
    }

    /// - Parameters:
    ///   - last: of a reader that comes back and can go on behind it.
    ///   - opening: what it gets first, `hello` before all.
    mutating func join(
        live: Set<LiveID>,
        topics: Set<EventTopic>,
        resumingAfter last: Int?,
        opening: [EventFrame],
        at now: Duration
    ) -> ReaderID {
        nextReader += 1
        readers[nextReader] = Reader(
            live: live,
            topics: topics,
            mailbox: EventMailbox(mostBytes: limits.waitingBytes),
            active: now
        )
        if topics.contains(.tables) { tablesUnwantedSince = nil }
        begin(nextReader, resumingAfter: last, opening: opening)
        return nextReader
    }

    private mutating func begin(_ reader: ReaderID, resumingAfter last: Int?, opening: [EventFrame]) {
        var frames = opening
        if let last { frames.insert(contentsOf: ring.frames(after: last), at: min(1, frames.count)) }
        for (index, frame) in frames.enumerated() where index == 0 || readers[reader]?.wants(frame.scope) == true {
            _ = readers[reader]?.mailbox.push(frame)
        }
        for id in (readers[reader]?.live ?? []).sorted() {
            if let snapshot = snapshots[id] { _ = readers[reader]?.mailbox.push(snapshot, number: number) }
        }
    }

    mutating func leave(_ reader: ReaderID, at now: Duration) -> Set<LiveID> {
        guard let left = readers.removeValue(forKey: reader) else { return [] }
        if left.topics.contains(.tables), !readers.values.contains(where: { $0.topics.contains(.tables) }) {
            tablesUnwantedSince = now
        }
        return left.live
    }

    mutating func take(_ reader: ReaderID, at now: Duration) -> EventMailbox.Item? {
        guard let item = readers[reader]?.mailbox.take() else { return nil }
        readers[reader]?.active = now
        framesSent += 1
        return item
    }

    // MARK: events

    /// - Returns: whom to wake, and who has fallen too far behind and must be begun anew by `restart`.
    mutating func publish(_ scope: EventScope, _ encode: (Int) -> EventFrame) -> (woken: [ReaderID], lost: [ReaderID]) {
        number += 1
        let frame = encode(number)
        ring.append(frame)
        var (woken, lost): ([ReaderID], [ReaderID]) = ([], [])
        for (id, reader) in readers where reader.wants(scope) {
            if readers[id]?.mailbox.push(frame) == true { woken.append(id) } else { lost.append(id) }
        }
        return (woken, lost)
    }

    mutating func publish(_ snapshot: SnapshotFrame) -> [ReaderID] {
        number += 1
        snapshots[snapshot.id] = snapshot
        var woken: [ReaderID] = []
        for (id, reader) in readers where reader.live.contains(snapshot.id) {
            if readers[id]?.mailbox.push(snapshot, number: number) == true { snapshotsSkipped += 1 }
            woken.append(id)
        }
        return woken
    }

    /// For those who come later: the same rows at a later version.
    mutating func replace(_ snapshot: SnapshotFrame) {
        if snapshots[snapshot.id]?.sequence == snapshot.sequence { snapshots[snapshot.id] = snapshot }
    }

    func snapshot(of id: LiveID) -> SnapshotFrame? { snapshots[id] }

    mutating func forget(_ id: LiveID) {
        snapshots[id] = nil
        for reader in readers.keys { readers[reader]?.mailbox.remove(id) }
    }

    /// What a reader follows that has lost events.
    func interests(of reader: ReaderID) -> (live: Set<LiveID>, topics: Set<EventTopic>)? {
        readers[reader].map { ($0.live, $0.topics) }
    }

    mutating func restart(_ reader: ReaderID, opening: [EventFrame]) {
        readers[reader]?.mailbox.clear()
        begin(reader, resumingAfter: nil, opening: opening)
    }

    /// Readers who have been silent so long that a proxy might take the connection for dead.
    mutating func heartbeats(at now: Duration) -> [ReaderID] {
        let silent = readers.filter { now >= $0.value.active + limits.heartbeat && $0.value.mailbox.isEmpty }.keys
        for reader in silent { readers[reader]?.mailbox.pushHeartbeat() }
        return Array(silent)
    }

    // MARK: the lake's tables, which are followed only while somebody wants them

    mutating func tablesAreFollowed(_ areFollowed: Bool) {
        tablesSince = areFollowed ? number : nil
    }

    /// Whether to go on though nobody wants them: who comes back soon has missed nothing.
    func tablesAreUnwanted(at now: Duration) -> Bool {
        tablesUnwantedSince.map { now >= $0 + limits.tablesLinger } ?? false
    }
}
