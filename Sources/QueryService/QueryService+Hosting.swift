package import AsyncAlgorithms
package import LakeModel
import Synchronization

/// A run that goes on by itself, hosted by `QueryService.host()`. Dropping it stops the run.
package final class HostedRun: Sendable {
    /// What the run hands over; the engine waits while an element is not taken. Ends by throwing what `run` threw.
    package let events: AsyncThrowingChannel<ResultEvent, any Error>
    private let stop: AsyncStream<Void>.Continuation
    private let outcome: RunOutcome

    init(
        events: AsyncThrowingChannel<ResultEvent, any Error>,
        stop: AsyncStream<Void>.Continuation,
        outcome: RunOutcome
    ) {
        self.events = events
        self.stop = stop
        self.outcome = outcome
    }

    /// What became of the run; there once `events` has ended without an error.
    package var record: QueryRecord? { outcome.record.withLock { $0 } }

    package func cancel() { stop.finish() }

    deinit { stop.finish() }
}

/// Where a hosted run leaves its record.
final class RunOutcome: Sendable {
    let record = Mutex<QueryRecord?>(nil)
}

/// What waits for `host()` to take it up.
enum HostedJob: Sendable {
    /// Somebody pulls its events.
    case followed(FollowedJob)
    /// Nobody waits for it: its rows go to the spool.
    case detached(BegunRun)
}

struct FollowedJob: Sendable {
    let request: QueryRequest
    let events: AsyncThrowingChannel<ResultEvent, any Error>
    let stopped: AsyncStream<Void>
    let outcome: RunOutcome
}

extension QueryService {
    /// Runs what `start` was given, until the task is cancelled; then every hosted run is cancelled.
    package func host() async {
        await withDiscardingTaskGroup { group in
            for await job in hosted.stream {
                group.addTask {
                    switch job {
                    case .followed(let job): await self.perform(job)
                    // How it ends is in its record.
                    case .detached(let begun): _ = try? await self.run(begun)
                    }
                }
            }
        }
    }

    /// Starts a run that belongs to the server: it goes on whoever leaves, is listed from now on, and its rows can be
    /// read from the spool while it works.
    package func launch(_ request: QueryRequest) throws -> QueryID {
        let begun = try begin(request, id: makeID())
        if case .terminated = hosted.continuation.yield(.detached(begun)) {
            running.end(begun.record.id)
            throw QueryServiceError.stopping
        }
        return begun.record.id
    }

    /// Starts a run whose events are pulled by someone who can't hold the task that produces them: an HTTP answer
    /// whose status must be known before its body begins.
    package func start(_ request: QueryRequest) -> HostedRun {
        let events = AsyncThrowingChannel<ResultEvent, any Error>()
        let (stopped, stop) = AsyncStream.makeStream(of: Void.self)
        let outcome = RunOutcome()
        let job = FollowedJob(request: request, events: events, stopped: stopped, outcome: outcome)
        if case .terminated = hosted.continuation.yield(.followed(job)) { events.fail(QueryServiceError.stopping) }
        return HostedRun(events: events, stop: stop, outcome: outcome)
    }

    /// The run ends when its receiver stops it, whichever comes first; both are children of one group.
    private func perform(_ job: FollowedJob) async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                do {
                    let record = try await self.run(
                        job.request,
                        receive: { await job.events.send($0) },
                        onStop: { job.events.fail($0) }
                    )
                    job.outcome.record.withLock { $0 = record }
                    job.events.finish()
                } catch { job.events.fail(error) }
            }
            for await _ in job.stopped {}
            group.cancelAll()
        }
    }
}
