import Foundation
import Testing

/// Statement shapes, parameters, versions, and values on their way into JSON.
@Suite(.server { try await $0.writeOrders() }) struct StatementTests {
    struct Value: Decodable, Sendable, CustomTestStringConvertible {
        let sql: String
        let type: String?
        let json: JSON

        var testDescription: String { sql }
    }

    static let values = Result { try Repository.fixture("values.json", as: [Value].self) }

    @Test func theValuesAreReadable() throws { #expect(try Self.values.get().count > 20) }

    @Test(arguments: (try? values.get()) ?? []) func aValueIsSpelledAsDocumented(_ value: Value) async throws {
        let answer = try await server.query("SELECT \(value.sql) AS v")
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try answer.json["rows"] == [[value.json]], "\(answer.text)")
        if let type = value.type { #expect(try answer.json["columns"] == [["name": "v", "type": .string(type)]]) }
    }

    // MARK: parameters

    @Test func namedParameters() async throws {
        let body: JSON = [
            "query": "SELECT :a, :b, :c, :d, :a FROM shop.orders WHERE id = :id",
            "parameters": ["a": 7, "b": "it's \"x\"", "c": 1.5, "d": nil, "id": 3],
        ]
        #expect(try await server.query(body).json["rows"] == [[7, "it's \"x\"", 1.5, nil, 7]])
    }

    @Test func positionalParameters() async throws {
        let body: JSON = [
            "query": "SELECT count(*) FROM shop.orders WHERE customer = ? AND id < ? AND paid = ?",
            "parameters": ["c1", 50, true],
        ]
        #expect(try await server.query(body).json["rows"] == [[3]])
    }

    @Test func typedParameters() async throws {
        let body: JSON = [
            "query": "SELECT :d + INTERVAL 1 DAY, :t < TIMESTAMP'2026-01-02 00:00:00', :m * 2, :s, :i, :b, :n IS NULL",
            "parameters": [
                "d": ["type": "date", "value": "2026-02-28"],
                "t": ["type": "timestamp", "value": "2026-01-01T23:59:59.999Z"],
                "m": ["type": "decimal", "value": "1.25"],
                "s": ["type": "string", "value": "2026"],
                "i": ["type": "bigint", "value": 5],
                "b": ["type": "boolean", "value": false],
                "n": ["type": "double", "value": nil],
            ],
        ]
        let rows = try await server.query(body).json["rows"]?[0]?.array ?? []
        #expect(rows.first?.string?.hasPrefix("2026-03-01") == true, "\(rows)")
        #expect(Array(rows.dropFirst()) == [true, "2.50", "2026", 5, false, true])
    }

    /// A value is a value: it can't become SQL.
    @Test func aParameterIsNeverSQL() async throws {
        let body: JSON = [
            "query": "SELECT count(*) FROM shop.orders WHERE customer = :c", "parameters": ["c": "c1' OR '1'='1"],
        ]
        #expect(try await server.query(body).json["rows"] == [[0]])
    }

    // MARK: shapes

    @Test func tablesAreMadeChangedAndRead() async throws {
        let (server, path) = (try server, "\(try server.lake)/ddl/t")
        try await run("CREATE SCHEMA IF NOT EXISTS ddl", server)
        try await run("CREATE TABLE ddl.t (id BIGINT, name STRING, n INT) USING delta", server)
        try await run("INSERT INTO ddl.t VALUES (1, 'a', 10), (2, 'b', 20), (3, 'c', 30)", server)
        #expect(try await server.rows("SELECT count(*), sum(n) FROM ddl.t") == [[3, 60]])
        try await run("UPDATE ddl.t SET n = n + 1 WHERE id >= 2", server)
        #expect(try await server.rows("SELECT n FROM ddl.t ORDER BY id") == [[10], [21], [31]])
        try await run("DELETE FROM ddl.t WHERE name = 'a'", server)
        #expect(try await server.rows("SELECT id FROM ddl.t ORDER BY id") == [[2], [3]])
        try await run(
            """
            MERGE INTO ddl.t USING (SELECT 2L AS id, 'B' AS name, 200 AS n UNION ALL SELECT 9L, 'z', 900) s ON t.id = s.id
            WHEN MATCHED THEN UPDATE SET n = s.n WHEN NOT MATCHED THEN INSERT (id, name, n) VALUES (s.id, s.name, s.n)
            """,
            server
        )
        let expected: JSON = [[2, "b", 200], [3, "c", 31], [9, "z", 900]]
        #expect(try await server.rows("SELECT id, name, n FROM ddl.t ORDER BY id") == expected)
        #expect(try await Oracle.duckDB("SELECT id, name, n FROM {t} ORDER BY id", ["t": path]) == expected)
        let history = try await server.get("/api/tables/ddl.t/history").json["commits"]?.array ?? []
        #expect(history.map { $0["version"]?.int } == [4, 3, 2, 1, 0])
    }

    @Test func createTableAsSelect() async throws {
        let (server, path) = (try server, "\(try server.lake)/ctas/paid")
        try await run("CREATE TABLE ctas.paid USING delta AS SELECT id, price FROM shop.orders WHERE paid", server)
        #expect(try await server.rows("SELECT count(*), sum(id) FROM ctas.paid") == [[20, 950]])
        #expect(try await Oracle.duckDB("SELECT count(*), sum(id) FROM {t}", ["t": path]) == [[20, 950]])
        let names = try await server.get("/api/tables").json["tables"]?.array?.map { $0["name"] }
        #expect(names?.contains("ctas.paid") == true)
    }

    /// A table without a format is a Delta table, which is all that a lake has; others can be asked for, and answer.
    @Test func aTableWithoutAFormatIsADeltaTable() async throws {
        let (server, lake) = (try server, try server.lake)
        try await run("CREATE TABLE plain.made (n BIGINT)", server)
        try await run("INSERT INTO plain.made VALUES (7)", server)
        try await run("CREATE TABLE plain.copied AS SELECT * FROM plain.made", server)
        for table in ["made", "copied"] {
            #expect(try await Oracle.duckDB("SELECT n FROM {t}", ["t": "\(lake)/plain/\(table)"]) == [[7]])
            #expect(try await server.get("/api/tables/plain.\(table)").status == 200)
        }
        let parquet = try await server.query("CREATE TABLE plain.files USING parquet AS SELECT 1 AS a")
        #expect(try parquet.json["rows"] == [[1]], "\(parquet.text)")
        let csv = try await server.query("INSERT INTO plain.files VALUES (2)", accept: "text/csv")
        #expect(csv.text == "count\r\n1\r\n", "\(csv.text)")
    }

    @Test func plansCatalogsAndDescriptions() async throws {
        let server = try server
        let plan = try await server.rows("EXPLAIN SELECT * FROM shop.orders WHERE id = 1")
        #expect(plan[0]?[0]?.string?.isEmpty == false)
        #expect(try await server.rows("SHOW TABLES IN shop").array?.contains { $0[1] == "orders" } == true)
        #expect(try await server.rows("SHOW DATABASES").array?.contains { $0[0] == "shop" } == true)
    }

    /// By the log, since the engine knows no columns of tables that it did not make.
    @Test(arguments: ["DESCRIBE TABLE shop.orders", "DESC EXTENDED shop.orders", "describe Shop.`ORDERS`;"])
    func aTableIsDescribed(sql: String) async throws {
        let answer = try await server.query(sql)
        let names = try answer.json["columns"]?.array?.map { $0["name"] }
        #expect(names == ["col_name", "data_type", "comment"], "\(answer.text)")
        let rows = try answer.json["rows"]?.array ?? []
        #expect(rows.first == ["id", "bigint", nil], "\(rows)")
        #expect(rows.map { $0[0] }.contains("customer"))
    }

    @Test func aDescriptionTellsCommentsAndPartitions() async throws {
        let server = try server
        let body: JSON = [
            "name": "described.t", "partitionColumns": ["day"],
            "columns": [
                ["name": "n", "type": "map<string,int>", "comment": "it's \\ \"so\""], ["name": "day", "type": "date"],
            ],
        ]
        #expect(try await server.send("POST", "/api/tables", body: body.data).status == 201)
        let expected: JSON = [
            ["n", "map<string,int>", "it's \\ \"so\""], ["day", "date", nil], ["# Partition Information", "", ""],
            ["# col_name", "data_type", "comment"], ["day", "date", nil],
        ]
        #expect(try await server.rows("DESCRIBE described.t") == expected)
    }

    /// What would make later statements of others wrong.
    @Test(arguments: [
        "USE shop", "SET spark.sql.session.timeZone = 'Europe/Berlin'", "SET TIME ZONE 'Asia/Tokyo'", "RESET",
        "SET spark.sql.sources.partitionOverwriteMode=dynamic",
    ])
    func aStatementThatChangesTheSessionForOthersIsRefused(sql: String) async throws {
        try expectError(await server.query(sql), 400, "unsupported_statement")
    }

    @Test func temporaryViewsLast() async throws {
        let server = try server
        try await run("CREATE OR REPLACE TEMPORARY VIEW early AS SELECT * FROM shop.orders WHERE id < 10", server)
        #expect(try await server.rows("SELECT count(*) FROM early") == [[10]])
        #expect(
            try await server.rows("SELECT e.id FROM early e JOIN shop.orders o ON e.id = o.id WHERE o.id = 4") == [[4]]
        )
        try await run("DROP VIEW early", server)
        try expectError(await server.query("SELECT count(*) FROM early"), 404, "table_not_found")
    }

    @Test func namesOfTablesAreNotCaseSensitive() async throws {
        let answer = try await server.query("SELECT count(*) FROM SHOP.Orders").json
        #expect(answer["rows"] == [[100]])
        #expect(answer["tables"] == [["name": "shop.orders", "version": 0]])
    }

    private func run(_ sql: String, _ server: TidelineServer) async throws {
        let answer = try await server.query(sql)
        #expect(answer.status == 200, "\(sql): \(answer.text)")
    }

    // MARK: versions

    @Test func everyTableIsReadAtOneVersionAndTheAnswerSaysWhich() async throws {
        let (server, path) = (try server, "\(try server.lake)/pinned/n")
        for start in 0..<4 {
            try await Oracle.write(path, "SELECT \(start) AS n", mode: "append")
            // An hour between commits: a commit's time is that of its log entry.
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_767_225_600 + Double(start) * 3_600)],
                ofItemAtPath: "\(path)/_delta_log/0000000000000000000\(start).json"
            )
        }
        let joined = try await server.query(
            "SELECT (SELECT count(*) FROM pinned.n), count(*) FROM pinned.n VERSION AS OF 1 CROSS JOIN shop.orders"
        ).json
        #expect(joined["rows"] == [[4, 200]])
        let tables = Set(joined["tables"]?.array ?? [])
        #expect(
            tables == [
                ["name": "pinned.n", "version": 3], ["name": "pinned.n", "version": 1],
                ["name": "shop.orders", "version": 0],
            ]
        )
        let then = try await server.query("SELECT count(*) FROM pinned.n TIMESTAMP AS OF '2026-01-01 02:30:00'").json
        #expect(then["rows"] == [[3]])
        #expect(then["tables"] == [["name": "pinned.n", "version": 2]])
    }

    /// A result is what it was, however the table goes on.
    @Test func aResultStaysWhatItWas() async throws {
        let (server, path) = (try server, "\(try server.lake)/pinned/still")
        try await Oracle.write(path, "SELECT 1 AS n")
        let id = try #require(try await server.query("SELECT n FROM pinned.still").json["queryId"]?.string)
        try await Oracle.write(path, "SELECT 2 AS n", mode: "append")
        #expect(try await server.get("/api/queries/\(id)/rows").json["rows"] == [[1]])
        let record = try await server.get("/api/queries/\(id)").json
        #expect(record["tables"] == [["name": "pinned.still", "version": 0]])
    }
}
