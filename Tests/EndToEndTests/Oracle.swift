import Foundation

/// Programs that are not ours (deltalake, DuckDB, pyarrow), in one child process that all tests share. It ends with its
/// standard input, so also when the tests are killed.
final class Oracle: Sendable {
    private static let shared = Oracle()

    private let queue = DispatchQueue(label: "oracle")
    /// Only touched on `queue`.
    private nonisolated(unsafe) var pipes: (input: FileHandle, output: FileHandle)?

    /// Asks one question, after those that others asked before.
    static func ask(_ question: String, _ arguments: [String: JSON]) async throws -> JSON {
        let line = try JSON.object(arguments.merging(["do": .string(question)]) { $1 }).data + Data("\n".utf8)
        let reply = try await withCheckedThrowingContinuation { continuation in
            shared.queue.async { continuation.resume(with: Result { try shared.exchange(line) }) }
        }
        let answer = try JSON(reply)
        if let error = answer["error"]?.string { throw Failure("\(question): \(error)") }
        return answer["ok"] ?? .null
    }

    private func exchange(_ line: Data) throws -> Data {
        let pipes = try self.pipes ?? start()
        self.pipes = pipes
        try pipes.input.write(contentsOf: line)
        var reply = Data()
        while reply.last != UInt8(ascii: "\n") {
            let more = pipes.output.availableData
            guard !more.isEmpty else { throw Failure("the oracle ended") }
            reply += more
        }
        return reply
    }

    private func start() throws -> (input: FileHandle, output: FileHandle) {
        let (input, output, process) = (Pipe(), Pipe(), Process())
        process.executableURL = URL(filePath: Repository.python)
        process.arguments = ["-B", "\(Repository.root)/Tests/EndToEndTests/Oracles/oracle.py"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        return (input.fileHandleForWriting, output.fileHandleForReading)
    }
}

extension Oracle {
    /// Writes a table by `deltalake`. `rows` is SQL of DuckDB that gives them.
    static func write(_ path: String, _ rows: String, mode: String = "error", partitionBy: [String] = []) async throws {
        _ = try await ask(
            "write",
            [
                "path": .string(path), "sql": .string(rows), "mode": .string(mode),
                "partition_by": .array(partitionBy.map { .string($0) }),
            ]
        )
    }

    /// What DuckDB answers, its tables those of the lake: `{name}` in the SQL stands for a `delta_scan` of the path.
    static func duckDB(_ sql: String, _ tables: [String: String] = [:]) async throws -> JSON {
        try await ask("duckdb", ["sql": .string(sql), "tables": .object(tables.mapValues { .string($0) })])
    }

    /// Columns and rows of an exported file, as pyarrow reads it.
    static func decode(_ data: Data, as format: String) async throws -> JSON {
        try await ask("decode", ["format": .string(format), "data": .string(data.base64EncodedString())])
    }
}
