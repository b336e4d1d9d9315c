import Foundation
import Testing

/// Tables that are broken, or of a kind that is not read: listed with their error, and everything else goes on.
@Suite(.server { try await $0.writeOrders() }) struct DamagedTableTests {
    /// Where tables are written and broken before the server sees them: it remembers what it has read.
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func publish(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: "\(server.lake)/broken", withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: folder(name), toPath: "\(server.lake)/broken/\(name)")
    }

    @Test func aCorruptLogEntry() async throws {
        let (server, path) = (try server, folder("log"))
        try await Oracle.write(path, "SELECT 1 AS a")
        try Data("{\"add\": {\"path\": ".utf8).write(to: URL(filePath: "\(path)/_delta_log/\(entry(1))"))
        try publish("log")
        try await expectBroken("broken.log", 422, "corrupt_log", naming: entry(1), on: server)
    }

    @Test func aMissingLogEntry() async throws {
        let (server, path) = (try server, folder("gap"))
        for n in 0..<3 { try await Oracle.write(path, "SELECT \(n) AS a", mode: "append") }
        try FileManager.default.removeItem(atPath: "\(path)/_delta_log/\(entry(1))")
        try publish("gap")
        try await expectBroken("broken.gap", 422, "corrupt_log", naming: "1", on: server)
    }

    @Test func anUnsupportedReaderFeature() async throws {
        let (server, path) = (try server, "\(try server.lake)/broken/feature")
        try await Oracle.write(path, "SELECT 1 AS a")
        let upgrade = """
            {"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["timeTravelToMars"],\
            "writerFeatures":["timeTravelToMars"]}}
            """
        try Data(upgrade.utf8).write(to: URL(filePath: "\(path)/_delta_log/\(entry(1))"))
        let detail = try await server.get("/api/tables/broken.feature")
        #expect(detail.status == 200, "\(detail.text)")
        #expect(try detail.json["protocol"]?["unsupportedReaderFeatures"] == ["timeTravelToMars"])
        let answer = try await server.query("SELECT * FROM broken.feature")
        try expectError(answer, 400, "unsupported_table_feature")
        #expect(answer.errorMessage?.contains("timeTravelToMars") == true)
        try await expectOthersWork(server)
    }

    @Test func aMissingDataFile() async throws {
        let (server, path) = (try server, "\(try server.lake)/broken/data")
        try await Oracle.write(path, "SELECT 1 AS a")
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasSuffix(".parquet") {
            try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
        #expect(try await server.get("/api/tables/broken.data").json["rows"] == 1, "the log is all that is asked")
        try expectError(await server.query("SELECT * FROM broken.data"), 422, "missing_data_file")
        try await expectOthersWork(server)
    }

    @Test func aDataFileThatIsNoParquet() async throws {
        let (server, path) = (try server, "\(try server.lake)/broken/parquet")
        try await Oracle.write(path, "SELECT i AS a FROM range(1000) r(i)")
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasSuffix(".parquet") {
            let file = URL(filePath: "\(path)/\(name)")
            let size = try Data(contentsOf: file).count
            try Data(repeating: 0x55, count: size).write(to: file)
        }
        try expectError(await server.query("SELECT sum(a) FROM broken.parquet"), 422, "corrupt_data")
        try await expectOthersWork(server)
    }

    /// Statements that list the catalog tell the engine of all tables.
    @Test func aTableThatTheEngineRefusesIsMissingFromItsLists() async throws {
        let (server, path) = (try server, folder("void"))
        try FileManager.default.createDirectory(atPath: "\(path)/_delta_log", withIntermediateDirectories: true)
        let log = #"""
            {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
            {"metaData":{"id":"v","format":{"provider":"parquet","options":{}},"partitionColumns":[],"configuration":{},\#
            "schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"n\",\"type\":\"void\",\"nullable\":true,\"metadata\":{}}]}"}}
            """#
        try Data(log.utf8).write(to: URL(filePath: "\(path)/_delta_log/\(entry(0))"))
        try publish("void")
        #expect(try await server.get("/api/tables/broken.void").status == 200)
        #expect(try await server.query("SELECT * FROM broken.void").status != 200, "the engine reads such tables now")
        let listed = try await server.rows("SHOW TABLES IN shop").array?.compactMap { $0[1]?.string }
        #expect(listed == ["orders"])
        #expect(try await server.get("/api/functions").status == 200)
    }

    private func entry(_ version: Int) -> String {
        String(repeating: "0", count: 20 - "\(version)".count) + "\(version).json"
    }

    private func expectBroken(
        _ name: String,
        _ status: Int,
        _ code: String,
        naming part: String,
        on server: TidelineServer
    ) async throws {
        for answer in [try await server.get("/api/tables/\(name)"), try await server.query("SELECT * FROM \(name)")] {
            try expectError(answer, status, code)
            #expect(answer.errorMessage?.contains(part) == true, "\(answer.text)")
        }
        let listed = try await server.get("/api/tables").json["tables"]?.array?.first { $0["name"]?.string == name }
        #expect(listed?["error"]?["code"]?.string == code, "\(String(describing: listed))")
        try await expectOthersWork(server)
    }

    private func expectOthersWork(_ server: TidelineServer) async throws {
        #expect(try await server.rows("SELECT count(*) FROM shop.orders") == [[100]])
    }
}
