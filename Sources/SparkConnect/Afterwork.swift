internal import Synchronization

/// Work that must happen though the task that wants it may be cancelled: it runs as a child of `run()`.
final class Afterwork: Sendable {
    typealias Job = @Sendable () async -> Void

    private let state = Mutex(AfterworkState())

    /// Runs jobs as they come, side by side, until `finish()` or until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            while let job = await next() {
                group.addTask { await job() }
            }
        }
        perform(state.withLock { $0.finish() })
    }

    func finish() {
        perform(state.withLock { $0.finish() })
    }

    /// Returns at once; a job that comes after the end is dropped.
    func start(_ job: @escaping Job) {
        perform(state.withLock { $0.add(.init(run: job, ended: nil)) })
    }

    /// Returns when the job has ended, or at once when jobs run no more.
    func perform(_ job: @escaping Job) async {
        await withCheckedContinuation { ended in
            perform(state.withLock { $0.add(.init(run: job, ended: ended)) })
        }
    }

    private func next() async -> Job? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                perform(state.withLock { $0.wait(waiter) })
            }
        } onCancel: {
            finish()
        }
    }

    private func perform(_ action: AfterworkState.Action) {
        switch action {
        case .none: break
        case .hand(let job, let waiter): waiter.resume(returning: job?.whole)
        case .drop(let jobs, let waiter):
            for job in jobs { job.ended?.resume() }
            waiter?.resume(returning: nil)
        }
    }
}

/// States: open (jobs queue up, or one waiter waits) → finished (by `finish`), which drops every job.
struct AfterworkState: Sendable {
    struct Job: Sendable {
        let run: Afterwork.Job
        let ended: CheckedContinuation<Void, Never>?

        var whole: Afterwork.Job {
            { [run, ended] in
                await run()
                ended?.resume()
            }
        }
    }

    typealias Waiter = CheckedContinuation<Afterwork.Job?, Never>

    enum Action {
        case none
        case hand(Job?, Waiter)
        case drop([Job], Waiter?)
    }

    private var jobs: [Job] = []
    private var waiter: Waiter?
    private var isFinished = false

    mutating func add(_ job: Job) -> Action {
        if isFinished { return .drop([job], nil) }
        if let waiter {
            self.waiter = nil
            return .hand(job, waiter)
        }
        jobs.append(job)
        return .none
    }

    mutating func wait(_ waiter: Waiter) -> Action {
        if isFinished { return .hand(nil, waiter) }
        if !jobs.isEmpty { return .hand(jobs.removeFirst(), waiter) }
        self.waiter = waiter
        return .none
    }

    mutating func finish() -> Action {
        isFinished = true
        defer {
            jobs = []
            waiter = nil
        }
        return .drop(jobs, waiter)
    }
}
