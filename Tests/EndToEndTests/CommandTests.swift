import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `tideline query`, with the server of its state folder and without one.
@Suite(.server { try await $0.writeOrders() }) struct QueryCommandTests {
    /// The same answers from a server, and from an engine of the command's own.
    enum Place: CaseIterable { case served, alone }

    private func query(_ place: Place, _ arguments: String...) async throws -> ChildProgram.Ended {
        let (server, alone) = (try server, try TemporaryFolder())
        let state = place == .served ? server.state : alone("state")
        let program = try ChildProgram(
            Repository.program,
            ["query", "--lake", server.lake, "--state", state] + arguments
        )
        let ended = try await program.ended()
        #expect(place == .served || !FileManager.default.fileExists(atPath: alone("state/server.url")))
        return ended
    }

    @Test(arguments: Place.allCases) func aTableIsDrawn(_ place: Place) async throws {
        let ended = try await query(place, "SELECT id, customer FROM shop.orders ORDER BY id LIMIT 2")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.lines == [" id │ customer", "────┼──────────", "  0 │ c0", "  1 │ c1", "(2 rows)"])
    }

    static let formats = ["csv", "json", "ndjson", "arrow"]

    @Test(arguments: Place.allCases, formats) func formatsAreWhole(_ place: Place, _ format: String) async throws {
        let sql = "SELECT id, customer, paid FROM shop.orders ORDER BY id"
        let ended = try await query(place, sql, "--format", format)
        #expect(ended.status == 0, "\(ended.errors)")
        let decoded = try await Oracle.decode(ended.output, as: format)
        #expect(decoded["columns"] == ["id", "customer", "paid"])
        #expect(decoded["rows"]?.array?.count == 100)
        #expect(decoded["rows"]?[99] == (format == "csv" ? ["99", "c0", "false"] : [99, "c0", false]))
    }

    @Test(arguments: Place.allCases, ["csv", "json", "ndjson"])
    func aLimitCutsAndSaysSo(_ place: Place, _ format: String) async throws {
        let ended = try await query(place, "SELECT id FROM shop.orders", "--format", format, "--limit", "3")
        #expect(ended.status == 0)
        #expect(try await Oracle.decode(ended.output, as: format)["rows"]?.array?.count == 3)
        #expect(ended.errors.contains("There are more rows"))
        let whole = try await query(place, "SELECT id FROM shop.orders", "--format", format, "--limit", "100")
        #expect(!whole.errors.contains("There are more rows"), "\(whole.errors)")
    }

    @Test(arguments: Place.allCases) func parametersHaveTypes(_ place: Place) async throws {
        let ended = try await query(
            place,
            "SELECT :n + 1 AS n, :x * 2 AS x, :s AS s, :t AS t, NOT :b AS b, :z IS NULL AS z",
            "--param",
            "n=41",
            "--param",
            "x=1.5",
            "--param",
            "s=a=b",
            "--param",
            "t='7'",
            "--param",
            "b=false",
            "--param",
            "z=null",
            "--format",
            "ndjson"
        )
        #expect(try JSON(ended.output) == ["n": 42, "x": 3, "s": "a=b", "t": "7", "b": true, "z": true])
    }

    @Test(arguments: Place.allCases) func errorsAreOnStandardError(_ place: Place) async throws {
        let ended = try await query(place, "SELECT *\nFROM shop.ordres", "--format", "json")
        #expect(ended.status == 1)
        #expect(ended.output.isEmpty, "\(ended.text)")
        #expect(ended.errors.contains("table_not_found at line 2, column 6"), "\(ended.errors)")
        #expect(ended.errors.contains("Did you mean shop.orders?"), "\(ended.errors)")
    }

    @Test(arguments: Place.allCases) func statementsWithoutRowsSucceed(_ place: Place) async throws {
        let name = "made_\(place)"
        let made = try await query(place, "CREATE TABLE cli.\(name) (n BIGINT) USING delta")
        #expect(made.status == 0, "\(made.errors)")
        let inserted = try await query(place, "INSERT INTO cli.\(name) VALUES (1), (2)")
        #expect(inserted.status == 0, "\(inserted.errors)")
        #expect(try await server.rows("SELECT sum(n) FROM cli.\(name)") == [[3]])
    }

    @Test func aServerThatIsNamedMustAnswer() async throws {
        let ended = try await query(.served, "SELECT 1", "--server", "http://127.0.0.1:9")
        #expect(ended.status == 1)
        #expect(ended.errors.contains("No Tideline server answers"), "\(ended.errors)")
        let named = try await query(.alone, "SELECT 1 AS one", "--server", "\(try server.url)/", "--format", "csv")
        #expect(named.lines == ["one", "1"])
    }

    @Test func optionsThatMeanNothingAreRefused() async throws {
        #expect(try await query(.served, "SELECT 1", "--format", "xml").status != 0)
        #expect(try await query(.served, "SELECT 1", "--limit=-1").status != 0)
        let parameter = try await query(.served, "SELECT 1", "--param", "novalue")
        #expect(parameter.status == 1 && parameter.errors.contains("name=value"), "\(parameter.errors)")
    }

    @Test func tablesAreListed() async throws {
        let ended = try await tideline("tables", "--lake", server.lake, "--state", server.state)
        #expect(ended.status == 0, "\(ended.errors)")
        let line = ended.lines.first { $0.contains("shop.orders") }?.split(separator: "│").map {
            $0.trimmingCharacters(in: [" "])
        }
        #expect(line.map { Array($0.prefix(3)) } == ["shop.orders", "0", "100"])
        #expect(line?[4] == "1")
    }
}

/// Commands in a state folder whose server has ended.
@Suite struct StateFolderTests {
    @Test func registeredTablesAreKnownWithoutAServer() async throws {
        let folder = try TemporaryFolder()
        try await Oracle.write(folder("elsewhere/t"), "SELECT 7 AS n")
        let body: JSON = ["name": "far.away", "location": .string(folder("elsewhere/t"))]
        try await TidelineServer.with(folder: folder) { server in
            let made = try await server.send("POST", "/api/tables", body: try body.data)
            #expect(made.status == 201)
        }
        let places = ["--lake", folder("lake"), "--state", folder("state")]
        let listed = try await ChildProgram(Repository.program, ["tables"] + places).ended()
        #expect(listed.text.contains("far.away"), "\(listed.text)\(listed.errors)")
        let sql = ["query", "SELECT n FROM far.away", "--format", "csv"]
        let answer = try await ChildProgram(Repository.program, sql + places).ended()
        #expect(answer.lines == ["n", "7"], "\(answer.errors)")
    }
}

/// `tideline doctor`, and where settings come from.
@Suite struct SettingsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var places: [String] { ["--lake", folder("lake"), "--state", folder("state")] }

    private func doctor(environment: [String: String] = [:], _ arguments: String...) async throws -> ChildProgram.Ended
    {
        try await ChildProgram(
            Repository.program,
            ["doctor"] + places + arguments,
            environment: environment
        ).ended()
    }

    @Test func allIsWell() async throws {
        let ended = try await doctor()
        #expect(ended.status == 0, "\(ended.text)\(ended.errors)")
        #expect(ended.lines.allSatisfy { $0.hasPrefix("ok  ") }, "\(ended.text)")
        #expect(ended.text.contains("answered SELECT 1"))
    }

    @Test func aMissingEngineIsNamed() async throws {
        let ended = try await doctor(environment: ["TIDELINE_ENGINE_PATH": "/nonexistent"])
        #expect(ended.status == 1)
        #expect(ended.lines.contains { $0.hasPrefix("BAD  Engine program: not found") }, "\(ended.text)")
        #expect(ended.text.contains("make setup"))
        let query = try await tideline(
            "query",
            "SELECT 1",
            "--lake",
            folder("lake"),
            environment: ["TIDELINE_ENGINE_PATH": "/nonexistent"]
        )
        #expect(query.status == 1)
        #expect(query.errors.contains("dependency_missing"), "\(query.errors)")
    }

    @Test func aBrokenTableIsNamed() async throws {
        try folder.write("lake/bad/t/_delta_log/00000000000000000000.json", "{")
        let ended = try await doctor()
        #expect(ended.status == 1)
        #expect(ended.lines.contains { $0.hasPrefix("BAD  Tables: 1 of 1 can't be read; bad.t") }, "\(ended.text)")
    }

    /// Flag before environment before file.
    @Test func settingsHaveAnOrder() async throws {
        for name in ["file", "environment", "flag"] {
            try await Oracle.write(folder("\(name)/s/\(name)"), "SELECT 1 AS n")
        }
        try folder.write("settings.json", #"{"lake": "\#(folder("file"))", "queryTimeoutSeconds": 7}"#)
        let environment = ["TIDELINE_LAKE": folder("environment")]
        let file = ["tables", "--config", folder("settings.json")]
        for (arguments, environment, found) in [
            (file, [:], "file"), (file, environment, "environment"),
            (file + ["--lake", folder("flag")], environment, "flag"),
            (["tables"], ["TIDELINE_CONFIG": folder("settings.json")], "file"),
        ] {
            let ended = try await ChildProgram(Repository.program, arguments, environment: environment).ended()
            #expect(ended.text.contains("s.\(found) "), "\(arguments): \(ended.text)\(ended.errors)")
        }
    }

    @Test(arguments: [
        (#"{"lakes": "x"}"#, "lakes"), (#"["lake"]"#, "not a JSON object"), ("{", "not a JSON object"),
        (#"{"port": 70000}"#, "port"), (#"{"queryTimeoutSeconds": "soon"}"#, "queryTimeoutSeconds"),
        (#"{"queryTimeoutSeconds": 1e300}"#, "queryTimeoutSeconds"), (#"{"engine": "spark"}"#, "sc://"),
        (#"{"demoRate": 0}"#, "rate"),
    ])
    func settingsThatMeanNothingAreRefused(file: String, naming part: String) async throws {
        try folder.write("settings.json", file)
        let ended = try await tideline("tables", "--config", folder("settings.json"), in: folder.path)
        #expect(ended.status == 1, "\(ended.text)\(ended.errors)")
        #expect(ended.errors.contains(part), "\(ended.errors)")
    }

    @Test func variablesThatMeanNothingAreRefused() async throws {
        let misspelt = try await tideline("tables", environment: ["TIDELINE_LAKES": "x"], in: folder.path)
        #expect(misspelt.status == 1)
        #expect(misspelt.errors.contains("TIDELINE_LAKES"), "\(misspelt.errors)")
        let wrong = try await tideline("tables", environment: ["TIDELINE_PORT": "x"], in: folder.path)
        #expect(wrong.status == 1, "\(wrong.errors)")
    }

    @Test func aStateFolderServesOnce() async throws {
        try await TidelineServer.with { server in
            let arguments = ["serve", "--port", "0", "--lake", server.lake, "--state", server.state]
            let ended = try await ChildProgram(Repository.program, arguments).ended()
            #expect(ended.status == 1)
            #expect(ended.errors.contains("Another Tideline serves with the state folder"), "\(ended.errors)")
            #expect(try await server.query("SELECT 1").json["rows"] == [[1]])
        }
    }

    @Test func aPortThatIsTakenIsSaid() async throws {
        try await TidelineServer.with { server in
            let port = server.url.split(separator: ":").last.map(String.init) ?? ""
            let second = try ChildProgram(Repository.program, ["serve", "--port", port] + places)
            let ended = try await second.ended()
            #expect(ended.status != 0)
            #expect(ended.errors.contains(port) || ended.errors.contains("ddress"), "\(ended.errors)")
        }
    }
}
