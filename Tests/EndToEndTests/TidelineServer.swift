import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A `tideline serve` of its own: lake, state folder and port are nobody else's.
final class TidelineServer: Sendable {
    /// The server of the suite's `.server` trait.
    @TaskLocal static var shared: TidelineServer?

    let folder: TemporaryFolder
    let lake: String
    let state: String
    let url: String
    let program: ChildProgram

    /// Returns when queries can run.
    ///
    /// - Parameter wrapper: a command that runs the program that follows it, like `nice`.
    init(
        _ flags: [String] = [],
        environment: [String: String] = [:],
        folder: TemporaryFolder? = nil,
        lake: String? = nil,
        through wrapper: [String] = []
    ) async throws {
        let folder = try folder ?? TemporaryFolder()
        let (lake, state) = (lake ?? folder("lake"), folder("state"))
        let places = ["--lake", lake, "--state", state, "--port", "0"]
        let command = wrapper + [Repository.program, "serve"] + places + flags
        let program = try ChildProgram("/usr/bin/env", command, environment: environment)
        url = try await eventually("the server is ready: \(program.errors)") {
            guard program.isRunning else { throw Failure("the server ended: \(program.errors)") }
            // A file from before a crash names a server that is gone.
            guard let file = FileManager.default.contents(atPath: "\(state)/server.url"),
                let connection = try? RawConnection(to: String(decoding: file, as: UTF8.self)),
                try await connection.exchange("GET", "/readyz")?.status == 200
            else { return nil }
            return String(decoding: file, as: UTF8.self)
        }
        (self.folder, self.lake, self.state, self.program) = (folder, lake, state, program)
    }

    /// Runs `body` with a server, stops it, and expects that it stops in order.
    static func with<Value>(
        _ flags: [String] = [],
        environment: [String: String] = [:],
        folder: TemporaryFolder? = nil,
        lake: String? = nil,
        through wrapper: [String] = [],
        _ body: (TidelineServer) async throws -> Value
    ) async throws -> Value {
        let server = try await TidelineServer(
            flags,
            environment: environment,
            folder: folder,
            lake: lake,
            through: wrapper
        )
        let value: Value
        do { value = try await body(server) } catch {
            try await server.stop()
            throw error
        }
        try await server.stop()
        return value
    }

    /// SIGTERM: the program ends with status 0 in the time that the documentation gives, its engine with it.
    func stop() async throws {
        let engine = try? await enginePID
        program.signal(SIGTERM)
        let ended = try await program.ended(within: .seconds(15))
        #expect(ended.status == 0, "\(ended.errors)")
        if let engine { try await expectGone(engine) }
        #expect(!FileManager.default.fileExists(atPath: "\(state)/server.url"))
    }

    func expectGone(_ pid: Int32, within limit: Duration = .seconds(10)) async throws {
        try await eventually(within: limit, "process \(pid) is gone") { !ChildProgram.isAlive(pid) }
    }

    // MARK: requests

    func send(
        _ method: String,
        _ path: String,
        headers: [String: String] = [:],
        body: Data? = nil
    ) async throws -> HTTPAnswer {
        let connection = try RawConnection(to: url)
        guard let answer = try await connection.exchange(method, path, headers: headers, body: body) else {
            throw Failure("no answer to \(method) \(path)")
        }
        return answer
    }

    func get(_ path: String) async throws -> HTTPAnswer { try await send("GET", path) }

    func query(_ body: JSON, accept: String = "application/json") async throws -> HTTPAnswer {
        try await send("POST", "/api/query", headers: ["Accept": accept], body: body.data)
    }

    func query(_ sql: String, accept: String = "application/json") async throws -> HTTPAnswer {
        try await query(["query": .string(sql)], accept: accept)
    }

    /// The rows of a statement that must succeed.
    func rows(_ sql: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> JSON {
        let answer = try await query(sql)
        #expect(answer.status == 200, "\(sql): \(answer.text)", sourceLocation: sourceLocation)
        return try answer.json["rows"] ?? .null
    }

    var enginePID: Int32 {
        get async throws {
            guard let pid = try await get("/healthz").json["engine"]?["processId"]?.int else {
                throw Failure("no engine runs")
            }
            return Int32(pid)
        }
    }

    /// The newest query whose text holds `text`, once it is in `state`.
    func query(with text: String, in state: String, within limit: Duration = .seconds(120)) async throws -> JSON {
        let search = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try await eventually(within: limit, "a query with \(text) is \(state)") {
            let found = try await get("/api/queries?search=\(search)").json["queries"]?[0]
            return found?["state"]?.string == state ? found : nil
        }
    }
}

/// One server for all tests of a suite.
struct SharedServer: SuiteTrait, TestScoping {
    let prepare: @Sendable (TidelineServer) async throws -> Void

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing body: @Sendable () async throws -> Void
    ) async throws {
        try await TidelineServer.with { server in
            try await prepare(server)
            try await TidelineServer.$shared.withValue(server) { try await body() }
        }
    }
}

extension Trait where Self == SharedServer {
    /// - Parameter prepare: puts the suite's tables into the lake.
    static func server(_ prepare: @escaping @Sendable (TidelineServer) async throws -> Void = { _ in }) -> Self {
        SharedServer(prepare: prepare)
    }
}

/// The suite's server.
var server: TidelineServer {
    get throws {
        guard let server = TidelineServer.shared else { throw Failure("the suite has no .server trait") }
        return server
    }
}
