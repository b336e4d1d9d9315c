import LakeModel
import Subprocess

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// Runs one engine process from its launch until it has been reaped.
///
/// The engine must not outlive us, however we end. A parent-death signal exists on Linux only and is bound to the thread
/// that started the process; so a guardian does it: a shell in the engine's own session holds the read end of a pipe whose
/// only write end is ours. When we are gone the kernel closes it, and the guardian kills its process group: the engine and
/// itself. It needs no pid, so it can't hit a stranger. The shell that starts it becomes the engine by `exec`, so exit
/// status and pid are the engine's own.
struct EngineProcess: Sendable {
    enum Event: Sendable {
        case launched(pid: Int32)
        case listening(port: Int)
    }

    let executable: String
    let environment: [String: String]
    /// The engine's working folder, its own.
    let folder: String
    let log: EngineLog

    /// Arguments: working folder, executable, its arguments. Standard input is the pipe.
    ///
    /// The kernel's out-of-memory killer should take the engine before it takes us or the user's desktop. There is no
    /// `ulimit -v`: the stacks and arenas that the engine reserves are several times what it uses (10 GB of addresses for
    /// 50 MB), so a limit on addresses says nothing about memory; the host watches resident memory instead.
    private static let script = """
        cd "$1" || exit 126
        shift
        exec 3<&0 </dev/null
        ( read -r line <&3; kill -KILL 0 ) >/dev/null 2>&1 &
        exec 3<&-
        ulimit -c 0
        [ -w /proc/self/oom_score_adj ] && echo 500 2>/dev/null >/proc/self/oom_score_adj
        exec "$@"
        """

    /// Returns after the process was reaped. Signals are sent to it as they come; cancelling the task kills it.
    func run(
        signals: AsyncStream<EngineSignal>,
        onEvent: @escaping @Sendable (Event) -> Void,
        watch: @escaping @Sendable (Int32) async -> Void
    ) async -> EngineExit.Cause {
        guard access(executable, X_OK) == 0 else { return .executableMissing(path: executable) }
        var options = PlatformOptions()
        options.createSession = true
        let arguments = [
            "-c", Self.script, "engine", folder, executable, "spark", "server", "--ip", "127.0.0.1", "--port", "0",
        ]
        do {
            let result = try await Subprocess.run(
                .name("sh"),
                arguments: Arguments(arguments),
                environment: .custom(
                    Dictionary(uniqueKeysWithValues: environment.map { (.init(stringLiteral: $0), $1) })
                ),
                platformOptions: options,
                input: .inputWriter,
                output: .sequence,
                error: .combinedWithOutput
            ) { execution in
                let pid = execution.processIdentifier.value
                onEvent(.launched(pid: pid))
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await watch(pid) }
                    group.addTask { await Self.deliver(signals, to: execution) }
                    await copyOutput(of: execution, onEvent)
                    group.cancelAll()
                }
            }
            return Self.cause(of: result.terminationStatus)
        } catch {
            return .launchFailed("\(error)")
        }
    }

    /// Ends when the process has ended: nobody else holds the write end of its output.
    private func copyOutput<Input: InputProtocol>(
        of execution: Execution<Input, SequenceOutput, CombinedErrorOutput>,
        _ onEvent: @Sendable (Event) -> Void
    ) async {
        var announcement = LoopbackPort.Announcement()
        do {
            for try await buffer in execution.standardOutput {
                let bytes = buffer.withUnsafeBytes { Array($0) }
                log.write(bytes)
                if let port = announcement.port(in: bytes) { onEvent(.listening(port: port)) }
            }
        } catch {
            // Reading is broken off when the process ends or the task is cancelled: both mean the end of the output.
        }
    }

    private static func deliver<Input: InputProtocol, Output: OutputProtocol, Failure: OutputProtocol>(
        _ signals: AsyncStream<EngineSignal>,
        to execution: Execution<Input, Output, Failure>
    ) async {
        for await signal in signals {
            switch signal {
            case .terminate: try? execution.send(signal: .terminate)
            case .kill: try? execution.send(signal: .kill, toProcessGroup: true)
            }
        }
    }

    private static func cause(of status: TerminationStatus) -> EngineExit.Cause {
        switch status {
        case .exited(let code): .exited(code: code)
        case .signaled(let signal): .signalled(signal)
        }
    }
}
