import LakeModel
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension EngineHost {
    static var inheritedEnvironment: [String: String] { ProcessInfo.processInfo.environment }

    /// Watches one process until the task is cancelled.
    func watch(_ generation: Int, pid: Int32) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.watchMemory(of: generation, pid: pid) }
            group.addTask { await self.watchAnswers(of: generation, pid: pid) }
        }
    }

    private func watchMemory(of generation: Int, pid: Int32) async {
        while (try? await clock.sleep(configuration.memoryInterval)) != nil {
            guard let size = ProcessFacts.residentMemory(of: pid) else { continue }
            apply { $0.measured(generation, residentMemory: size, now: $1) }
        }
    }

    /// Probes quickly until the first answer, then at the configured interval.
    private func watchAnswers(of generation: Int, pid: Int32) async {
        var isReady = false
        var processor = ProcessorUse()
        while (try? await clock.sleep(isReady ? configuration.probeInterval : .milliseconds(20))) != nil {
            guard let (endpoint, fate) = endpoint(of: generation) else { continue }
            let version = await answer(of: endpoint)
            if Task.isCancelled { return }
            let cores = processor.cores(used: ProcessFacts.processorTime(of: pid), now: clock.now())
            if let version {
                isReady = true
                apply { $0.answered(generation, version: version, now: $1) }
                apply { $0.looked(generation, cores: cores, now: $1) }
            } else if isReady, !fate.takeActivity() {
                apply { $0.missedProbe(generation, isBusy: cores >= $0.limits.busyCores, now: $1) }
            }
        }
    }

    /// Nil while the engine has not said where it listens.
    private func endpoint(of generation: Int) -> (EngineEndpoint, EngineFate)? {
        state.withLock { state in
            guard let port = state.machine.engines[generation]?.port, let fate = state.fates[generation] else {
                return nil
            }
            return (EngineEndpoint(host: "127.0.0.1", port: port, generation: generation), fate)
        }
    }

    private func answer(of endpoint: EngineEndpoint) async -> EngineVersion? {
        guard LoopbackPort.accepts(endpoint.port) else { return nil }
        let probe = probe
        return try? await withDeadline(configuration.probeTimeout, clock: clock) { try await probe(endpoint) }
    }
}

/// How many cores a process kept busy since the last look.
struct ProcessorUse {
    private var last: (used: Duration, at: Duration)?

    /// 0 at the first look and when the use is unknown.
    mutating func cores(used: Duration?, now: Duration) -> Double {
        guard let used else { return 0 }
        defer { last = (used, now) }
        guard let last, now > last.at else { return 0 }
        return (used - last.used) / (now - last.at)
    }
}
