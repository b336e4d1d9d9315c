import Columns
import Foundation
import LogGenerator
import Testing

/// DuckDB reads the generator's rows as Parquet and answers the five queries that the demo is for.
@Suite struct ExampleQueriesTests {
    private static let hour: Int64 = 3_600_000_000
    /// Monday, 2026-11-23 15:00 UTC: a time of day at which "today" already has a past.
    private static let now: Int64 = 1_795_446_000_000_000

    private typealias Row = [String: Any]

    @Test func theFiveQueriesHaveSaneAnswers() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "logs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "logs.parquet")
        let rows = try Self.write(to: file)
        let answers = try Self.answers(of: file)

        #expect(answers["rows"]?.first?["rows"] as? Int == rows)
        Self.checkErrors(try #require(answers["errors"]))
        Self.checkSources(try #require(answers["sources"]))
        Self.checkUsers(try #require(answers["users"]))
        Self.checkMinutes(try #require(answers["minutes"]))
        Self.checkAnomalies(try #require(answers["anomalies"]))
    }

    private static func checkErrors(_ rows: [Row]) {
        #expect(rows.count >= 10)
        #expect(rows.allSatisfy { ($0["avg_response_time"] as? Double ?? 0) > 0 })
        let counts = rows.compactMap { $0["error_count"] as? Int }
        #expect((counts.first ?? 0) > 3 * (counts.last ?? .max))
    }

    private static func checkSources(_ rows: [Row]) {
        let sources = Set(rows.compactMap { $0["source"] as? String })
        #expect(sources.isSuperset(of: ["web", "api", "auth", "payments", "search"]))
        #expect(rows.allSatisfy { (1...5_000).contains($0["avg_response_time"] as? Double ?? 0) })
    }

    private static func checkUsers(_ rows: [Row]) {
        #expect(rows.count >= 100)
        #expect(rows.contains { ($0["unique_sessions"] as? Int ?? 0) > 1 })
        for row in rows { #expect((row["unique_sessions"] as? Int ?? 0) <= (row["total_requests"] as? Int ?? 0)) }
    }

    private static func checkMinutes(_ rows: [Row]) {
        #expect(rows.count > 1_380 && rows.count <= 1_441)
        let shares = rows.map { Double($0["errors"] as? Int ?? 0) / Double($0["total_requests"] as? Int ?? 1) }.sorted()
        let errors = rows.compactMap { $0["errors"] as? Int }.reduce(0, +)
        let requests = rows.compactMap { $0["total_requests"] as? Int }.reduce(0, +)
        #expect((0.01...0.1).contains(Double(errors) / Double(max(requests, 1))))
        // Incidents stand out of the series.
        #expect((shares.last ?? 0) > 3 * shares[shares.count / 2])
    }

    private static func checkAnomalies(_ rows: [Row]) {
        #expect(rows.count >= 5)
        #expect(Set(rows.compactMap { $0["source"] as? String }).count >= 2)
        let levels = Set(rows.compactMap { $0["level"] as? String })
        #expect(levels.isSuperset(of: ["ERROR", "WARN"]))
    }

    /// Two days of logs as a Parquet file; the number of rows.
    private static func write(to file: URL) throws -> Int {
        var generator = LogGenerator(seed: 42)
        var batches: [RecordBatch] = []
        try generator.events(from: now - 48 * hour, to: now, perSecond: 3, followsDayCurve: true) { batches.append($0) }
        try Data(Parquet.encode(batches, schema: LogGenerator.schema)).write(to: file)
        return batches.reduce(0) { $0 + $1.rowCount }
    }

    private static func answers(of file: URL) throws -> [String: [Row]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let process = Process()
        let output = Pipe()
        process.executableURL = root.appending(path: ".native/test/bin/python")
        process.arguments = ["-c", ExampleQueries.program, file.path, String(now)]
        process.standardOutput = output
        try process.run()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try #require(try JSONSerialization.jsonObject(with: answer) as? [String: [Row]])
    }
}
