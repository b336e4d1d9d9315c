import Foundation
import Testing

/// `--engine sc://…`: an engine of somebody else, here Sail in a process of its own.
@Suite struct RemoteEngineTests {
    @Test func aServerUsesAnEngineThatItDidNotStart() async throws {
        let engine = try ChildProgram(
            "\(Repository.root)/.native/engine/bin/sail",
            ["spark", "server", "--ip", "127.0.0.1", "--port", "0"]
        )
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

    private static func port(of engine: ChildProgram) async throws -> Int {
        try await eventually("the engine listens; \(engine.errors)") {
            let text = engine.errors + String(decoding: engine.output, as: UTF8.self)
            let match = text.firstMatch(of: /Starting the Spark Connect server on 127\.0\.0\.1:(\d+)/)
            return match.flatMap { Int($0.1) }
        }
    }
}
