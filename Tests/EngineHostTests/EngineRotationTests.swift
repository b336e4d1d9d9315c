import Foundation
import LakeModel
import Testing

@testable import EngineHost

/// Replacing a real engine under work.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct EngineRotationTests {
    @Test func aGrownEngineDrainsWhileItsSuccessorServes() async throws {
        try await RealEngine.withHost {
            $0.rotateAt = .mebibytes(1)
            $0.memoryInterval = .milliseconds(50)
            $0.rotationCooldown = .seconds(3_600)
        } _: { host, _ in
            let old = try await host.lease()
            #expect(old.endpoint.generation == 1)
            let oldPid = try #require(host.status.pid)
            _ = try await host.waitUntil { $0.generation == 2 && $0.draining == 1 }
            #expect(old.death == nil)
            _ = try await HTTP2Connection.probe(old.endpoint)
            let new = try await host.lease()
            #expect(new.endpoint.generation == 2 && new.endpoint.port != old.endpoint.port)

            old.release()
            #expect(try await old.engineDied().cause == .drained)
            #expect(ProcessFacts.identity(of: oldPid) == nil)
            #expect(new.death == nil)
            #expect(host.status.rotations == 1 && host.status.lastExit == nil)
        }
    }

    @Test func noWorkIsLostWhileEnginesAreReplacedAgainAndAgain() async throws {
        try await RealEngine.withHost {
            $0.rotateAt = .mebibytes(1)
            $0.memoryInterval = .milliseconds(20)
            $0.rotationCooldown = .zero
        } _: { host, _ in
            let generations = try await withThrowingTaskGroup(of: Set<Int>.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var seen: Set<Int> = []
                        while host.status.rotations < 3 {
                            let endpoint = try await host.withEngine { lease in
                                _ = try await HTTP2Connection.probe(lease.endpoint)
                                return lease.endpoint
                            }
                            seen.insert(endpoint.generation)
                        }
                        return seen
                    }
                }
                return try await group.reduce(into: Set<Int>()) { $0.formUnion($1) }
            }
            #expect(generations.isSuperset(of: [1, 2, 3]))
            #expect(host.status.lastExit == nil)
        }
    }

    @Test func aDrainingEngineIsKilledAtItsDeadline() async throws {
        try await RealEngine.withHost {
            $0.drainDeadline = .milliseconds(50)
        } _: { host, _ in
            let lease = try await host.lease()
            host.rotate(reason: "test")
            #expect(try await lease.engineDied().cause == .drainDeadline)
            let next = try await host.lease()
            #expect(next.endpoint.generation == 2)
        }
    }

    @Test func shutdownRefusesNewWorkAndEndsTheEngineUnderALease() async throws {
        let folder = try TemporaryFolder()
        var configuration = EngineHostConfiguration(executable: RealEngine.executable, stateFolder: folder.path)
        configuration.shutdownDrain = .milliseconds(100)
        let (host, lease) = try await RealEngine.run(configuration) { host in (host, try await host.lease()) }
        #expect(lease.death?.cause == .stopped)
        let error = await #expect(throws: EngineHostError.self) { _ = try await host.lease() }
        #expect(error?.code == .shuttingDown)
    }
}
