package import LakeModel
import Synchronization

/// The right to write to a table for a while. Ingest, maintenance and users' statements take turns, in the order they
/// asked; other programs are not kept out by it, only by the commit protocol.
package final class TableLease: Sendable {
    package let table: TableName
    private let lock = FairLock()
    private let currentHolder = Mutex<String?>(nil)

    init(table: TableName) { self.table = table }

    /// What the lease is held for, to tell those who wait; nil when it is free.
    package var holder: String? { currentHolder.withLock { $0 } }

    /// Waits for the lease, runs `body`, and gives it back, whatever comes of it.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits; what `body` throws.
    package func withLease<Value>(for purpose: String, _ body: () async throws -> Value) async throws -> Value {
        try await lock.withLock {
            currentHolder.withLock { $0 = purpose }
            defer { currentHolder.withLock { $0 = nil } }
            return try await body()
        }
    }
}
