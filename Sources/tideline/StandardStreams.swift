import ArgumentParser
import Foundation
import LakeModel

/// Standard input, output and error of a command.
enum StandardStreams {
    /// A reader that went away (`| head`) ends the command quietly: what it wanted, it has.
    static func write(_ bytes: [UInt8]) {
        Progress.end()
        do { try FileHandle.standardOutput.write(contentsOf: bytes) } catch { Foundation.exit(0) }
    }

    static func write(status: String) { try? FileHandle.standardError.write(contentsOf: Array(status.utf8)) }

    static func complain(_ line: String) {
        Progress.end()
        try? FileHandle.standardError.write(contentsOf: Array("\(line)\n".utf8))
    }

    static func readInput() throws -> String {
        guard let data = try FileHandle.standardInput.readToEnd(), let text = String(data: data, encoding: .utf8) else {
            throw SettingsError("Standard input holds no UTF-8 text.")
        }
        return text
    }

    static var errorIsTerminal: Bool { isatty(FileHandle.standardError.fileDescriptor) == 1 }
}

/// Runs a command; an error of ours is printed as its message, with a caret under the place in the statement, and ends
/// the program with status 1.
func reportingFailure(_ body: () async throws -> Void) async throws {
    do { try await body() } catch let error as any DescribedError {
        StandardStreams.complain("tideline: \(error)")
        throw ExitCode.failure
    }
}
