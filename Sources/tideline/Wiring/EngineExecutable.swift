import FoundationEssentials
import LakeModel

/// Where the embedded engine's program is.
enum EngineExecutable {
    /// `TIDELINE_ENGINE_PATH`, else the project's own `.native` folder above the program, else `sail` on the PATH.
    static func find(environment: [String: String] = ProcessInfo.processInfo.environment) -> String? {
        if let path = environment["TIDELINE_ENGINE_PATH"] { return isExecutable(path) ? path : nil }
        let own = foldersAboveProgram().map { "\($0)/.native/engine/bin/sail" }
        let onPath = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/sail" }
        return (own + onPath).first(where: isExecutable)
    }

    static func require() throws -> String {
        guard let path = find() else {
            throw WiringError(
                code: .dependencyMissing,
                message:
                    "The embedded engine (sail) is not installed. Run `make setup` in the project's folder, or name "
                    + "its program in TIDELINE_ENGINE_PATH, or use a Spark cluster with --engine sc://host:port."
            )
        }
        return path
    }

    private static func isExecutable(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }

    static func foldersAboveProgram() -> [String] {
        var parts = (programPath() ?? "").split(separator: "/")
        var folders: [String] = []
        while parts.popLast() != nil { folders.append("/" + parts.joined(separator: "/")) }
        return folders
    }

    /// Symbolic links resolved, so that a link in a `bin` folder finds the same engine.
    static func programPath() -> String? {
        if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") { return path }
        return ProcessInfo.processInfo.arguments.first
    }
}
