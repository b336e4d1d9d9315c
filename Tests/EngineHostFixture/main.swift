import EngineHost
import Foundation
import Logging

// Runs an engine for the tests that kill its parent: prints `ready <pid> <port>` and stays until it is killed.
// Arguments: the engine's program, the state folder.

let arguments = CommandLine.arguments
guard arguments.count == 3 else { exit(64) }
let host = EngineHost(
    configuration: EngineHostConfiguration(executable: arguments[1], stateFolder: arguments[2]),
    logger: Logger(label: "fixture", factory: { StreamLogHandler.standardError(label: $0) }),
    probe: { _ in EngineVersion("listening") }
)
try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await host.run() }
    let status = try await host.waitUntil { $0.state == .ready }
    FileHandle.standardOutput.write(Data("ready \(status.pid ?? 0) \(status.port ?? 0)\n".utf8))
    try await group.waitForAll()
}
