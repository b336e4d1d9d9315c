import Foundation
import Testing

/// Tables that somebody else writes into the lake folder.
@Suite(.server()) struct TableTests {
    @Test func aTableOfDeltalakeAppearsAndAnswersLikeDuckDB() async throws {
        let (server, path) = (try server, "\(try server.lake)/found/orders")
        #expect(try await entry("found.orders", server) == nil)
        try await Oracle.write(path, TidelineServer.ordersSQL, partitionBy: ["customer"])
        let found = try #require(try await entry("found.orders", server))
        #expect(found["rows"] == 100)
        #expect(found["version"] == 0)
        #expect(found["files"] == 3)
        for (ours, theirs) in Self.questions {
            let answer = try await server.query(ours.replacing("{t}", with: "found.orders"))
            #expect(try answer.json["rows"] == (try await Oracle.duckDB(theirs ?? ours, ["t": path])), "\(ours)")
            #expect(try answer.json["tables"] == [["name": "found.orders", "version": 0]])
        }
    }

    /// A statement for the engine, and the same for DuckDB where it is spelled otherwise.
    private static let questions: [(String, String?)] = [
        ("SELECT id, customer, price, paid FROM {t} ORDER BY id", nil),
        ("SELECT customer, count(*), sum(price), min(price), max(price) FROM {t} GROUP BY customer ORDER BY 1", nil),
        ("SELECT customer, avg(id) FROM {t} WHERE paid GROUP BY customer ORDER BY customer", nil),
        (
            "SELECT count(*) FROM {t} WHERE `at` >= timestamp'2026-01-01 00:30:00'",
            "SELECT count(*) FROM {t} AS t WHERE t.at >= TIMESTAMPTZ '2026-01-01 00:30:00+00'"
        ),
        (
            "SELECT date_format(`at`, 'yyyy-MM-dd HH') h, count(*) FROM {t} GROUP BY 1 ORDER BY 1",
            "SELECT strftime(t.at, '%Y-%m-%d %H') h, count(*) FROM {t} AS t GROUP BY 1 ORDER BY 1"
        ),
        ("SELECT id, row_number() OVER (PARTITION BY customer ORDER BY id) FROM {t} ORDER BY id LIMIT 7", nil),
    ]

    @Test func aTableGrowsWhenAppendedTo() async throws {
        let (server, path) = (try server, "\(try server.lake)/grown/numbers")
        try await Oracle.write(path, "SELECT i AS n FROM range(10) r(i)")
        #expect(try await server.rows("SELECT count(*), sum(n) FROM grown.numbers") == [[10, 45]])
        try await Oracle.write(path, "SELECT i AS n FROM range(10, 30) r(i)", mode: "append")
        let answer = try await server.query("SELECT count(*), sum(n) FROM grown.numbers").json
        #expect(answer["rows"] == [[30, 435]])
        #expect(answer["tables"] == [["name": "grown.numbers", "version": 1]])
        #expect(try await entry("grown.numbers", server)?["rows"] == 30)
        #expect(try await server.get("/api/tables/grown.numbers/history").json["commits"]?.array?.count == 2)
        let old = try await server.query("SELECT count(*) FROM grown.numbers VERSION AS OF 0").json
        #expect(old["rows"] == [[10]])
        #expect(old["tables"] == [["name": "grown.numbers", "version": 0]])
        let diff = try await server.get("/api/tables/grown.numbers/diff?from=0&to=1").json
        #expect(diff["rowsDelta"] == 20)
        #expect(diff["filesAdded"]?.array?.count == 1)
        #expect(diff["filesRemoved"] == [])
    }

    /// Overwritten with other columns: the new schema is what queries see.
    @Test func aTableMayBeReplaced() async throws {
        let (server, path) = (try server, "\(try server.lake)/replaced/t")
        try await Oracle.write(path, "SELECT 1 AS a")
        #expect(try await server.rows("SELECT * FROM replaced.t") == [[1]])
        try FileManager.default.removeItem(atPath: path)
        try await Oracle.write(path, "SELECT 'x' AS b, 2.5::DOUBLE AS c UNION ALL SELECT 'y', 3 ORDER BY b")
        #expect(try await server.rows("SELECT * FROM replaced.t ORDER BY b") == [["x", 2.5], ["y", 3]])
        let columns = try await server.get("/api/tables/replaced.t/schema").json["columns"]?.array
        #expect(columns?.map { $0["name"] } == ["b", "c"])
    }

    @Test func aTableThatIsRemovedVanishes() async throws {
        let (server, path) = (try server, "\(try server.lake)/gone/t")
        try await Oracle.write(path, "SELECT 1 AS a")
        #expect(try await server.rows("SELECT a FROM gone.t") == [[1]])
        try FileManager.default.removeItem(atPath: path)
        #expect(try await entry("gone.t", server) == nil)
        try expectError(await server.get("/api/tables/gone.t"), 404, "table_not_found")
        try expectError(await server.query("SELECT a FROM gone.t"), 404, "table_not_found")
    }

    /// Registered by name and place, listed, queried, forgotten; its data stays.
    @Test func aTableElsewhereIsRegisteredAndForgotten() async throws {
        let (server, elsewhere) = (try server, try TemporaryFolder())
        try await Oracle.write(elsewhere("far"), "SELECT 7 AS a")
        let body = try JSON.object(["name": "far.away", "location": .string(elsewhere("far"))]).data
        let registered = try await server.send("POST", "/api/tables", body: body)
        #expect(registered.status == 201, "\(registered.text)")
        #expect(try registered.json["rows"] == 1)
        #expect(try await server.rows("SELECT a FROM far.away") == [[7]])
        #expect(try await entry("far.away", server)?["location"]?.string == elsewhere("far"))
        #expect(try await server.send("DELETE", "/api/tables/far.away").status == 204)
        #expect(try await entry("far.away", server) == nil)
        try expectError(await server.query("SELECT a FROM far.away"), 404, "table_not_found")
        #expect(FileManager.default.fileExists(atPath: elsewhere("far/_delta_log")))
    }

    @Test func aTableIsCreatedAndReadByDeltalake() async throws {
        let server = try server
        let answer = try await server.send(
            "POST",
            "/api/tables",
            body: Data(
                """
                {"name":"made.events","description":"what happened","partitionColumns":["day"],
                 "columns":[{"name":"day","type":"date"},{"name":"what","type":"string","comment":"in words"},
                            {"name":"n","type":"decimal(10,2)","nullable":false}]}
                """.utf8
            )
        )
        #expect(answer.status == 201, "\(answer.text)")
        #expect(try answer.json["partitionColumns"] == ["day"])
        let path = "\(server.lake)/made/events"
        #expect(try await Oracle.ask("facts", ["path": .string(path)]) == ["version": 0, "rows": 0])
        let insert = "INSERT INTO made.events VALUES (date'2026-01-02', 'it rained', 1.5)"
        #expect(try await server.query(insert).status == 200)
        #expect(try await Oracle.duckDB("SELECT * FROM {t}", ["t": path]) == [["2026-01-02", "it rained", "1.50"]])
    }

    private func entry(_ name: String, _ server: TidelineServer) async throws -> JSON? {
        try await server.get("/api/tables").json["tables"]?.array?.first { $0["name"]?.string == name }
    }
}
