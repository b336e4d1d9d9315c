package import LakeModel
import Synchronization

/// The runs in progress: what they have reached, and how to stop each.
package final class RunningQueries: Sendable {
    private struct Run {
        var record: QueryRecord
        let cancel: AsyncStream<Void>.Continuation
    }

    private let runs = Mutex<[QueryID: Run]>([:])

    package init() {}

    /// Newest first.
    package var records: [QueryRecord] {
        runs.withLock { $0.values.map(\.record) }.sorted { $0.startedAt > $1.startedAt }
    }

    package func record(of id: QueryID) -> QueryRecord? {
        runs.withLock { $0[id]?.record }
    }

    /// Returns a stream whose first element is the wish to stop. An id that runs already gives nil.
    func begin(_ record: QueryRecord) -> AsyncStream<Void>? {
        let (stream, cancel) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
        let added = runs.withLock { runs in
            guard runs[record.id] == nil else { return false }
            runs[record.id] = Run(record: record, cancel: cancel)
            return true
        }
        return added ? stream : nil
    }

    func update(_ record: QueryRecord) {
        runs.withLock { $0[record.id]?.record = record }
    }

    func end(_ id: QueryID) {
        let run = runs.withLock { $0.removeValue(forKey: id) }
        run?.cancel.finish()
    }

    /// Returns false if no such query runs. The run ends soon after with `query_cancelled`.
    package func cancel(_ id: QueryID) -> Bool {
        guard let run = runs.withLock({ $0[id] }) else { return false }
        run.cancel.yield()
        return true
    }
}
