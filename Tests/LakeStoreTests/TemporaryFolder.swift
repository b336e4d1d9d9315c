import Foundation

/// A folder of its own for one test, removed when the test is over.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("lakestore-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.resolvingSymlinksInPath().path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ relative: String) -> String { "\(path)/\(relative)" }

    func exists(_ relative: String) -> Bool { FileManager.default.fileExists(atPath: self(relative)) }

    /// The names in a folder, hidden ones too, sorted.
    func names(in relative: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: relative.isEmpty ? path : self(relative)).sorted()
    }

    func write(_ relative: String, _ text: String) throws {
        let url = URL(fileURLWithPath: self(relative))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func read(_ relative: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: self(relative))))
    }

    func remove(_ relative: String) throws { try FileManager.default.removeItem(atPath: self(relative)) }
}
