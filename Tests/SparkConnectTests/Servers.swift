import Foundation
import SparkConnect
import Testing

/// A Spark Connect server that the tests share. It ends with this process, whatever ends that: its shell kills it when
/// the pipe to the shell's input closes.
final class Server: Sendable, CustomTestStringConvertible {
    let name: String
    let port: Int
    let processID: Int32
    private let input: Pipe

    var testDescription: String { name }
    var connection: SparkConnection { SparkConnection(host: "127.0.0.1", port: port) }

    /// The embedded engine, as the product starts it.
    static let embedded = Result { try startEmbedded() }

    /// Apache Spark with its Spark Connect server.
    static let spark = Result { try startSpark() }

    static func startEmbedded() throws -> Server {
        try Server(
            name: "embedded engine",
            command: [Repository.sail, "spark", "server", "--ip", "127.0.0.1", "--port", "0"],
            environment: [
                "TOKIO_WORKER_THREADS": "8",
                "SAIL_EXECUTION__DEFAULT_PARALLELISM": "2",
                "SAIL_RUNTIME__STACK_SIZE": "268435456",
                "SAIL_RUNTIME__MEMORY_POOL__TYPE": "fair",
                "SAIL_RUNTIME__MEMORY_POOL__FAIR__MAX_SIZE": "268435456",
            ],
            scratch: scratchFolder(),
            announcement: /Starting the Spark Connect server on 127\.0\.0\.1:(\d+)/
        )
    }

    /// Below the folder that is named for the environment's version of Python.
    private static func sparkHome() throws -> String {
        let libraries = Repository.path(".native/test/lib")
        let names = try FileManager.default.contentsOfDirectory(atPath: libraries)
        let python = try #require(names.first { $0.hasPrefix("python3") })
        return "\(libraries)/\(python)/site-packages/pyspark"
    }

    private static func startSpark() throws -> Server {
        let scratch = try scratchFolder()
        let home = try sparkHome()
        let settings = [
            "spark.connect.grpc.binding.port=0", "spark.connect.grpc.binding.address=127.0.0.1",
            "spark.driver.bindAddress=127.0.0.1", "spark.driver.host=127.0.0.1", "spark.ui.enabled=false",
            "spark.sql.warehouse.dir=\(scratch)/warehouse", "spark.local.dir=\(scratch)",
        ]
        return try Server(
            name: "Apache Spark",
            command: ["\(home)/bin/spark-submit", "--master", "local[2]"]
                + ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer"]
                + settings.flatMap { ["--conf", $0] } + ["spark-internal"],
            environment: [
                "SPARK_HOME": home, "PYSPARK_PYTHON": Repository.python, "SPARK_LOG_DIR": scratch,
                "SPARK_USER": "test",
            ],
            scratch: scratch,
            announcement: /Spark Connect server started at: \S*:(\d+)/
        )
    }

    /// Removed by the server's shell after the server.
    private static func scratchFolder() throws -> String {
        let path = NSTemporaryDirectory() + "spark-connect-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private init(
        name: String,
        command: [String],
        environment: [String: String],
        scratch: String,
        announcement: Regex<(Substring, Substring)>
    ) throws {
        self.name = name
        input = Pipe()
        // No other child may hold the pipe open.
        _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let script = #"folder=$1; shift; "$@" & echo "pid $!"; cat >/dev/null; kill -9 $!; wait; rm -rf "$folder""#
        process.arguments = ["-c", script, "sh", scratch] + command
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": scratch].merging(environment) { $1 }
        process.currentDirectoryURL = URL(filePath: scratch)
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        var text = ""
        while true {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw ChildFailed(description: "\(name) did not start: \(text.suffix(2_000))") }
            text += String(decoding: bytes, as: UTF8.self)
            guard let match = text.firstMatch(of: announcement), let port = Int(match.output.1) else { continue }
            self.port = port
            break
        }
        processID = text.firstMatch(of: /pid (\d+)/).flatMap { Int32($0.output.1) } ?? 0
        output.fileHandleForReading.readabilityHandler = { if $0.availableData.isEmpty { $0.readabilityHandler = nil } }
    }

    /// As if the engine had crashed.
    func kill() {
        Foundation.kill(processID, SIGKILL)
    }

    func stop() {
        try? input.fileHandleForWriting.close()
    }
}

/// Runs `body` with a client whose `run()` is under way.
func withClient<Result: Sendable>(
    _ connection: SparkConnection,
    _ body: (SparkConnectClient) async throws -> Result
) async throws -> Result {
    let client = try SparkConnectClient(connection)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await client.run() }
        do {
            let result = try await body(client)
            client.beginGracefulShutdown()
            try await group.waitForAll()
            return result
        } catch {
            group.cancelAll()
            throw error
        }
    }
}

func withSession<Result: Sendable>(
    _ server: Server,
    _ body: (SparkSession) async throws -> Result
) async throws -> Result {
    try await withClient(server.connection) { client in
        let session = client.makeSession()
        let result = try await body(session)
        try await session.release()
        return result
    }
}
