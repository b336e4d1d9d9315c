import DeltaProtocol
package import LakeModel
import Synchronization

/// Checkpoints and checksums to be written after commits, off the path of the commits.
///
/// One entry a table, the newest: when commits come faster than upkeep, the checksums of those in between are left out
/// (they are optional), and a checkpoint that failed or was left out is due again with the next commit.
package final class UpkeepQueue: Sendable {
    private let state = Mutex(UpkeepState())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    let onTrouble: @Sendable (TableName, any Error) -> Void

    /// - Parameter onTrouble: told of upkeep that failed, which does not touch the commit it belongs to, and of logs
    ///   that don't add up to their checksums.
    package init(onTrouble: @escaping @Sendable (TableName, any Error) -> Void = { _, _ in }) {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.onTrouble = onTrouble
    }

    func add(_ table: DeltaTable, _ held: DeltaTable.Held) {
        guard let snapshot = held.snapshot else { return }
        state.withLock { $0.add(UpkeepJob(table: table, snapshot: snapshot, mark: held.mark)) }
        signal.yield()
    }

    /// Works until the task is cancelled, and then on what is left.
    package func run() async {
        for await _ in signals { await drain() }
        await drain()
    }

    /// Does all that is waiting, for commands that end without a `run`.
    package func drain() async {
        while let job = state.withLock({ $0.next() }) {
            do {
                try await job.table.keepUp(with: job)
            } catch {
                onTrouble(job.table.name, error)
            }
        }
    }
}

struct UpkeepJob: Sendable {
    let table: DeltaTable
    let snapshot: Snapshot
    let mark: LogMark
}

/// Tables that wait for upkeep, in the order their first waiting commit came.
struct UpkeepState {
    private var order: [String] = []
    private var jobs: [String: UpkeepJob] = [:]

    mutating func add(_ job: UpkeepJob) {
        let key = job.table.location
        guard let waiting = jobs[key] else {
            order.append(key)
            jobs[key] = job
            return
        }
        let isOlder =
            waiting.snapshot.metadata.id == job.snapshot.metadata.id
            && waiting.snapshot.version > job.snapshot.version
        if !isOlder { jobs[key] = job }
    }

    mutating func next() -> UpkeepJob? {
        guard !order.isEmpty else { return nil }
        return jobs.removeValue(forKey: order.removeFirst())
    }
}
