package import DeltaProtocol
package import LakeModel

/// What a table's log says of it, as far as suggestions depend on it.
package struct TableFacts: Sendable {
    package let name: TableName
    package let schema: StructType
    package let partitionColumns: [String]
    package let version: DeltaVersion
    /// nil where some file has no count.
    package let rows: Int64?
    /// The largest value of time columns, in microseconds since 1970 (of a date: its midnight); from statistics.
    package let latest: [String: Int64]
    /// Nulls by column, where statistics say.
    package let nulls: [String: Int64]
    /// Microseconds since 1970: what "old" is measured against.
    package let now: Int64

    package init(
        name: TableName,
        schema: StructType,
        partitionColumns: [String] = [],
        version: DeltaVersion = 0,
        rows: Int64? = nil,
        latest: [String: Int64] = [:],
        nulls: [String: Int64] = [:],
        now: Int64
    ) {
        self.name = name
        self.schema = schema
        self.partitionColumns = partitionColumns
        self.version = version
        self.rows = rows
        self.latest = latest
        self.nulls = nulls
        self.now = now
    }
}
