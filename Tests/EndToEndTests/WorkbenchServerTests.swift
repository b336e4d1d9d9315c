import Foundation
import Testing

/// The page, what people keep, and what the table pages need, of the real program.
@Suite(.serialized) struct WorkbenchServerTests {
    private static let browser = ["Accept": "text/html", "Accept-Encoding": "gzip"]

    @Test func thePageIsServedFromTheFolderThatIsNamed() async throws {
        let web = try TemporaryFolder()
        try web.write("index.html", "<!doctype html>it")
        try web.write("assets/a-1.js", "plain")
        try web.write("assets/a-1.js.gz", "packed")
        try await TidelineServer.with(environment: ["TIDELINE_WEB": web.path]) { server in
            for path in ["/", "/tables/shop.orders", "/query/1"] {
                let page = try await server.send("GET", path, headers: Self.browser)
                #expect(page.status == 200)
                #expect(page.text == "<!doctype html>it")
                #expect(page.headers["content-security-policy"]?.hasPrefix("default-src 'self'") == true)
            }
            let asset = try await server.send("GET", "/assets/a-1.js", headers: Self.browser)
            #expect(asset.text == "packed")
            #expect(asset.headers["content-encoding"] == "gzip")
            #expect(asset.headers["cache-control"]?.contains("immutable") == true)
            #expect(try await server.get("/").json["name"] == "Tideline")
            for path in ["/assets/../../../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "/..%2findex.html"] {
                try expectError(await server.send("GET", path, headers: Self.browser), 404, "not_found")
            }
            let wrong = try await server.send("PUT", "/api/tables")
            try expectError(wrong, 405, "method_not_allowed")
            #expect(wrong.headers["allow"] == "GET, POST")
        }
    }

    /// Tabs and saved queries are there after a restart.
    @Test func whatIsKeptOutlivesTheServer() async throws {
        let (folder, id) = (try TemporaryFolder(), "0a1b2c3d-0000-4000-8000-00000000000a")
        let tab: JSON = [
            "title": "T", "query": "SELECT 1", "position": 1.5, "view": ["chart": ["kind": "line"]],
            "parameters": ["a": ["type": "bigint", "value": 3]],
        ]
        let saved: JSON = ["name": "n", "folder": "a/b", "query": "SELECT 2"]
        let kept = try await TidelineServer.with(folder: folder) { server in
            #expect(try await server.send("PUT", "/api/workspace/tabs/\(id)", body: tab.data).status == 200)
            #expect(try await server.send("POST", "/api/saved-queries", body: saved.data).status == 201)
            try expectError(await server.send("POST", "/api/saved-queries", body: saved.data), 409, "name_taken")
            return [try await server.get("/api/workspace/tabs").json, try await server.get("/api/saved-queries").json]
        }
        try await TidelineServer.with(folder: folder) { server in
            let now = [
                try await server.get("/api/workspace/tabs").json, try await server.get("/api/saved-queries").json,
            ]
            #expect(now == kept)
        }
        #expect(kept[0]["tabs"]?[0]?["view"] == tab["view"])
        #expect(kept[0]["tabs"]?[0]?["parameters"] == tab["parameters"])
    }

    @Test func functionsAndPlansAreTheEngines() async throws {
        try await TidelineServer.with { server in
            let names = try await server.get("/api/functions").json["functions"]?.array?.compactMap {
                $0["name"]?.string
            }
            #expect(names?.contains("date_trunc") == true)
            #expect(names == names?.sorted())
            let body: JSON = ["query": "SELECT :n AS x", "parameters": ["n": 5], "mode": "simple"]
            let plan = try await server.send("POST", "/api/explain", body: body.data)
            #expect(try plan.json["plan"]?.string?.contains("Plan") == true, "\(plan.text)")
            #expect(try await server.get("/api/queries").json["queries"] == [])
        }
    }

    /// The statement that a table's page shows makes a table of the same schema.
    @Test func theDDLMakesTheSameTable() async throws {
        try await TidelineServer.with { server in
            let body: JSON = [
                "name": "made.one", "description": "it's \\ 'one'", "partitionColumns": ["day"],
                "properties": ["delta.appendOnly": "true", "my.own": "a'b"],
                "columns": [
                    ["name": "day", "type": "date"],
                    ["name": "größe", "type": "struct<x:int,y:array<string>>", "comment": "it's"],
                    ["name": "n", "type": "bigint", "nullable": false],
                ],
            ]
            #expect(try await server.send("POST", "/api/tables", body: body.data).status == 201)
            let ddl = try #require(try await server.get("/api/tables/made.one/ddl").json["ddl"]?.string)
            let other = ddl.replacing("made.one", with: "made.two")
            let answer = try await server.query(other)
            #expect(answer.status == 200, "\(other): \(answer.text)")
            let (one, two) = (
                try await server.get("/api/tables/made.one").json, try await server.get("/api/tables/made.two").json
            )
            for member in ["schema", "partitionColumns", "properties", "description"] {
                #expect(one[member] == two[member], "\(member)")
            }
            #expect(one["registered"] == false)
        }
    }

    @Test func aTableIsShownAsItWas() async throws {
        try await TidelineServer.with { server in
            let path = "\(server.lake)/shop/t"
            try await Oracle.write(path, "SELECT i AS n, 'a' || i AS s FROM range(10) r(i)")
            try await Oracle.write(path, "SELECT i AS n, NULL::VARCHAR AS s FROM range(10, 30) r(i)", mode: "append")
            #expect(try await server.get("/api/tables/shop.t").json["rows"] == 30)
            let old = try await server.get("/api/tables/shop.t?version=0").json
            #expect(old["rows"] == 10)
            #expect(old["version"] == 0)
            #expect(try await server.get("/api/tables/shop.t/schema?version=0").json["version"] == 0)
            try expectError(await server.get("/api/tables/shop.t?version=7"), 404, "version_not_found")
            let files = try await server.get("/api/tables/shop.t/files?columns=N,s").json["files"]?.array ?? []
            let ranges = Set(files.compactMap { $0["statistics"] })
            #expect(
                ranges == [
                    ["n": ["min": "0", "max": "9", "nullCount": 0], "s": ["min": "a0", "max": "a9", "nullCount": 0]],
                    ["n": ["min": "10", "max": "29", "nullCount": 0], "s": ["nullCount": 20]],
                ]
            )
            try expectError(await server.get("/api/tables/shop.t/files?columns=zzz"), 400, "column_not_found")
        }
    }
}
