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
            let answer = await answer()
            seen.withLock { seen in
                seen.state = answer == nil ? "unreachable" : "ready"
                seen.version = answer?.version ?? seen.version
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

    private struct Answer: Sendable {
        /// Not every engine says.
        let version: String?
    }

    /// nil when the engine doesn't answer in time. Reading a setting parses no SQL, and every engine can do it.
    private func answer() async -> Answer? {
        await withTaskGroup(of: Answer?.self) { [connection, connections] group in
            group.addTask {
                guard
                    let session = try? connections.client(generation: 0, connection).makeSession(
                        id: Runtime.probeSession
                    ),
                    (try? await session.configuration(withDefaults: [Runtime.probeSetting: ""])) != nil
                else { return nil }
                return Answer(version: try? await session.sparkVersion())
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
