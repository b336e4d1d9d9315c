import LakeModel

extension EngineHostConfiguration {
    /// Variables of ours that the engine needs as they are. All others stay here: a secret meant for Tideline is no
    /// business of a process that runs users' statements.
    static func passesThrough(_ name: String) -> Bool {
        let names: Set = [
            "PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR",
            "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
        ]
        return names.contains(name) || name.hasPrefix("AWS_")
    }

    /// The engine's whole environment. `temporaryFolder` must be this process's own: the engine empties it at its start.
    func environment(from inherited: [String: String], temporaryFolder: String) -> [String: String] {
        var variables = inherited.filter { Self.passesThrough($0.key) }
        variables["TZ"] = "UTC"
        variables["TMPDIR"] = temporaryFolder
        variables["PYTHONNOUSERSITE"] = "1"
        // Its start line, which tells the port, is of level info.
        variables["RUST_LOG"] = "warn,sail_cli=info"
        variables["TOKIO_WORKER_THREADS"] = "\(workerThreads)"
        variables["SAIL_EXECUTION__DEFAULT_PARALLELISM"] = "\(parallelism)"
        variables["SAIL_RUNTIME__STACK_SIZE"] = "\(stackSize.bytes)"
        variables["SAIL_RUNTIME__MEMORY_POOL__TYPE"] = "fair"
        variables["SAIL_RUNTIME__MEMORY_POOL__FAIR__MAX_SIZE"] = "\(memoryPool.bytes)"
        variables["SAIL_RUNTIME__TEMPORARY_FILES__PATHS"] = Self.jsonList(of: temporaryFolder)
        variables["SAIL_SPARK__SESSION_TIMEOUT_SECS"] = "\(sessionTimeout.components.seconds)"
        variables["SAIL_PARQUET__FILE_METADATA_CACHE__SIZE_LIMIT"] = "\(ByteCount.mebibytes(256).bytes)"
        return variables.merging(extraEnvironment) { _, extra in extra }
    }

    private static func jsonList(of path: String) -> String {
        let escaped = path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "[\"\(escaped)\"]"
    }
}
