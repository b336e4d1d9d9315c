import LiveQuery
import NIOCore

/// One connection's events, pulled by the task that writes them. Leaves the hub when it is closed or goes.
final class EventReader: Sendable {
    let id: EventHubState.ReaderID
    /// The live queries that it keeps alive.
    let joined: Set<LiveID>
    private let hub: EventHub
    private let signals: AsyncStream<Void>

    init(hub: EventHub, id: EventHubState.ReaderID, joined: Set<LiveID>, signals: AsyncStream<Void>) {
        self.hub = hub
        self.id = id
        self.joined = joined
        self.signals = signals
    }

    deinit { hub.leave(self) }

    func close() { hub.leave(self) }

    /// Calls `write` with each event's bytes, until the reader is closed or the server stops.
    func handOn(to write: (ByteBuffer) async throws -> Void) async throws {
        var signals = signals.makeAsyncIterator()
        repeat {
            while let parts = hub.take(self) {
                for part in parts { try await write(part) }
            }
        } while await signals.next() != nil
    }
}
