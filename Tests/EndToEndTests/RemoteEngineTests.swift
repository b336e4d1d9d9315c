import Foundation
import Testing

/// `--engine sc://…`: an engine of somebody else, here Sail in a process of its own.
@Suite struct RemoteEngineTests {
    @Test func aServerUsesAnEngineThatItDidNotStart() async throws {
        let engine = try Self.sail()
        let port = try await Self.port(of: engine)
        try await TidelineServer.with(["--engine", "sc://127.0.0.1:\(port)/;user_id=tester"]) { server in
            try await server.writeOrders()
            #expect(try await server.rows("SELECT count(*), sum(id) FROM shop.orders") == [[100, 4_950]])
            let report = try await server.get("/readyz").json["engine"]
            #expect(report?["kind"] == "remote")
            #expect(report?["address"]?.string?.contains("127.0.0.1:\(port)") == true)
            engine.signal(SIGKILL)
            _ = try await engine.ended()
            try expectError(await server.query("SELECT 1"), 503, "engine_unavailable")
            try await eventually(within: .seconds(60), "the server says that it can't work") {
                try await server.get("/readyz").status == 503
            }
            #expect(try await server.get("/api/tables/shop.orders").json["rows"] == 100, "the log needs no engine")
        }
    }

    @Test func nobodyListens() async throws {
        let folder = try TemporaryFolder()
        let ended = try await tideline(
            "query",
            "SELECT 1",
            "--engine",
            "sc://127.0.0.1:9",
            "--lake",
            folder("lake"),
            "--state",
            folder("state")
        )
        #expect(ended.status == 1)
        #expect(ended.errors.contains("engine_unavailable"), "\(ended.errors)")
    }

    /// As a cluster behind TLS and a token is used: here a front of a few lines before the embedded engine.
    @Test func anEngineBehindTLSAndAToken() async throws {
        let engine = try Self.sail()
        let front = try await Self.tlsFront(of: engine, token: "let-me-in")
        let port = try #require(Int(String(decoding: front.output, as: UTF8.self).prefix { $0.isNumber }))
        let folder = try TemporaryFolder()
        let roots = ["TIDELINE_ENGINE_TRUST_ROOTS": "\(Repository.root)/Fixtures/tls/authority.pem"]
        func query(_ address: String, _ environment: [String: String]) async throws -> ChildProgram.Ended {
            let places = ["--lake", folder("lake"), "--state", folder("state"), "--engine", address, "--format", "csv"]
            let command = ["query", "SELECT 6 * 7 AS answer"] + places
            return try await ChildProgram(Repository.program, command, environment: environment).ended()
        }
        let address = "sc://localhost:\(port)/;use_ssl=true;token="
        #expect(try await query(address + "let-me-in", roots).lines == ["answer", "42"])
        for (address, environment, code) in [
            (address + "wrong", roots, "refused the token"),
            (address + "let-me-in", [:], "engine_unavailable"),
            ("sc://localhost:\(port)", [:], "engine_unavailable"),
            (address + "let-me-in", ["TIDELINE_ENGINE_TRUST_ROOTS": folder("none.pem")], "configuration_invalid"),
            ("sc://localhost:\(port)", roots, "configuration_invalid"),
        ] {
            let ended = try await query(address, environment)
            #expect(ended.status == 1)
            #expect(ended.errors.contains(code), "\(address) \(environment): \(ended.errors)")
            #expect(!ended.errors.contains("let-me-in"))
        }
    }

    private static func sail() throws -> ChildProgram {
        try ChildProgram(
            "\(Repository.root)/.native/engine/bin/sail",
            ["spark", "server", "--ip", "127.0.0.1", "--port", "0"]
        )
    }

    /// Returns when it listens; its output is its port.
    private static func tlsFront(of engine: ChildProgram, token: String) async throws -> ChildProgram {
        let files = ["localhost.pem", "localhost.key"].map { "\(Repository.root)/Fixtures/tls/\($0)" }
        let script = "\(Repository.root)/Tests/EndToEndTests/Oracles/tls_front.py"
        let front = try ChildProgram(Repository.python, [script, "\(try await port(of: engine))", token] + files)
        try await eventually("the front listens; \(front.errors)") { front.output.contains(UInt8(ascii: "\n")) }
        return front
    }

    private static func port(of engine: ChildProgram) async throws -> Int {
        try await eventually("the engine listens; \(engine.errors)") {
            let text = engine.errors + String(decoding: engine.output, as: UTF8.self)
            let match = text.firstMatch(of: /Starting the Spark Connect server on 127\.0\.0\.1:(\d+)/)
            return match.flatMap { Int($0.1) }
        }
    }
}
