import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `serve --demo`: a lake that grows by itself.
@Suite struct DemoTests {
    static let flags = ["--demo", "--demo-rate", "200"]

    @Test func theDemoGrowsAndGoesOnAfterARestart() async throws {
        let folder = try TemporaryFolder()
        let position = try await TidelineServer.with(Self.flags, folder: folder) { server in
            // 1.7 million events, by a program that was built for debugging.
            try await eventually(within: .seconds(300), "the history reaches the present") {
                let recent = "SELECT max(`timestamp`) > current_timestamp() - interval 1 minute FROM delta_lake.logs"
                return try await server.query(recent).json["rows"] == [[true]]
            }
            try await exampleQueriesHaveRows(server)
            let before = try await Self.count(server)
            let after = try await eventually("the demo appends") {
                let now = try await Self.count(server)
                return now.version > before.version + 2 ? now : nil
            }
            #expect(after.rows > before.rows)
            try await expectDeltalakeAgrees(folder, after)
            return try await Self.position(folder)
        }
        try await TidelineServer.with(Self.flags, folder: folder) { server in
            try await eventually("the demo appends again") { try await Self.position(folder) > position }
            let now = try await Self.count(server)
            try await expectDeltalakeAgrees(folder, now)
            try await expectNoGapAndNoDouble(server)
        }
    }

    /// Killed at any moment: rows and position are one commit, so nothing is lost or written twice.
    @Test func aDemoThatIsKilledGoesOn() async throws {
        let folder = try TemporaryFolder()
        for _ in 0..<2 {
            let server = try await TidelineServer(Self.flags, folder: folder)
            let start = try await Self.position(folder)
            try await eventually("the demo appends") { try await Self.position(folder) > max(start, 0) }
            server.program.signal(SIGKILL)
            _ = try await server.program.ended()
        }
        try await TidelineServer.with(Self.flags, folder: folder) { server in
            try await eventually("there is a table") { try await Self.count(server).rows > 0 }
            try await expectNoGapAndNoDouble(server)
        }
    }

    /// Its offsets are times, whose differences are no numbers of records.
    @Test func theDemosLagHasOnlyATime() async throws {
        try await TidelineServer.with(Self.flags) { server in
            try await eventually("the demo appends") {
                try await server.get("/api/pipelines/demo").json["totals"]?["rows"]?.int ?? 0 > 0
            }
            let pipeline = try await server.get("/api/pipelines/demo").json
            let lags = [pipeline["position"], pipeline["partitions"]?[0]]
            #expect(lags.allSatisfy { $0?["lagSeconds"] != nil && $0?["lagRecords"] == nil }, "\(pipeline)")
            let metrics = String(decoding: try await server.get("/metrics").body, as: UTF8.self)
            #expect(metrics.contains("tideline_pipeline_lag_seconds{pipeline=\"demo\"}"))
            #expect(!metrics.contains("tideline_pipeline_lag_records{"))
        }
    }

    private static let table = "lake/delta_lake/logs"

    private static func count(_ server: TidelineServer) async throws -> (rows: Int64, version: Int64) {
        let answer = try await server.query("SELECT count(*) FROM delta_lake.logs").json
        return (answer["rows"]?[0]?[0]?.int ?? 0, answer["tables"]?[0]?["version"]?.int ?? -1)
    }

    /// Of the log's `txn` action: microseconds up to which rows are written; 0 without a table.
    private static func position(_ folder: TemporaryFolder) async throws -> Int64 {
        guard FileManager.default.fileExists(atPath: folder(table)) else { return 0 }
        let asked: [String: JSON] = ["path": .string(folder(table)), "app_id": "tideline:demo:generator:0"]
        return try await Oracle.ask("position", asked).int ?? 0
    }

    private func expectDeltalakeAgrees(_ folder: TemporaryFolder, _ counted: (rows: Int64, version: Int64)) async throws
    {
        let facts = try await Oracle.ask(
            "facts",
            ["path": .string(folder(Self.table)), "version": .int(counted.version)]
        )
        #expect(facts == ["version": .int(counted.version), "rows": .int(counted.rows)])
    }

    /// No event is there twice, and no minute of the two days and since is without any.
    private func expectNoGapAndNoDouble(_ server: TidelineServer) async throws {
        let twice = "SELECT trace_id, `timestamp`, count(*) FROM delta_lake.logs GROUP BY 1, 2 HAVING count(*) > 1"
        #expect(try await server.rows("SELECT count(*) FROM (\(twice)) t") == [[0]])
        let gaps = """
            SELECT unix_seconds(`timestamp`) - lag(unix_seconds(`timestamp`)) OVER (ORDER BY `timestamp`) AS seconds
            FROM delta_lake.logs
            """
        #expect(try await server.rows("SELECT max(seconds) < 60 FROM (\(gaps)) t") == [[true]])
    }

    private func exampleQueriesHaveRows(_ server: TidelineServer) async throws {
        let queries = try Repository.fixture("example-queries.json", as: [String].self)
        #expect(queries.count == 5)
        for sql in queries {
            let answer = try await server.query(sql)
            #expect(answer.status == 200, "\(sql): \(answer.text)")
            let command = try await tideline("query", sql, "--format", "json", "--server", server.url)
            #expect(command.status == 0, "\(sql): \(command.errors)")
            let (printed, rows) = (try JSON(command.output), try answer.json["rows"])
            #expect(printed.array?.isEmpty == rows?.array?.isEmpty, "\(sql)")
            // Just after midnight nobody has come often enough today.
            if sql.contains("current_date()") { continue }
            #expect((try answer.json["rowCount"]?.int ?? 0) > 0, "\(sql)")
        }
    }
}
