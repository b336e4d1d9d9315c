package import DeltaProtocol
package import LakeModel

/// What changed in a table between two of its versions.
package struct TableDiff: Sendable {
    package struct Column: Sendable, Hashable {
        package let name: String
        /// As Spark SQL spells it, `NOT NULL` included; nil where there was or is none.
        package let before: String?
        package let after: String?
    }

    package let from: DeltaVersion
    package let to: DeltaVersion
    package let columnsAdded: [Column]
    package let columnsRemoved: [Column]
    package let columnsChanged: [Column]
    package let filesAdded: [DataFile]
    package let filesRemoved: [DataFile]
    /// nil when a file does not say how many rows it has.
    package let rowsDelta: Int64?
    package let bytesDelta: Int64
    /// The commits after `from`, through `to`, newest first, as far as the log still has them.
    package let commits: [HistoryEntry]

    init(from old: Snapshot, to new: Snapshot, commits: [HistoryEntry]) {
        from = old.version
        to = new.version
        let columns = Self.columns(old.schema, new.schema)
        columnsAdded = columns.filter { $0.before == nil }
        columnsRemoved = columns.filter { $0.after == nil }
        columnsChanged = columns.filter { $0.before != nil && $0.after != nil }
        filesAdded = Self.files(of: new, missingIn: old)
        filesRemoved = Self.files(of: old, missingIn: new)
        rowsDelta = old.rows.flatMap { before in new.rows.map { $0 &- before } }
        bytesDelta = new.bytes.bytes &- old.bytes.bytes
        self.commits = commits
    }

    private static func files(of snapshot: Snapshot, missingIn other: Snapshot) -> [DataFile] {
        snapshot.files.filter { !other.files.contains($0.key) }
            .map { DataFile($0, schema: snapshot.schema) }
            .sorted { $0.path < $1.path }
    }

    /// The columns that differ. They are matched by id where the table has ids, so that a renamed one is a changed one.
    private static func columns(_ old: StructType, _ new: StructType) -> [Column] {
        let before = Dictionary(old.fields.map { (identity($0), $0) }) { first, _ in first }
        let after = Dictionary(new.fields.map { (identity($0), $0) }) { first, _ in first }
        let kept = new.fields.map { field in
            Column(name: field.name, before: before[identity(field)].map(description), after: description(field))
        }
        let gone = old.fields.filter { after[identity($0)] == nil }
            .map { Column(name: $0.name, before: description($0), after: nil) }
        return kept.filter { $0.before != $0.after } + gone
    }

    static func identity(_ field: StructField) -> String { (field.mappedName ?? field.name).lowercased() }

    private static func description(_ field: StructField) -> String {
        "\(TableName.quoted(field.name)) \(field.type.sqlName)\(field.nullable ? "" : " NOT NULL")"
    }
}
