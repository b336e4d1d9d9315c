import Synchronization

/// Lets only so many statements work in the engine at once, the others wait in the order they came: the engine's memory
/// limit counts per session, and its threads are few. When too many wait, new ones are refused.
final class Admission: Sendable {
    private let state: Mutex<AdmissionState>

    init(places: Int, waiting: Int) { state = Mutex(AdmissionState(places: places, mostWaiting: waiting)) }

    /// Runs `body` when there is room. Throws `too_many_requests`, or `CancellationError` while it waits.
    func withPlace<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await enter()
        defer { state.withLock { $0.leave() }?.resume() }
        return try await body()
    }

    var waitingCount: Int { state.withLock { $0.waitingCount } }

    private func enter() async throws {
        let ticket = state.withLock { $0.makeTicket() }
        defer { state.withLock { $0.forget(ticket) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: AdmissionState.Continuation) in
                switch state.withLock({ $0.enter(ticket, continuation) }) {
                case .go: continuation.resume()
                case .wait: break
                case .refuse: continuation.resume(throwing: QueryServiceError.tooMany)
                case .cancelled: continuation.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            state.withLock { $0.cancel(ticket) }?.resume(throwing: CancellationError())
        }
    }
}

/// Who is in, who waits. Says what to do; resumes nobody itself.
struct AdmissionState {
    typealias Continuation = CheckedContinuation<Void, any Error>

    enum Entry: Equatable { case go, wait, refuse, cancelled }

    private var free: Int
    private let mostWaiting: Int
    private var waiting: [(ticket: Int, continuation: Continuation)] = []
    /// Tickets that were given back before they were used.
    private var cancelled: Set<Int> = []
    private var nextTicket = 0

    init(places: Int, mostWaiting: Int) {
        free = places
        self.mostWaiting = mostWaiting
    }

    var waitingCount: Int { waiting.count }

    mutating func makeTicket() -> Int {
        nextTicket &+= 1
        return nextTicket
    }

    mutating func enter(_ ticket: Int, _ continuation: Continuation) -> Entry {
        if cancelled.remove(ticket) != nil { return .cancelled }
        if free > 0 {
            free -= 1
            return .go
        }
        guard waiting.count < mostWaiting else { return .refuse }
        waiting.append((ticket, continuation))
        return .wait
    }

    /// The place goes to whoever has waited longest, who must be resumed.
    mutating func leave() -> Continuation? {
        if waiting.isEmpty {
            free += 1
            return nil
        }
        return waiting.removeFirst().continuation
    }

    /// The ticket is used up.
    mutating func forget(_ ticket: Int) { cancelled.remove(ticket) }

    /// The one that waits no more and must be told; nil for one that is in already, or has not come yet.
    mutating func cancel(_ ticket: Int) -> Continuation? {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else {
            cancelled.insert(ticket)
            return nil
        }
        return waiting.remove(at: index).continuation
    }
}
