import Foundation

/// Paths of the repository, found from this file: tests run from any folder.
enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func path(_ relative: String) -> String { root.appending(path: relative).path }

    static let python = path(".native/test/bin/python")
    static let sail = path(".native/engine/bin/sail")
}

/// A folder that goes away with its owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "spark-connect-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

struct ChildFailed: Error, CustomStringConvertible {
    let description: String
}

/// Runs one of the Python oracles to its end and returns what it printed.
func oracle(_ name: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: Repository.python)
    process.arguments = [Repository.path("Tests/SparkConnectTests/Oracles/\(name).py")] + arguments
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": NSTemporaryDirectory(), "PYTHONDONTWRITEBYTECODE": "1"]
    let output = Pipe()
    let problems = Pipe()
    process.standardOutput = output
    process.standardError = problems
    try process.run()
    let answer = try output.fileHandleForReading.readToEnd() ?? Data()
    let complaint = try problems.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw ChildFailed(description: "\(name): \(String(decoding: complaint.suffix(2_000), as: UTF8.self))")
    }
    return answer
}
