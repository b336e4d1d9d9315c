package import LakeModel
import Synchronization

/// The runs in progress: what they have reached, and how to stop each.
package final class RunningQueries: Sendable {
    private struct Run {
        var record: QueryRecord
        let isListed: Bool
        let cancel: AsyncStream<Void>.Continuation
    }

    private let runs = Mutex<[QueryID: Run]>([:])
    private let observer = Mutex<(@Sendable (QueryRecord) -> Void)?>(nil)

    package init() {}

    /// Newest first.
    package var records: [QueryRecord] {
        runs.withLock { $0.values.filter(\.isListed).map(\.record) }.sorted { $0.startedAt > $1.startedAt }
    }

    package func record(of id: QueryID) -> QueryRecord? {
        runs.withLock { $0[id]?.record }
    }

    /// Calls `observer` with each listed run as it begins, gets on and has ended; it must not wait. There is one observer.
    package func observe(_ observer: @escaping @Sendable (QueryRecord) -> Void) {
        self.observer.withLock { $0 = observer }
    }

    /// Returns a stream whose first element is the wish to stop. An id that runs already gives nil.
    ///
    /// - Parameter isListed: false for a run that `records` leaves out and the observer is not told of.
    func begin(_ record: QueryRecord, isListed: Bool = true) -> AsyncStream<Void>? {
        let (stream, cancel) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
        let added = runs.withLock { runs in
            guard runs[record.id] == nil else { return false }
            runs[record.id] = Run(record: record, isListed: isListed, cancel: cancel)
            return true
        }
        if added, isListed { tell(record) }
        return added ? stream : nil
    }

    func update(_ record: QueryRecord) {
        let isListed = runs.withLock { runs in
            runs[record.id]?.record = record
            return runs[record.id]?.isListed ?? false
        }
        if isListed { tell(record) }
    }

    private func tell(_ record: QueryRecord) { observer.withLock { $0 }?(record) }

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
