import EngineHost
import HTTPAPI
import LakeModel
import SparkConnect

/// The engine that the program was told to use: ours, which comes and goes, or one of somebody else.
struct EngineAccess: Sendable {
    enum Kind: Sendable {
        case embedded(EngineHost)
        case remote(SparkConnection, RemoteEngineProbe)
    }

    let kind: Kind
    let connections: EngineConnections

    /// Runs `body` with a client; if the embedded engine dies meanwhile, `body` is cancelled and the error says so.
    func withClient<Value: Sendable>(
        _ body:
            @escaping @Sendable (_ client: SparkConnectClient, _ generation: Int, EngineActivity) async throws -> Value
    ) async throws -> Value {
        switch kind {
        case .remote(let connection, _):
            return try await body(connections.client(generation: 0, connection), 0, EngineActivity(lease: nil))
        case .embedded(let host):
            return try await host.withEngine { lease in
                let endpoint = lease.endpoint
                let client = try connections.client(
                    generation: endpoint.generation,
                    SparkConnection(host: endpoint.host, port: endpoint.port)
                )
                return try await body(client, endpoint.generation, EngineActivity(lease: lease))
            }
        }
    }

    var report: EngineReport {
        switch kind {
        case .remote(_, let probe): return probe.report
        case .embedded(let host): return EngineReport(host.status)
        }
    }
}

/// Tells the supervisor that the engine is at work, so that one too busy to answer probes is not taken for frozen.
struct EngineActivity: Sendable {
    let lease: EngineLease?

    func note() { lease?.noteActivity() }
}

extension EngineReport {
    init(_ status: EngineStatus) {
        self.init(kind: "embedded", state: status.state.rawValue, isReady: status.state == .ready)
        version = status.version?.text
        address = status.port.map { "127.0.0.1:\($0)" }
        processId = status.pid
        residentBytes = status.residentMemory?.bytes
        restarts = status.restarts
        rotations = status.rotations
        activeQueries = status.leases
        lastExit = status.lastExit?.description
        logPath = status.logPath
    }
}
