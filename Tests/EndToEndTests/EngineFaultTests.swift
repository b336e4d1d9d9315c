import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An engine that dies or hangs takes nothing with it but the queries that it was running.
@Suite struct EngineFaultTests {
    @Test func anEngineThatDiesIsReplaced() async throws {
        try await TidelineServer.with { server in
            try await server.writeOrders()
            let engine = try await server.enginePID
            async let answer = server.query(CancellationTests.silent("when_it_died"))
            _ = try await server.query(with: "when_it_died", in: "running")
            kill(engine, SIGKILL)
            try expectError(await answer, 503, "engine_died")
            #expect(try await server.rows("SELECT count(*) FROM shop.orders") == [[100]])
            let health = try await server.get("/healthz").json["engine"]
            #expect(health?["restarts"] == 1)
            #expect(health?["processId"]?.int != Int64(engine))
            try await server.expectGone(engine)
        }
    }

    /// While a result is streamed: the answer breaks off, and the history says why.
    @Test func anEngineThatDiesWithinAStream() async throws {
        try await TidelineServer.with { server in
            let connection = try RawConnection(to: server.url)
            let body = try JSON.object(["query": .string(CancellationTests.endless("streamed_when_it_died"))]).data
            connection.write("POST", "/api/query", headers: ["Accept": "text/csv"], body: body)
            _ = try await server.query(with: "streamed_when_it_died", in: "running")
            kill(try await server.enginePID, SIGKILL)
            let bytes = await connection.readAll()
            // Before the first row it is still an error of its own.
            if let answer = try? HTTPAnswer(bytes) { try expectError(answer, 503, "engine_died") }
            let failed = try await server.query(with: "streamed_when_it_died", in: "failed")
            #expect(failed["error"]?["code"] == "engine_died", "\(failed)")
            #expect(try await server.rows("SELECT 1") == [[1]])
        }
    }

    @Test func anEngineThatHangsIsReplaced() async throws {
        try await TidelineServer.with { server in
            try await server.writeOrders()
            let engine = try await server.enginePID
            kill(engine, SIGSTOP)
            let body: JSON = ["query": "SELECT count(*) FROM shop.orders", "timeoutSeconds": 1]
            let answer = try await server.query(body)
            #expect([503, 504].contains(answer.status), "\(answer.text)")
            #expect(["query_timed_out", "engine_died"].contains(answer.errorCode), "\(answer.text)")
            #expect(try await server.get("/healthz").status == 200)
            try await eventually(within: .seconds(60), "the engine was replaced") {
                try await server.get("/readyz").json["engine"]?["processId"]?.int.map { $0 != Int64(engine) } == true
            }
            #expect(try await server.rows("SELECT count(*) FROM shop.orders") == [[100]])
            try await server.expectGone(engine)
        }
    }
}
