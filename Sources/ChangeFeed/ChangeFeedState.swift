import LakeModel

/// Who follows which table from where, and when to look at a log. Decides only; `ChangeFeed` acts.
///
/// A follower is a table that somebody follows. Its look is idle, running, or running and already out of date; so any
/// number of hints and ticks makes at most one look at a time, and none is lost.
struct ChangeFeedState {
    typealias ReaderID = Int

    enum Action: Hashable {
        case look(Look)
        case listTables
        case wake(ReaderID)
    }

    struct Look: Hashable, Sendable {
        let table: TableName
        /// The commits after this one are wanted; nil wants none, for nobody has got any yet.
        let after: DeltaVersion?
        /// Of the follower that it was made for: one who came later, in place of one who left, is not told.
        let ordinal: Int
    }

    /// What a reader has got of a table.
    private enum Position: Hashable {
        /// Nothing yet: the first look tells where it begins.
        case unknown
        /// That there is no such table.
        case absent
        case after(DeltaVersion)
        /// Something, before the log became unreadable or from elsewhere than the feed.
        case interrupted
        /// Nothing of a new table, that clients were shown already.
        case untold
    }

    private enum Looking { case idle, running, runningAndStale }

    private struct Follower {
        let ordinal: Int
        var looking = Looking.idle
        /// nil before the first look.
        var identity: String?
        var newest: DeltaVersion?
        var isUnreadable = false
        var positions: [ReaderID: Position] = [:]
        /// Readers who joined while a look was under way: it may have seen less than they know.
        var late: Set<ReaderID> = []

        mutating func join(_ reader: ReaderID, at position: Position) {
            positions[reader] = position
            if looking != .idle { late.insert(reader) }
        }

        mutating func leave(_ reader: ReaderID) {
            positions[reader] = nil
            late.remove(reader)
        }

        /// The earliest position that a reader waits at.
        var earliest: DeltaVersion? {
            positions.values.compactMap { if case .after(let version) = $0 { version } else { nil } }.min()
        }
    }

    private struct Reader {
        /// nil follows every table.
        let tables: Set<TableName>?
        var queue: ReaderQueue
    }

    private let configuration: ChangeFeed.Configuration
    private var readers: [ReaderID: Reader] = [:]
    private var followers: [TableName: Follower] = [:]
    private var nextReader = 0
    private var nextOrdinal = 0
    private var ticks = 0
    private var listing = Looking.idle
    /// Whether the names of all tables were listed since somebody wants them.
    private var namesAreKnown = false

    init(configuration: ChangeFeed.Configuration) { self.configuration = configuration }

    var followedTables: Int { followers.count }

    // MARK: readers

    /// - Parameter positions: nil follows every table from now on; a table's version nil begins at its newest.
    mutating func join(_ positions: [TableName: DeltaVersion?]?) -> (ReaderID, [Action]) {
        nextReader += 1
        let reader = nextReader
        readers[reader] = Reader(
            tables: positions.map { Set($0.keys) },
            queue: ReaderQueue(limit: configuration.queuedEvents)
        )
        guard let positions else { return (reader, joinAll(reader)) }
        var actions: [Action] = []
        for (table, version) in positions.sorted(by: { $0.key < $1.key }) {
            follow(table) { $0.join(reader, at: version.map { .after($0) } ?? .unknown) }
            // Who follows all tables hears of one that somebody has named before the next listing finds it.
            let all = allReaders.filter { followers[table]?.positions[$0] == nil }
            for other in all { followers[table]?.join(other, at: namesAreKnown ? .absent : .unknown) }
            actions += startLook(at: table)
        }
        return (reader, actions)
    }

    private mutating func joinAll(_ reader: ReaderID) -> [Action] {
        for (table, follower) in followers {
            followers[table]?.join(reader, at: follower.newest.map { .after($0) } ?? .unknown)
        }
        return list()
    }

    mutating func leave(_ reader: ReaderID) {
        guard readers.removeValue(forKey: reader) != nil else { return }
        for table in followers.keys { followers[table]?.leave(reader) }
        followers = followers.filter { !$0.value.positions.isEmpty }
        if allReaders.isEmpty { namesAreKnown = false }
    }

    mutating func take(_ reader: ReaderID) -> FeedEvent? { readers[reader]?.queue.take() }

    private var allReaders: [ReaderID] { readers.filter { $0.value.tables == nil }.keys.sorted() }

    private mutating func follow(_ table: TableName, _ change: (inout Follower) -> Void) {
        var follower = followers[table]
        if follower == nil {
            nextOrdinal += 1
            follower = Follower(ordinal: nextOrdinal)
        }
        guard var follower else { return }
        change(&follower)
        followers[table] = follower
    }

    // MARK: when to look

    /// Somebody knows or suspects that the table has a new commit.
    mutating func hint(_ table: TableName) -> [Action] {
        followers[table] == nil ? list() : startLook(at: table)
    }

    /// Somebody knows or suspects that a table has come or gone.
    mutating func hintTables() -> [Action] { list() }

    /// Clients were shown these tables. Whoever follows all tables must have them in sight from now on, so that the end
    /// of each is told, though it may come before the feed has seen its beginning.
    mutating func shown(_ tables: [TableName]) -> [Action] {
        let readers = allReaders
        guard !readers.isEmpty else { return [] }
        var actions: [Action] = []
        for table in Set(tables).sorted() {
            let ignorant = readers.filter { !knows(of: table, $0) }
            for reader in ignorant {
                let isNew = namesAreKnown && followers[table]?.positions[reader] != .unknown
                follow(table) { $0.join(reader, at: isNew ? .untold : .interrupted) }
            }
            // A look that is under way may have seen less than the clients.
            if !ignorant.isEmpty || followers[table]?.looking == .running { actions += startLook(at: table) }
        }
        return actions
    }

    /// Whether the reader would be told that the table has gone.
    private func knows(of table: TableName, _ reader: ReaderID) -> Bool {
        switch followers[table]?.positions[reader] {
        case .after, .interrupted, .untold: true
        case nil, .unknown, .absent: false
        }
    }

    /// Time for the next cheap look. Tables that only readers of all tables follow take turns when they are many.
    mutating func tick() -> [Action] {
        ticks &+= 1
        let stride = max(1, followers.count / configuration.tablesPerTick)
        let due = followers.filter { _, follower in
            (follower.ordinal &+ ticks) % stride == 0 || isNamed(follower)
        }
        // A look that is still running has begun after the tick before: it sees what this one would.
        let idle = due.filter { $0.value.looking == .idle }.keys.sorted()
        let listsAgain = ticks % configuration.ticksPerListing == 0 && listing == .idle
        return idle.flatMap { startLook(at: $0) } + (listsAgain ? list() : [])
    }

    private mutating func list() -> [Action] {
        guard !allReaders.isEmpty else { return [] }
        guard listing == .idle else {
            listing = .runningAndStale
            return []
        }
        listing = .running
        return [.listTables]
    }

    private mutating func startLook(at table: TableName) -> [Action] {
        switch followers[table]?.looking {
        case nil, .runningAndStale: return []
        case .running:
            followers[table]?.looking = .runningAndStale
            return []
        case .idle:
            followers[table]?.looking = .running
            followers[table]?.late = []
            return followers[table].map { [.look(Look(table: table, after: $0.earliest, ordinal: $0.ordinal))] } ?? []
        }
    }

    // MARK: what a look has shown

    mutating func listed(_ names: [TableName]?) -> [Action] {
        let isStale = listing == .runningAndStale
        listing = .idle
        let readers = allReaders
        guard let names, !readers.isEmpty else { return isStale ? list() : [] }
        // Whoever joined before the first listing can't know which tables are new.
        let start: Position = namesAreKnown ? .absent : .unknown
        namesAreKnown = true
        var actions: [Action] = []
        for name in Set(names).sorted() {
            let isNews = readers.contains { followers[name]?.positions[$0] == nil }
            follow(name) { follower in
                for reader in readers where follower.positions[reader] == nil { follower.join(reader, at: start) }
            }
            if isNews { actions += startLook(at: name) }
        }
        return actions + (isStale ? list() : [])
    }

    mutating func looked(_ look: Look, _ view: LogView?) -> [Action] {
        guard var follower = followers[look.table], follower.ordinal == look.ordinal else { return [] }
        let isStale = follower.looking == .runningAndStale || !follower.late.isEmpty
        follower.looking = .idle
        follower.isUnreadable = false
        let isSame = view == nil || follower.identity == nil || follower.identity == view?.identity
        var actions: [Action] = []
        for (reader, position) in follower.positions.sorted(by: { $0.key < $1.key })
        where !follower.late.contains(reader) {
            let isNamed = readers[reader]?.tables != nil
            let (events, next) = Self.events(
                look.table,
                position,
                isSame ? view : view?.withoutChanges,
                isNamed,
                isSame
            )
            follower.positions[reader] = next
            for event in events { readers[reader]?.queue.push(event) }
            if !events.isEmpty { actions.append(.wake(reader)) }
        }
        follower.identity = view?.identity
        follower.newest = view?.newest.version
        // A name without a table is looked at again when it is listed, or by those who have named it.
        if view == nil, !isStale, !isNamed(follower) { follower.positions = [:] }
        followers[look.table] = follower.positions.isEmpty ? nil : follower
        return actions + (isStale ? startLook(at: look.table) : [])
    }

    /// Whether some reader follows this very table.
    private func isNamed(_ follower: Follower) -> Bool {
        follower.positions.keys.contains { readers[$0]?.tables != nil }
    }

    /// A log that can't be read is tried again with the next tick. True when it could be read before.
    mutating func failed(_ look: Look) -> (isNews: Bool, [Action]) {
        guard var follower = followers[look.table], follower.ordinal == look.ordinal else { return (false, []) }
        follower.looking = .idle
        defer { followers[look.table] = follower }
        guard !follower.isUnreadable else { return (false, []) }
        follower.isUnreadable = true
        var actions: [Action] = []
        for reader in follower.positions.keys.sorted() {
            if case .after? = follower.positions[reader] { follower.positions[reader] = .interrupted }
            readers[reader]?.queue.push(.unreadable(look.table))
            actions.append(.wake(reader))
        }
        return (true, actions)
    }

    private static func events(
        _ table: TableName,
        _ position: Position,
        _ view: LogView?,
        _ isNamed: Bool,
        _ isSame: Bool
    ) -> ([FeedEvent], Position) {
        guard let view else {
            let isNews = position == .unknown ? isNamed : position != .absent
            return (isNews ? [.removed(table)] : [], .absent)
        }
        let next = Position.after(view.newest.version)
        switch position {
        case .unknown, .interrupted: return ([.resync(view.newest)], next)
        case .absent, .untold: return ([.created(view.newest)], next)
        case .after(let version):
            if version == view.newest.version, isSame { return ([], next) }
            let isGapFree =
                version < view.newest.version && (view.changes.first.map { $0.version <= version + 1 } ?? false)
            guard isGapFree else { return ([.resync(view.newest)], next) }
            return (view.changes.filter { $0.version > version }.map { .change($0) }, next)
        }
    }
}

extension LogView {
    /// What is left of a look at another table in the same place for those who followed the old one.
    fileprivate var withoutChanges: LogView { LogView(newest: newest, identity: identity, changes: []) }
}
