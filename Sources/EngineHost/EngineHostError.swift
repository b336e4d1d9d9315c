package import LakeModel

/// Why no engine, or not this engine any more, serves the caller.
package struct EngineHostError: DescribedError, Hashable {
    package let code: ErrorCode
    package let message: String
    /// The exit behind it, where there was one.
    package let exit: EngineExit?

    package init(code: ErrorCode, message: String, exit: EngineExit? = nil) {
        self.code = code
        self.message = message
        self.exit = exit
    }
}

extension EngineHostError {
    static func engineDied(_ exit: EngineExit) -> Self {
        Self(
            code: .engineDied,
            message: """
                The query engine ended while the query ran: \(exit). A new one is being started; \
                run the query again, and if it ends the engine again, make it smaller.
                """,
            exit: exit
        )
    }

    static func crashLoop(_ exit: EngineExit, failures: Int, logPath: String) -> Self {
        if case .executableMissing(let path) = exit.cause {
            return Self(
                code: .dependencyMissing,
                message: "The query engine is not installed: there is no program at \(path). Run `tideline doctor`.",
                exit: exit
            )
        }
        return Self(
            code: .engineUnavailable,
            message: """
                The query engine does not start: \(exit), \(failures) times in a row. \
                See \(logPath) and run `tideline doctor`; it is tried again by itself.
                """,
            exit: exit
        )
    }

    static func notReady(within wait: Duration, lastExit: EngineExit?, logPath: String) -> Self {
        let last = lastExit.map { " Last: \($0)." } ?? ""
        return Self(
            code: .engineUnavailable,
            message: """
                The query engine was not ready within \(wait.components.seconds) s.\(last) \
                Try again soon; if it stays so, see \(logPath) and run `tideline doctor`.
                """,
            exit: lastExit
        )
    }

    static let shuttingDown = Self(
        code: .shuttingDown,
        message: "Tideline is shutting down and starts no new queries. Run the query again when it is back."
    )

    static let runTwice = Self(code: .internalError, message: "An engine host runs once. Make another one.")

    static func stateFolder(_ path: String, _ reason: String) -> Self {
        Self(
            code: .storageFailed,
            message:
                "The engine's folder \(path) cannot be used: \(reason). Make it writable or choose another --state."
        )
    }
}
