import LakeModel
import Testing

@testable import EngineHost

/// How one engine takes over from another; and that no sequence of events breaks the machine.
struct EngineStateMachineRotationTests {
    private static let big = ByteCount.gibibytes(3)

    private static func rotating() -> EngineStateMachine {
        var machine = EngineStateMachine.ready()
        _ = machine.lease(waiter: nil)
        _ = machine.measured(1, residentMemory: big, now: .seconds(100))
        return machine
    }

    @Test func aBigEngineGetsASuccessorAndServesUntilThat() {
        var machine = EngineStateMachine.ready()
        let actions = machine.measured(1, residentMemory: Self.big, now: .seconds(100))
        #expect(actions.last == .launch(generation: 2) && actions.count == 2)
        #expect(machine.measured(1, residentMemory: Self.big, now: .seconds(101)).isEmpty)
        #expect(machine.rotate(reason: "again", now: .seconds(101)).isEmpty)
        #expect(machine.lease(waiter: nil).generation == 1)
        #expect(machine.release(1, now: .seconds(101)).isEmpty)
        machine.listening(2, port: 5_002)
        let promoted = machine.answered(2, version: .test, now: .seconds(102))
        #expect(
            promoted == [
                .note(.ready(generation: 2)), .note(.rotated(from: 1, to: 2, leases: 0)),
                .signal(generation: 1, .terminate),
            ]
        )
        #expect(machine.lease(waiter: nil).generation == 2)
        let exit = EngineExit(generation: 1, cause: .drained, uptime: .seconds(103))
        let ended = machine.exited(1, cause: .signalled(15), now: .seconds(103))
        #expect(ended == [.announce(exit), .note(.ended(exit))])
        let status = machine.status(now: .seconds(103))
        #expect(status.rotations == 1 && status.restarts == 0 && status.lastExit == nil && status.generation == 2)
    }

    @Test func theOldEngineEndsWithItsLastLease() {
        var machine = Self.rotating()
        machine.becomeReady(2, now: .seconds(102))
        #expect(machine.status(now: .zero).draining == 1)
        #expect(machine.nextDeadline == .seconds(462))
        #expect(machine.release(1, now: .seconds(110)) == [.signal(generation: 1, .terminate)])
        #expect(machine.nextDeadline == .seconds(112))
    }

    @Test func theDrainDeadlineKills() {
        var machine = Self.rotating()
        machine.becomeReady(2, now: .seconds(102))
        #expect(machine.tick(now: .seconds(462)) == [.signal(generation: 1, .kill)])
        let exit = EngineExit(generation: 1, cause: .drainDeadline, uptime: .seconds(463))
        #expect(machine.exited(1, cause: .signalled(9), now: .seconds(463)).first == .announce(exit))
        #expect(machine.status(now: .zero).state == .ready)
    }

    @Test func aFrozenDrainingEngineIsKilledToo() {
        var machine = Self.rotating()
        machine.becomeReady(2, now: .seconds(102))
        for _ in 0..<2 { #expect(machine.missedProbe(1, isBusy: false, now: .seconds(110)).isEmpty) }
        #expect(machine.missedProbe(1, isBusy: false, now: .seconds(110)) == [.signal(generation: 1, .kill)])
    }

    @Test func anEngineTooBusyToAnswerIsReplacedNotKilled() {
        var machine = EngineStateMachine.ready()
        _ = machine.lease(waiter: nil)
        for _ in 0..<2 { #expect(machine.missedProbe(1, isBusy: true, now: .seconds(10)).isEmpty) }
        #expect(machine.missedProbe(1, isBusy: true, now: .seconds(10)).last == .launch(generation: 2))
        #expect(machine.missedProbe(1, isBusy: true, now: .seconds(20)).isEmpty)
        machine.becomeReady(2, now: .seconds(21))
        #expect(machine.status(now: .zero).draining == 1)
        #expect(machine.missedProbe(1, isBusy: true, now: .seconds(30)).isEmpty)
        #expect(machine.missedProbe(1, isBusy: false, now: .seconds(40)) == [.signal(generation: 1, .kill)])
    }

    /// A nested-loop join goes on when it is interrupted: the engine is replaced, if nobody uses it.
    @Test func anEngineThatWorksForNobodyIsReplaced() {
        var machine = EngineStateMachine.ready()
        for second in [1, 2] {
            #expect(machine.looked(1, cores: 2, now: .seconds(second)).isEmpty, "nothing was given up")
        }
        _ = machine.lease(waiter: nil)
        machine.abandoned(1)
        #expect(machine.looked(1, cores: 2, now: .seconds(5)).isEmpty, "somebody uses it")
        _ = machine.release(1, now: .seconds(6))
        #expect(machine.looked(1, cores: 0.3, now: .seconds(10)).isEmpty, "the first look may see what was before")
        #expect(machine.looked(1, cores: 0.3, now: .seconds(15)).last == .launch(generation: 2))
        machine.becomeReady(2, now: .seconds(16))
        #expect(machine.looked(2, cores: 2, now: .seconds(20)).isEmpty)
    }

    /// What others do between two looks may be all there is, unless a whole core is at work.
    @Test(arguments: [(0.5, false), (1.0, true)]) func othersWorkIsNotTakenForIt(cores: Double, isReplaced: Bool) {
        var machine = EngineStateMachine.ready()
        machine.abandoned(1)
        #expect(machine.looked(1, cores: cores, now: .seconds(5)).isEmpty)
        _ = machine.lease(waiter: nil)
        _ = machine.release(1, now: .seconds(6))
        #expect(machine.looked(1, cores: cores, now: .seconds(10)).isEmpty == !isReplaced)
    }

    @Test func anEngineThatCameToRestStays() {
        var machine = EngineStateMachine.ready()
        machine.abandoned(1)
        #expect(machine.looked(1, cores: 1, now: .seconds(5)).isEmpty)
        #expect(machine.looked(1, cores: 0.1, now: .seconds(10)).isEmpty)
        for second in [15, 20, 25] { #expect(machine.looked(1, cores: 1, now: .seconds(second)).isEmpty) }
    }

    @Test func rotationsForMemoryKeepADistance() {
        var machine = Self.rotating()
        machine.becomeReady(2, now: .seconds(102))
        #expect(machine.measured(2, residentMemory: Self.big, now: .seconds(200)).isEmpty)  // 1 is still draining
        _ = machine.release(1, now: .seconds(110))
        _ = machine.exited(1, cause: .signalled(15), now: .seconds(110))
        #expect(machine.measured(2, residentMemory: Self.big, now: .seconds(161)).isEmpty)
        #expect(machine.measured(2, residentMemory: Self.big, now: .seconds(162)).last == .launch(generation: 3))
    }

    @Test func aFailedSuccessorChangesNothingButTheNextTry() {
        var machine = Self.rotating()
        let exit = EngineExit(generation: 2, cause: .exited(code: 1), uptime: .seconds(1))
        let actions = machine.exited(2, cause: .exited(code: 1), now: .seconds(101))
        #expect(actions == [.announce(exit), .note(.ended(exit)), .note(.rotationFailed(exit))])
        #expect(machine.status(now: .zero).state == .ready)
        #expect(machine.lease(waiter: nil).generation == 1)
        #expect(machine.measured(1, residentMemory: Self.big, now: .seconds(160)).isEmpty)
        #expect(machine.measured(1, residentMemory: Self.big, now: .seconds(161)).last == .launch(generation: 3))
    }

    @Test func aSuccessorUnderWayReplacesADeadEngine() {
        var machine = Self.rotating()
        let actions = machine.exited(1, cause: .signalled(11), now: .seconds(101))
        #expect(actions.count == 2)
        #expect(machine.status(now: .zero).state == .starting && machine.status(now: .zero).generation == 2)
        #expect(machine.lease(waiter: 1) == .wait)
        machine.listening(2, port: 5_002)
        #expect(machine.answered(2, version: .test, now: .seconds(102)).count == 2)
        #expect(machine.status(now: .zero).restarts == 1)
    }

    @Test func atMostTwoDrainAtOnce() {
        var machine = EngineStateMachine.ready()
        for generation in 1...2 {
            _ = machine.lease(waiter: nil)
            #expect(machine.rotate(reason: "stuck", now: .seconds(1)).last == .launch(generation: generation + 1))
            machine.becomeReady(generation + 1, now: .seconds(1))
        }
        _ = machine.lease(waiter: nil)
        #expect(machine.rotate(reason: "stuck", now: .seconds(1)).isEmpty)
    }

    @Test func shutdownEndsAllEngines() {
        var machine = Self.rotating()
        let actions = machine.shutdown(now: .seconds(101))
        #expect(actions == [.signal(generation: 2, .terminate)])
        #expect(machine.answered(2, version: .test, now: .seconds(101)).isEmpty)
        #expect(!machine.exited(2, cause: .signalled(15), now: .seconds(102)).contains(.finish))
        #expect(machine.release(1, now: .seconds(102)) == [.signal(generation: 1, .terminate)])
        #expect(machine.exited(1, cause: .signalled(15), now: .seconds(102)).last == .finish)
    }

    // MARK: Any sequence of events

    @Test(arguments: 0..<300) func noSequenceOfEventsBreaksIt(seed: UInt64) {
        var world = RandomWorld(seed: seed)
        for _ in 0..<400 {
            world.step()
            world.check()
        }
        world.shutDown()
    }
}

extension EngineStateMachine.LeaseAnswer {
    fileprivate var generation: Int? { if case .granted(let endpoint) = self { endpoint.generation } else { nil } }
}

/// Random events and obedient processes: those that were launched live until they die or are killed.
private struct RandomWorld {
    private var machine = EngineStateMachine.forTests()
    private var random: SeededGenerator
    private var now = Duration.zero
    private var alive: Set<Int> = []
    private var toldToEnd: Set<Int> = []
    private var leases: [Int] = []
    private var waiting: Set<Int> = []
    private var nextWaiter = 0
    private var isFinished = false

    init(seed: UInt64) {
        random = SeededGenerator(state: seed)
        perform(machine.start(now: now))
    }

    mutating func step() {
        now += .milliseconds(Int.random(in: 0...5_000, using: &random))
        let engine = alive.sorted().randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<14, using: &random) {
        case 0...2:
            machine.listening(engine, port: 5_000 + engine)
            if alive.contains(engine) { perform(machine.answered(engine, version: .test, now: now)) }
        case 3: perform(machine.missedProbe(engine, isBusy: Bool.random(using: &random), now: now))
        case 4:
            let size = ByteCount.mebibytes(Int64.random(in: 0...5_000, using: &random))
            perform(machine.measured(engine, residentMemory: size, now: now))
        case 5: end(engine)
        case 6: if let engine = toldToEnd.sorted().randomElement(using: &random) { end(engine) }
        case 7...8: lease()
        case 9...10:
            if let index = leases.indices.randomElement(using: &random) {
                perform(machine.release(leases.remove(at: index), now: now))
            }
        case 11:
            if let waiter = waiting.sorted().randomElement(using: &random) {
                #expect(machine.cancelWait(waiter) == true)
                waiting.remove(waiter)
            }
        case 12: perform(machine.rotate(reason: "random", now: now))
        default: tick()
        }
    }

    func check() {
        let status = machine.status(now: now)
        #expect(status.leases >= 0 && status.waiting == waiting.count)
        #expect(status.draining <= 2)
        #expect(Set(machine.engines.keys) == alive)
        #expect(status.state != .ready || waiting.isEmpty)
        #expect(status.state != .backingOff || machine.nextDeadline != nil)
        if let current = status.generation { #expect(alive.contains(current)) }
    }

    mutating func shutDown() {
        perform(machine.shutdown(now: now))
        #expect(waiting.isEmpty)
        var rounds = 0
        while !isFinished, rounds < 100 {
            rounds += 1
            now = max(now, machine.nextDeadline ?? now)
            tick()
            for engine in toldToEnd.sorted() { end(engine) }
        }
        #expect(isFinished && alive.isEmpty && machine.nextDeadline == nil)
        #expect(machine.status(now: now).state == .stopped)
    }

    private mutating func tick() {
        perform(machine.tick(now: now))
        if let next = machine.nextDeadline { #expect(next > now) }
    }

    private mutating func lease() {
        nextWaiter += 1
        switch machine.lease(waiter: nextWaiter) {
        case .granted(let endpoint): granted(endpoint, count: 1)
        case .wait: waiting.insert(nextWaiter)
        case .refused(let error): #expect(error.code == .engineUnavailable)
        }
    }

    private mutating func granted(_ endpoint: EngineEndpoint, count: Int) {
        #expect(alive.contains(endpoint.generation) && !toldToEnd.contains(endpoint.generation))
        leases += Array(repeating: endpoint.generation, count: count)
    }

    private mutating func end(_ engine: Int) {
        guard alive.contains(engine) else { return }
        // The process is gone before the machine hears of it.
        alive.remove(engine)
        toldToEnd.remove(engine)
        perform(machine.exited(engine, cause: .signalled(9), now: now))
    }

    private mutating func perform(_ actions: [EngineStateMachine.Action]) {
        for action in actions {
            switch action {
            case .launch(let generation): #expect(alive.insert(generation).inserted)
            case .signal(let generation, _):
                #expect(alive.contains(generation))
                toldToEnd.insert(generation)
            case .grant(let waiters, let endpoint):
                for waiter in waiters { #expect(waiting.remove(waiter) != nil) }
                granted(endpoint, count: waiters.count)
            case .refuse(let waiters, _): for waiter in waiters { #expect(waiting.remove(waiter) != nil) }
            case .announce(let exit): leases.removeAll { $0 == exit.generation }
            case .finish: isFinished = true
            case .note: break
            }
        }
    }
}

/// SplitMix64: the same sequence for the same seed on every machine.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
