package import Hummingbird
import LakeModel
import NIOCore
import Synchronization

/// Who waits for something on which connection, so that work for a client that went away can stop.
final class Connections: Sendable {
    private typealias Watches = [ObjectIdentifier: [Int: @Sendable () -> Void]]

    private let watches = Mutex<(next: Int, byConnection: Watches)>((0, [:]))

    /// Runs `body`; `onClose` is called if the connection closes before `body` ends.
    func watching<Value>(
        _ connection: ObjectIdentifier,
        onClose: @escaping @Sendable () -> Void,
        _ body: () async throws -> Value
    ) async rethrows -> Value {
        let key = watches.withLock { watches in
            watches.next &+= 1
            watches.byConnection[connection, default: [:]][watches.next] = onClose
            return watches.next
        }
        defer { end(key, on: connection) }
        return try await body()
    }

    /// The same for work that stops when its task is cancelled.
    func cancelling<Value: Sendable>(
        _ connection: ObjectIdentifier,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let (closed, signal) = AsyncStream.makeStream(of: Void.self)
        return try await watching(connection, onClose: { signal.finish() }) {
            try await withThrowingTaskGroup(of: Value.self) { group in
                group.addTask { try await body() }
                group.addTask {
                    for await _ in closed {}
                    throw CancellationError()
                }
                defer { group.cancelAll() }
                guard let value = try await group.next() else { throw CancellationError() }
                return value
            }
        }
    }

    private func end(_ key: Int, on connection: ObjectIdentifier) {
        watches.withLock { watches in
            watches.byConnection[connection]?[key] = nil
            if watches.byConnection[connection]?.isEmpty == true { watches.byConnection[connection] = nil }
        }
    }

    fileprivate func closed(_ connection: ObjectIdentifier) {
        let waiting = watches.withLock { $0.byConnection.removeValue(forKey: connection) } ?? [:]
        for onClose in waiting.values { onClose() }
    }

    /// For each new connection.
    func makeHandler() -> any RemovableChannelHandler { DisconnectHandler(connections: self) }
}

/// Closes a connection whose client has closed its side. Hummingbird leaves it half open; a client that has hung up
/// would keep the engine busy for an answer that nobody reads.
private final class DisconnectHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let connections: Connections

    init(connections: Connections) { self.connections = connections }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        connections.closed(ObjectIdentifier(context.channel))
        context.fireChannelInactive()
    }
}

/// Context of every route: knows its connection.
package struct APIContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    let connection: ObjectIdentifier

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        connection = ObjectIdentifier(source.channel)
    }
}
