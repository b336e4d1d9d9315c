import Foundation
import Testing

/// Tables that other writers made, and what those writers say of them (`Fixtures/delta/write_tables.py`).
struct WrittenTables {
    struct Table: Decodable {
        struct File: Decodable, Hashable {
            let path: String
            let size: Int64
            let rows: Int64
        }

        let name: String
        let version: Int64
        let rows: Int64
        /// Rows at each version.
        let versions: [Int64]
        let files: [File]?
        let operations: [String]?
        /// Names and types as the writer prints them.
        let schema: Schema?
    }

    struct Schema: Decodable {
        struct Field: Decodable {
            let name: String
            let nullable: Bool
        }

        let fields: [Field]
    }

    let folder: URL
    let tables: [Table]

    func table(_ name: String) throws -> (LogFolder, Table) {
        let table = try #require(tables.first { $0.name == name })
        return (LogFolder(table: folder.appending(path: name)), table)
    }

    @TaskLocal static var current: WrittenTables?
}

/// Writes the tables once for a suite, and removes them behind it.
struct WritesTables: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "delta-protocol-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Self.run(into: folder)
        let expected = try Data(contentsOf: folder.appending(path: "expected.json"))
        let tables = try JSONDecoder().decode([WrittenTables.Table].self, from: expected)
        try await WrittenTables.$current.withValue(WrittenTables(folder: folder, tables: tables)) {
            try await function()
        }
    }

    private struct Failed: Error {
        let message: String
    }

    private static func run(into folder: URL) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let process = Process()
        process.executableURL = root.appending(path: ".native/test/bin/python")
        process.arguments = [
            root.appending(path: "Fixtures/delta/write_tables.py").path,
            root.appending(path: ".native/engine/bin/sail").path, folder.path,
        ]
        let log = folder.appending(path: "log.txt")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(message: (try? String(contentsOf: log, encoding: .utf8)) ?? "no output")
        }
    }
}

extension Trait where Self == WritesTables {
    static var writtenTables: WritesTables { WritesTables() }
}
