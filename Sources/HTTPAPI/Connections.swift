import Foundation
package import Hummingbird
import LakeModel
import NIOCore
import Synchronization

/// Who waits for something on which connection, so that work for a client that went away can stop.
final class Connections: Sendable {
    private struct State {
        var next = 0
        var watches: [ObjectIdentifier: [Int: @Sendable () -> Void]] = [:]
        /// Connections that closed a short while ago, the oldest first: a request may begin to watch its own only
        /// afterwards. They are held, so that no other gets the identity of one of them.
        var closed: [any Channel] = []

        mutating func remember(_ channel: any Channel) {
            closed.append(channel)
            if closed.count > Connections.mostRemembered { closed.removeFirst() }
        }
    }

    private static let mostRemembered = 64

    private let state = Mutex(State())

    /// Runs `body`; `onClose` is called if the connection closes before `body` ends, or has closed already.
    func watching<Value>(
        _ connection: ObjectIdentifier,
        onClose: @escaping @Sendable () -> Void,
        _ body: () async throws -> Value
    ) async rethrows -> Value {
        let (key, hasClosed) = state.withLock { state in
            state.next &+= 1
            state.watches[connection, default: [:]][state.next] = onClose
            return (state.next, state.closed.contains { ObjectIdentifier($0) == connection })
        }
        defer { end(key, on: connection) }
        if hasClosed { onClose() }
        return try await body()
    }

    /// The same for work that stops when its task is cancelled.
    func cancelling<Value: Sendable>(
        _ connection: ObjectIdentifier,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let (closed, signal) = AsyncStream.makeStream(of: Void.self)
        let hangUp: @Sendable () -> Void = { signal.finish() }
        return try await watching(connection, onClose: hangUp) {
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
        state.withLock { state in
            state.watches[connection]?[key] = nil
            if state.watches[connection]?.isEmpty == true { state.watches[connection] = nil }
        }
    }

    fileprivate func closed(_ channel: any Channel) {
        let waiting = state.withLock { state in
            state.remember(channel)
            return state.watches.removeValue(forKey: ObjectIdentifier(channel)) ?? [:]
        }
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
        connections.closed(context.channel)
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

    /// A part of the path, as it was before it was encoded for it.
    func text(_ parameter: String) throws -> String {
        let text = try parameters.require(parameter)
        return text.removingPercentEncoding ?? text
    }

    func tableName(_ parameter: String) throws -> TableName { try TableName(named: text(parameter)) }
}

extension TableName {
    /// - Throws: `invalid_request` for what can be no table's name.
    init(named text: String) throws {
        guard let name = TableName(parsing: text) else {
            throw APIError.invalid("A table's name is table or schema.table.")
        }
        self = name
    }
}
