import HTTPAPI
import SparkConnect
import Synchronization

/// Asks an engine elsewhere now and then whether it answers, so that readiness is no guess.
final class RemoteEngineProbe: Sendable {
    private static let interval = Duration.seconds(10)
    private static let patience = Duration.seconds(5)

    private struct Seen {
        var state = "connecting"
        var version: String?
    }

    private let connection: SparkConnection
    private let connections: EngineConnections
    private let seen = Mutex(Seen())

    init(_ connection: SparkConnection, _ connections: EngineConnections) {
        self.connection = connection
        self.connections = connections
    }

    func run() async {
        repeat {
            let version = await version()
            seen.withLock { seen in
                seen.state = version == nil ? "unreachable" : "ready"
                seen.version = version ?? seen.version
            }
        } while (try? await ContinuousClock().sleep(for: Self.interval)) != nil
    }

    var report: EngineReport {
        let seen = seen.withLock { $0 }
        var report = EngineReport(kind: "remote", state: seen.state, isReady: seen.state == "ready")
        report.version = seen.version
        report.address = connection.description
        return report
    }

    /// nil when the engine doesn't answer in time.
    private func version() async -> String? {
        await withTaskGroup(of: String?.self) { [connection, connections] group in
            group.addTask {
                let client = try? connections.client(generation: 0, connection)
                return try? await client?.makeSession(id: Runtime.probeSession).sparkVersion()
            }
            group.addTask {
                try? await ContinuousClock().sleep(for: Self.patience)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
