import LakeModel
import Synchronization
import Testing

@testable import LakeStore

@Suite struct FairLockTests {
    @Test func waitersEnterInTheirOrder() {
        var state = FairLockState<String>()
        let tickets = (0..<4).map { _ in state.ticket() }
        #expect(state.enter(tickets[0], "a") == .proceed)
        #expect(state.enter(tickets[1], "b") == .wait)
        #expect(state.enter(tickets[2], "c") == .wait)
        #expect(state.cancel(tickets[1]) == "b")
        #expect(state.cancel(tickets[3]) == nil)
        #expect(state.enter(tickets[3], "d") == .refuse)
        #expect(state.leave() == "c")
        #expect(state.cancel(tickets[2]) == nil)
        #expect(state.isHeld)
        #expect(state.leave() == nil)
        #expect(!state.isHeld)
    }

    @Test func onlyOneIsInside() async throws {
        let lease = TableLease(table: TableName(schema: "a", table: "b"))
        let inside = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await lease.withLease(for: "test") {
                        #expect(inside.add(1) == 1)
                        await Task.yield()
                        #expect(lease.holder == "test")
                        inside.add(-1)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(lease.holder == nil)
    }

    @Test func aCancelledWaiterLeavesTheQueue() async throws {
        let lease = TableLease(table: TableName(schema: "a", table: "b"))
        try await lease.withLease(for: "first") {
            let waiter = Task { try await lease.withLease(for: "second") {} }
            waiter.cancel()
            await #expect(throws: CancellationError.self) { try await waiter.value }
        }
        try await lease.withLease(for: "third") {}
    }
}

private final class Counter: Sendable {
    private let value = Mutex(0)

    @discardableResult
    func add(_ number: Int) -> Int {
        value.withLock {
            $0 += number
            return $0
        }
    }
}
