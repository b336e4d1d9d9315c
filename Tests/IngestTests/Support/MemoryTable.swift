import Columns
import DeltaProtocol
import Ingest
import LakeModel
import Synchronization

/// A table in memory with the rules of a Delta table's log.
final class MemoryTable: IngestTable {
    fileprivate struct State {
        var exists = false
        var schema = StructType([])
        var partitionColumns: [String] = []
        var version: Int64 = -1
        var positions: [String: Int64] = [:]
        var rows: [RecordBatch] = []
        var notes: [String] = []
    }

    private let state = Mutex(State())

    var batches: [RecordBatch] { state.withLock { $0.rows } }
    var schema: StructType { state.withLock { $0.schema } }

    func state() async throws -> IngestTableState? {
        state.withLock { state in
            guard state.exists else { return nil }
            return IngestTableState(
                schema: state.schema,
                partitionColumns: state.partitionColumns,
                generation: "1",
                version: state.version,
                positions: state.positions
            )
        }
    }

    func create(schema: StructType, partitionColumns: [String]) async throws {
        state.withLock { state in
            guard !state.exists else { return }
            (state.exists, state.schema, state.partitionColumns) = (true, schema, partitionColumns)
            state.version = 0
            state.notes = [""]
        }
    }

    func commit(_ batch: PendingBatch) async throws -> IngestCommit {
        try state.withLock { state throws in
            let done = batch.transactions.filter { (state.positions[$0.appID] ?? .min) >= $0.version }
            if !done.isEmpty, done.count == batch.transactions.count {
                return IngestCommit(version: state.version, alreadyCommitted: true)
            }
            let fits = batch.positionsBefore.allSatisfy { state.positions[$0.key] == $0.value }
            guard done.isEmpty, fits else { throw IngestError(.commitConflict, "positions differ") }
            if let schema = batch.schema { state.schema = state.schema.merged(with: schema) }
            for rows in batch.rows {
                let unknown = rows.schema.fields.filter { state.schema[$0.name] == nil }
                guard unknown.isEmpty else { throw IngestError(.columnNotFound, "unknown column") }
            }
            state.rows += batch.rows
            state.move(batch.transactions, batch.userMetadata)
            return IngestCommit(version: state.version, alreadyCommitted: false)
        }
    }

    func setPositions(_ transactions: [AppTransaction], userMetadata: String) async throws {
        state.withLock { $0.move(transactions, userMetadata) }
    }

    func rows(columns: [String]) async throws -> [RecordBatch] { try batches.map { try $0.select(columns) } }

    func history(limit: Int) async throws -> [HistoryEntry] {
        state.withLock { state in
            state.notes.enumerated().reversed().prefix(limit).map { version, note in
                let info = CommitInfo(userMetadata: note)
                let commit = Commit(version: Int64(version), modificationTime: 0, actions: [.commitInfo(info)])
                return HistoryEntry(commit)
            }
        }
    }
}

extension MemoryTable.State {
    mutating func move(_ transactions: [AppTransaction], _ note: String) {
        version += 1
        notes.append(note)
        for transaction in transactions { positions[transaction.appID] = transaction.version }
    }
}

extension IngestTable {
    /// A column's integers, sorted.
    func integers(_ column: String) async throws -> [Int64] {
        guard try await state() != nil else { return [] }
        return try await rows(columns: [column]).flatMap { batch in
            (0..<batch.rowCount).compactMap { batch.columns[0].int64(at: $0) }
        }
        .sorted()
    }
}
