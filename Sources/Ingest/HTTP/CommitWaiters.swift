import LakeModel
import Synchronization

/// Requests that wait for their records to be in the table, and what became of the latest.
final class CommitWaiters: Sendable {
    enum Entrance {
        case new, underWay
        case held(ClosedRange<Int64>)
    }

    private struct Expected {
        let range: ClosedRange<Int64>
        var receipt: HTTPIngest.Receipt?
        var continuation: CheckedContinuation<HTTPIngest.Receipt?, Never>?
    }

    private struct State {
        var lastTicket: UInt64 = 0
        var expected: [UInt64: Expected] = [:]
        /// Of requests that are being written.
        var keys: Set<String> = []
        /// The newest commit, and the last offset that it has.
        var newest: (version: DeltaVersion, through: Int64)?
        var hasEnded = false
    }

    private let partition: SourcePartition
    private let state = Mutex(State())

    init(_ partition: SourcePartition) { self.partition = partition }

    func ticket() -> UInt64 {
        state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
    }

    func enter(_ key: String, held: ClosedRange<Int64>?) -> Entrance {
        if let held { return .held(held) }
        return state.withLock { $0.keys.insert(key).inserted } ? .new : .underWay
    }

    func leave(_ key: String) { state.withLock { _ = $0.keys.remove(key) } }

    /// The newest version, if it has everything up to an offset.
    func version(through offset: Int64) -> DeltaVersion? {
        state.withLock { state in state.newest.flatMap { $0.through >= offset ? $0.version : nil } }
    }

    /// Before anybody can read the records, so that their commit finds who waits.
    func expect(_ range: ClosedRange<Int64>, _ ticket: UInt64) {
        state.withLock { $0.expected[ticket] = Expected(range: range) }
    }

    func forget(_ ticket: UInt64) { state.withLock { $0.expected[ticket] = nil } }

    /// nil when the task is cancelled, or the pipeline ends.
    func wait(_ ticket: UInt64) async -> HTTPIngest.Receipt? {
        defer { forget(ticket) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: HTTPIngest.Receipt?? = state.withLock { state in
                    guard let expected = state.expected[ticket], !state.hasEnded, !Task.isCancelled else {
                        return .some(nil)
                    }
                    if let receipt = expected.receipt { return receipt }
                    state.expected[ticket]?.continuation = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            answer(ticket, nil)
        }
    }

    func committed(_ batch: CommittedBatch) {
        guard let range = batch.ranges[partition] else { return }
        let rejects = batch.rejects.filter { $0.partition == partition }.map(\.offset).sorted()
        let tickets = state.withLock { state in
            state.newest = (batch.version, range.upperBound)
            return state.expected.filter { $0.value.receipt == nil && range.contains($0.value.range.upperBound) }
        }
        for (ticket, expected) in tickets {
            let rejected = rejects.count { expected.range.contains($0) }
            answer(ticket, .committed(batch.version, records: expected.range.count, rejected: rejected))
        }
    }

    func skipped(_ range: ClosedRange<Int64>) {
        let tickets = state.withLock { state in
            state.expected.filter { $0.value.range == range }.map(\.key)
        }
        for ticket in tickets { answer(ticket, .repeated(nil)) }
    }

    func end() {
        let tickets = state.withLock { state in
            state.hasEnded = true
            return Array(state.expected.keys)
        }
        for ticket in tickets { answer(ticket, nil) }
    }

    private func answer(_ ticket: UInt64, _ receipt: HTTPIngest.Receipt?) {
        let waiter = state.withLock { state in
            state.expected[ticket]?.receipt = receipt
            defer { state.expected[ticket]?.continuation = nil }
            return state.expected[ticket]?.continuation
        }
        waiter?.resume(returning: receipt)
    }
}
