import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Queries that are stopped: by request, by hanging up, by time, by the end of the server.
@Suite(.server()) struct CancellationTests {
    /// Takes many minutes, and gives a row at once.
    static func endless(_ mark: String) -> String {
        "SELECT id AS \(mark) FROM range(100000000000) WHERE id % 2 = 0"
    }

    /// Takes many minutes before its first row.
    static func silent(_ mark: String) -> String {
        "SELECT sum(id * 7 % 13) AS \(mark) FROM range(1000000000000)"
    }

    @Test func aQueryIsCancelled() async throws {
        let server = try server
        async let answer = server.query(Self.silent("by_request"))
        let query = try await server.query(with: "by_request", in: "running")
        let path = "/api/queries/\(try #require(query["queryId"]?.string))"
        #expect(try await server.send("DELETE", path).status == 204)
        try expectError(await answer, 409, "query_cancelled")
        #expect(try await server.get(path).json["state"] == "cancelled")
        #expect(try await server.send("DELETE", path).status == 204, "what has ended may be cancelled again")
        try await expectIdle(server)
    }

    /// The answer breaks off, so that nobody takes a part for the whole.
    @Test func aStreamedAnswerIsCancelled() async throws {
        let connection = try RawConnection(to: server.url)
        let body = try JSON.object(["query": .string(Self.endless("within_a_stream"))]).data
        connection.write("POST", "/api/query", headers: ["Accept": "application/x-ndjson"], body: body)
        let query = try await eventually("there are rows") {
            let query = try await server.query(with: "within_a_stream", in: "running")
            guard let rows = query["rowCount"]?.int, rows > 0 else { return JSON?.none }
            return query
        }
        let path = "/api/queries/\(try #require(query["queryId"]?.string))"
        #expect(try await server.send("DELETE", path).status == 204)
        let bytes = await connection.readAll()
        #expect(throws: Failure.self, "a whole answer: \(bytes.count) bytes") { try HTTPAnswer(bytes) }
        try await expectIdle(server)
    }

    @Test(arguments: ["application/json", "text/csv"]) func hangingUpStopsTheQuery(type: String) async throws {
        let mark = "by_hanging_up_\(type.count)"
        var connection: RawConnection? = try RawConnection(to: server.url)
        let body = try JSON.object(["query": .string(Self.silent(mark))]).data
        connection?.write("POST", "/api/query", headers: ["Accept": type], body: body)
        _ = try await server.query(with: mark, in: "running")
        connection = nil
        _ = try await server.query(with: mark, in: "cancelled")
        try await expectIdle(server)
    }

    /// A reader that takes nothing is waited for, in bounded memory; one that goes away ends the query.
    @Test func aSlowReaderHoldsTheQueryBack() async throws {
        let mark = "by_a_slow_reader"
        var connection: RawConnection? = try RawConnection(to: server.url)
        let body = try JSON.object(["query": .string(Self.endless(mark))]).data
        connection?.write("POST", "/api/query", headers: ["Accept": "text/csv"], body: body)
        let id = try #require(try await server.query(with: mark, in: "running")["queryId"]?.string)
        var last: Int64 = -1
        try await eventually("the query waits for its reader") {
            let rows = try await server.get("/api/queries/\(id)").json["rowCount"]?.int ?? 0
            defer { last = rows }
            return rows > 0 && rows == last
        }
        connection = nil
        _ = try await server.query(with: mark, in: "cancelled")
        try await expectIdle(server)
    }

    @Test func aQueryEndsWithItsTime() async throws {
        let body: JSON = ["query": .string(Self.silent("by_time")), "timeoutSeconds": 0.5]
        let answer = try await server.query(body)
        try expectError(answer, 504, "query_timed_out")
        #expect(answer.errorMessage?.contains("0.5 seconds") == true, "\(answer.text)")
        try await expectIdle(server)
    }

    /// The engine has nothing left to do, and answers others.
    private func expectIdle(_ server: TidelineServer) async throws {
        #expect(try await server.rows("SELECT 1") == [[1]])
    }
}

/// How the server ends, and begins again.
@Suite struct LifecycleTests {
    @Test func aRunningQueryIsToldWhenTheServerStops() async throws {
        let server = try await TidelineServer()
        async let answer = server.query(CancellationTests.silent("to_the_end"))
        _ = try await server.query(with: "to_the_end", in: "running")
        try await server.stop()
        let code = try? await answer.errorCode
        #expect(code == nil || ["query_cancelled", "shutting_down"].contains(code), "\(String(describing: code))")
    }

    /// Where the engine is done before the test has seen the query run, a longer one is tried.
    @Test func aShortQueryIsAnsweredWhileTheServerStops() async throws {
        let server = try await TidelineServer()
        for rows: Int64 in [70_000_000, 280_000_000, 1_120_000_000] {
            async let answer = server.query("SELECT sum(id % 7) AS stopping_\(rows) FROM range(\(rows))")
            let state = try await eventually("the query runs") {
                let query = try await server.get("/api/queries?search=stopping_\(rows)").json["queries"]?[0]
                return query?["state"]?.string.flatMap { ["running", "succeeded"].contains($0) ? $0 : nil }
            }
            if state == "running" { try await server.stop() }
            #expect(try await answer.json["rows"] == [[.int(rows * 3)]])
            if state == "running" { return }
        }
        Issue.record("no query was seen running")
    }

    @Test func noEngineOutlivesAServerThatIsKilled() async throws {
        let server = try await TidelineServer()
        let engine = try await server.enginePID
        server.program.signal(SIGKILL)
        #expect(try await server.program.ended().status == -SIGKILL)
        try await server.expectGone(engine)
    }

    /// History, registered tables and settings are there again; results are not.
    @Test func aStateFolderIsUsedAgainAfterACrash() async throws {
        let folder = try TemporaryFolder()
        let first = try await TidelineServer(folder: folder)
        try await first.writeOrders()
        try await Oracle.write(folder("elsewhere/t"), "SELECT 5 AS n")
        let body = try JSON.object(["name": "far.away", "location": .string(folder("elsewhere/t"))]).data
        #expect(try await first.send("POST", "/api/tables", body: body).status == 201)
        let answer = try await first.query("SELECT max(id) AS before_the_crash FROM shop.orders").json
        #expect(answer["rows"] == [[99]])
        async let running = first.query(CancellationTests.silent("when_it_crashed"))
        _ = try await first.query(with: "when_it_crashed", in: "running")
        first.program.signal(SIGKILL)
        _ = try await first.program.ended()
        _ = try? await running
        try await TidelineServer.with(folder: folder) { second in
            let path = "/api/queries/\(try #require(answer["queryId"]?.string))"
            #expect(try await second.get(path).json["state"] == "succeeded")
            try expectError(await second.get(path + "/rows"), 410, "result_expired")
            let interrupted = try await second.query(with: "when_it_crashed", in: "failed")
            #expect(interrupted["error"]?["message"]?.string?.contains("Run it again") == true, "\(interrupted)")
            #expect(try await second.rows("SELECT n FROM far.away") == [[5]])
            #expect(try await second.rows("SELECT count(*) FROM shop.orders") == [[100]])
        }
    }

    @Test func twoServersShareALake() async throws {
        try await TidelineServer.with { first in
            try await TidelineServer.with(lake: first.lake) { second in
                #expect(first.url != second.url)
                let made = try await first.query("CREATE TABLE both.t (n BIGINT) USING delta")
                #expect(made.status == 200, "\(made.text)")
                async let one = Self.insert(0..<10, first)
                async let other = Self.insert(10..<20, second)
                _ = try await (one, other)
                for server in [first, second] {
                    #expect(try await server.rows("SELECT count(*), sum(n) FROM both.t") == [[20, 190]])
                }
            }
        }
    }

    private static func insert(_ numbers: Range<Int>, _ server: TidelineServer) async throws {
        for n in numbers {
            let answer = try await server.query("INSERT INTO both.t VALUES (\(n))")
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    @Test func resultsExpire() async throws {
        let settings = ["TIDELINE_RESULT_LIFETIME_SECONDS": "1"]
        try await TidelineServer.with(environment: settings) { server in
            let id = try #require(try await server.query("SELECT 1").json["queryId"]?.string)
            // Asking for rows is a use, which would keep them: the figure tells when they have gone.
            try await eventually(within: .seconds(60), "the result has gone") {
                try await server.get("/metrics").text.contains("\ntideline_spool_bytes 0.0\n")
            }
            try expectError(await server.get("/api/queries/\(id)/rows"), 410, "result_expired")
            try expectError(await server.get("/api/queries/\(id)/export"), 410, "result_expired")
        }
    }
}
