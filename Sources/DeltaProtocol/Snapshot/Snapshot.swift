package import LakeModel

/// One version of a table (Delta protocol, Delta Table Specification). Copies share their files.
package struct Snapshot: Sendable {
    package let version: DeltaVersion
    /// When it was committed, in milliseconds since 1970: the in-commit timestamp where the table has them, else the
    /// modification time of the commit's file.
    package let timestamp: Int64
    package let tableProtocol: TableProtocol
    package let metadata: TableMetadata
    package let schema: StructType
    /// nil where the commit's file was not read or is gone.
    package let commitInfo: CommitInfo?
    private let state: SnapshotState

    /// - Throws: `corrupt_log` for a state that is no table.
    init(state: SnapshotState, schema: StructType) throws {
        let version = state.version ?? -1
        guard let metadata = state.metadata else { throw SnapshotBuilder.lacking("metaData", version) }
        guard let tableProtocol = state.tableProtocol else { throw SnapshotBuilder.lacking("protocol", version) }
        if let column = metadata.partitionColumns.first(where: { schema[$0] == nil }) {
            throw DeltaError(
                .corruptLog,
                "The table is partitioned by \"\(column.prefix(100))\", which its schema lacks."
            )
        }
        self.state = state
        self.schema = schema
        self.version = version
        self.metadata = metadata
        self.tableProtocol = tableProtocol
        commitInfo = state.commitInfo
        let inCommit = InCommitTimestamps(tableProtocol, metadata) == nil ? nil : state.commitInfo?.inCommitTimestamp
        timestamp = inCommit ?? state.modificationTime
    }

    package var partitionColumns: [String] { metadata.partitionColumns }
    package var files: ActiveFiles { state.files }
    package var tombstones: Tombstones { state.tombstones }
    /// By application id.
    package var transactions: [String: AppTransaction] { state.transactions }
    /// By domain, without the removed ones.
    package var domains: [String: DomainMetadata] { state.domains }

    package var fileCount: Int { files.count }
    package var bytes: ByteCount { ByteCount(files.bytes) }
    /// nil if some file's statistics don't say how many rows it has.
    package var rows: Int64? { files.rows }

    /// The files in the order of their paths.
    package func sortedFiles() -> [AddFile] {
        files.sorted { $0.path < $1.path }
    }

    /// The table after more commits. Costs what the commits hold, not what the table holds.
    /// - Throws: `corrupt_log` if the first commit is not `version + 1`, or one is missing.
    package func applying(_ commits: [Commit]) throws -> Snapshot {
        var next = state
        for commit in commits { try next.apply(commit) }
        let sameSchema = next.metadata?.schemaString == metadata.schemaString
        return try Snapshot(
            state: next,
            schema: sameSchema ? schema : StructType.decode(next.metadata?.schemaString ?? "")
        )
    }
}
