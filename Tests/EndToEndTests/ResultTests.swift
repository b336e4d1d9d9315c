import Foundation
import Testing

/// Results after their query: pages, exports, limits, streamed forms.
@Suite(.server { try await $0.writeOrders() }) struct ResultTests {
    static let sql = """
        SELECT id, customer, CAST(id AS DOUBLE) / 8 + 0.0625 price, paid, concat('"', customer, ',\\n ', id) text,
        CASE WHEN id % 7 = 0 THEN NULL ELSE id * 2 END maybe FROM shop.orders CROSS JOIN (SELECT explode(sequence(1, 120)) n)
        ORDER BY id, n
        """

    @Test func pagesAndExportsAreTheSameRows() async throws {
        let server = try server
        let answer = try await server.query(Self.sql).json
        let id = try #require(answer["queryId"]?.string)
        #expect(answer["rowCount"] == 10_000)
        #expect(answer["totalRowCount"] == 12_000)
        #expect(answer["truncated"] == true)
        let pages = try await pages(of: id, sizes: [1, 9_999, 345, 100_000])
        #expect(pages.count == 12_000)
        #expect(Array(pages.prefix(10_000)) == answer["rows"]?.array)
        let before = try await runs()
        for format in ["json", "ndjson", "arrow", "parquet"] {
            let decoded = try await exported(id, format)
            #expect(decoded["columns"] == ["id", "customer", "price", "paid", "text", "maybe"])
            #expect(decoded["rows"]?.array == pages, "\(format)")
        }
        let texts = pages.map { row in JSON.array((row.array ?? []).map(Self.csvText)) }
        let csv = try await exported(id, "csv")["rows"]?.array ?? []
        let different = zip(csv, texts).first { $0 != $1 }
        #expect(csv.count == texts.count && different == nil, "\(String(describing: different))")
        #expect(try await runs() == before, "an export ran the query again")
    }

    /// A CSV cell as Python's reader gives it: everything is text.
    private static func csvText(_ value: JSON) -> JSON {
        switch value {
        case .null: ""
        case .bool(let bool): .string("\(bool)")
        case .int(let int): .string("\(int)")
        case .double(let double): .string("\(double)")
        default: value
        }
    }

    private func pages(of id: String, sizes: [Int]) async throws -> [JSON] {
        var rows: [JSON] = []
        for size in sizes {
            let page = try await server.get("/api/queries/\(id)/rows?offset=\(rows.count)&limit=\(size)").json
            #expect(page["complete"] == true)
            #expect(page["totalRowCount"] == 12_000)
            #expect(page["rowCount"]?.int == page["rows"]?.array.map { Int64($0.count) })
            rows += page["rows"]?.array ?? []
        }
        return rows
    }

    private func exported(_ id: String, _ format: String) async throws -> JSON {
        let export = try await server.get("/api/queries/\(id)/export?format=\(format)")
        #expect(export.status == 200)
        #expect(export.headers["content-disposition"]?.contains("\(id).\(format)") == true)
        return try await Oracle.decode(export.body, as: format)
    }

    /// How often the statement of these tests has run.
    private func runs() async throws -> Int? {
        try await server.get("/api/queries?limit=1000&search=explode").json["queries"]?.array?.count
    }

    @Test func aPageBeyondTheEndIsEmpty() async throws {
        let id = try #require(try await server.query("SELECT 1 AS one").json["queryId"]?.string)
        let page = try await server.get("/api/queries/\(id)/rows?offset=5").json
        #expect(page["rows"] == [])
        #expect(page["totalRowCount"] == 1)
        let none = try await server.get("/api/queries/\(id)/rows?limit=0").json
        #expect(none["rows"] == [])
        #expect(none["columns"] == [["name": "one", "type": "int"]])
        let far = try await server.get("/api/queries/\(id)/rows?offset=\(Int.max)&limit=100000")
        #expect(try far.json["rows"] == [])
    }

    @Test(arguments: [(0, 0, true), (1, 1, true), (99, 99, true), (100, 100, false), (101, 100, false)])
    func aLimitSaysWhetherThereIsMore(limit: Int, rows: Int64, truncated: Bool) async throws {
        let body: JSON = ["query": "SELECT id FROM shop.orders ORDER BY id", "limit": .int(Int64(limit))]
        let answer = try await server.query(body).json
        #expect(answer["rowCount"]?.int == rows)
        #expect(answer["rows"]?.array?.count == Int(rows))
        #expect(answer["truncated"] == .bool(truncated))
        let record = try await server.get("/api/queries/\(answer["queryId"]?.string ?? "")").json
        #expect(record["rowCount"]?.int == rows)
        #expect(record["truncated"] == .bool(truncated))
    }

    @Test func withoutALimitSmallResultsAreWhole() async throws {
        let answer = try await server.query("SELECT id FROM shop.orders").json
        #expect(answer["rowCount"] == 100)
        #expect(answer["truncated"] == false)
    }

    @Test(arguments: [
        ("text/csv", "csv"), ("application/x-ndjson", "ndjson"), ("application/vnd.apache.arrow.stream", "arrow"),
    ])
    func streamedFormsAreWhole(type: String, format: String) async throws {
        let server = try server
        let answer = try await server.query(Self.sql, accept: type)
        #expect(answer.status == 200)
        let streamed = try await Oracle.decode(answer.body, as: format)
        #expect(streamed["rows"]?.array?.count == 12_000)
        let id = try #require(answer.headers["tideline-query-id"])
        #expect(streamed == (try await exported(id, format)), "what was streamed is what the spool has")
    }

    @Test(arguments: [(10, "true"), (100, "false")])
    func aStreamedFormEndsByTellingWhetherThereIsMore(limit: Int, truncated: String) async throws {
        let body: JSON = ["query": "SELECT id FROM shop.orders", "limit": .int(Int64(limit))]
        let answer = try await server.query(body, accept: "text/csv")
        #expect(answer.trailers == ["tideline-truncated": truncated])
    }

    /// An answer that waits for nobody: two accepted types, the first that can be given wins.
    @Test func theBestMediaTypeThatCanBeGivenIs() async throws {
        let accept = "image/png, application/json;q=0.5, text/csv;q=0.9"
        let csv = try await server.query("SELECT 1 AS one", accept: accept)
        #expect(csv.text == "one\n1\n" || csv.text == "one\r\n1\r\n", "\(csv.text)")
        #expect(try await server.query("SELECT 1", accept: "*/*").json["rows"] == [[1]])
    }
}
