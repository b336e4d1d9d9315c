import Foundation
import LakeModel
import Synchronization
import Testing

@testable import EngineHost

/// The host with the real engine.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct EngineHostTests {
    @Test func startsServesAndStops() async throws {
        try await RealEngine.withHost { host, folder in
            let lease = try await host.lease()
            #expect(lease.endpoint.generation == 1)
            #expect(lease.death == nil)
            _ = try await HTTP2Connection.probe(lease.endpoint)
            let status = host.status
            #expect(status.state == .ready && status.leases == 1 && status.restarts == 0)
            #expect(status.port == lease.endpoint.port && status.version == EngineVersion("HTTP/2"))
            let log = try String(contentsOfFile: status.logPath, encoding: .utf8)
            #expect(log.contains("engine 1 is process \(status.pid ?? 0)"))
            #expect(log.contains("127.0.0.1:\(lease.endpoint.port)"))
            #expect(status.logPath.hasPrefix(folder.path))
            let measured = try await host.waitUntil { $0.residentMemory != nil }
            #expect(try #require(measured.residentMemory) > .mebibytes(10))
            lease.release()
            lease.release()
            #expect(host.status.leases == 0)
        }
    }

    @Test func aKilledEngineIsReplacedAndItsWorkIsTold() async throws {
        try await RealEngine.withHost { host, _ in
            let ready = try await host.waitUntil { $0.state == .ready }
            let pid = try #require(ready.pid)
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let (answers, answer) = AsyncStream.makeStream(of: Void.self)
            let running = Task {
                try await host.withEngine { _ in
                    start.yield()
                    for await _ in answers {}
                    try Task.checkCancellation()
                }
            }
            for await _ in started { break }
            kill(pid, SIGKILL)
            let error = await #expect(throws: EngineHostError.self) { try await running.value }
            #expect(error?.code == .engineDied && error?.exit?.cause == .signalled(SIGKILL))
            answer.finish()

            let next = try await host.withEngine { lease in
                _ = try await HTTP2Connection.probe(lease.endpoint)
                return lease.endpoint.generation
            }
            #expect(next == 2)
            #expect(host.status.restarts == 1 && host.status.lastExit?.generation == 1)
        }
    }

    @Test func aBrokenConnectionIsExplainedByTheDeath() async throws {
        struct ConnectionLost: Error {}
        try await RealEngine.withHost { host, _ in
            let ready = try await host.waitUntil { $0.state == .ready }
            let pid = try #require(ready.pid)
            let error = await #expect(throws: EngineHostError.self) {
                let lease = try await host.lease()
                let connection = try await HTTP2Connection.open(port: lease.endpoint.port, timeout: 60)
                kill(pid, SIGKILL)
                await connection.waitForEnd()
                connection.end()
                throw await lease.explain(ConnectionLost())
            }
            #expect(error?.code == .engineDied)
            await #expect(throws: ConnectionLost.self) { try await host.withEngine { _ in throw ConnectionLost() } }
        }
    }

    @Test func aStoppedEngineIsFoundFrozen() async throws {
        try await RealEngine.withHost {
            $0.probeInterval = .milliseconds(50)
            $0.probeTimeout = .seconds(2)
            $0.missesUntilFrozen = 2
        } _: { host, _ in
            let ready = try await host.waitUntil { $0.state == .ready }
            let pid = try #require(ready.pid)
            kill(pid, SIGSTOP)
            let status = try await host.waitUntil { $0.generation == 2 && $0.state == .ready }
            #expect(status.lastExit?.cause == .frozen && status.lastExit?.generation == 1)
            #expect(ProcessFacts.identity(of: pid) == nil)
        }
    }

    @Test func anEngineThatStreamsIsNotFrozenThoughProbesFail() async throws {
        struct Late: Error {}
        let held = Mutex<EngineLease?>(nil)
        let (probes, probed) = AsyncStream.makeStream(of: Void.self)
        let probe: EngineProbe = { endpoint in
            guard let lease = held.withLock({ $0 }) else { return try await HTTP2Connection.probe(endpoint) }
            lease.noteActivity()
            probed.yield()
            throw Late()
        }
        let quick: (inout EngineHostConfiguration) -> Void = {
            $0.probeInterval = .milliseconds(1)
            $0.missesUntilFrozen = 1
        }
        try await RealEngine.withHost(configure: quick, probe: probe) { host, _ in
            let lease = try await host.lease()
            held.withLock { $0 = lease }
            var count = 0
            for await _ in probes {
                count += 1
                if count == 20 { break }
            }
            #expect(host.status.missedProbes == 0 && lease.death == nil)
            held.withLock { $0 = nil }
        }
    }

    @Test func aProgramThatAlwaysFailsIsReported() async throws {
        try await RealEngine.withHost(executable: "/bin/false") {
            $0.backoffBase = .milliseconds(1)
            $0.backoffMax = .milliseconds(20)
        } _: { host, _ in
            let status = try await host.waitUntil { $0.restarts >= 3 && $0.state == .backingOff }
            #expect(status.lastExit?.cause == .exited(code: 1))
            let error = await #expect(throws: EngineHostError.self) { while true { _ = try await host.lease() } }
            #expect(error?.code == .engineUnavailable)
            #expect(error?.message.contains(status.logPath) == true)
            #expect(error?.message.contains("tideline doctor") == true)
        }
    }

    @Test func aMissingProgramIsReportedAtOnce() async throws {
        try await RealEngine.withHost(executable: "/nonexistent/sail") { host, _ in
            let error = await #expect(throws: EngineHostError.self) { _ = try await host.lease() }
            #expect(error?.code == .dependencyMissing)
        }
    }

    @Test func anEngineThatIsTooBigIsKilled() async throws {
        try await RealEngine.withHost {
            $0.memoryLimit = .mebibytes(1)
            $0.memoryInterval = .milliseconds(10)
            $0.backoffBase = .milliseconds(1)
        } _: { host, _ in
            let status = try await host.waitUntil { $0.lastExit != nil }
            guard case .memoryLimit(let size) = status.lastExit?.cause else {
                Issue.record("\(String(describing: status.lastExit))")
                return
            }
            #expect(size > .mebibytes(1))
        }
    }
}
