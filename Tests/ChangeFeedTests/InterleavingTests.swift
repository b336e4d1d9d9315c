import LakeModel
import TestSupport
import Testing

@testable import ChangeFeed

/// Whatever the order in which commits, hints, looks and readers come: each reader sees each version once, in order, or
/// is told to read anew; and in the end all know the newest.
@Suite struct InterleavingTests {
    @Test(arguments: 0..<300) func everyVersionOnceAndInOrder(seed: UInt64) throws {
        var world = World(seed: seed, isHarsh: true)
        for _ in 0..<400 { try world.step() }
        try world.settle()
        world.expectAllAreCurrent()
    }

    /// Nothing but commits: then nobody is ever told to read anew, after where it began.
    @Test(arguments: 0..<200) func withoutCleanUpsNoDetailIsLost(seed: UInt64) throws {
        var world = World(seed: seed, isHarsh: false)
        for _ in 0..<400 { try world.step() }
        try world.settle()
        world.expectAllAreCurrent()
        #expect(world.needlessResyncs == 0)
    }
}

/// Some tables, a feed over them, and readers who check what they are told.
private struct World {
    private struct Reader {
        let followsAll: Bool
        /// Per table: the version it knows, nil when it knows that there is none.
        var known: [TableName: DeltaVersion?] = [:]
        /// Tables whose first event may be a resync.
        var mayBegin: Set<TableName>
        /// Tables that clients were shown, and have heard nothing of since.
        var shown: Set<TableName> = []
    }

    private static let tables = ["s.a", "s.b", "s.c"].compactMap { TableName(parsing: $0) }

    private var random: SeededGenerator
    private let isHarsh: Bool
    private let log = MemoryLog()
    private let configuration = ChangeFeed.Configuration(
        ticksPerListing: 2,
        tablesPerTick: 2,
        commitsPerLook: 1_000,
        queuedEvents: 1_000
    )
    private var feed: ChangeFeedState
    private var readers: [Int: Reader] = [:]
    /// Looks that are under way, with what they have seen, if they have looked already.
    private var looks: [(look: ChangeFeedState.Look, view: LogView??)] = []
    private var listings: [[TableName]?] = []
    /// Tables that were read for clients, whose answers have not gone out yet.
    private var answers: [TableName] = []
    private(set) var needlessResyncs = 0

    init(seed: UInt64, isHarsh: Bool) {
        random = SeededGenerator(seed: seed)
        self.isHarsh = isHarsh
        feed = ChangeFeedState(configuration: configuration)
        for table in Self.tables.dropLast(isHarsh ? 1 : 0) { log.create(table, at: 2) }
    }

    mutating func step() throws {
        let table = Self.tables[Int.random(in: 0..<Self.tables.count, using: &random)]
        switch Int.random(in: 0..<27, using: &random) {
        case 0..<6: if log.newest(table) != nil { log.commit(table) }
        case 6..<9: perform(feed.hint(table))
        case 9..<11: perform(feed.tick())
        case 11..<16: try advanceALook()
        case 16: finishAListing()
        case 17: if readers.count < 5 { join(table) }
        case 18: if let reader = readers.keys.randomElement(using: &random) { leave(reader) }
        case 19..<22: if let reader = readers.keys.randomElement(using: &random) { drain(reader) }
        case 22: if isHarsh { log.cleanUp(table) }
        case 23: if log.newest(table) != nil { answers.append(table) }
        case 24..<26: sendAnAnswer()
        default: if isHarsh { disturb(table) }
        }
    }

    /// Everything that is under way comes to its end.
    mutating func settle() throws {
        while !answers.isEmpty { sendAnAnswer() }
        for _ in 0..<8 {
            perform(feed.tick())
            while !looks.isEmpty || !listings.isEmpty {
                if !listings.isEmpty { finishAListing() }
                if !looks.isEmpty { try advanceALook() }
            }
        }
        for reader in readers.keys { drain(reader) }
    }

    func expectAllAreCurrent() {
        for reader in readers.values {
            for table in reader.followsAll ? Self.tables : Array(reader.known.keys) {
                guard let known = reader.known[table] else { continue }
                #expect(known == log.newest(table), "\(table)")
            }
            for table in reader.shown { #expect(log.newest(table) != nil, "nobody was told of the end of \(table)") }
        }
    }

    /// What a client is shown was read before, and may have changed since.
    private mutating func sendAnAnswer() {
        guard let table = answers.popLast() else { return }
        perform(feed.shown([table]))
        for reader in readers.keys where readers[reader]?.followsAll == true { readers[reader]?.shown.insert(table) }
    }

    private mutating func disturb(_ table: TableName) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: log.remove(table)
        case 1: log.create(table, at: DeltaVersion.random(in: 0...4, using: &random))
        case 2:
            guard !looks.isEmpty else { return }
            let failed = looks.remove(at: Int.random(in: 0..<looks.count, using: &random))
            perform(feed.failed(failed.look).1)
        default: perform(feed.hintTables())
        }
    }

    private mutating func perform(_ actions: [ChangeFeedState.Action]) {
        for action in actions {
            switch action {
            case .look(let look): looks.append((look, nil))
            case .listTables: listings.append(nil)
            case .wake: break
            }
        }
    }

    /// A look sees the log at one moment, and its result arrives at a later one.
    private mutating func advanceALook() throws {
        guard !looks.isEmpty else { return }
        let index = Int.random(in: 0..<looks.count, using: &random)
        let look = looks[index].look
        guard let view = looks[index].view else {
            looks[index].view = .some(
                try log.view(of: look.table, after: look.after, limit: configuration.commitsPerLook)
            )
            return
        }
        looks.remove(at: index)
        perform(feed.looked(look, view))
    }

    private mutating func finishAListing() {
        guard let listing = listings.popLast() else { return }
        if let listing { return perform(feed.listed(listing)) }
        listings.append(log.names)
    }

    // MARK: readers

    private mutating func join(_ table: TableName) {
        let followsAll = Bool.random(using: &random)
        let newest = log.newest(table)
        let start = Bool.random(using: &random) ? nil : newest.map { DeltaVersion.random(in: 0...$0, using: &random) }
        let (reader, actions) = feed.join(followsAll ? nil : [table: start])
        let beginsAnywhere = followsAll ? Set(Self.tables) : start == nil ? [table] : []
        readers[reader] = Reader(followsAll: followsAll, mayBegin: beginsAnywhere)
        if !followsAll, let start { readers[reader]?.known[table] = start }
        perform(actions)
    }

    private mutating func leave(_ reader: Int) {
        feed.leave(reader)
        readers[reader] = nil
    }

    private mutating func drain(_ reader: Int) {
        while let event = feed.take(reader) { check(event, reader) }
    }

    private mutating func check(_ event: FeedEvent, _ reader: Int) {
        readers[reader]?.shown.remove(event.table)
        guard let known = readers[reader]?.known[event.table] else {
            return begin(event, reader)
        }
        switch event {
        case .change(let change):
            #expect(change.version == (known ?? -2) + 1)
            readers[reader]?.known[event.table] = .some(change.version)
        case .resync(let position):
            needlessResyncs += 1
            readers[reader]?.known[event.table] = .some(position.version)
        case .created(let position):
            #expect(known == nil)
            readers[reader]?.known[event.table] = .some(position.version)
        case .removed: readers[reader]?.known[event.table] = .some(nil)
        case .unreadable: break
        }
    }

    /// The first event about a table: a change only to one who knew where the feed was.
    private mutating func begin(_ event: FeedEvent, _ reader: Int) {
        switch event {
        case .change(let change): readers[reader]?.known[event.table] = .some(change.version)
        case .resync(let position):
            if readers[reader]?.mayBegin.contains(event.table) != true { needlessResyncs += 1 }
            readers[reader]?.known[event.table] = .some(position.version)
        case .created(let position): readers[reader]?.known[event.table] = .some(position.version)
        case .removed: readers[reader]?.known[event.table] = .some(nil)
        case .unreadable: break
        }
    }
}
