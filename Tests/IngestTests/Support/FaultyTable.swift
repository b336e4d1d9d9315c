import Columns
import DeltaProtocol
import Ingest
import LakeModel
import Synchronization

/// What goes wrong, and when, counted over all calls that change something.
final class FaultPlan: Sendable {
    enum Fault { case none, before, after }

    private struct State {
        var calls = 0
        var killAt: Int?
        /// Whether the killing call takes effect.
        var killsAfter = false
        var isDead = false
        var faults: [Int: Fault] = [:]
    }

    private let state: Mutex<State>
    private let onDeath: @Sendable () -> Void

    init(
        killAt: Int? = nil,
        after: Bool = false,
        faults: [Int: Fault] = [:],
        onDeath: @escaping @Sendable () -> Void = {}
    ) {
        state = Mutex(State(killAt: killAt, killsAfter: after, faults: faults))
        self.onDeath = onDeath
    }

    var isDead: Bool { state.withLock { $0.isDead } }
    var calls: Int { state.withLock { $0.calls } }

    /// Runs a change, or fails before or after it.
    func perform<Value>(_ change: () async throws -> Value) async throws -> Value {
        let fault: Fault = try state.withLock { state throws in
            if state.isDead { throw IngestError(.storageFailed, "dead") }
            defer { state.calls += 1 }
            if state.calls == state.killAt {
                state.isDead = true
                return state.killsAfter ? .after : .before
            }
            return state.faults[state.calls] ?? .none
        }
        defer { if isDead { onDeath() } }
        if fault == .before { throw IngestError(.storageFailed, "nothing happened") }
        let value = try await change()
        if fault == .after { throw IngestError(.storageFailed, "it happened") }
        return value
    }

    func check() throws { if isDead { throw IngestError(.storageFailed, "dead") } }
}

/// A table whose changes fail as planned.
struct FaultyTable: IngestTable {
    let table: any IngestTable
    let plan: FaultPlan

    func state() async throws -> IngestTableState? {
        try plan.check()
        return try await table.state()
    }

    func create(schema: StructType, partitionColumns: [String]) async throws {
        try await plan.perform { try await table.create(schema: schema, partitionColumns: partitionColumns) }
    }

    func commit(_ batch: PendingBatch) async throws -> IngestCommit {
        try await plan.perform { try await table.commit(batch) }
    }

    func setPositions(_ transactions: [AppTransaction], userMetadata: String) async throws {
        try await plan.perform { try await table.setPositions(transactions, userMetadata: userMetadata) }
    }

    func rows(columns: [String]) async throws -> [RecordBatch] {
        try plan.check()
        return try await table.rows(columns: columns)
    }

    func history(limit: Int) async throws -> [HistoryEntry] {
        try plan.check()
        return try await table.history(limit: limit)
    }
}
