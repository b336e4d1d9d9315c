import Foundation
import Testing

/// Files become tables: what the engine reads is what other readers find in the table.
@Suite(.server()) struct UploadTests {
    private func upload(_ text: String, _ options: String) async throws -> HTTPAnswer {
        try await server.send("POST", "/api/uploads?\(options)", body: Data(text.utf8))
    }

    private func make(_ name: String, _ upload: JSON, _ more: [String: JSON] = [:]) async throws -> HTTPAnswer {
        let id = upload["uploadId"] ?? .null
        let body = JSON.object(["name": .string(name), "upload": id].merging(more) { $1 })
        return try await server.send("POST", "/api/tables", body: body.data)
    }

    private static let csv = """
        id,name,at,price,day,ok
        1,"a, ""q""
        line",2026-01-01T00:00:00Z,1.5,2026-01-02,true
        2,,2026-01-02 10:00:00.123456,2,2026-01-03,false
        3,é😀,2026-01-03T00:00:00+02:00,-0.25,1969-12-31,true

        """

    @Test func aCSVFileBecomesATableThatOthersRead() async throws {
        let server = try server
        let answer = try await upload(Self.csv, "format=csv&name=My%20Orders%202026.csv")
        #expect(answer.status == 201, "\(answer.text)")
        let preview = try answer.json
        let types = preview["columns"]?.array?.compactMap { $0["type"]?.string }
        #expect(types == ["bigint", "string", "timestamp", "double", "date", "boolean"])
        #expect(preview["suggestedTable"] == "my_orders_2026")
        #expect(preview["rows"]?[0] == [1, "a, \"q\"\nline", "2026-01-01T00:00:00Z", 1.5, "2026-01-02", true])
        let made = try await make("brought.orders", preview)
        #expect(made.status == 201, "\(made.text)")
        #expect(try made.json["version"] == 0)
        #expect(try made.json["rows"] == 3)
        let ours = try await server.rows("SELECT id, name, price, day, ok FROM brought.orders ORDER BY id")
        let path = "\(server.lake)/brought/orders"
        #expect(ours == (try await Oracle.duckDB("SELECT id, name, price, day, ok FROM {t} ORDER BY id", ["t": path])))
        #expect(
            try await server.rows("SELECT CAST(at AS STRING) FROM brought.orders ORDER BY id")
                == [["2026-01-01 00:00:00"], ["2026-01-02 10:00:00.123456"], ["2026-01-02 22:00:00"]]
        )
        let history = try await server.get("/api/tables/brought.orders/history").json["commits"]?.array
        #expect(history?.count == 1, "the rows are one commit")
        // It was used up.
        try expectError(await make("brought.again", preview), 404, "not_found")
    }

    @Test func typesCanBeOthers() async throws {
        let preview = try await upload(Self.csv, "format=csv&name=x.csv").json
        let columns: JSON = [
            ["name": "ID", "type": "decimal(10,2)", "comment": "the id"], ["name": "price", "type": "string"],
        ]
        let made = try await make("brought.typed", preview, ["columns": columns])
        #expect(made.status == 201, "\(made.text)")
        #expect(try made.json["schema"]?[0]?["type"] == "decimal(10,2)")
        #expect(try made.json["schema"]?[0]?["comment"] == "the id")
        #expect(
            try await server.rows("SELECT id, price FROM brought.typed ORDER BY id")
                == [["1.00", "1.5"], ["2.00", "2"], ["3.00", "-0.25"]]
        )
    }

    @Test func aValueThatDoesNotConvertIsNamedAndNothingIsWritten() async throws {
        let server = try server
        let rows = (1...5_000).map { $0 == 4_321 ? "\($0),x1" : "\($0),2026-01-01" }
        let preview = try await upload("n,day\n" + rows.joined(separator: "\n"), "format=csv&name=late.csv").json
        #expect(preview["columns"]?[1] == ["name": "day", "type": "string"], "all rows are looked at")
        let columns: JSON = [["name": "day", "type": "date"]]
        let refused = try await make("brought.late", preview, ["columns": columns])
        try expectError(refused, 400, "invalid_value")
        #expect(refused.errorMessage?.hasPrefix("Row 4321, column day: the value does not convert to date.") == true)
        #expect(!FileManager.default.fileExists(atPath: "\(server.lake)/brought/late"))
        #expect(try await make("brought.late", preview).status == 201)
    }

    @Test(arguments: [
        (#"[{"a":1,"b":{"c":[1,2]}},{"a":2.5,"d":"x"}]"#, "json"),
        ("{\"a\":1,\"b\":{\"c\":[1,2]}}\n{\"a\":2.5,\"d\":\"x\"}\n", "ndjson"),
    ])
    func jsonBecomesATable(text: String, format: String) async throws {
        let preview = try await upload(text, "format=\(format)&name=\(format).json").json
        let types = preview["columns"]?.array?.compactMap { $0["type"]?.string }
        #expect(types == ["double", "struct<c:array<bigint>>", "string"])
        #expect(try await make("brought.\(format)", preview).status == 201)
        let rows = try await server.rows("SELECT a, b.c, d FROM brought.\(format) ORDER BY a")
        #expect(rows == [[1, [1, 2], nil], [2.5, nil, "x"]])
    }

    @Test func parquetBecomesATable() async throws {
        let server = try server
        let id = try #require(
            try await server.query("SELECT id, concat('r', id) AS t FROM range(10) ORDER BY id").json["queryId"]?.string
        )
        let file = try await server.get("/api/queries/\(id)/export?format=parquet").body
        let preview = try await server.send("POST", "/api/uploads?format=parquet&name=p", body: file).json
        #expect(preview["columns"] == [["name": "id", "type": "bigint"], ["name": "t", "type": "string"]])
        #expect(try await make("brought.p", preview).status == 201)
        #expect(try await server.rows("SELECT count(*), max(t) FROM brought.p") == [[10, "r9"]])
    }

    @Test func namesThatNoTableCanHaveAreMended() async throws {
        let preview = try await upload("Order Date,Unit price (EUR)\n2026-01-01,1.5\n", "format=csv&name=n.csv").json
        #expect(preview["columns"]?.array?.compactMap { $0["name"] } == ["Order_Date", "Unit_price__EUR_"])
        #expect(try await make("brought.names", preview).status == 201)
        #expect(
            try await server.rows("SELECT Order_Date, Unit_price__EUR_ FROM brought.names") == [["2026-01-01", 1.5]]
        )
    }

    @Test func otherDelimitersAndNoHeader() async throws {
        let tab = try await upload("1\t2\n3\t4\n", "format=csv&header=false&delimiter=%5Ct").json
        #expect(tab["columns"] == [["name": "_c0", "type": "bigint"], ["name": "_c1", "type": "bigint"]])
        #expect(tab["rows"] == [[1, 2], [3, 4]])
        let semicolon = try await upload("a;b\r\n1;x\r\n", "format=csv&delimiter=%3B").json
        #expect(semicolon["rows"] == [[1, "x"]])
    }

    @Test(arguments: [
        ("a,b\n1,2\n3\n", "csv", 400, "invalid_value"), ("a,a\n1,2\n", "csv", 400, "invalid_value"),
        ("", "csv", 400, "invalid_value"),
        ("{\"a\":", "ndjson", 400, "invalid_value"), ("[1,2]", "json", 400, "invalid_value"),
        ("{\"a\":1}\n{\"a\":{\"b\":\"secret\"}}", "ndjson", 400, "invalid_value"),
        ("{\"a\" 1 secret}", "ndjson", 400, "invalid_value"), ("no parquet", "parquet", 400, "invalid_value"),
    ])
    func aFileThatIsNoneIsRefused(text: String, format: String, status: Int, code: String) async throws {
        let answer = try await upload(text, "format=\(format)")
        try expectError(answer, status, code)
        #expect(!answer.text.contains("secret"), "\(answer.text)")
    }

    @Test func textOfAnotherEncodingIsRefused() async throws {
        let answer = try await server.send("POST", "/api/uploads?format=csv", body: Data([0x61, 0x0a, 0xe9, 0x0a]))
        try expectError(answer, 400, "invalid_value")
        #expect(answer.errorMessage?.contains("UTF-8") == true)
    }
}
