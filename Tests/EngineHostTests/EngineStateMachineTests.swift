import LakeModel
import Testing

@testable import EngineHost

/// Every transition of the state machine by itself: events and times in, actions out.
struct EngineStateMachineTests {
    private typealias Action = EngineStateMachine.Action

    // MARK: Starting

    @Test func startLaunchesAndTheFirstAnswerMakesReady() {
        var machine = EngineStateMachine.forTests()
        #expect(machine.status(now: .zero).state == .notStarted)
        #expect(machine.start(now: .seconds(1)) == [.launch(generation: 1)])
        #expect(machine.start(now: .seconds(1)).isEmpty)
        #expect(machine.status(now: .seconds(3)).state == .starting)
        #expect(machine.status(now: .seconds(3)).stateAge == .seconds(2))
        #expect(machine.nextDeadline == .seconds(61))

        machine.launched(1, pid: 77)
        machine.listening(1, port: 5_001)
        #expect(machine.answered(1, version: .test, now: .seconds(4)) == [.note(.ready(generation: 1))])
        let status = machine.status(now: .seconds(4))
        #expect(status.state == .ready && status.pid == 77 && status.port == 5_001 && status.version == .test)
        #expect(machine.nextDeadline == nil)
        #expect(machine.answered(1, version: .test, now: .seconds(5)).isEmpty)
    }

    @Test func anEngineThatDoesNotAnswerInTimeIsKilled() {
        var machine = EngineStateMachine.forTests()
        _ = machine.start(now: .zero)
        #expect(machine.missedProbe(1, isBusy: false, now: .seconds(1)).isEmpty)
        #expect(machine.tick(now: .seconds(59)).isEmpty)
        #expect(machine.tick(now: .seconds(60)) == [.signal(generation: 1, .kill)])
        #expect(machine.nextDeadline == nil)
        let exit = EngineExit(generation: 1, cause: .startTimedOut, uptime: .seconds(61))
        let actions = machine.exited(1, cause: .signalled(9), now: .seconds(61))
        #expect(actions.prefix(2) == [.announce(exit), .note(.ended(exit))])
    }

    // MARK: Leases

    @Test func waitersAreGrantedTogetherWhenReady() {
        var machine = EngineStateMachine.forTests()
        #expect(machine.lease(waiter: 1) == .wait)
        _ = machine.start(now: .zero)
        #expect(machine.lease(waiter: 2) == .wait)
        #expect(machine.lease(waiter: nil) == .wait)
        #expect(machine.lease(waiter: 3) == .wait)
        #expect(machine.cancelWait(2) == true)
        #expect(machine.cancelWait(2) == false)
        #expect(machine.status(now: .zero).waiting == 2)
        machine.listening(1, port: 5_001)
        let endpoint = EngineEndpoint(host: "127.0.0.1", port: 5_001, generation: 1)
        let actions = machine.answered(1, version: .test, now: .seconds(1))
        #expect(actions == [.note(.ready(generation: 1)), .grant([1, 3], endpoint)])
        #expect(machine.cancelWait(1) == false)
        #expect(machine.lease(waiter: nil) == .granted(endpoint))
        #expect(machine.status(now: .zero).leases == 3)
        for _ in 0..<5 { #expect(machine.release(1, now: .seconds(2)).isEmpty) }
        #expect(machine.status(now: .zero).leases == 0)
        #expect(machine.release(99, now: .seconds(2)).isEmpty)
    }

    // MARK: Death and backoff

    @Test func backoffDoublesUpToItsMaximumAndAStableTimeEndsIt() {
        var machine = EngineStateMachine.forTests()
        var now = Duration.zero
        _ = machine.start(now: now)
        var waits: [Duration] = []
        for generation in 1...12 {
            machine.becomeReady(generation, now: now)
            _ = machine.exited(generation, cause: .signalled(11), now: now)
            let wait = machine.status(now: now).backoffRemaining ?? .zero
            #expect(machine.status(now: now).state == .backingOff)
            #expect(machine.tick(now: now + wait - .nanoseconds(1)).isEmpty)
            waits.append(wait)
            now += wait
            #expect(machine.tick(now: now) == [.launch(generation: generation + 1)])
        }
        #expect(waits.prefix(4) == [.milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800)])
        #expect(waits.suffix(3) == [.seconds(30), .seconds(30), .seconds(30)])
        machine.becomeReady(13, now: now)
        let actions = machine.exited(13, cause: .exited(code: 1), now: now + .seconds(60))
        #expect(actions.last == .note(.retrying(after: .milliseconds(100), failures: 1)))
        #expect(machine.status(now: now).restarts == 12)
    }

    @Test func aCrashLoopRefusesCallersUntilAnEngineAnswers() throws {
        var machine = EngineStateMachine.forTests()
        _ = machine.start(now: .zero)
        for generation in 1...2 {
            _ = machine.exited(generation, cause: .exited(code: 1), now: .zero)
            #expect(machine.lease(waiter: generation) == .wait)
            _ = machine.tick(now: .seconds(1_000))
        }
        let actions = machine.exited(3, cause: .exited(code: 1), now: .seconds(1_000))
        guard case .refuse(let waiters, let error) = actions.last else { throw Unexpected() }
        #expect(waiters == [1, 2] && error.code == .engineUnavailable)
        #expect(error.message.contains("engine.log") && error.message.contains("tideline doctor"))
        #expect(machine.lease(waiter: 9) == .refused(error))
        // The next try is under way: it may be the good one.
        _ = machine.tick(now: .seconds(2_000))
        #expect(machine.lease(waiter: 10) == .wait)
        machine.listening(4, port: 5_004)
        #expect(machine.answered(4, version: .test, now: .seconds(2_000)).count == 2)
        _ = machine.exited(4, cause: .signalled(6), now: .seconds(2_001))
        #expect(machine.lease(waiter: 11) == .wait)
    }

    @Test func aMissingProgramRefusesAtOnce() {
        var machine = EngineStateMachine.forTests()
        _ = machine.start(now: .zero)
        #expect(machine.lease(waiter: 1) == .wait)
        let actions = machine.exited(1, cause: .executableMissing(path: "/no/sail"), now: .zero)
        guard case .refuse([1], let error) = actions.last else {
            Issue.record("\(actions)")
            return
        }
        #expect(error.code == .dependencyMissing && error.message.contains("/no/sail"))
    }

    // MARK: Frozen and too big

    @Test func missedProbesInARowMakeItFrozen() {
        var machine = EngineStateMachine.ready()
        #expect(machine.missedProbe(1, isBusy: false, now: .seconds(1)).isEmpty)
        #expect(machine.missedProbe(1, isBusy: false, now: .seconds(2)).isEmpty)
        #expect(machine.status(now: .zero).missedProbes == 2)
        #expect(machine.answered(1, version: .test, now: .seconds(3)).isEmpty)
        #expect(machine.missedProbe(1, isBusy: false, now: .seconds(4)).isEmpty)
        #expect(machine.missedProbe(1, isBusy: false, now: .seconds(5)).isEmpty)
        #expect(machine.missedProbe(1, isBusy: false, now: .seconds(6)) == [.signal(generation: 1, .kill)])
        #expect(machine.missedProbe(1, isBusy: false, now: .seconds(7)).isEmpty)
        #expect(machine.lease(waiter: 5) == .wait)
        #expect(machine.status(now: .zero).state == .starting)
        let exit = EngineExit(generation: 1, cause: .frozen, uptime: .seconds(8))
        #expect(machine.exited(1, cause: .signalled(9), now: .seconds(8)).first == .announce(exit))
        #expect(machine.status(now: .seconds(8)).lastExit == exit)
    }

    @Test func memoryAboveTheLimitKills() {
        var machine = EngineStateMachine.ready()
        let size = ByteCount.gibibytes(4) + ByteCount(1)
        #expect(machine.measured(1, residentMemory: .gibibytes(1), now: .seconds(1)).isEmpty)
        #expect(machine.status(now: .zero).residentMemory == .gibibytes(1))
        #expect(machine.measured(1, residentMemory: size, now: .seconds(1)) == [.signal(generation: 1, .kill)])
        let exit = EngineExit(generation: 1, cause: .memoryLimit(size), uptime: .seconds(2))
        #expect(machine.exited(1, cause: .signalled(9), now: .seconds(2)).first == .announce(exit))
    }

    // MARK: Shutdown

    @Test func shutdownEndsAnIdleEngineAndFinishes() {
        var machine = EngineStateMachine.ready()
        #expect(machine.shutdown(now: .seconds(10)) == [.signal(generation: 1, .terminate)])
        #expect(machine.shutdown(now: .seconds(10)).isEmpty)
        #expect(machine.lease(waiter: 1) == .refused(.shuttingDown))
        #expect(machine.nextDeadline == .seconds(12))
        #expect(machine.tick(now: .seconds(12)) == [.signal(generation: 1, .kill)])
        let exit = EngineExit(generation: 1, cause: .stopped, uptime: .seconds(13))
        let actions = machine.exited(1, cause: .exited(code: 0), now: .seconds(13))
        #expect(actions == [.announce(exit), .note(.ended(exit)), .finish])
        #expect(machine.status(now: .zero).state == .stopped && machine.status(now: .zero).lastExit == nil)
    }

    @Test func shutdownLetsLeasesEndForAWhile() {
        var machine = EngineStateMachine.ready()
        guard case .granted = machine.lease(waiter: nil), case .granted = machine.lease(waiter: nil) else {
            Issue.record("no lease")
            return
        }
        #expect(machine.shutdown(now: .seconds(10)).isEmpty)
        #expect(machine.nextDeadline == .seconds(13))
        #expect(machine.release(1, now: .seconds(11)).isEmpty)
        var other = machine
        #expect(machine.release(1, now: .seconds(12)) == [.signal(generation: 1, .terminate)])
        #expect(other.tick(now: .seconds(13)) == [.signal(generation: 1, .kill)])
        let exit = EngineExit(generation: 1, cause: .stopped, uptime: .seconds(13))
        #expect(other.exited(1, cause: .signalled(9), now: .seconds(13)).first == .announce(exit))
    }

    @Test func shutdownWhileBackingOffOrNeverStartedFinishesAtOnce() {
        var machine = EngineStateMachine.forTests()
        _ = machine.start(now: .zero)
        _ = machine.exited(1, cause: .exited(code: 1), now: .zero)
        #expect(machine.lease(waiter: 1) == .wait)
        #expect(machine.shutdown(now: .seconds(1)) == [.refuse([1], .shuttingDown), .finish])
        #expect(machine.nextDeadline == nil && machine.tick(now: .seconds(9)).isEmpty)
        var idle = EngineStateMachine.forTests()
        #expect(idle.shutdown(now: .zero) == [.finish])
        #expect(idle.start(now: .zero).isEmpty)
    }

    @Test func haltForgetsEveryProcess() {
        var machine = EngineStateMachine.ready()
        let exit = EngineExit(generation: 1, cause: .stopped, uptime: .seconds(5))
        #expect(machine.halt(now: .seconds(5)) == [.announce(exit), .finish])
        #expect(machine.halt(now: .seconds(5)).isEmpty)
        #expect(machine.exited(1, cause: .signalled(9), now: .seconds(6)).isEmpty)
    }
}

struct Unexpected: Error {}

extension EngineVersion {
    static let test = EngineVersion("4.1 test")
}

extension EngineStateMachine {
    static func forTests() -> Self {
        var configuration = EngineHostConfiguration(
            executable: "/engine",
            stateFolder: "/state",
            machine: MachineResources(cores: 2, memory: .gibibytes(10))
        )
        configuration.rotateAt = .gibibytes(2)
        configuration.memoryLimit = .gibibytes(4)
        return Self(limits: EngineLimits(configuration))
    }

    /// Generation 1 is ready since 0 s.
    static func ready() -> Self {
        var machine = forTests()
        _ = machine.start(now: .zero)
        machine.becomeReady(1, now: .zero)
        return machine
    }

    mutating func becomeReady(_ generation: Int, now: Duration) {
        launched(generation, pid: Int32(generation))
        listening(generation, port: 5_000 + generation)
        _ = answered(generation, version: .test, now: now)
    }
}
