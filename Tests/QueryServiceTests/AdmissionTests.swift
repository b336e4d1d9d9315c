import LakeModel
import Synchronization
import TestSupport
import Testing

@testable import QueryService

/// Who gets into the engine, and when.
@Suite struct AdmissionTests {
    /// A statement that stays in the engine until it is told to leave.
    private struct Guest: Sendable {
        let entered = Signal()
        let leaving = Signal()

        func stay(in admission: Admission) async throws {
            try await admission.withPlace {
                entered.send()
                await leaving.wait()
            }
        }
    }

    private final class Arrivals: Sendable {
        private let numbers = Mutex<[Int]>([])

        var order: [Int] { numbers.withLock { $0 } }
        func add(_ number: Int) { numbers.withLock { $0.append(number) } }
    }

    @Test func whoWaitsGoesInInTheOrderOfComing() async throws {
        let admission = Admission(places: 1, waiting: 8)
        let arrivals = Arrivals()
        let first = Guest()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await first.stay(in: admission) }
            await first.entered.wait()
            for number in 1...5 {
                group.addTask { try await admission.withPlace { arrivals.add(number) } }
                await admission.waits(for: number)
            }
            first.leaving.send()
            try await group.waitForAll()
        }
        #expect(arrivals.order == [1, 2, 3, 4, 5])
    }

    @Test func whoComesWhenTooManyWaitIsRefused() async throws {
        let admission = Admission(places: 1, waiting: 1)
        let (first, second) = (Guest(), Guest())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await first.stay(in: admission) }
            await first.entered.wait()
            group.addTask { try await second.stay(in: admission) }
            await admission.waits(for: 1)
            await expectError(.tooManyRequests) { try await admission.withPlace {} }
            first.leaving.send()
            await second.entered.wait()
            second.leaving.send()
            try await group.waitForAll()
        }
        try await admission.withPlace {}
    }

    @Test func whoGivesUpWaitingTakesNoPlace() async throws {
        let admission = Admission(places: 1, waiting: 1)
        let first = Guest()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await first.stay(in: admission) }
            await first.entered.wait()
            await withTaskGroup(of: Bool.self) { waiting in
                waiting.addTask {
                    do {
                        try await admission.withPlace {}
                        return false
                    } catch { return error is CancellationError }
                }
                await admission.waits(for: 1)
                waiting.cancelAll()
                #expect(await waiting.next() == true)
            }
            first.leaving.send()
            try await group.waitForAll()
        }
        try await admission.withPlace {}
    }
}

extension Admission {
    /// Until so many wait.
    fileprivate func waits(for count: Int) async {
        while waitingCount < count { await Task.yield() }
    }
}
