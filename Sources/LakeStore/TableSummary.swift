package import DeltaProtocol
package import LakeModel

/// What the log alone says of a table at one version.
package struct TableSummary: Sendable {
    package let name: TableName
    /// The table's folder: an absolute path or a URL.
    package let location: String
    /// Stays the same as long as it is the same table; a table made anew in the same place has another one.
    package let tableID: String
    package let version: DeltaVersion
    package let schema: StructType
    package let partitionColumns: [String]
    package let properties: [String: String]
    package let description: String?
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    package let createdAt: Int64?
    package let minReaderVersion: Int
    package let minWriterVersion: Int
    package let readerFeatures: [String]
    package let writerFeatures: [String]
    /// What a reader must know and ours does not; while there are any, reading throws `unsupported_table_feature`.
    package let unsupportedReaderFeatures: [String]
    package let unsupportedWriterFeatures: [String]
    /// nil when a file does not say how many rows it has.
    package let rows: Int64?
    package let bytes: ByteCount
    package let files: Int
    package let lastCommit: HistoryEntry

    init(name: TableName, location: String, snapshot: Snapshot) {
        self.name = name
        self.location = location
        tableID = snapshot.metadata.id
        version = snapshot.version
        schema = snapshot.schema
        partitionColumns = snapshot.partitionColumns
        properties = snapshot.metadata.configuration
        description = snapshot.metadata.description
        createdAt = snapshot.metadata.createdTime
        minReaderVersion = snapshot.tableProtocol.minReaderVersion
        minWriterVersion = snapshot.tableProtocol.minWriterVersion
        readerFeatures = snapshot.tableProtocol.readerFeatures ?? []
        writerFeatures = snapshot.tableProtocol.writerFeatures ?? []
        unsupportedReaderFeatures = snapshot.readSupport.unsupported
        unsupportedWriterFeatures = snapshot.writeSupport.unsupported
        rows = snapshot.rows
        bytes = snapshot.bytes
        files = snapshot.fileCount
        lastCommit = HistoryEntry(
            Commit(
                version: snapshot.version,
                modificationTime: snapshot.timestamp,
                actions: snapshot.commitInfo.map { [.commitInfo($0)] } ?? []
            )
        )
    }
}
