import Foundation
import Testing

/// Runs `Fixtures/arrow/oracle.py` with the tests' Python, in a folder that is removed afterwards.
enum PythonOracle {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Runs a command of the oracle on a folder and returns the object that it prints; fails the test with what it says.
    @discardableResult
    static func run(_ command: String, _ folder: URL) throws -> [String: Int] {
        let process = Process()
        process.executableURL = root.appending(path: ".native/test/bin/python")
        process.arguments = [root.appending(path: "Fixtures/arrow/oracle.py").path, command, folder.path]
        let output = Pipe()
        let complaints = folder.appending(path: "stderr.txt")
        try Data().write(to: complaints)
        let errors = try FileHandle(forWritingTo: complaints)
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try errors.close()
        let said = try String(contentsOf: complaints, encoding: .utf8)
        try #require(process.terminationStatus == 0, "oracle.py \(command): \(said)")
        return try JSONDecoder().decode([String: Int].self, from: answer)
    }

    /// The streams and files that `make` wrote, in order of their names.
    static func files(_ folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { ["arrows", "parquet"].contains($0.pathExtension) }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    static func bytes(_ file: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: file)) }

    static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "columns-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}
