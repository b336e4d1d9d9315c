package import ChangeFeed
import FoundationEssentials
import LakeModel
package import LiveQuery
import NIOCore
package import QueryService
import Synchronization

/// Everything that clients are told of without asking again: numbered, encoded once, and handed to those who want it.
package final class EventHub: Sendable {
    package struct Limits: Sendable {
        /// Bytes of events that are kept for readers who come back.
        package var keptBytes = 1 << 20
        /// Bytes of events that wait for one reader; they are shared with the others' who wait for the same.
        package var waitingBytes = 4 << 20
        package var readers = 2_000
        package var heartbeat = Duration.seconds(15)
        /// How long the tables are followed for a reader who may come back.
        package var tablesLinger = Duration.seconds(60)
        /// Time between two looks at the engine's state and at silent readers.
        package var interval = Duration.milliseconds(200)

        package init() {}
    }

    private struct Shared {
        var hub: EventHubState
        var pace = QueryPace()
        var signals: [EventHubState.ReaderID: AsyncStream<Void>.Continuation] = [:]
        var tables: FeedSubscription?
        var engine: EngineJSON
        var isClosed = false

        /// False when the tables are followed already.
        mutating func take(_ subscription: FeedSubscription) -> Bool {
            guard tables == nil else { return false }
            tables = subscription
            hub.tablesAreFollowed(true)
            return true
        }

        /// In one step with what it decides on: who comes next finds them followed, or follows them anew.
        mutating func takeUnwantedTables(at now: Duration) -> FeedSubscription? {
            guard hub.tablesAreUnwanted(at: now) else { return nil }
            defer { tables = nil }
            hub.tablesAreFollowed(false)
            return tables
        }
    }

    private let live: LiveQueries
    private let feed: ChangeFeed
    private let queries: QueryService
    private let status: any ServerStatus
    private let environment: LiveQueries.Environment
    private let limits: Limits
    private let writer: FrameWriter
    private let shared: Mutex<Shared>
    /// Each begins when somebody wants the tables, and is cancelled a while after nobody does.
    private let subscriptions = AsyncStream.makeStream(of: FeedSubscription.self)

    /// - Parameter boot: names this run of the server.
    package init(
        live: LiveQueries,
        feed: ChangeFeed,
        queries: QueryService,
        status: any ServerStatus,
        environment: LiveQueries.Environment,
        boot: String,
        limits: Limits = Limits()
    ) {
        self.live = live
        self.feed = feed
        self.queries = queries
        self.status = status
        self.environment = environment
        self.limits = limits
        writer = FrameWriter(boot: boot)
        shared = Mutex(Shared(hub: EventHubState(limits: limits), engine: EngineJSON(status.engine)))
    }

    /// Hands on what happens until the task is cancelled; then every reader's events end.
    package func run() async {
        live.observe { [weak self] in self?.publish($0) }
        queries.running.observe { [weak self] in self?.publish($0) }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.tellOfTables() }
            while (try? await environment.clock.sleep(for: limits.interval)) != nil { tick() }
            group.cancelAll()
        }
        close()
    }

    package var readerCount: Int { shared.withLock { $0.hub.readerCount } }
    package var framesSent: Int { shared.withLock { $0.hub.framesSent } }
    /// Answers that slow readers did not get, since a newer one was there.
    package var snapshotsSkipped: Int { shared.withLock { $0.hub.snapshotsSkipped } }

    // MARK: readers

    /// - Parameter lastID: what a reader that comes back got last.
    func connect(live ids: Set<LiveID>, topics: Set<EventTopic>, lastID: String?) throws -> EventReader {
        let joined = ids.filter(live.join)
        let now = environment.elapsed()
        let (stream, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let facts = facts(of: ids, topics)
        let reader = shared.withLock { shared -> EventHubState.ReaderID? in
            guard !shared.isClosed, shared.hub.readerCount < limits.readers else { return nil }
            let last = lastID.flatMap(writer.number).flatMap {
                shared.hub.canResume(after: $0, topics: topics) ? $0 : nil
            }
            let reader = shared.hub.join(
                live: ids,
                topics: topics,
                resumingAfter: last,
                opening: opening(facts, resumingAfter: last, number: shared.hub.number),
                at: now
            )
            shared.signals[reader] = signal
            return reader
        }
        guard let reader else {
            for id in joined { live.leave(id) }
            throw isClosed ? Self.stopping : tooMany
        }
        if topics.contains(.tables) { followTables() }
        return EventReader(hub: self, id: reader, joined: joined, signals: stream)
    }

    func take(_ reader: EventReader) -> [ByteBuffer]? {
        let now = environment.elapsed()
        let item = shared.withLock { $0.hub.take(reader.id, at: now) }
        switch item {
        case .frame(let frame)?: return [frame.bytes]
        case .heartbeat?: return [FrameWriter.heartbeat]
        case .snapshot(let frame, let number, let skipped)?:
            return [writer.snapshotHead(number, skipped: skipped), frame.bytes]
        case nil: return nil
        }
    }

    func leave(_ reader: EventReader) {
        let now = environment.elapsed()
        let signal = shared.withLock { shared in
            _ = shared.hub.leave(reader.id, at: now)
            return shared.signals.removeValue(forKey: reader.id)
        }
        guard let signal else { return }
        signal.finish()
        for id in reader.joined { live.leave(id) }
    }

    private var isClosed: Bool { shared.withLock { $0.isClosed } }

    private func close() {
        let signals = shared.withLock { shared in
            shared.isClosed = true
            return shared.signals.values
        }
        for signal in signals { signal.finish() }
    }

    private static var stopping: APIError {
        APIError(code: .shuttingDown, message: "The server is stopping; connect again.")
    }

    private var tooMany: APIError {
        APIError(code: .tooManyRequests, message: "\(limits.readers) connections follow events already; close some.")
    }

    // MARK: what a reader gets first

    /// How things are, for one who has just come.
    private struct Facts {
        var statuses: [LiveStatus] = []
        var unknown: [LiveID] = []
        var wantsEngine = false
    }

    private func facts(of ids: Set<LiveID>, _ topics: Set<EventTopic>) -> Facts {
        var facts = Facts(wantsEngine: topics.contains(.engine))
        for id in ids.sorted() {
            if let status = try? live.status(of: id) { facts.statuses.append(status) } else { facts.unknown.append(id) }
        }
        return facts
    }

    private func opening(_ facts: Facts, resumingAfter last: Int?, number: Int) -> [EventFrame] {
        var frames: [EventFrame] = []
        func add(_ name: String, _ scope: EventScope, _ number: Int, _ data: some Encodable) {
            let bytes = writer.frame(name, number, FrameWriter.json(data))
            frames.append(EventFrame(number: number, scope: scope, bytes: bytes))
        }
        let hello = HelloJSON(resumed: last != nil, server: status.version)
        add("hello", .topic(.engine), last ?? number, hello)
        if facts.wantsEngine { add("engine", .topic(.engine), number, EngineJSON(status.engine)) }
        for id in facts.unknown { add("ended", .live(id), number, LiveJSON.Ended(liveId: id.text, reason: "unknown")) }
        for one in facts.statuses {
            add("status", .live(one.id), number, LiveJSON.Status(one))
            guard let error = one.error else { continue }
            add("error", .live(one.id), number, LiveJSON.Failed(liveId: one.id.text, error: .init(error)))
        }
        return frames
    }

    /// A reader that has lost events is told to forget what it knew, in the same connection.
    private func restart(_ reader: EventHubState.ReaderID) {
        guard let (ids, topics) = shared.withLock({ $0.hub.interests(of: reader) }) else { return }
        let facts = facts(of: ids, topics)
        shared.withLock { shared in
            shared.hub.restart(
                reader,
                opening: opening(facts, resumingAfter: nil, number: shared.hub.number)
            )
        }
        wake([reader])
    }

    private func wake(_ readers: [EventHubState.ReaderID]) {
        let signals = shared.withLock { shared in readers.compactMap { shared.signals[$0] } }
        for signal in signals { signal.yield() }
    }

    // MARK: what happens

    private func publish(_ name: String, to scope: EventScope, _ data: some Encodable) {
        let json = FrameWriter.json(data)
        let (woken, lost) = shared.withLock { shared in
            shared.hub.publish(scope) { number in
                EventFrame(number: number, scope: scope, bytes: writer.frame(name, number, json))
            }
        }
        wake(woken)
        for reader in lost { restart(reader) }
    }

    private func publish(_ event: LiveEvent) {
        switch event {
        case .snapshot(let snapshot):
            let frame = SnapshotFrame(snapshot)
            wake(shared.withLock { $0.hub.publish(frame) })
            // It may have been ended meanwhile: nobody would forget this answer any more.
            if live.snapshot(of: snapshot.id) == nil { shared.withLock { $0.hub.forget(snapshot.id) } }
        case .status(let status):
            refreshVersion(of: status.id)
            publish("status", to: .live(status.id), LiveJSON.Status(status))
        case .failed(let id, let error):
            publish("error", to: .live(id), LiveJSON.Failed(liveId: id.text, error: .init(error)))
        case .ended(let id, let reason):
            shared.withLock { $0.hub.forget(id) }
            publish("ended", to: .live(id), LiveJSON.Ended(liveId: id.text, reason: reason.rawValue))
        }
    }

    /// The answer has moved on to a version with the same rows: who comes later gets it so.
    private func refreshVersion(of id: LiveID) {
        guard let snapshot = live.snapshot(of: id), snapshot.revision > 0,
            let kept = shared.withLock({ $0.hub.snapshot(of: id) }), kept.revision != snapshot.revision
        else { return }
        let frame = SnapshotFrame(snapshot)
        shared.withLock { $0.hub.replace(frame) }
    }

    private func publish(_ record: QueryRecord) {
        let now = environment.elapsed()
        guard let record = shared.withLock({ $0.pace.update(record, at: now) }) else { return }
        publishNow(record)
    }

    private func publishNow(_ record: QueryRecord) {
        publish("query", to: .topic(.queries), QueryEntry(record, now: environment.now() * 1_000))
    }

    private func tick() {
        let now = environment.elapsed()
        let engine = EngineJSON(status.engine)
        let (due, silent, isNews, unwanted) = shared.withLock { shared in
            let isNews = shared.engine != engine
            shared.engine = engine
            let unwanted = shared.takeUnwantedTables(at: now)
            return (shared.pace.due(at: now), shared.hub.heartbeats(at: now), isNews, unwanted)
        }
        if isNews { publish("engine", to: .topic(.engine), engine) }
        for record in due { publishNow(record) }
        unwanted?.cancel()
        wake(silent)
    }

    // MARK: the lake's tables

    /// Clients are about to be shown these tables, and are told from now on when one of them goes.
    func shown(_ tables: [TableName]) { feed.shown(tables) }

    /// A registered table was forgotten.
    func forgot(_ table: TableName) { feed.hint(table) }

    /// From here on no change of a table is missed. Before a reader's `hello` goes out, so that what the reader asks for
    /// then is never older.
    private func followTables() {
        guard shared.withLock({ $0.tables == nil }) else { return }
        let subscription = feed.followAll()
        let isFirst = shared.withLock { $0.take(subscription) }
        guard isFirst else { return subscription.cancel() }
        subscriptions.continuation.yield(subscription)
    }

    private func tellOfTables() async {
        for await subscription in subscriptions.stream {
            for await event in subscription {
                if let data = TableJSON(event) { publish("table", to: .topic(.tables), data) }
            }
        }
    }
}

extension SnapshotFrame {
    init(_ snapshot: LiveSnapshot) {
        self.init(
            id: snapshot.id,
            sequence: snapshot.sequence,
            revision: snapshot.revision,
            bytes: FrameWriter.snapshotRest(snapshot)
        )
    }
}

/// The data of the first event.
struct HelloJSON: Encodable {
    let resumed: Bool
    let server: String
}

/// The data of an `engine` event.
struct EngineJSON: Encodable, Hashable {
    let state, engine: String
    let version: String?
    let restarts: Int

    init(_ report: EngineReport) {
        state =
            switch report.state {
            case "ready": "running"
            case "backingOff": "restarting"
            default: report.state
            }
        engine = report.kind
        version = report.version
        restarts = report.restarts
    }
}
