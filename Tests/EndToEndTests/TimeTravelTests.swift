import Foundation
import Synchronization
import Testing

/// A table with 130 commits and checkpoints at 60 and 120: before the last checkpoint, the engine by itself finds next to
/// nothing.
@Suite(.server { try await Oracle.writeLong("\($0.lake)/long/n") }) struct TimeTravelTests {
    /// A commit holds as many rows as its version, so that both counts and sums tell versions apart.
    private static func rows(_ version: Int64) -> Int64 { version * (version + 1) / 2 }

    @Test(arguments: [0, 1, 37, 59, 60, 61, 99, 119, 120, 121, 129])
    func aVersionIsReadWhereverTheCheckpointsAre(version: Int64) async throws {
        let server = try server
        let answer = try await server.query("SELECT count(*), max(v) FROM long.n VERSION AS OF \(version)")
        let newest: JSON = version == 0 ? nil : .int(version)
        #expect(try answer.json["rows"] == [[.int(Self.rows(version)), newest]], "\(answer.text)")
        #expect(try answer.json["tables"] == [["name": "long.n", "version": .int(version)]])
    }

    @Test func theNewestIsReadWithoutAVersion() async throws {
        #expect(try await server.rows("SELECT count(*) FROM long.n") == [[.int(Self.rows(129))]])
    }

    /// The engine lists a log whole for each query: of a table with a long one it is shown the version alone.
    @Test func aLongLogIsNotListedByTheEngine() async throws {
        let server = try server
        let log = "\(server.lake)/long/quiet/_delta_log"
        try await Oracle.write("\(server.lake)/long/quiet", "SELECT 5 AS n")
        let commit = Data(#"{"commitInfo":{"timestamp":1790000000000,"operation":"NOTHING"}}"#.utf8)
        for version in 1...1_100 {
            let name = String(repeating: "0", count: 20 - "\(version)".count) + "\(version).json"
            try commit.write(to: URL(filePath: "\(log)/\(name)"))
        }
        let answer = try await server.query("SELECT n FROM long.quiet")
        #expect(try answer.json["rows"] == [[5]], "\(answer.text)")
        #expect(try answer.json["tables"] == [["name": "long.quiet", "version": 1_100]])
        let mirrored = try FileManager.default.subpathsOfDirectory(atPath: "\(server.state)/versions")
        #expect(mirrored.contains { $0.hasSuffix("_delta_log/00000000000000001100.checkpoint.parquet") })
    }

    @Test func versionsAreComparedInOneStatement() async throws {
        let server = try server
        let union = "SELECT count(*) FROM long.n VERSION AS OF 3 UNION ALL SELECT count(*) FROM long.n VERSION AS OF 90"
        #expect(try await server.rows("SELECT * FROM (\(union)) ORDER BY 1") == [[6], [.int(Self.rows(90))]])
        let joined = """
            SELECT count(*), count(o.v), count(DISTINCT n.v) FROM long.n n
            LEFT JOIN (SELECT DISTINCT v FROM long.n VERSION AS OF 3) o ON n.v = o.v
            """
        #expect(try await server.rows(joined) == [[.int(Self.rows(129)), 6, 129]])
    }

    @Test func columnsMayBeQualified() async throws {
        let server = try server
        for sql in [
            "SELECT max(n.v), max(long.n.v) FROM long.n VERSION AS OF 37 WHERE n.k = 'a'",
            "SELECT max(old.v), max(old.v) FROM long.n VERSION AS OF 37 AS old WHERE old.k = 'a'",
            "SELECT max(N.v), max(old.v) FROM LONG.N VERSION AS OF 37 JOIN long.n VERSION AS OF 37 old ON old.v = N.v",
        ] { #expect(try await server.rows(sql) == [[37, 37]], "\(sql)") }
    }

    /// The commits' times are an hour apart.
    @Test func aTimeIsAVersion() async throws {
        let server = try server
        let answer = try await server.query("SELECT count(*) FROM long.n TIMESTAMP AS OF '2026-01-02 13:30:00' AS old")
        #expect(try answer.json["rows"] == [[.int(Self.rows(37))]], "\(answer.text)")
        #expect(try answer.json["tables"] == [["name": "long.n", "version": 37]])
        let typed = "SELECT count(*) FROM long.n TIMESTAMP AS OF TIMESTAMP '2026-01-02 13:30:00' WHERE n.v > 0"
        #expect(try await server.rows(typed) == [[.int(Self.rows(37))]])
    }

    @Test func whereNoOldVersionIsReadTheErrorSaysWhatToWrite() async throws {
        let server = try server
        #expect(try await server.query("CREATE TABLE long.copy (v BIGINT) USING delta").status == 200)
        for sql in [
            "INSERT INTO long.copy SELECT v FROM long.n VERSION AS OF 37",
            "SELECT count(*) FROM delta.`\(server.lake)/long/n` VERSION AS OF 37",
        ] {
            let answer = try await server.query(sql)
            try expectError(answer, 404, "version_not_found")
            #expect(answer.errorMessage?.contains("names each table") == true, "\(answer.text)")
        }
        #expect(try await server.rows("SELECT count(*) FROM long.copy") == [[0]])
    }

    @Test func aPlanOfAnOldVersionIsShown() async throws {
        let plan = try await server.rows("EXPLAIN SELECT v FROM long.n VERSION AS OF 37")
        #expect(plan[0]?[0]?.string?.isEmpty == false)
    }

    @Test func temporaryViewsAndOldVersionsStayApart() async throws {
        let server = try server
        #expect(try await server.query("CREATE OR REPLACE TEMPORARY VIEW few AS SELECT 37 AS v").status == 200)
        #expect(try await server.rows("SELECT count(*) FROM long.n VERSION AS OF 37") == [[.int(Self.rows(37))]])
        #expect(try await server.rows("SELECT count(*) FROM long.n JOIN few USING (v)") == [[37]])
        try expectError(
            await server.query("SELECT count(*) FROM long.n VERSION AS OF 99 JOIN few USING (v)"),
            404,
            "version_not_found"
        )
    }

    /// Statements are tied to the version that is the newest when they come; a checkpoint may be written before the engine
    /// reads it.
    @Test func checkpointsDisturbNoReader() async throws {
        let (server, path) = (try server, "\(try server.lake)/long/growing")
        try await Oracle.write(path, "SELECT 1 AS n")
        let writing = Writing()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { writing.isOver.withLock { $0 = true } }
                for round in 1...45 {
                    try await Oracle.write(path, "SELECT 1 AS n", mode: "append")
                    if round % 3 == 0 { _ = try await Oracle.ask("checkpoint", ["path": .string(path)]) }
                }
            }
            for _ in 0..<8 {
                group.addTask {
                    while !writing.isOver.withLock({ $0 }) {
                        let answer = try await server.query("SELECT count(*), sum(n) FROM long.growing").json
                        let version = try #require(answer["tables"]?[0]?["version"]?.int, "\(answer)")
                        #expect(answer["rows"] == [[.int(version + 1), .int(version + 1)]])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await server.rows("SELECT count(*) FROM long.growing VERSION AS OF 7") == [[8]])
    }
}

private final class Writing: Sendable {
    let isOver = Mutex(false)
}

extension Oracle {
    /// Versions 0 to 129, of which version v appends v rows of `v`, partitioned; written an hour apart from 2026-01-01.
    static func writeLong(_ path: String) async throws {
        _ = try await ask("long", ["path": .string(path), "versions": 130, "checkpoints": [60, 120]])
        for version in 0..<130 {
            let digits = String(version)
            let name = String(repeating: "0", count: 20 - digits.count) + digits
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_767_225_600 + Double(version) * 3_600)],
                ofItemAtPath: "\(path)/_delta_log/\(name).json"
            )
        }
    }
}
