import Foundation
import LakeModel
import Logging
import Testing

@testable import EngineHost

/// No engine outlives its host, and what an earlier host left behind is cleared away.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct EngineOrphanTests {
    /// The helper program stands beside the test bundle.
    private static var fixture: URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "EngineHostFixture")
    }

    @Test(arguments: [SIGKILL, SIGTERM]) func theEngineDiesWithItsHost(signal: Int32) async throws {
        let folder = try TemporaryFolder()
        let output = Pipe()
        let process = Process()
        process.executableURL = Self.fixture
        process.arguments = [RealEngine.executable, folder.path]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).split(
            whereSeparator: \.isWhitespace
        )
        #expect(line.first == "ready")
        let pid = try #require(line.count == 3 ? Int32(line[1]) : nil)
        let port = try #require(Int(line[2]))
        let connection = try await HTTP2Connection.open(port: port, timeout: 60)

        kill(process.processIdentifier, signal)
        await connection.waitForEnd()
        connection.end()
        try await Self.until { ProcessFacts.identity(of: pid) == nil }
        process.waitUntilExit()

        // The guardian is gone too: nobody is left in the engine's session.
        try await Self.until { kill(-pid, 0) != 0 }
        let next = try EngineRunFolder.claim(in: folder.path + "/engine")
        #expect(next.killedOrphans.isEmpty)
        let runs = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/engine").filter {
            $0.hasPrefix("run-")
        }
        #expect(runs.map { "\(folder.path)/engine/\($0)" } == [next.path])
    }

    @Test func aCancelledHostLeavesNoEngine() async throws {
        let folder = try TemporaryFolder()
        let configuration = EngineHostConfiguration(
            executable: RealEngine.executable,
            stateFolder: folder.path + "/a b'\"ä"
        )
        let host = EngineHost(
            configuration: configuration,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            probe: { try await HTTP2Connection.probe($0) }
        )
        let running = Task { try await host.run() }
        let lease = try await host.lease(within: .seconds(50))
        let pid = try #require(host.status.pid)
        running.cancel()
        try await running.value
        #expect(lease.death?.cause == .stopped)
        #expect(ProcessFacts.identity(of: pid) == nil)
        try await Self.until { kill(-pid, 0) != 0 }
        let refused = await #expect(throws: EngineHostError.self) { _ = try await host.lease() }
        #expect(refused?.code == .shuttingDown && host.status.state == .stopped)
        let twice = await #expect(throws: EngineHostError.self) { try await host.run() }
        #expect(twice?.code == .internalError)
    }

    @Test func aRecordedOrphanIsKilledButAStrangerWithItsPidIsNot() async throws {
        let folder = try TemporaryFolder()
        let (orphan, stranger) = (try Self.sleeper(), try Self.sleeper())
        defer { kill(stranger.processIdentifier, SIGKILL) }
        let dead = folder.path + "/run-dead"
        for (generation, process) in [(1, orphan), (2, stranger)] {
            let pid = process.processIdentifier
            let identity = generation == 1 ? try #require(ProcessFacts.identity(of: pid)) : "1@other-boot"
            try FileManager.default.createDirectory(atPath: "\(dead)/\(generation)", withIntermediateDirectories: true)
            try Data("\(pid) \(identity)\n".utf8).write(to: URL(filePath: "\(dead)/\(generation)/process"))
        }
        let claimed = try EngineRunFolder.claim(in: folder.path)
        #expect(claimed.killedOrphans == [orphan.processIdentifier])
        orphan.waitUntilExit()
        #expect(orphan.terminationReason == .uncaughtSignal && orphan.terminationStatus == SIGKILL)
        #expect(stranger.isRunning)
        #expect(!FileManager.default.fileExists(atPath: dead))
    }

    @Test func hostsThatShareAStateFolderLeaveEachOtherAlone() async throws {
        let folder = try TemporaryFolder()
        let configuration = EngineHostConfiguration(executable: RealEngine.executable, stateFolder: folder.path)
        try await RealEngine.run(configuration) { first in
            let lease = try await first.lease()
            try await RealEngine.run(configuration) { second in
                let other = try await second.lease()
                #expect(other.endpoint.port != lease.endpoint.port)
            }
            #expect(lease.death == nil)
            _ = try await HTTP2Connection.probe(lease.endpoint)
        }
    }

    @Test(arguments: ["", "x", "99999999999 a", "-1 a", "0 a", "1", "1 ", "\u{1}\u{FF}"])
    func garbledRecordsKillNobody(record: String) throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/run-x/1", withIntermediateDirectories: true)
        try Data(record.utf8).write(to: URL(filePath: folder.path + "/run-x/1/process"))
        #expect(try EngineRunFolder.claim(in: folder.path).killedOrphans.isEmpty)
    }

    @Test func anUnusableStateFolderIsAnErrorThatNamesIt() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/file"
        try Data().write(to: URL(filePath: file))
        let error = #expect(throws: EngineHostError.self) { _ = try EngineRunFolder.claim(in: file) }
        #expect(error?.code == .storageFailed && error?.message.contains(file) == true)
    }

    /// The system tells nobody but the parent of a process's end: looks again and again, until the test's time limit.
    private static func until(_ condition: () -> Bool) async throws {
        while !condition() {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    private static func sleeper() throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sleep")
        process.arguments = ["600"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
