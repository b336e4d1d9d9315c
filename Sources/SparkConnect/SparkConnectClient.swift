internal import FoundationEssentials
internal import GRPCCore
internal import GRPCNIOTransportHTTP2Posix
internal import LakeModel

/// One connection to a Spark Connect engine, shared by all sessions on it.
///
/// `init` starts nothing. Calls made before `run()` wait for it; the connection is made when first needed and made again
/// when it breaks.
package final class SparkConnectClient: Sendable {
    typealias Transport = HTTP2ClientTransport.Posix
    typealias Service = ProtoSparkConnectService.Client<Transport>

    package let connection: SparkConnection
    let service: Service
    /// Interrupts and releases: they must also happen for a task that was cancelled, so they run here, under `run()`.
    let afterwork = Afterwork()
    /// Waits between attempts; tests pass their own.
    let pause: @Sendable (Duration) async throws -> Void
    private let grpc: GRPCClient<Transport>

    /// Fails when TLS can't be set up.
    ///
    /// - Parameter trustRoots: a PEM file with the authorities that may have signed the engine's certificate; nil means
    ///   the machine's.
    package init(
        _ connection: SparkConnection,
        trustRoots: String? = nil,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) throws(SparkConnectError) {
        self.connection = connection
        self.pause = pause
        do {
            let transport = try Transport(
                target: Self.target(of: connection),
                transportSecurity: connection.usesTLS ? Self.tls(trustRoots) : .plaintext,
                config: Self.transportConfiguration(of: connection)
            )
            grpc = GRPCClient(transport: transport)
            service = Service(wrapping: grpc)
        } catch {
            throw SparkConnectError(
                .configurationInvalid,
                "The connection to \(connection) can't be set up; check the host and "
                    + (trustRoots.map { "the certificates in \($0)." } ?? "the machine's TLS certificates.")
            )
        }
    }

    /// Keeps the connection until `beginGracefulShutdown()` and the end of the last call, or until the task is cancelled.
    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await self.grpc.runConnections() }
            await self.afterwork.run()
            self.grpc.beginGracefulShutdown()
        }
    }

    /// Lets calls end that have begun, and refuses new ones.
    package func beginGracefulShutdown() {
        afterwork.finish()
    }

    /// A session of its own on the engine: views, settings and running operations are not shared with other sessions.
    /// Nothing is sent; the engine makes the session at its first use.
    ///
    /// The id is random unless the caller or the connection string names one: whoever knows it has the session's rights.
    package func makeSession(id: String? = nil, userID: String? = nil) -> SparkSession {
        SparkSession(
            client: self,
            id: id ?? connection.sessionID ?? UUID().uuidString.lowercased(),
            userID: userID ?? connection.userID ?? "tideline"
        )
    }
}

// MARK: - Transport

extension SparkConnectClient {
    /// Arrow batches are a few megabytes; this bounds what a faulty engine can make us hold for one message.
    static let maximumMessageBytes = 256 << 20

    private static func target(of connection: SparkConnection) -> any ResolvableTarget {
        if connection.host.contains(":") { return .ipv6(address: connection.host, port: connection.port) }
        if SparkConnection.isIPv4(connection.host) { return .ipv4(address: connection.host, port: connection.port) }
        return .dns(host: connection.host, port: connection.port)
    }

    private static func tls(_ trustRoots: String?) -> Transport.TransportSecurity {
        .tls { configuration in
            if let trustRoots { configuration.trustRoots = .certificates([.file(path: trustRoots, format: .pem)]) }
        }
    }

    private static func transportConfiguration(of connection: SparkConnection) -> Transport.Config {
        .defaults { config in
            config.http2.maxFrameSize = 1 << 20
            config.http2.targetWindowSize = 8 << 20
            // On loopback packing costs more than sending: the embedded engine would gzip ten times slower than it answers.
            config.compression = .init(algorithm: .none, enabledAlgorithms: connection.isLoopback ? .none : .gzip)
            config.backoff = .init(initial: .milliseconds(50), max: .seconds(5), multiplier: 2, jitter: 0.2)
            config.connection.flushCoalescing = nil
            config.connection.keepalive = connection.keepalive.map {
                .init(time: $0.time, timeout: $0.timeout, allowWithoutCalls: $0.withoutCalls)
            }
        }
    }

    /// Headers of every call.
    var metadata: Metadata {
        var metadata: Metadata = ["user-agent": "\(connection.userAgent)"]
        for header in connection.headers { metadata.addString(header.value, forKey: header.name) }
        if let token = connection.token { metadata.addString("Bearer \(token)", forKey: "authorization") }
        return metadata
    }

    func options(timeout: Duration? = nil) -> CallOptions {
        var options = CallOptions.defaults
        options.timeout = timeout
        options.maxRequestMessageBytes = Self.maximumMessageBytes
        options.maxResponseMessageBytes = Self.maximumMessageBytes
        return options
    }
}
