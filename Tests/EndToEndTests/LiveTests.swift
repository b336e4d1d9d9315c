import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Live queries and events of the real program and engine, with commits of other writers.
@Suite(.server { try await $0.writeOrders() }) struct LiveTests {
    private static func table(_ name: String) throws -> String { "\(try server.lake)/live/\(name)" }

    private func write(_ name: String, rows: Int, mode: String = "append") async throws {
        let sql = "SELECT range AS id, 'c' || range AS customer FROM range(\(rows))"
        try await Oracle.write(Self.table(name), sql, mode: mode)
    }

    private func start(_ sql: String, status: Int = 201) async throws -> String {
        let answer = try await server.send("POST", "/api/live", body: JSON.object(["query": .string(sql)]).data)
        #expect(answer.status == status, "\(answer.text)")
        return try #require(answer.json["liveId"]?.string)
    }

    @Test func aCommitOfDeltalakeArrivesAsAChangeAndAnAnswer() async throws {
        try await write("foreign", rows: 10)
        let sql = "SELECT count(*) AS n, max(customer) AS c FROM live.foreign"
        let id = try await start(sql)
        #expect(try await start("\(sql) -- the same", status: 200) == id)
        let tables = try EventConnection(server, topics: ["tables"])
        let events = try EventConnection(server, live: [id])
        #expect(try await events.next("hello").data["resumed"] == false)
        let first = try await events.next("snapshot").data
        #expect(first["rows"] == [[10, "c9"]])
        #expect(first["columns"] == [["name": "n", "type": "bigint"], ["name": "c", "type": "string"]])
        #expect(first["version"] == 0 && first["rowsRead"] == 10 && first["filesRead"] == 1)
        try await write("foreign", rows: 1)
        #expect(try await events.next("snapshot").data["rows"] == [[11, "c9"]])
        try await write("foreign", rows: 5)
        let change = try await tables.next("table") { $0["table"] == "live.foreign" && $0["version"] == 2 }.data
        #expect(change["operation"] == "WRITE" && change["rowsAdded"] == 5 && change["filesAdded"] == 1)
        #expect(change["dataChanged"] == true && change["schemaChanged"] == false)
        #expect(change["engineInfo"]?.string?.contains("delta") == true)
        let second = try await events.next("snapshot").data
        #expect(second["rows"] == [[16, "c9"]] && second["version"] == 2)
        #expect(second["committedAt"] == change["timestamp"])
        try await expectAsDocumented(id)
    }

    private func expectAsDocumented(_ id: String) async throws {
        let document = OpenAPIDocument(document: try await server.get("/openapi.json").json)
        let shown = try await server.get("/api/live/\(id)")
        #expect(shown.status == 200 && shown.text.contains("\"snapshot\":{"))
        #expect(try document.faults(of: shown, to: "GET /api/live/{id}") == [])
        #expect(try document.faults(of: await server.get("/api/live"), to: "GET /api/live") == [])
    }

    @Test func statementsOfOursArriveToo() async throws {
        try await write("own", rows: 3)
        let id = try await start("SELECT count(*) AS n FROM live.own")
        let events = try EventConnection(server, live: [id], topics: ["queries"])
        #expect(try await events.next("snapshot").data["rows"] == [[3]])
        _ = try await server.rows("INSERT INTO live.own VALUES (7, 'seven')")
        #expect(try await events.next("snapshot").data["rows"] == [[4]])
        _ = try await server.rows("SELECT 'told of' AS it")
        let query = try await events.next("query") {
            $0["state"] == "succeeded" && $0["query"]?.string?.contains("told of") == true
        }
        #expect(query.data["rowCount"] == 1)
    }

    @Test func whoComesBackGetsTheCommitsThatItMissed() async throws {
        try await write("missed", rows: 1)
        var events: EventConnection? = try EventConnection(server, topics: ["tables"])
        try await write("missed", rows: 1)
        let seen = try await events?.next("table") { $0["table"] == "live.missed" && $0["version"] == 1 }
        events = nil
        for _ in 0..<3 { try await write("missed", rows: 1) }
        let back = try EventConnection(server, topics: ["tables"], lastID: seen?.id)
        #expect(try await back.next("hello").data["resumed"] == true)
        for version in 2...4 {
            let next = try await back.next("table") { $0["table"] == "live.missed" }
            #expect(next.data["version"] == .int(Int64(version)))
        }
    }

    @Test func tablesThatComeAndGoAreSaid() async throws {
        let events = try EventConnection(server, topics: ["tables"])
        _ = try await events.next("hello")
        try await write("passing", rows: 1)
        let came = try await events.next("table") { $0["table"] == "live.passing" }
        // Whoever comes before the first listing can't tell a new table from an old one.
        #expect(came.data["created"] == true || came.data["resync"] == true)
        try FileManager.default.removeItem(atPath: Self.table("passing"))
        #expect(try await events.next("table") { $0["table"] == "live.passing" }.data["removed"] == true)
    }

    @Test func endingItIsSaidToAllAndHangingUpIsNoticed() async throws {
        try await write("ended", rows: 1)
        let id = try await start("SELECT * FROM live.ended")
        let stays = try EventConnection(server, live: [id])
        var leaves: EventConnection? = try EventConnection(server, live: [id])
        _ = try await leaves?.next("snapshot")
        _ = try await stays.next("snapshot")
        #expect(try await server.get("/api/live/\(id)").json["viewers"] == 2)
        leaves = nil
        try await eventually("one viewer is left") {
            try await server.get("/api/live/\(id)").json["viewers"] == 1
        }
        #expect(try await server.send("DELETE", "/api/live/\(id)").status == 204)
        #expect(try await stays.next("ended").data == ["liveId": .string(id), "reason": "deleted"])
        try expectError(await server.get("/api/live/\(id)"), 404, "query_not_found")
    }

    @Test func aFailureKeepsTheAnswerAndHeals() async throws {
        try await write("broken", rows: 2)
        let id = try await start("SELECT count(*) AS n FROM live.broken")
        let events = try EventConnection(server, live: [id])
        _ = try await events.next("snapshot")
        let log = "\(try Self.table("broken"))/_delta_log"
        try Data("no JSON".utf8).write(to: URL(filePath: "\(log)/00000000000000000001.json"))
        #expect(try await events.next("error").data["error"]?["code"] == "corrupt_log")
        try FileManager.default.removeItem(atPath: "\(log)/00000000000000000001.json")
        let healed = try await events.next("snapshot")
        #expect(healed.data["rows"] == [[2]])
    }

    @Test func aRestartIsToldFromABrokenConnection() async throws {
        let folder = try TemporaryFolder()
        let sql = "SELECT count(*) AS n FROM live.kept"
        try await Oracle.write("\(folder("lake"))/live/kept", "SELECT 1 AS id")
        let (id, last) = try await TidelineServer.with(folder: folder) { server in
            let body = try JSON.object(["query": .string(sql)]).data
            let id = try #require(try await server.send("POST", "/api/live", body: body).json["liveId"]?.string)
            let events = try EventConnection(server, live: [id])
            let last = try await events.next("snapshot").id
            server.program.signal(SIGTERM)
            try await events.ended()
            return (id, last)
        }
        try await TidelineServer.with(folder: folder) { server in
            let events = try EventConnection(server, live: [id], topics: ["engine"], lastID: last)
            #expect(try await events.next("hello").data["resumed"] == false)
            #expect(try await events.next("engine").data["state"] == "running")
            #expect(try await events.next("ended").data["reason"] == "unknown")
        }
    }

    /// Piped, each answer follows the one before.
    @Test func theCommandShowsEveryAnswer() async throws {
        try await write("shown", rows: 2)
        let flags = ["--server", try server.url, "--live"]
        let program = try ChildProgram(
            Repository.program,
            ["query", "SELECT count(*) AS n FROM live.shown"] + flags
        )
        try await eventually("the first answer is shown: \(program.errors)") {
            String(decoding: program.output, as: UTF8.self).contains("live.shown v0 · ")
        }
        try await write("shown", rows: 3)
        try await eventually("the second answer is shown") {
            String(decoding: program.output, as: UTF8.self).contains("live.shown v1 · ")
        }
        program.signal(SIGINT)
        let ended = try await program.ended()
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            ended.lines.filter { $0.contains("│") || $0.hasPrefix(" ") }.map { $0.trimmingCharacters(in: .whitespaces) }
                == ["n", "2", "n", "5"]
        )
        #expect(!ended.text.contains("\u{1b}"), "no terminal, no control sequences")
    }

    @Test func theCommandSaysWhatItNeeds() async throws {
        let alone = try TemporaryFolder()
        let places = ["--lake", try server.lake, "--state", alone("state")]
        let program = try ChildProgram(Repository.program, ["query", "SELECT 1", "--live"] + places)
        let ended = try await program.ended()
        #expect(ended.status == 1 && ended.errors.contains("tideline serve"))
        let wrong = try ChildProgram(
            Repository.program,
            ["query", "SHOW TABLES", "--live", "--server", try server.url]
        )
        let refused = try await wrong.ended()
        #expect(refused.status == 1 && refused.errors.contains("unsupported_statement"), "\(refused.errors)")
    }
}
