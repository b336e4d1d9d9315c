import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The engine's program file.
package enum EngineProgram {
    /// What the program says of itself when asked for its version, e.g. `sail 0.7.2`; nil if it does not answer.
    package static func version(of executable: String) async -> EngineVersion? {
        let answer = try? await Subprocess.run(
            .path(FilePath(executable)),
            arguments: ["--version"],
            output: .string(limit: 4_096),
            error: .discarded
        )
        guard let answer, answer.terminationStatus.isSuccess else { return nil }
        let line = answer.standardOutput.split(whereSeparator: \.isNewline).first.map(String.init)
        return line.map(EngineVersion.init)
    }
}
