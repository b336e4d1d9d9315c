import LakeModel
import ServiceLifecycle
import SparkConnect
import Synchronization

/// One Spark Connect client for each engine process that is in use, opened when first asked for. A restarted or rotated
/// engine is another process on another port; the clients of those that are gone are closed.
final class EngineConnections: Service, Sendable {
    private struct State {
        var clients: [Int: SparkConnectClient] = [:]
        var isClosed = false
    }

    private let trustRoots: String?
    private let state = Mutex(State())
    private let opened = AsyncStream.makeStream(of: SparkConnectClient.self)

    /// - Parameter trustRoots: a PEM file with the authorities of engines' certificates; nil means the machine's.
    init(trustRoots: String?) {
        self.trustRoots = trustRoots
    }

    /// Keeps every client's connection until graceful shutdown and the last call's end.
    func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await client in opened.stream {
                    // A connection that ends badly shows in the calls on it, which have somebody to tell.
                    group.addTask { try? await client.run() }
                }
            }
        } onGracefulShutdown: {
            self.close()
        }
    }

    /// The client of the process that `generation` names; older generations' clients but the last few are closed.
    func client(generation: Int, _ connection: SparkConnection) throws -> SparkConnectClient {
        let (client, isNew, old) = try state.withLock { state throws in
            if let client = state.clients[generation] { return (client, false, [SparkConnectClient]()) }
            guard !state.isClosed else {
                throw WiringError(code: .shuttingDown, message: "The server is stopping.")
            }
            let client = try SparkConnectClient(connection, trustRoots: trustRoots)
            let old = state.clients.filter { $0.key < generation - Self.generationsKept }
            for key in old.keys { state.clients[key] = nil }
            state.clients[generation] = client
            return (client, true, Array(old.values))
        }
        for client in old { client.beginGracefulShutdown() }
        if isNew { opened.continuation.yield(client) }
        return client
    }

    /// A rotated engine drains while its successor works.
    private static let generationsKept = 2

    private func close() {
        let clients = state.withLock { state in
            state.isClosed = true
            return Array(state.clients.values)
        }
        for client in clients { client.beginGracefulShutdown() }
        opened.continuation.finish()
    }
}

/// The parts of the program could not be joined as asked.
struct WiringError: DescribedError {
    let code: ErrorCode
    let message: String
}
