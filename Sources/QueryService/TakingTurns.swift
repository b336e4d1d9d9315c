import LakeModel
import Synchronization

/// Lets one task at a time work on something; the others wait for it, also when it fails, and then look for themselves.
final class TakingTurns: Sendable {
    /// Of those at work, the ones that wait for each.
    private let waiting = Mutex<[QueryID: [AsyncStream<Void>.Continuation]]>([:])

    /// Runs `body` when nobody else works on `id`. Throws what it throws, or `CancellationError` while it waits.
    func take(_ id: QueryID, _ body: () async throws -> Void) async throws {
        while let turn = enter(id) {
            for await _ in turn {}
            try Task.checkCancellation()
        }
        defer { leave(id) }
        try await body()
    }

    /// nil when it is the caller's turn, else what ends when it may be.
    private func enter(_ id: QueryID) -> AsyncStream<Void>? {
        waiting.withLock { waiting in
            guard waiting[id] != nil else {
                waiting[id] = []
                return nil
            }
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            waiting[id]?.append(continuation)
            return stream
        }
    }

    private func leave(_ id: QueryID) {
        let next = waiting.withLock { $0.removeValue(forKey: id) } ?? []
        for continuation in next { continuation.finish() }
    }
}
