import Foundation
import LakeModel
import Logging
import ServiceLifecycle
import Testing

@testable import EngineHost

/// The engine that set-up installed, and what tests need to run it.
enum RealEngine {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    static let executable = repository + "/.native/engine/bin/sail"

    /// Runs a host in a service group around `body`, shuts it down gracefully, and expects that no process is left.
    static func withHost<Value>(
        executable: String = executable,
        configure: (inout EngineHostConfiguration) -> Void = { _ in },
        probe: @escaping EngineProbe = { try await HTTP2Connection.probe($0) },
        _ body: @Sendable (EngineHost, TemporaryFolder) async throws -> Value
    ) async throws -> Value {
        let folder = try TemporaryFolder()
        var configuration = EngineHostConfiguration(executable: executable, stateFolder: folder.path)
        configuration.leaseWait = .seconds(50)
        configuration.stackSize = .mebibytes(64)
        configure(&configuration)
        return try await run(configuration, probe: probe) { try await body($0, folder) }
    }

    static func run<Value>(
        _ configuration: EngineHostConfiguration,
        probe: @escaping EngineProbe = { try await HTTP2Connection.probe($0) },
        _ body: @Sendable (EngineHost) async throws -> Value
    ) async throws -> Value {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let host = EngineHost(configuration: configuration, logger: logger, probe: probe)
        let services = ServiceGroup(services: [host], logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            let outcome: Result<Value, any Error>
            do { outcome = .success(try await body(host)) } catch { outcome = .failure(error) }
            let last = host.status.pid
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            #expect(host.status.state == .stopped)
            if let last { #expect(ProcessFacts.identity(of: last) == nil) }
            return try outcome.get()
        }
    }
}

/// A folder that is removed with its last reference.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "tideline-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
