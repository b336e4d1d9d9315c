package import DeltaProtocol
package import LakeModel

/// A data file of a table, as the log describes it.
package struct DataFile: Sendable, Hashable {
    /// Relative to the table's folder, decoded; absolute for files that lie elsewhere.
    package let path: String
    /// By the names of the partition columns; nil is SQL's NULL.
    package let partitionValues: [String: String?]
    package let size: ByteCount
    package let rows: Int64?
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    package let modified: Int64
    package let hasDeletionVector: Bool
    /// The statistics as the log holds them, a JSON document.
    package let stats: String?

    package init(_ file: AddFile, schema: StructType) {
        path = file.decodedPath ?? file.path
        // The log spells partition columns by their physical names.
        let logical = Dictionary(schema.fields.map { ($0.mappedName ?? $0.name, $0.name) }) { first, _ in first }
        partitionValues = Dictionary(file.partitionValues.map { (logical[$0] ?? $0, $1) }) { first, _ in first }
        size = ByteCount(file.size)
        rows = file.rows
        modified = file.modificationTime
        hasDeletionVector = file.deletionVector != nil
        stats = file.stats
    }
}
