import Dispatch
import Foundation

/// One child process, shared by all tests, in which programs that are not ours read and write Delta tables.
/// It ends by itself when its standard input does, so also when the tests are killed.
final class Oracle: Sendable {
    static let shared = Oracle()

    private let queue = DispatchQueue(label: "oracle")
    private nonisolated(unsafe) var child: Child?

    /// Only touched on `queue`.
    private struct Child {
        let process: Process
        let input: FileHandle
        let output: FileHandle
        var rest = Data()
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Asks one question, after those that others asked before.
    func ask(_ question: String, _ arguments: [String: any Sendable]) async throws -> Answer {
        var message: [String: Any] = arguments
        message["do"] = question
        let line = try JSONSerialization.data(withJSONObject: message) + Data("\n".utf8)
        let reply = try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.exchange(line) }) }
        }
        let document =
            try JSONSerialization.jsonObject(with: reply, options: .fragmentsAllowed) as? [String: Any] ?? [:]
        if let error = document["error"] as? String { throw Failure(description: "\(question): \(error)") }
        return Answer(value: document["ok"])
    }

    private func exchange(_ line: Data) throws -> Data {
        if child == nil { child = try start() }
        guard var child else { throw Failure(description: "no oracle") }
        try child.input.write(contentsOf: line)
        while true {
            if let end = child.rest.firstIndex(of: UInt8(ascii: "\n")) {
                let reply = Data(child.rest[..<end])
                child.rest = Data(child.rest[(end + 1)...])
                self.child = child
                return reply
            }
            let more = child.output.availableData
            guard !more.isEmpty else { throw Failure(description: "the oracle ended: \(child.process.isRunning)") }
            child.rest += more
        }
    }

    private func start() throws -> Child {
        let (input, output, process) = (Pipe(), Pipe(), Process())
        process.executableURL = Self.repository.appendingPathComponent(".native/test/bin/python")
        process.arguments = ["-B", "\(Self.repository.path)/Tests/LakeStoreTests/Oracles/oracle.py"]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        return Child(process: process, input: input.fileHandleForWriting, output: output.fileHandleForReading)
    }
}

/// What the oracle said.
struct Answer {
    let value: Any?

    var strings: [String] { value as? [String] ?? [] }
    var integer: Int { (value as? NSNumber)?.intValue ?? -1 }
    subscript(key: String) -> Answer { Answer(value: (value as? [String: Any])?[key]) }
    var integers: [Int] { (value as? [NSNumber] ?? []).map(\.intValue) }
    var string: String { value as? String ?? "" }
    var objects: [[String: Any]] { value as? [[String: Any]] ?? [] }
}
