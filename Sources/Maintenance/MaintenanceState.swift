import DeltaProtocol
import LakeModel

/// Which tables are looked at when, which jobs wait, run and have ended. Times are milliseconds since 1970.
struct MaintenanceState {
    enum Action: Hashable {
        case look(TableName)
        case run(MaintenanceJob)
        /// Stop a running job; it ends by `ended`.
        case stop(String)
        case listTables
        /// A job is another than it was.
        case tell(MaintenanceJob)
    }

    /// What a look found to be due.
    struct Findings: Hashable {
        var isWorthJoining = false
        var needsCheckpoint = false
    }

    enum Look: Hashable {
        case found(Findings)
        /// There is no such table any more; a hint or a list brings it back.
        case gone
        case failed
    }

    enum Ending: Hashable {
        case succeeded
        case failed(MaintenanceJob.Failure)
        case cancelled
    }

    private struct Table {
        /// Commits since the last look began.
        var hints = 0
        var isLooking = false
        var lastLook: Int64?
        /// The id of the job that runs.
        var running: String?
        var lastVacuum: Int64?
        var lastCleanup: Int64?
        /// Whether compaction left files behind that a vacuum will find.
        var hasWaste = false
        var failures = 0
        /// After failures the table is left alone until then.
        var restsUntil = Int64.min

        var isBusy: Bool { isLooking || running != nil }
    }

    private let configuration: MaintenanceConfiguration
    private var tables: [TableName: Table] = [:]
    private var jobs: [String: MaintenanceJob] = [:]
    /// Ids in the order in which the jobs were asked for.
    private var order: [String] = []
    private var waiting: [String] = []
    private var busy = 0
    private var lastList: Int64?
    private var number = 0

    init(_ configuration: MaintenanceConfiguration) { self.configuration = configuration }

    /// Newest first.
    var allJobs: [MaintenanceJob] { order.reversed().compactMap { jobs[$0] } }

    func job(_ id: String) -> MaintenanceJob? { jobs[id] }

    // MARK: looking

    mutating func hint(_ table: TableName, now: Int64) -> [Action] {
        tables[table, default: Table()].hints += 1
        return lookIfDue(table, now: now)
    }

    mutating func tick(now: Int64) -> [Action] {
        var actions: [Action] = []
        if now &- (lastList ?? .min / 2) >= configuration.listInterval {
            lastList = now
            actions.append(.listTables)
        }
        for table in tables.keys.sorted() { actions += lookIfDue(table, now: now) }
        return actions + startNext(now: now)
    }

    mutating func listed(_ names: [TableName], now: Int64) -> [Action] {
        for name in names where tables[name] == nil { tables[name] = Table() }
        return []
    }

    mutating func looked(_ table: TableName, _ look: Look, now: Int64) -> [Action] {
        guard var state = tables[table], state.isLooking else { return [] }
        state.isLooking = false
        state.lastLook = now
        busy -= 1
        var actions: [Action] = []
        switch look {
        case .found(let findings):
            tables[table] = state
            if findings.isWorthJoining { actions += enqueue(.optimize, table, now: now) }
            if findings.needsCheckpoint { actions += enqueue(.checkpoint, table, now: now) }
            if isDue(state.lastCleanup, now) { actions += enqueue(.cleanup, table, now: now) }
            if state.hasWaste, isDue(state.lastVacuum, now) { actions += enqueue(.vacuum, table, now: now) }
        case .gone: tables[table] = nil
        case .failed: tables[table] = resting(state, now)
        }
        return actions + startNext(now: now)
    }

    /// The table after one more failure: left alone for half a minute, twice as long each time, up to an hour.
    private func resting(_ table: Table, _ now: Int64) -> Table {
        var table = table
        table.failures += 1
        table.restsUntil = now &+ min(15_000 << Int64(min(table.failures, 8)), 3_600_000)
        return table
    }

    private func isDue(_ last: Int64?, _ now: Int64) -> Bool {
        last.map { now &- $0 >= configuration.cleaningInterval } ?? true
    }

    private mutating func lookIfDue(_ table: TableName, now: Int64) -> [Action] {
        guard var state = tables[table], !state.isBusy, now >= state.restsUntil,
            busy < max(1, configuration.parallelJobs)
        else { return [] }
        let since = state.lastLook.map { now &- $0 }
        let isDue =
            state.hints >= max(1, configuration.commitsPerLook)
            || since.map { $0 >= (state.hints > 0 ? configuration.lookInterval : configuration.idleLookInterval) }
                ?? (state.hints == 0)
        guard isDue else {
            // Its first commits are not news yet; the interval counts from here.
            if state.lastLook == nil { tables[table]?.lastLook = now }
            return []
        }
        state.hints = 0
        state.isLooking = true
        tables[table] = state
        busy += 1
        return [.look(table)]
    }

    // MARK: jobs

    mutating func submit(_ request: MaintenanceRequest, now: Int64) -> (job: MaintenanceJob, actions: [Action]) {
        if tables[request.table] == nil { tables[request.table] = Table() }
        let job = add(request, isAutomatic: false, now: now)
        let actions = [.tell(job)] + startNext(now: now)
        return (jobs[job.id] ?? job, actions)
    }

    mutating func cancel(_ id: String, now: Int64) -> [Action] {
        guard let job = jobs[id] else { return [] }
        switch job.state {
        case .running: return [.stop(id)]
        case .queued:
            waiting.removeAll { $0 == id }
            return finish(id, .cancelled, now: now)
        case .succeeded, .failed, .cancelled: return []
        }
    }

    mutating func progressed(_ id: String, _ report: MaintenanceReport) -> [Action] {
        guard jobs[id]?.state == .running else { return [] }
        jobs[id]?.report = report
        return jobs[id].map { [.tell($0)] } ?? []
    }

    mutating func ended(_ id: String, _ ending: Ending, now: Int64) -> [Action] {
        guard let job = jobs[id], job.state == .running else { return [] }
        busy -= 1
        tables[job.table]?.running = nil
        note(ending, of: job, now: now)
        let actions = finish(id, ending, now: now) + startNext(now: now)
        // What came meanwhile is looked at now; all else waits for the clock.
        let hasNews = (tables[job.table]?.hints ?? 0) >= max(1, configuration.commitsPerLook)
        return hasNews ? actions + lookIfDue(job.table, now: now) : actions
    }

    private mutating func note(_ ending: Ending, of job: MaintenanceJob, now: Int64) {
        guard var table = tables[job.table] else { return }
        switch ending {
        case .succeeded:
            table.failures = 0
            guard !job.request.isDryRun else { break }
            switch job.kind {
            case .optimize: if job.isAutomatic { table.hasWaste = true }
            case .vacuum: (table.lastVacuum, table.hasWaste) = (now, false)
            case .cleanup: table.lastCleanup = now
            case .checkpoint: break
            }
        case .failed where job.isAutomatic: table = resting(table, now)
        case .failed, .cancelled: break
        }
        tables[job.table] = table
    }

    private mutating func finish(_ id: String, _ ending: Ending, now: Int64) -> [Action] {
        guard var job = jobs[id] else { return [] }
        switch ending {
        case .succeeded: job.state = .succeeded
        case .cancelled: job.state = .cancelled
        case .failed(let failure):
            job.state = .failed
            job.failure = failure
        }
        job.endedAt = now
        jobs[id] = job
        forgetOldest()
        return [.tell(job)]
    }

    private mutating func forgetOldest() {
        var excess = order.count { jobs[$0]?.state.isOver ?? true } - max(1, configuration.rememberedJobs)
        guard excess > 0 else { return }
        order.removeAll { id in
            guard excess > 0, jobs[id]?.state.isOver ?? true else { return false }
            excess -= 1
            jobs[id] = nil
            return true
        }
    }

    private mutating func enqueue(_ kind: MaintenanceJob.Kind, _ table: TableName, now: Int64) -> [Action] {
        let isThere = waiting.contains { jobs[$0]?.table == table && jobs[$0]?.kind == kind }
        guard configuration.automatic.contains(kind), !isThere else { return [] }
        return [.tell(add(MaintenanceRequest(kind, of: table, isFull: false), isAutomatic: true, now: now))]
    }

    private mutating func add(_ request: MaintenanceRequest, isAutomatic: Bool, now: Int64) -> MaintenanceJob {
        number += 1
        let id = String(max(0, now), radix: 36) + "-\(number)"
        let job = MaintenanceJob(id: id, request: request, isAutomatic: isAutomatic, startedAt: now)
        jobs[id] = job
        order.append(id)
        waiting.append(id)
        return job
    }

    /// Starts jobs in the order in which they came, those of busy tables passed over.
    private mutating func startNext(now: Int64) -> [Action] {
        var actions: [Action] = []
        while busy < max(1, configuration.parallelJobs) {
            let next = waiting.firstIndex { id in
                jobs[id].map { tables[$0.table]?.isBusy != true } ?? false
            }
            guard let next, var job = jobs[waiting[next]] else { break }
            waiting.remove(at: next)
            job.state = .running
            job.startedAt = now
            jobs[job.id] = job
            tables[job.table, default: Table()].running = job.id
            busy += 1
            actions += [.tell(job), .run(job)]
        }
        return actions
    }
}
