import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A running program whose output goes to files.
final class ChildProgram: Sendable {
    struct Ended: Sendable {
        let status: Int32
        let output: Data
        let errors: String

        var text: String { String(decoding: output, as: UTF8.self) }
        var lines: [String] { text.split(whereSeparator: \.isNewline).map(String.init) }
    }

    let pid: Int32
    private let folder: TemporaryFolder
    /// Status, or the negated signal; nil while it runs.
    private let status = Mutex<Int32?>(nil)

    /// Spawned and waited for by hand: Foundation's `Process` learns of an end through a socket that other children,
    /// spawned meanwhile by other tests, keep open.
    ///
    /// - Parameter environment: on top of the tests' own, without the settings of a Tideline that surrounds the tests.
    init(_ path: String, _ arguments: [String], environment: [String: String] = [:], in working: String? = nil) throws {
        folder = try TemporaryFolder()
        let variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("TIDELINE_") }
            .merging(environment) { $1 }
        pid = try Self.spawn([path] + arguments, variables, in: working ?? folder.path, writingTo: folder)
    }

    /// A test that fails leaves nothing behind.
    deinit {
        guard isRunning else { return }
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }

    var isRunning: Bool { exitStatus == nil }

    private var exitStatus: Int32? {
        status.withLock { known in
            var raw: Int32 = 0
            guard known == nil, waitpid(pid, &raw, WNOHANG) == pid else { return known }
            let signal = raw & 0x7f
            known = signal == 0 ? (raw >> 8) & 0xff : -signal
            return known
        }
    }

    func signal(_ signal: Int32) { if isRunning { kill(pid, signal) } }

    func ended(within limit: Duration = .seconds(60)) async throws -> Ended {
        let code = try await eventually(within: limit, "the program ended; its errors: \(errors)") { exitStatus }
        return Ended(status: code, output: output, errors: errors)
    }

    private static func spawn(
        _ command: [String],
        _ variables: [String: String],
        in working: String,
        writingTo folder: TemporaryFolder
    ) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let creating = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, folder("stdout"), creating, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, folder("stderr"), creating, 0o600)
        // The shell becomes the program, so the id is the program's own.
        let entering = ["/bin/sh", "-c", #"cd "$1" && shift && exec "$@""#, "sh", working]
        var arguments = (entering + command).map { strdup($0) } + [nil]
        var environment = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var pid: pid_t = 0
        let error = posix_spawn(&pid, "/bin/sh", &actions, nil, &arguments, &environment)
        guard error == 0 else { throw Failure("can't start \(command[0]): \(String(cString: strerror(error)))") }
        return pid
    }

    var output: Data { FileManager.default.contents(atPath: folder("stdout")) ?? Data() }
    var errors: String {
        String(decoding: FileManager.default.contents(atPath: folder("stderr")) ?? Data(), as: UTF8.self)
    }

    /// Whether a process with this id is there and not only waits to be reaped.
    static func isAlive(_ pid: Int32) -> Bool {
        guard kill(pid, 0) == 0 else { return false }
        guard let stat = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return true }
        return !String(decoding: stat, as: UTF8.self).contains(") Z ")
    }
}

/// `tideline` with these arguments, run to its end.
func tideline(
    _ arguments: String...,
    environment: [String: String] = [:],
    in folder: String? = nil
) async throws -> ChildProgram.Ended {
    try await ChildProgram(Repository.program, arguments, environment: environment, in: folder).ended()
}
