package import ChangeFeed
package import LakeModel
package import QueryService
import Synchronization

/// Queries whose newest answer is pushed to those who watch them: a commit to one of their tables makes them run again,
/// through the whole READ line, once for all who ask the same.
package final class LiveQueries: Sendable {
    package struct Configuration: Sendable {
        /// Cores that all live queries together may keep busy, by the time that their runs take.
        package var cores: Double
        package var runsAtOnce: Int
        package var most: Int
        /// Rows and bytes of an answer that are pushed.
        package var rows: Int
        package var bytes: ByteCount
        /// How long a live query goes on when nobody watches it.
        package var grace: Duration
        /// Those who watch are not told more often of how many they are.
        package var viewersInterval: Duration

        package init(
            cores: Double = 0.5,
            runsAtOnce: Int = 4,
            most: Int = 100,
            rows: Int = 10_000,
            bytes: ByteCount = .mebibytes(8),
            grace: Duration = .seconds(30),
            viewersInterval: Duration = .seconds(1)
        ) {
            self.cores = cores
            self.runsAtOnce = runsAtOnce
            self.most = most
            self.rows = rows
            self.bytes = bytes
            self.grace = grace
            self.viewersInterval = viewersInterval
        }
    }

    /// What the outside gives, so that tests own it.
    package struct Environment: Sendable {
        package var clock: any Clock<Duration>
        /// The clock's time since some moment.
        package var elapsed: @Sendable () -> Duration
        /// Milliseconds since 1970.
        package var now: @Sendable () -> Int64

        package init(
            clock: any Clock<Duration>,
            elapsed: @escaping @Sendable () -> Duration,
            now: @escaping @Sendable () -> Int64
        ) {
            self.clock = clock
            self.elapsed = elapsed
            self.now = now
        }
    }

    private struct Shared {
        var live: LiveState
        var subscriptions: [LiveID: FeedSubscription] = [:]
        /// Runs under way, to be stopped when their live query ends.
        var runs: [LiveID: QueryID] = [:]
        var alarm: Duration?
        var observer: (@Sendable (LiveEvent) -> Void)?
    }

    private let queries: QueryService
    private let feed: ChangeFeed
    private let facts: any TableFactsSource
    private let configuration: Configuration
    private let environment: Environment
    private let shared: Mutex<Shared>
    private let wakes = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    private let started = AsyncStream.makeStream(of: LiveID.self)

    package init(
        queries: QueryService,
        feed: ChangeFeed,
        facts: any TableFactsSource,
        configuration: Configuration = Configuration(),
        environment: Environment
    ) {
        self.queries = queries
        self.feed = feed
        self.facts = facts
        self.configuration = configuration
        self.environment = environment
        shared = Mutex(Shared(live: LiveState(configuration: configuration)))
    }

    // MARK: for those who ask

    /// Calls `observer` with everything that those who watch are told, in order; it must not wait. There is one observer.
    package func observe(_ observer: @escaping @Sendable (LiveEvent) -> Void) {
        shared.withLock { $0.observer = observer }
    }

    /// Starts a live query, or finds the one that is the same to this principal. It ends when nobody has watched it for
    /// the grace time.
    ///
    /// - Throws: what a run of the statement would throw before the engine works, `unsupported_statement` for one that is
    ///   no query, `too_many_requests`.
    package func start(_ request: QueryRequest) async throws -> (status: LiveStatus, isNew: Bool) {
        var request = request
        request.limit = min(request.limit ?? .max, configuration.rows)
        request.isKept = false
        let reads = try await queries.plannedReads(of: request)
        let key = LiveState.Key(
            canonicalText: reads.canonicalText,
            parameters: request.parameters,
            principal: request.principal
        )
        if let status = found(key) { return (status, false) }
        // From here on no commit is missed, and only then the first run begins.
        let tables = reads.newest.map(\.table) + reads.unknown
        let subscription = feed.follow(Dictionary(tables.map { ($0, nil) }) { first, _ in first })
        return try add(key, request, subscription)
    }

    private func found(_ key: LiveState.Key) -> LiveStatus? {
        let now = environment.elapsed()
        return shared.withLock { shared in
            shared.live.find(key, at: now).flatMap { shared.live.status(of: $0, at: now) }
        }
    }

    private func add(
        _ key: LiveState.Key,
        _ request: QueryRequest,
        _ subscription: FeedSubscription
    ) throws -> (status: LiveStatus, isNew: Bool) {
        let (now, id) = (environment.elapsed(), LiveID(queries.makeID().text))
        var entry = LiveState.Entry(id: id, key: key, request: request, startedAt: environment.now(), began: now)
        entry.unwatchedSince = now
        let (status, isNew) = try shared.withLock { shared throws in
            // Somebody may have started the same meanwhile.
            if let id = shared.live.find(key, at: now), let status = shared.live.status(of: id, at: now) {
                return (status, false)
            }
            guard shared.live.add(entry), let status = shared.live.status(of: id, at: now) else {
                throw LiveQueryError.tooMany(configuration.most)
            }
            shared.subscriptions[id] = subscription
            return (status, true)
        }
        if isNew {
            started.continuation.yield(id)
            wake()
        }
        return (status, isNew)
    }

    /// All live queries, the oldest first.
    package var all: [LiveStatus] {
        let now = environment.elapsed()
        return shared.withLock { shared in
            shared.live.entries.keys.compactMap { shared.live.status(of: $0, at: now) }
        }
        .sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
    }

    /// Asking counts as watching for the grace time.
    package func status(of id: LiveID) throws -> LiveStatus {
        let now = environment.elapsed()
        let status = shared.withLock { shared in
            shared.live.touch(id, at: now)
            return shared.live.status(of: id, at: now)
        }
        guard let status else { throw LiveQueryError.unknown(id) }
        return status
    }

    /// The newest answer; nil before the first.
    package func snapshot(of id: LiveID) -> LiveSnapshot? { shared.withLock { $0.live.entries[id]?.refresh.snapshot } }

    /// Ends it for everybody.
    package func end(_ id: LiveID) throws {
        let actions = shared.withLock { $0.live.end(id, .deleted) }
        guard !actions.isEmpty else { throw LiveQueryError.unknown(id) }
        perform(actions)
    }

    /// One more watches; false when there is no such live query. Each `join` needs its `leave`.
    package func join(_ id: LiveID) -> Bool {
        defer { wake() }
        return shared.withLock { $0.live.join(id) }
    }

    package func leave(_ id: LiveID) {
        let now = environment.elapsed()
        shared.withLock { $0.live.leave(id, at: now) }
        wake()
    }

    // MARK: the work

    /// Runs and ends live queries until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.followAll() }
            for await _ in wakes.stream {
                let now = environment.elapsed()
                for action in shared.withLock({ $0.live.step(at: now) }) {
                    guard case .run(let id, let request) = action else {
                        perform([action])
                        continue
                    }
                    group.addTask { await self.refresh(id, request) }
                }
                if let delay = alarm(at: now) {
                    group.addTask {
                        try? await self.environment.clock.sleep(for: delay)
                        self.shared.withLock { $0.alarm = nil }
                        self.wake()
                    }
                }
            }
        }
    }

    private func wake() { wakes.continuation.yield() }

    /// How long until the next step, unless somebody sleeps until then already.
    private func alarm(at now: Duration) -> Duration? {
        shared.withLock { shared in
            guard let deadline = shared.live.deadline(after: now) else { return nil }
            if let alarm = shared.alarm, alarm > now, alarm <= deadline { return nil }
            shared.alarm = deadline
            return deadline - now
        }
    }

    private func perform(_ actions: [LiveState.Action]) {
        for action in actions {
            switch action {
            case .run: break
            case .publish(let event): shared.withLock { $0.observer }?(event)
            case .end(let id):
                let (subscription, run) = shared.withLock { shared in
                    (shared.subscriptions.removeValue(forKey: id), shared.runs.removeValue(forKey: id))
                }
                subscription?.cancel()
                if let run { _ = queries.running.cancel(run) }
            }
        }
    }

    private func followAll() async {
        await withDiscardingTaskGroup { group in
            for await id in started.stream {
                guard let subscription = shared.withLock({ $0.subscriptions[id] }) else { continue }
                group.addTask {
                    for await event in subscription {
                        self.shared.withLock { $0.live.changed(id, event) }
                        self.wake()
                    }
                }
            }
        }
    }

    // MARK: one run

    private func refresh(_ id: LiveID, _ request: QueryRequest) async {
        let run = queries.makeID()
        let isWanted = shared.withLock { shared in
            guard shared.live.entries[id] != nil else { return false }
            shared.runs[id] = run
            return true
        }
        guard isWanted else { return }
        let began = environment.elapsed()
        let outcome = await answer(request, run, began)
        let now = environment.elapsed()
        shared.withLock { shared in
            if shared.runs[id] == run { shared.runs[id] = nil }
            shared.live.finished(id, outcome, took: now - began, at: now, time: environment.now())
        }
        wake()
    }

    private func answer(
        _ request: QueryRequest,
        _ run: QueryID,
        _ began: Duration
    ) async -> LiveState.Outcome {
        var collector = AnswerCollector(mostRows: configuration.rows, mostBytes: Int(configuration.bytes.bytes))
        var facts: [TableName: TableFacts] = [:]
        var planned: [TableVersion] = []
        do {
            let record = try await queries.run(request, id: run) { event in
                switch event {
                case .started(_, let tables):
                    planned = tables
                    // Now, while the versions are the newest and the log's state at hand is theirs.
                    for table in tables { facts[table.table] = await self.facts.facts(of: table) }
                case .schema(let schema): try collector.begin(schema)
                case .rows(let block): try collector.append(block)
                }
            }
            let tables = record.tables.map {
                LiveTable(name: $0.table, version: $0.version, committedAt: facts[$0.table]?.committedAt)
            }
            let answer = LiveAnswer(
                schema: collector.schema,
                rows: collector.finish(),
                rowCount: collector.rowCount,
                isTruncated: record.truncated || collector.isTruncated,
                duration: environment.elapsed() - began,
                rowsRead: Self.total(record.tables.map { facts[$0.table]?.rows }),
                filesRead: Self.total(record.tables.map { facts[$0.table]?.files })
            )
            return .answered(answer, tables)
        } catch {
            return .failed(Self.described(error), planned)
        }
    }

    private static func total<Number: FixedWidthInteger>(_ numbers: [Number?]) -> Number? {
        numbers.reduce(0) { sum, next in sum.flatMap { sum in next.map { sum &+ $0 } } }
    }

    private static func described(_ error: any Error) -> any DescribedError {
        (error as? any DescribedError)
            ?? LiveQueryError(code: .internalError, message: "The run failed inside Tideline: \(error)")
    }
}
