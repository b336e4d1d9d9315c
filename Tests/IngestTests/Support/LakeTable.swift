import Columns
import DeltaProtocol
import Ingest
import LakeModel
import LakeStore

/// A table of a lake as pipelines see it.
struct LakeTable: IngestTable {
    let lake: Lake
    let name: TableName

    private func table() async throws -> DeltaTable? {
        do { return try await lake.table(name) } catch let error as LakeStoreError where error.code == .tableNotFound {
            return nil
        }
    }

    private func existing() async throws -> DeltaTable { try await lake.table(name) }

    func state() async throws -> IngestTableState? {
        guard let snapshot = try await table()?.snapshot() else { return nil }
        return IngestTableState(
            schema: snapshot.schema,
            partitionColumns: snapshot.partitionColumns,
            allowsWidening: snapshot.allowsTypeWidening,
            generation: snapshot.metadata.id,
            version: snapshot.version,
            positions: snapshot.transactions.mapValues(\.version)
        )
    }

    func create(schema: StructType, partitionColumns: [String]) async throws {
        do {
            _ = try await lake.create(name, TableDefinition(schema: schema, partitionColumns: partitionColumns))
        } catch let error as LakeStoreError where error.code == .tableExists {}
    }

    func commit(_ batch: PendingBatch) async throws -> IngestCommit {
        try await lake.lease(for: name).withLease(for: "a pipeline") {
            let table = try await existing()
            guard try await table.snapshot().metadata.id == batch.generation else {
                throw IngestError(.commitConflict, "The table \(name) was made anew.")
            }
            let options = AppendOptions(
                transactions: batch.transactions,
                operation: "STREAMING UPDATE",
                userMetadata: batch.userMetadata,
                positionsBefore: batch.positionsBefore
            )
            switch try await table.append(batch.rows, options, schema: batch.schema) {
            case .committed(let version): return IngestCommit(version: version, alreadyCommitted: false)
            case .alreadyCommitted(let version): return IngestCommit(version: version, alreadyCommitted: true)
            }
        }
    }

    func setPositions(_ transactions: [AppTransaction], userMetadata: String) async throws {
        try await lake.lease(for: name).withLease(for: "a pipeline's positions") {
            _ = try await existing().setPositions(transactions, userMetadata: userMetadata)
        }
    }

    func rows(columns: [String]) async throws -> [RecordBatch] {
        let table = try await existing()
        return try await table.scan(try await table.snapshot(), columns: columns).collect()
    }

    func history(limit: Int) async throws -> [HistoryEntry] { try await existing().history(limit: limit) }
}
