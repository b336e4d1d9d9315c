import Columns
import DeltaProtocol
import Ingest
import LakeModel
import LakeStore
import Maintenance

/// A table of the lake as pipelines see it; each write takes the table's lease.
struct LakeIngestTable: IngestTable {
    /// Commits between two checkpoints: at two commits a second, the protocol's usual ten would be one every five seconds.
    private static let properties = ["delta.checkpointInterval": "60"]

    let lake: Lake
    let name: TableName
    /// Of a table that is made.
    var timeColumn: String?

    private func existing() async throws -> DeltaTable { try await lake.table(name) }

    func state() async throws -> IngestTableState? {
        let table: DeltaTable
        do { table = try await existing() } catch let error as LakeStoreError where error.code == .tableNotFound {
            return nil
        }
        let snapshot = try await table.snapshot()
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
            _ = try await lake.create(
                name,
                TableDefinition(
                    schema: schema,
                    partitionColumns: partitionColumns,
                    properties: Self.properties.merging(timeColumn.map { [TimeColumn.property: $0] } ?? [:]) { $1 }
                )
            )
        } catch let error as LakeStoreError where error.code == .tableExists {}
    }

    func commit(_ batch: PendingBatch) async throws -> IngestCommit {
        try await lake.lease(for: name).withLease(for: "a pipeline") {
            let table = try await existing()
            guard try await table.snapshot().metadata.id == batch.generation else {
                throw IngestError(.commitConflict, "The table \(name) was made anew; its positions are read again.")
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
