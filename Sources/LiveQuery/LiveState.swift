import ChangeFeed
import LakeModel
import QueryService

/// All live queries: which must run, which may run now, which nobody watches any more. Decides only; `LiveQueries` acts.
struct LiveState {
    /// Queries with the same key have the same answer at any time.
    struct Key: Hashable {
        let canonicalText: String
        let parameters: QueryParameters
        let principal: Principal
    }

    enum Action: Sendable {
        case run(LiveID, QueryRequest)
        /// Ends its run, if one is under way, and its look at the tables.
        case end(LiveID)
        case publish(LiveEvent)
    }

    /// What became of a run.
    enum Outcome {
        case answered(LiveAnswer, [LiveTable])
        /// With the versions that it would have read.
        case failed(any DescribedError, [TableVersion])
    }

    /// What watchers were last told, without what every answer changes.
    struct Told: Equatable {
        let state: LiveStatus.State
        let viewers: Int
        /// A move of the answer to versions with the same rows.
        let move: [Int]
        /// Each wait is told, with its own length.
        let wait: Int?
    }

    struct Entry {
        let id: LiveID
        let key: Key
        let request: QueryRequest
        /// Milliseconds since 1970.
        let startedAt: Int64
        let began: Duration
        var refresh = RefreshState()
        var viewers = 0
        /// Nobody has watched since.
        var unwatchedSince: Duration?
        var runs = RunCosts()
        var told: Told?
        var toldAt: Duration?
        var sequence = 0
    }

    let configuration: LiveQueries.Configuration
    private(set) var entries: [LiveID: Entry] = [:]
    private var ids: [Key: LiveID] = [:]
    private var budget: CostBudget
    private var outbox: [LiveEvent] = []

    init(configuration: LiveQueries.Configuration) {
        self.configuration = configuration
        budget = CostBudget(cores: configuration.cores)
    }

    // MARK: live queries and those who watch them

    /// The live query of a key, which nobody need watch for the grace time from now.
    mutating func find(_ key: Key, at now: Duration) -> LiveID? {
        guard let id = ids[key] else { return nil }
        touch(id, at: now)
        return id
    }

    /// False when there is no room for one more.
    mutating func add(_ entry: Entry) -> Bool {
        guard entries.count < configuration.most else { return false }
        entries[entry.id] = entry
        ids[entry.key] = entry.id
        budget.join(entry.id)
        return true
    }

    mutating func touch(_ id: LiveID, at now: Duration) {
        if entries[id]?.viewers == 0 { entries[id]?.unwatchedSince = now }
    }

    /// False when there is no such live query (any more).
    mutating func join(_ id: LiveID) -> Bool {
        guard entries[id] != nil else { return false }
        entries[id]?.viewers += 1
        entries[id]?.unwatchedSince = nil
        return true
    }

    mutating func leave(_ id: LiveID, at now: Duration) {
        guard let viewers = entries[id]?.viewers, viewers > 0 else { return }
        entries[id]?.viewers = viewers - 1
        if viewers == 1 { entries[id]?.unwatchedSince = now }
    }

    mutating func end(_ id: LiveID, _ reason: LiveEnd) -> [Action] {
        guard let entry = entries.removeValue(forKey: id) else { return [] }
        ids[entry.key] = nil
        budget.leave(id)
        return [.end(id), .publish(.ended(id, reason))]
    }

    // MARK: what happens to them

    mutating func changed(_ id: LiveID, _ event: FeedEvent) { entries[id]?.refresh.changed(event) }

    mutating func finished(
        _ id: LiveID,
        _ outcome: Outcome,
        took duration: Duration,
        at now: Duration,
        time: Int64
    ) {
        budget.spend(duration.seconds, by: id)
        guard var entry = entries[id] else { return }
        entry.runs.add(duration, at: now)
        switch outcome {
        case .answered(let answer, let tables):
            entry.sequence += 1
            entry.refresh.succeeded(
                LiveSnapshot(id: id, sequence: entry.sequence, tables: tables, madeAt: time, answer: answer)
            )
            if let snapshot = entry.refresh.snapshot { outbox.append(.snapshot(snapshot)) }
        case .failed(let error, let planned):
            let isNews = entry.refresh.error?.description != error.description
            entry.refresh.failed(error, planned: planned, at: now)
            if isNews { outbox.append(.failed(id, error)) }
        }
        entries[id] = entry
    }

    /// What is to be done now. Called after every change, and at `deadline`.
    mutating func step(at now: Duration) -> [Action] {
        budget.advance(to: now.seconds)
        var actions = outbox.map { Action.publish($0) }
        outbox = []
        for id in entries.keys.sorted() {
            if let since = entries[id]?.unwatchedSince, now >= since + configuration.grace {
                actions += end(id, .unwatched)
            }
            entries[id]?.refresh.retry(at: now)
        }
        actions += start(at: now)
        for id in entries.keys.sorted() { actions += tell(id, at: now) }
        return actions
    }

    /// Those that have cost least go first.
    private mutating func start(at now: Duration) -> [Action] {
        var room = configuration.runsAtOnce - runningCount
        let due = entries.values.filter(\.refresh.isDue)
            .sorted { ($0.runs.recent(at: now), $0.id) < ($1.runs.recent(at: now), $1.id) }
        var actions: [Action] = []
        for entry in due where room > 0 && mayRun(entry) {
            room -= 1
            entries[entry.id]?.refresh.began()
            actions.append(.run(entry.id, entry.request))
        }
        return actions
    }

    /// The first answer is not kept waiting; its cost counts all the same.
    private func mayRun(_ entry: Entry) -> Bool { entry.refresh.runs == 0 || budget.wait(of: entry.id) == 0 }

    // MARK: what those who watch are told

    private mutating func tell(_ id: LiveID, at now: Duration) -> [Action] {
        guard let entry = entries[id], var status = status(of: id, at: now) else { return [] }
        let told = told(of: entry, status)
        guard told != entry.told, !(isThrottled(entry, told, at: now)) else { return [] }
        entries[id]?.told = told
        entries[id]?.toldAt = now
        status.state = told.state
        return [.publish(.status(status))]
    }

    private func told(of entry: Entry, _ status: LiveStatus) -> Told {
        // A run that refreshes an answer is told by the answer; two events more for each would be noise.
        let before = entry.told?.state
        let isQuiet = before == .failed || before == .idle && entry.refresh.snapshot != nil
        let snapshot = entry.refresh.snapshot
        return Told(
            state: isQuiet && status.state == .running ? before ?? .running : status.state,
            viewers: status.viewers,
            move: snapshot.map { $0.revision > 0 ? [$0.sequence, $0.revision] : [] } ?? [],
            wait: status.state == .waiting ? entry.refresh.runs : nil
        )
    }

    /// Many who come or go at once are told of together.
    private func isThrottled(_ entry: Entry, _ told: Told, at now: Duration) -> Bool {
        guard let before = entry.told, let at = entry.toldAt, now < at + configuration.viewersInterval else {
            return false
        }
        return told == Told(state: before.state, viewers: told.viewers, move: before.move, wait: before.wait)
    }

    func status(of id: LiveID, at now: Duration) -> LiveStatus? {
        guard let entry = entries[id] else { return nil }
        let wait = budget.wait(of: id)
        let refresh = entry.refresh
        let state: LiveStatus.State =
            refresh.isRunning ? .running : refresh.error != nil ? .failed : refresh.needsRun ? .waiting : .idle
        return LiveStatus(
            id: id,
            request: entry.request,
            state: state,
            wait: state == .waiting ? .milliseconds(Int64((wait * 1_000).rounded(.up))) : nil,
            viewers: entry.viewers,
            tables: refresh.tables,
            startedAt: entry.startedAt,
            runs: refresh.runs,
            lastRun: entry.runs.last,
            averageRun: entry.runs.average,
            cost: entry.runs.cost(at: now, since: entry.began),
            skipped: refresh.skipped,
            error: refresh.error
        )
    }

    /// When `step` has something to do though nothing happens; nil when it has not.
    func deadline(after now: Duration) -> Duration? {
        let hasRoom = runningCount < configuration.runsAtOnce
        return entries.values.flatMap { deadlines(of: $0, hasRoom: hasRoom, after: now) }.filter { $0 > now }.min()
    }

    private var runningCount: Int { entries.values.count(where: \.refresh.isRunning) }

    /// Without room for one more run, the end of one is what wakes those that are due.
    private func deadlines(of entry: Entry, hasRoom: Bool, after now: Duration) -> [Duration] {
        var deadlines = [entry.unwatchedSince.map { $0 + configuration.grace }, entry.refresh.retryAt].compactMap { $0 }
        if entry.refresh.isDue, hasRoom {
            deadlines.append(now + .seconds(max(0.001, budget.wait(of: entry.id))))
        }
        if let at = entry.toldAt, entry.told?.viewers != entry.viewers {
            deadlines.append(at + configuration.viewersInterval)
        }
        return deadlines
    }
}

extension RefreshState {
    fileprivate var isDue: Bool { needsRun && !isRunning }
}
