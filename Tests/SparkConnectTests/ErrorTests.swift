import Foundation
import LakeModel
import Testing

@testable import SparkConnect

/// What statements fail with, on the real engines, against the reviewed files `Fixtures/sql/*-errors.tsv`.
///
/// With TIDELINE_UPDATE_FIXTURES=1 in the environment the files are written instead: review the difference.
@Suite struct ErrorTests {
    @Test func embeddedEngine() async throws {
        try await compare(Server.embedded.get(), with: "Fixtures/sql/engine-errors.tsv")
    }

    @Test func apacheSpark() async throws {
        try await compare(Server.spark.get(), with: "Fixtures/sql/spark-errors.tsv")
    }

    private func compare(_ server: Server, with path: String) async throws {
        let file = try String(contentsOfFile: Repository.path(path), encoding: .utf8)
        let lines = file.split(separator: "\n").map(String.init)
        let header = lines.filter { $0.hasPrefix("#") }
        let expected = lines.filter { !$0.hasPrefix("#") }
        let actual = try await withSession(server) { session in
            var actual: [String] = []
            for line in expected {
                let statement = String(line.prefix { $0 != "\t" })
                actual.append("\(statement)\t\(await outcome(of: statement, in: session))")
            }
            return actual
        }
        if ProcessInfo.processInfo.environment["TIDELINE_UPDATE_FIXTURES"] != nil {
            let text = (header + actual).joined(separator: "\n") + "\n"
            return try text.write(toFile: Repository.path(path), atomically: true, encoding: .utf8)
        }
        #expect(expected.count >= 50)
        for (expected, actual) in zip(expected, actual) { #expect(actual == expected) }
    }

    /// `code, class, SQLSTATE, line:column, message`, or `ok`. A statement's `\n` is a line's end.
    private func outcome(of statement: String, in session: SparkSession) async -> String {
        let sql = statement.replacing("\\n", with: "\n")
        do {
            try await session.withStatement(sql) { for try await _ in $0 {} }
            return "ok"
        } catch let error as SparkConnectError {
            let place = error.position.map { "\($0.line):\($0.column)" } ?? "-"
            let message = error.message.replacing("\n", with: "\\n").replacing("\t", with: " ")
            return [error.code.rawValue, error.errorClass ?? "-", error.sqlState ?? "-", place, message]
                .joined(separator: "\t")
        } catch {
            return "another error: \(error)"
        }
    }

    @Test func spokenPositions() {
        #expect(
            StatementPosition.sparkPosition(in: "[X] no SQLSTATE: 42601 (line 2, pos 14)\n\n== SQL ==")
                == .init(line: 2, column: 15)
        )
        #expect(StatementPosition.sparkPosition(in: "x; line 1 pos 7;\n'Project") == .init(line: 1, column: 8))
        #expect(StatementPosition.sparkPosition(in: "x\n== SQL (line 3, position 8) ==\n") == .init(line: 3, column: 8))
        #expect(StatementPosition.sparkPosition(in: "nothing") == nil)
        #expect(StatementPosition.position(ofScalar: 9, in: "select \n é from") == .init(line: 2, column: 2))
        #expect(StatementPosition.position(ofScalar: 99, in: "select") == nil)
        #expect(StatementPosition.position(ofScalar: -1, in: "select") == nil)
    }

    @Test func anUnknownMessageIsOneBoundedLine() {
        let long = "strange\n\tat java.lang.Thread.run\n" + String(repeating: "x", count: 5_000)
        let error = EngineMessages.error(for: long, sql: nil)
        #expect(error.code == .queryFailed)
        #expect(error.message == "strange")
        #expect(EngineMessages.error(for: String(repeating: "y", count: 5_000), sql: nil).message.count <= 1_001)
    }

    @Test func valuesOfRowsStayOut() {
        var fault = SparkFault(
            message: "[CAST_INVALID_INPUT] The value 'hush' of the type \"STRING\" is bad. SQLSTATE: 22018"
        )
        fault.errorClass = "CAST_INVALID_INPUT"
        fault.sqlState = "22018"
        fault.parameters = ["expression": "'hush'", "sourceType": "\"STRING\""]
        let error = fault.described(sql: nil)
        #expect(error.message == "The value … of the type \"STRING\" is bad.")
        #expect(error.code == .invalidValue)
    }
}
