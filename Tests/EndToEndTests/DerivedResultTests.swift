import Foundation
import Testing

/// Queries of a result, and runs that belong to the server, with the real engine.
@Suite(.server { try await $0.writeOrders() }) struct DerivedResultTests {
    private func run(_ sql: String, of result: String? = nil) async throws -> HTTPAnswer {
        var body: [String: JSON] = ["query": .string(sql)]
        if let result { body["result"] = .string(result) }
        return try await server.query(.object(body))
    }

    private func id(_ sql: String) async throws -> String { try #require(try await run(sql).json["queryId"]?.string) }

    @Test func aResultIsSortedFilteredAndCountedWithoutRunningItAgain() async throws {
        let server = try server
        let id = try await id("SELECT id, customer, price, uuid() AS u FROM shop.orders")
        let sorted = try await run("SELECT id, u FROM result ORDER BY id DESC LIMIT 3", of: id).json
        #expect(sorted["rows"]?.array?.compactMap { $0[0] } == [99, 98, 97])
        // What was random once stays what it was.
        let again = try await run("SELECT id, u FROM RESULT ORDER BY id DESC LIMIT 3", of: id).json
        #expect(again["rows"] == sorted["rows"])
        let counted = try await run("SELECT customer, count(*), sum(price) FROM result GROUP BY 1 ORDER BY 1", of: id)
        let direct = try await run("SELECT customer, count(*), sum(price) FROM shop.orders GROUP BY 1 ORDER BY 1")
        #expect(try counted.json["rows"] == direct.json["rows"])
        let body: JSON = [
            "query": "SELECT count(*) FROM result WHERE id >= :from", "parameters": ["from": 90], "result": .string(id),
        ]
        #expect(try await server.query(body).json["rows"] == [[10]])
        // A result of a result.
        let derived = try #require(sorted["queryId"]?.string)
        #expect(try await run("SELECT max(id) FROM result", of: derived).json["rows"] == [[99]])
        let entry = try await server.get("/api/queries/\(derived)").json
        #expect(entry["source"]?.string == id)
        let listed = try await server.get("/api/queries?limit=1000").json["queries"]?.array ?? []
        #expect(!listed.contains { $0["queryId"]?.string == derived })
        let all = try await server.get("/api/queries?limit=1000&derived=true").json["queries"]?.array ?? []
        #expect(all.contains { $0["queryId"]?.string == derived })
    }

    /// Every type that the engine gives comes back from the file as it was.
    @Test func everyTypeComesBack() async throws {
        let sql = """
            SELECT i, i % 2 = 0 AS b, CAST(i AS TINYINT) t1, CAST(i AS SMALLINT) t2, CAST(i AS INT) t3, CAST(i AS FLOAT) f,
            i / 3 AS d, CAST(i AS DECIMAL(38, 10)) dec, concat('é\\n"', i) s, encode(concat('x', i), 'utf-8') bin,
            date_add(DATE'1969-12-30', CAST(i AS INT)) day, timestamp_micros(i * 1000001 - 5) ts,
            CAST(timestamp_micros(i) AS TIMESTAMP_NTZ) ntz, array(i, NULL) a, map(concat('k', i), i) m,
            named_struct('x', i, 'y', array(named_struct('z', 'q'))) st, NULL AS nothing, INTERVAL 1 DAY * i AS iv,
            CASE WHEN i = 1 THEN NULL ELSE i END n, CASE WHEN i = 0 THEN CAST('NaN' AS DOUBLE) ELSE i END nan
            FROM range(4) t(i) ORDER BY i
            """
        let first = try await run(sql).json
        #expect(first["rows"]?.array?.count == 4, "\(first)")
        let again = try await run("SELECT * FROM result ORDER BY i", of: first["queryId"]?.string).json
        #expect(again["columns"] == first["columns"])
        #expect(again["rows"] == first["rows"])
        // NaN is greater than every number, also where statistics could skip it.
        let found = try await run("SELECT count(*) FROM result WHERE nan > 1000", of: first["queryId"]?.string).json
        #expect(found["rows"] == [[1]])
    }

    /// What was 300,000 rows in an order of its own stays in it, however the engine reads them.
    @Test func rowsKeepTheOrderOfTheResult() async throws {
        let server = try server
        let sql = "SELECT (id * 7919) % 300007 AS x, id % 3 AS c, concat('v', id) AS _row FROM range(300000) ORDER BY x"
        let answer = try await server.query(["query": .string(sql), "limit": 300_000]).json
        let id = try #require(answer["queryId"]?.string)
        let all = try #require(answer["rows"]?.array)
        #expect(all.count == 300_000)
        func rows(_ sql: String) async throws -> [JSON] {
            let body: JSON = ["query": .string(sql), "result": .string(id), "limit": 300_000]
            let json = try await server.query(body).json
            #expect(json["columns"] == answer["columns"], "\(json["error"] ?? "")")
            return json["rows"]?.array ?? []
        }
        let filtered = try await rows("SELECT * FROM numbered_result WHERE c = 1 ORDER BY __row")
        #expect(filtered == all.filter { $0[1] == 1 })
        let sorted = try await rows("SELECT * FROM Numbered_Result ORDER BY c DESC NULLS LAST, `__row`")
        #expect(sorted == [2, 1, 0].flatMap { c in all.filter { $0[1] == c } })
        #expect(try await rows("SELECT * FROM result WHERE c = 3").isEmpty)
    }

    /// The numbers can be computed with, and are seen under another name only; `result` has none.
    @Test func numbersOfRowsAreHidden() async throws {
        let id = try await id("SELECT id AS `a b` FROM range(10) ORDER BY id DESC")
        let last = try await run("SELECT max(_row) AS m, count(DISTINCT _row) AS d FROM numbered_result", of: id).json
        #expect(last["rows"] == [[9, 10]])
        let named = try await run(
            "SELECT `a b`, _row, _row AS r FROM numbered_result WHERE _row < 2 ORDER BY 2",
            of: id
        )
        #expect(try named.json["rows"] == [[9, 0], [8, 1]])
        #expect(try named.json["columns"]?.array?.compactMap { $0["name"]?.string } == ["a b", "r"])
        let plain = try await run("SELECT DISTINCT * FROM result ORDER BY 1 LIMIT 1", of: id).json
        #expect(plain["rows"] == [[0]])
        let both = try await run("SELECT count(*) AS _row FROM result JOIN (SELECT 1)", of: id).json
        #expect(both["columns"]?[0]?["name"] == "_row")
        try expectError(await run("SELECT _row FROM result", of: id), 400, "column_not_found")
    }

    @Test(arguments: [
        "SELECT * FROM shop.orders", "SELECT * FROM result, shop.orders", "SELECT * FROM delta_lake.result",
        "SELECT * FROM text.`/etc/hostname`", "SELECT * FROM identifier('shop.orders')", "SHOW TABLES",
        "INSERT INTO shop.orders SELECT * FROM result", "SELECT * FROM system.session.sessions", "DROP TABLE result",
    ])
    func nothingElseIsRead(sql: String) async throws {
        let id = try await id("SELECT 1 AS a")
        try expectError(await run(sql, of: id), 400, "unsupported_statement")
    }

    /// The session of such queries knows no table: what slips through the gate finds nothing.
    @Test func aNameOfAnAliasIsNoTable() async throws {
        _ = try await server.rows("SELECT count(*) FROM shop.orders")
        let id = try await id("SELECT 1 AS a")
        let answer = try await run("SELECT shop.orders.id FROM result", of: id)
        #expect(answer.status == 400, "\(answer.text)")
    }

    @Test func whatCannotBeReadIsSaid() async throws {
        let unknown = "00000000-0000-4000-8000-000000000000"
        try expectError(await run("SELECT * FROM result", of: unknown), 404, "query_not_found")
        try expectError(await run("SELECT * FROM result", of: "x"), 400, "invalid_request")
        let twice = try await id("SELECT 1 AS a, 2 AS a")
        try expectError(await run("SELECT * FROM result", of: twice), 400, "type_error")
        let months = try await id("SELECT INTERVAL 1 MONTH AS m")
        try expectError(await run("SELECT * FROM result", of: months), 400, "type_error")
    }

    @Test func aRunGoesOnWhenNobodyWaits() async throws {
        let server = try server
        let body: JSON = ["query": "SELECT o.id FROM shop.orders o CROSS JOIN range(3000) ORDER BY o.id"]
        let answer = try await server.send("POST", "/api/queries", body: body.data)
        #expect(answer.status == 202)
        let id = try #require(try answer.json["queryId"]?.string)
        #expect(answer.headers["location"] == "/api/queries/\(id)")
        let ended = try await eventually("the query ends") {
            let entry = try await server.get("/api/queries/\(id)").json
            if entry["state"] == "running" { #expect(entry["elapsedMs"] != nil) }
            let page = try await server.get("/api/queries/\(id)/rows?limit=10")
            #expect(page.status == 200, "\(page.text)")
            return entry["state"] == "running" ? JSON?.none : entry
        }
        #expect(ended["state"] == "succeeded")
        #expect(ended["rowCount"] == 300_000)
        let page = try await server.get("/api/queries/\(id)/rows?offset=299999").json
        #expect(page["rows"] == [[99]])
        #expect(page["complete"] == true)
    }

    @Test func aFailedRunSaysWhereAlsoLater() async throws {
        let server = try server
        let body: JSON = ["query": "SELECT id,\n  nope FROM shop.orders"]
        let id = try #require(try await server.send("POST", "/api/queries", body: body.data).json["queryId"]?.string)
        let entry = try await eventually("the query fails") {
            let entry = try await server.get("/api/queries/\(id)").json
            return entry["state"] == "failed" ? entry : JSON?.none
        }
        #expect(entry["error"]?["code"] == "column_not_found")
        let rows = try await server.get("/api/queries/\(id)/rows")
        try expectError(rows, 400, "column_not_found")
        #expect(try rows.json["error"]?["message"] == entry["error"]?["message"])
        let bad: JSON = ["query": "SELECT 'a\nFROM"]
        let other = try #require(try await server.send("POST", "/api/queries", body: bad.data).json["queryId"]?.string)
        let failed = try await eventually("the query fails") {
            let entry = try await server.get("/api/queries/\(other)").json
            return entry["state"] == "failed" ? entry : JSON?.none
        }
        #expect(failed["error"]?["line"] == 1)
        #expect(failed["error"]?["column"] == 8)
    }
}
