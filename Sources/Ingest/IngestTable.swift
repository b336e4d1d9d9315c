package import Columns
package import DeltaProtocol
package import LakeModel

/// What a pipeline must know of its table.
package struct IngestTableState: Sendable {
    package let schema: StructType
    package let partitionColumns: [String]
    /// Whether its columns may get wider types (Delta protocol, Type Widening).
    package let allowsWidening: Bool
    /// The table's own identity, which a table of the same name made anew does not have.
    package let generation: String
    package let version: DeltaVersion
    /// By application id.
    package let positions: [String: Int64]

    package init(
        schema: StructType,
        partitionColumns: [String],
        allowsWidening: Bool = false,
        generation: String,
        version: DeltaVersion,
        positions: [String: Int64]
    ) {
        self.schema = schema
        self.partitionColumns = partitionColumns
        self.allowsWidening = allowsWidening
        self.generation = generation
        self.version = version
        self.positions = positions
    }
}

/// Rows and the positions that they bring a table to: one commit.
package struct PendingBatch: Sendable {
    /// May be without any rows: then only positions move on.
    package var rows: [RecordBatch]
    /// The table's new schema, to be merged into whatever it is by then; nil leaves it as it is.
    package var schema: StructType?
    package var transactions: [AppTransaction]
    /// What the table must have for these ids, or the commit is refused with `commit_conflict`; nil is no position.
    package var positionsBefore: [String: Int64?]
    /// The table that the rows were made for.
    package var generation: String
    package var userMetadata: String

    package init(
        rows: [RecordBatch],
        schema: StructType? = nil,
        transactions: [AppTransaction],
        positionsBefore: [String: Int64?],
        generation: String,
        userMetadata: String
    ) {
        self.rows = rows
        self.schema = schema
        self.transactions = transactions
        self.positionsBefore = positionsBefore
        self.generation = generation
        self.userMetadata = userMetadata
    }
}

package struct IngestCommit: Sendable, Hashable {
    package let version: DeltaVersion
    /// The positions were there before; by this commit or by another writer's.
    package let alreadyCommitted: Bool

    package init(version: DeltaVersion, alreadyCommitted: Bool) {
        self.version = version
        self.alreadyCommitted = alreadyCommitted
    }
}

/// A Delta table as the line sees it. Each call takes the table's lease for itself.
package protocol IngestTable: Sendable {
    /// nil when there is no such table.
    func state() async throws -> IngestTableState?
    /// Does nothing when the table exists.
    func create(schema: StructType, partitionColumns: [String]) async throws
    /// All of the batch or nothing; committing the same batch again never doubles a row.
    func commit(_ batch: PendingBatch) async throws -> IngestCommit
    /// Moves positions whatever they are, backwards too.
    func setPositions(_ transactions: [AppTransaction], userMetadata: String) async throws
    /// The rows of the columns that the caller knows, for tables of ours that stay small: rejects.
    func rows(columns: [String]) async throws -> [RecordBatch]
    /// The newest commits first, as far back as the log goes.
    func history(limit: Int) async throws -> [HistoryEntry]
}
