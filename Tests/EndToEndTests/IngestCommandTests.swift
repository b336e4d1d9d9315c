import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `tideline ingest` from a real broker, and the upkeep of what it writes.
@Suite struct IngestCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func ingest(_ broker: Broker, _ more: String...) throws -> ChildProgram {
        try ChildProgram(
            Repository.program,
            ["ingest", "--brokers", broker.address, "--topic", "numbers", "--table", "kafka.numbers"] + more
                + ["--lake", folder("lake"), "--state", folder("state")]
        )
    }

    private var table: String { folder("lake/kafka/numbers") }

    private func numbers() async throws -> JSON {
        try await Oracle.duckDB("SELECT count(*), count(DISTINCT n), min(n), max(n) FROM {t}", ["t": table])
    }

    @Test func recordsBecomeRowsAndWhatIsNoneIsKept() async throws {
        let broker = try await Broker()
        try await broker.produce(to: "numbers", 0..<1_000, also: ["{broken", "[1]"])
        let ended = try await ingest(broker, "--until-end", "--metadata", "partition=p").ended()
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.text.hasPrefix("1000 rows, 2 rejected in "), "\(ended.text)")
        #expect(try await numbers() == [[1_000, 1_000, 0, 999]])
        let partitions = try await Oracle.duckDB("SELECT count(DISTINCT p) FROM {t}", ["t": table])
        #expect(partitions == [[3]])
        let rejects = "SELECT reason, count(*) FROM {t} GROUP BY 1 ORDER BY 1"
        let found = try await Oracle.duckDB(rejects, ["t": folder("lake/kafka/numbers__rejects")])
        #expect(found == [["malformed_json", 1], ["not_an_object", 1]])
        let again = try await ingest(broker, "--until-end").ended()
        #expect(again.status == 0, "\(again.errors)")
        #expect(try await numbers() == [[1_000, 1_000, 0, 999]], "what is in the table isn't read again")
    }

    /// Killed at any moment, and others write to the table: every number is there exactly once.
    @Test func everyRecordIsThereOnceHoweverOftenItIsKilled() async throws {
        let broker = try await Broker()
        for round in 0..<4 {
            try await broker.produce(to: "numbers", round * 2_000..<(round + 1) * 2_000)
            let program = try ingest(broker, "--flush-interval", "20")
            try await eventually("there are new rows; \(program.errors)") {
                guard FileManager.default.fileExists(atPath: "\(table)/_delta_log") else { return false }
                let count = try await numbers()[0]?[0]?.int ?? 0
                return count > Int64(round * 2_000)
            }
            program.signal(SIGKILL)
            _ = try await program.ended()
        }
        let ended = try await ingest(broker, "--until-end").ended()
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try await numbers() == [[8_000, 8_000, 0, 7_999]])
        let optimized = try await upkeep("optimize", "kafka.numbers")
        #expect(
            optimized.status == 0 && optimized.text.contains("filesAfter 1,"),
            "\(optimized.text)\(optimized.errors)"
        )
        #expect(try await numbers() == [[8_000, 8_000, 0, 7_999]])
        let dry = try await upkeep("vacuum", "kafka.numbers", "--retain-hours", "0", "--force", "--dry-run")
        #expect(dry.text.contains(".parquet"), "\(dry.text)\(dry.errors)")
        let vacuumed = try await upkeep("vacuum", "kafka.numbers", "--retain-hours", "0", "--force")
        #expect(vacuumed.status == 0, "\(vacuumed.errors)")
        #expect(try await numbers() == [[8_000, 8_000, 0, 7_999]])
    }

    @Test func whatCannotBeDoneIsSaid() async throws {
        let broker = try await Broker()
        let missing = try await ingest(broker, "--start", "yesterday").ended()
        #expect(missing.status == 1 && missing.errors.contains("--start"), "\(missing.errors)")
        let property = try await ingest(broker, "--property", "no.such=1").ended()
        #expect(property.status == 1 && property.errors.contains("no.such"), "\(property.errors)")
        let short = try await upkeep("vacuum", "no.such", "--retain-hours", "0")
        #expect(short.status == 1 && short.errors.contains("table_not_found"), "\(short.errors)")
    }

    private func upkeep(_ command: String...) async throws -> ChildProgram.Ended {
        let places = ["--lake", folder("lake"), "--state", folder("state")]
        return try await ChildProgram(Repository.program, command + places).ended()
    }
}
