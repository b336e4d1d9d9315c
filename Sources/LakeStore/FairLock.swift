import Synchronization

/// A lock that tasks wait for in the order they came. Cancelling a waiting task takes it out of the queue.
final class FairLock: Sendable {
    private let state = Mutex(FairLockState<CheckedContinuation<Void, any Error>>())

    var isHeld: Bool { state.withLock { $0.isHeld } }

    func withLock<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await acquire()
        defer { release() }
        return try await body()
    }

    private func acquire() async throws {
        let ticket = state.withLock { $0.ticket() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch state.withLock({ $0.enter(ticket, continuation) }) {
                case .proceed: continuation.resume()
                case .refuse: continuation.resume(throwing: CancellationError())
                case .wait: break
                }
            }
        } onCancel: {
            state.withLock { $0.cancel(ticket) }?.resume(throwing: CancellationError())
        }
    }

    private func release() {
        state.withLock { $0.leave() }?.resume()
    }
}

/// Who holds a fair lock, who waits, and who gave up; `Waiter` is what the caller resumes.
struct FairLockState<Waiter> {
    enum Entrance { case proceed, wait, refuse }

    /// The holder's ticket.
    private var holder: UInt64?
    private var waiting: [(ticket: UInt64, waiter: Waiter)] = []
    /// Tickets that were cancelled before they came to wait.
    private var cancelled: Set<UInt64> = []
    private var lastTicket: UInt64 = 0

    var isHeld: Bool { holder != nil }

    mutating func ticket() -> UInt64 {
        lastTicket &+= 1
        return lastTicket
    }

    mutating func enter(_ ticket: UInt64, _ waiter: Waiter) -> Entrance {
        if cancelled.remove(ticket) != nil { return .refuse }
        guard isHeld else {
            holder = ticket
            return .proceed
        }
        waiting.append((ticket, waiter))
        return .wait
    }

    /// The waiter to turn away, if it waits; one that has not come yet is remembered, the holder is left alone.
    mutating func cancel(_ ticket: UInt64) -> Waiter? {
        if let index = waiting.firstIndex(where: { $0.ticket == ticket }) { return waiting.remove(at: index).waiter }
        if ticket != holder { cancelled.insert(ticket) }
        return nil
    }

    /// The next waiter, who holds the lock now.
    mutating func leave() -> Waiter? {
        guard !waiting.isEmpty else {
            holder = nil
            return nil
        }
        let next = waiting.removeFirst()
        holder = next.ticket
        return next.waiter
    }
}
