package import LakeModel
package import Logging
import Synchronization

/// Watches the logs of the tables that somebody follows, and tells each reader every commit once and in order, whoever
/// made it. A commit of ours comes with a hint to look now; those of others are found by a cheap look at intervals.
package final class ChangeFeed: Sendable {
    package struct Configuration: Sendable {
        /// Time between two looks at a followed table.
        package var interval: Duration
        /// Looks between two listings of all tables.
        package var ticksPerListing: Int
        /// Tables that are looked at with each tick only because somebody follows all tables; more take turns.
        package var tablesPerTick: Int
        /// Commits that a reader may be behind; one that is further gets a `resync`.
        package var commitsPerLook: Int
        /// Events that wait for a reader before they are folded.
        package var queuedEvents: Int

        package init(
            interval: Duration = .milliseconds(250),
            ticksPerListing: Int = 4,
            tablesPerTick: Int = 100,
            commitsPerLook: Int = 500,
            queuedEvents: Int = 256
        ) {
            self.interval = interval
            self.ticksPerListing = ticksPerListing
            self.tablesPerTick = tablesPerTick
            self.commitsPerLook = commitsPerLook
            self.queuedEvents = queuedEvents
        }
    }

    private enum Job: Sendable {
        case look(ChangeFeedState.Look)
        case listTables
    }

    private struct Shared {
        var feed: ChangeFeedState
        var signals: [ChangeFeedState.ReaderID: AsyncStream<Void>.Continuation] = [:]
    }

    private let source: any ChangeSource
    private let configuration: Configuration
    private let hints: FeedHints
    private let clock: any Clock<Duration>
    private let logger: Logger
    private let shared: Mutex<Shared>
    /// At most one look for each followed table, and one listing.
    private let jobs = AsyncStream.makeStream(of: Job.self)

    package init(
        source: any ChangeSource,
        configuration: Configuration = Configuration(),
        hints: FeedHints = FeedHints(),
        clock: any Clock<Duration>,
        logger: Logger
    ) {
        self.source = source
        self.configuration = configuration
        self.hints = hints
        self.clock = clock
        self.logger = logger
        shared = Mutex(Shared(feed: ChangeFeedState(configuration: configuration)))
    }

    /// Looks until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.tick() }
            group.addTask {
                for await hint in self.hints.stream {
                    switch hint {
                    case .table(let table): self.hint(table)
                    case .tables: self.hintTables()
                    }
                }
            }
            for await job in jobs.stream { group.addTask { await self.perform(job) } }
        }
    }

    /// There is, or may be, a new commit of the table: look now. Any number of hints costs one look.
    package func hint(_ table: TableName) { act { $0.hint(table) } }

    /// A table has, or may have, come or gone: look now.
    package func hintTables() { act { $0.hintTables() } }

    /// Clients were shown these tables, or are about to be: from now on whoever follows all tables is told when one of
    /// them goes. To be called before the answer that shows them is sent.
    package func shown(_ tables: [TableName]) { act { $0.shown(tables) } }

    /// Follows some tables, each from behind a version or, where that is nil, from its newest, which is then the first
    /// event, as a `resync`. From the moment that this returns no commit is missed.
    package func follow(_ positions: [TableName: DeltaVersion?]) -> FeedSubscription { subscribe(positions) }

    /// Follows every table from now on, and which tables there are.
    package func followAll() -> FeedSubscription { subscribe(nil) }

    /// Tables that are looked at.
    package var followedTables: Int { shared.withLock { $0.feed.followedTables } }

    // MARK: readers

    private func subscribe(_ positions: [TableName: DeltaVersion?]?) -> FeedSubscription {
        let (stream, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (reader, actions) = shared.withLock { shared in
            let (reader, actions) = shared.feed.join(positions)
            shared.signals[reader] = signal
            return (reader, actions)
        }
        perform(actions)
        return FeedSubscription(feed: self, reader: reader, signals: stream)
    }

    func take(_ reader: ChangeFeedState.ReaderID) -> FeedEvent? { shared.withLock { $0.feed.take(reader) } }

    func leave(_ reader: ChangeFeedState.ReaderID) {
        let signal = shared.withLock { shared in
            shared.feed.leave(reader)
            return shared.signals.removeValue(forKey: reader)
        }
        signal?.finish()
    }

    // MARK: looking

    private func tick() async {
        while (try? await clock.sleep(for: configuration.interval)) != nil { act { $0.tick() } }
    }

    private func act(_ transition: (inout ChangeFeedState) -> [ChangeFeedState.Action]) {
        perform(shared.withLock { transition(&$0.feed) })
    }

    private func perform(_ actions: [ChangeFeedState.Action]) {
        for action in actions {
            switch action {
            case .look(let look): jobs.continuation.yield(.look(look))
            case .listTables: jobs.continuation.yield(.listTables)
            case .wake(let reader): _ = shared.withLock { $0.signals[reader] }?.yield()
            }
        }
    }

    private func perform(_ job: Job) async {
        switch job {
        case .look(let look): await perform(look)
        case .listTables:
            do {
                let names = try await source.tableNames()
                act { $0.listed(names) }
            } catch {
                logger.warning("The lake's tables can't be listed", metadata: ["error": "\(error)"])
                act { $0.listed(nil) }
            }
        }
    }

    private func perform(_ look: ChangeFeedState.Look) async {
        do {
            let view = try await source.look(at: look.table, after: look.after, limit: configuration.commitsPerLook)
            act { $0.looked(look, view) }
        } catch {
            let (isNews, actions) = shared.withLock { $0.feed.failed(look) }
            if isNews {
                logger.warning(
                    "A table's log can't be followed",
                    metadata: ["table": "\(look.table)", "error": "\(error)"]
                )
            }
            perform(actions)
        }
    }
}
