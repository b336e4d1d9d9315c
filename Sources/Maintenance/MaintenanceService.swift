package import DeltaProtocol
package import LakeModel
package import Logging
import Synchronization

/// Keeps tables as they should be while others write to them: joins small files, writes checkpoints, and deletes what
/// nobody needs any more. Looks at a table after some commits, of which `hint` tells, and by the clock; one job a table
/// at a time, each kept to a share of a core.
package final class MaintenanceService: Sendable {
    private enum Work: Sendable {
        case look(TableName)
        case run(MaintenanceJob)
        case listTables
    }

    private let lake: any MaintainedLake
    private let configuration: MaintenanceConfiguration
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Int64
    private let logger: Logger
    private let onChange: @Sendable (MaintenanceJob) -> Void
    private let state: Mutex<MaintenanceState>
    /// For each running job, what stops it when it is finished.
    private let stops = Mutex<[String: AsyncStream<Void>.Continuation]>([:])
    /// As many entries as jobs and looks may run at a time, and one list.
    private let work = AsyncStream.makeStream(of: Work.self)

    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - onChange: told of each job that is another than before, from any task; must not wait.
    package init(
        lake: any MaintainedLake,
        configuration: MaintenanceConfiguration = MaintenanceConfiguration(),
        clock: any Clock<Duration>,
        now: @escaping @Sendable () -> Int64,
        logger: Logger,
        onChange: @escaping @Sendable (MaintenanceJob) -> Void = { _ in }
    ) {
        self.lake = lake
        self.configuration = configuration
        self.clock = clock
        self.now = now
        self.logger = logger
        self.onChange = onChange
        state = Mutex(MaintenanceState(configuration))
    }

    /// Looks and works until the task is cancelled; what runs then is cancelled too, and its table is as it was.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.tick() }
            for await work in self.work.stream { group.addTask { await self.perform(work) } }
        }
    }

    /// There is a new commit of the table. Costs next to nothing.
    package func hint(_ table: TableName) { act { $0.hint(table, now: $1) } }

    /// Newest first: all that wait and run, and those that ended last.
    package var jobs: [MaintenanceJob] { state.withLock { $0.allJobs } }

    package func job(_ id: String) -> MaintenanceJob? { state.withLock { $0.job(id) } }

    /// Asks for a job, which starts when the table has no other.
    package func submit(_ request: MaintenanceRequest) -> MaintenanceJob {
        let time = now()
        let (job, actions) = state.withLock { $0.submit(request, now: time) }
        perform(actions)
        return job
    }

    /// Stops a job if it is not over.
    package func cancel(_ id: String) { act { $0.cancel(id, now: $1) } }

    /// What a job would do, found out at once and without a job.
    ///
    /// - Throws: as the job would fail.
    package func preview(_ request: MaintenanceRequest) async throws -> MaintenanceReport {
        var request = request
        request.isDryRun = true
        let pace = Pace(PaceState(share: 1), clock: clock)
        return try await run(request, isAutomatic: false, pace) { _ in }
    }

    // MARK: acting

    private func act(_ transition: (inout MaintenanceState, Int64) -> [MaintenanceState.Action]) {
        let time = now()
        perform(state.withLock { transition(&$0, time) })
    }

    private func perform(_ actions: [MaintenanceState.Action]) {
        for action in actions {
            switch action {
            case .look(let table): work.continuation.yield(.look(table))
            case .run(let job): work.continuation.yield(.run(job))
            case .listTables: work.continuation.yield(.listTables)
            case .stop(let id): stops.withLock { $0[id] }?.finish()
            case .tell(let job): onChange(job)
            }
        }
    }

    private func tick() async {
        repeat { act { $0.tick(now: $1) } } while (try? await clock.sleep(for: configuration.tick)) != nil
    }

    private func perform(_ work: Work) async {
        switch work {
        case .look(let table): await look(at: table)
        case .run(let job): await run(job)
        case .listTables:
            do {
                let names = try await lake.maintainedTables()
                act { $0.listed(names, now: $1) }
            } catch {
                logger.warning("The tables to keep up can't be listed", metadata: ["error": "\(error)"])
            }
        }
    }

    private func look(at table: TableName) async {
        do {
            let findings = try await findings(of: lake.maintainedTable(table))
            act { $0.looked(table, .found(findings), now: $1) }
        } catch let error as any DescribedError where error.code == .tableNotFound {
            act { $0.looked(table, .gone, now: $1) }
        } catch {
            logger.warning("A table can't be looked at", metadata: ["table": "\(table)", "error": "\(error)"])
            act { $0.looked(table, .failed, now: $1) }
        }
    }

    private func findings(of table: any MaintainedTable) async throws -> MaintenanceState.Findings {
        let snapshot = try await table.snapshot()
        guard snapshot.writeSupport.isSupported else { return MaintenanceState.Findings() }
        let plan = try CompactionPlan(snapshot, policy: configuration.policy, now: now())
        // Commits bring their own checkpoints; one is missing only if those failed, or others write the table.
        let behind = snapshot.version &- (try await table.lastCheckpoint() ?? 0)
        return MaintenanceState.Findings(
            isWorthJoining: !plan.isEmpty && CompactionPolicy.isWanted(by: snapshot),
            needsCheckpoint: behind > 3 &* configuration.checkpoints.interval(of: snapshot)
        )
    }

    // MARK: jobs

    /// Runs a job until it ends or is stopped, and says what became of it.
    private func run(_ job: MaintenanceJob) async {
        let (stream, stop) = AsyncStream.makeStream(of: Void.self)
        stops.withLock { $0[job.id] = stop }
        let ending = await withTaskGroup(of: MaintenanceState.Ending?.self) { group in
            group.addTask { await self.ending(of: job) }
            group.addTask {
                for await _ in stream {}
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            let second = await group.next() ?? nil
            return first ?? second ?? .cancelled
        }
        stops.withLock { $0[job.id] = nil }
        act { $0.ended(job.id, ending, now: $1) }
    }

    private func ending(of job: MaintenanceJob) async -> MaintenanceState.Ending {
        let pace = Pace(PaceState(share: configuration.cpuShare), clock: clock)
        do {
            let report = try await run(job.request, isAutomatic: job.isAutomatic, pace) { report in
                self.act { state, _ in state.progressed(job.id, report) }
            }
            act { state, _ in state.progressed(job.id, report) }
            return .succeeded
        } catch is CancellationError {
            return .cancelled
        } catch {
            let failure =
                (error as? any DescribedError).map { MaintenanceJob.Failure(code: $0.code, message: $0.message) }
                ?? MaintenanceJob.Failure(code: .internalError, message: "Something unexpected went wrong: \(error)")
            logger.warning(
                "A maintenance job failed",
                metadata: [
                    "job": "\(job.id)", "kind": "\(job.kind.rawValue)", "table": "\(job.table)", "error": "\(error)",
                ]
            )
            return .failed(failure)
        }
    }

    private func run(
        _ request: MaintenanceRequest,
        isAutomatic: Bool,
        _ pace: Pace,
        progress: @Sendable (MaintenanceReport) -> Void
    ) async throws -> MaintenanceReport {
        let table = try await lake.maintainedTable(request.table)
        switch request.kind {
        case .optimize:
            let job = OptimizeJob(table: table, request: request, isAutomatic: isAutomatic, pace: pace)
            return try await job.run(configuration.policy, now: now, progress: progress)
        case .vacuum: return try await UpkeepJobs.vacuum(table, request, pace)
        case .cleanup: return try await UpkeepJobs.cleanUp(table, request, pace)
        case .checkpoint: return try await UpkeepJobs.checkpoint(table, request)
        }
    }
}
