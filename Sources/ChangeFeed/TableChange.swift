package import DeltaProtocol
package import LakeModel

/// One commit of one table, as those see it who follow the table.
package struct TableChange: Sendable, Hashable {
    package let table: TableName
    package let version: DeltaVersion
    /// Milliseconds since 1970: the in-commit timestamp, else the modification time of the commit's file.
    package let timestamp: Int64
    package let operation: String?
    package let engineInfo: String?
    package let filesAdded: Int
    package let filesRemoved: Int
    /// nil when a file doesn't say how many rows it has.
    package let rowsAdded: Int64?
    package let rowsRemoved: Int64?
    package let bytesAdded: Int64
    package let bytesRemoved: Int64
    /// False for a commit that only rearranged what was there: compaction, a property.
    package let dataChanged: Bool
    package let schemaChanged: Bool

    package init(
        table: TableName,
        version: DeltaVersion,
        timestamp: Int64,
        operation: String?,
        engineInfo: String?,
        filesAdded: Int = 0,
        filesRemoved: Int = 0,
        rowsAdded: Int64? = 0,
        rowsRemoved: Int64? = 0,
        bytesAdded: Int64 = 0,
        bytesRemoved: Int64 = 0,
        dataChanged: Bool,
        schemaChanged: Bool = false
    ) {
        self.table = table
        self.version = version
        self.timestamp = timestamp
        self.operation = operation.map(Self.clipped)
        self.engineInfo = engineInfo.map(Self.clipped)
        self.filesAdded = filesAdded
        self.filesRemoved = filesRemoved
        self.rowsAdded = rowsAdded
        self.rowsRemoved = rowsRemoved
        self.bytesAdded = bytesAdded
        self.bytesRemoved = bytesRemoved
        self.dataChanged = dataChanged
        self.schemaChanged = schemaChanged
    }

    /// - Parameter schemaBefore: the schema's JSON at the version before, if it is known. A commit with metadata counts
    ///   as a change of the schema unless this proves that it is the same.
    package init(table: TableName, commit: Commit, schemaBefore: String?) {
        let added = commit.actions.compactMap { if case .add(let file) = $0 { file } else { nil } }
        let removed = commit.actions.compactMap { if case .remove(let file) = $0 { file } else { nil } }
        self.init(
            table: table,
            version: commit.version,
            timestamp: commit.timestamp,
            operation: commit.commitInfo?.operation,
            engineInfo: commit.commitInfo?.engineInfo,
            filesAdded: added.count,
            filesRemoved: removed.count,
            rowsAdded: Self.sum(added.map(\.rows)),
            rowsRemoved: Self.sum(removed.map(Self.rows)),
            bytesAdded: added.reduce(0) { $0 &+ $1.size },
            bytesRemoved: removed.reduce(0) { $0 &+ ($1.size ?? 0) },
            dataChanged: added.contains(where: \.dataChange) || removed.contains(where: \.dataChange),
            schemaChanged: Self.schema(of: commit).map { $0 != schemaBefore } ?? false
        )
    }

    /// The schema's JSON that a commit sets, if it sets one.
    package static func schema(of commit: Commit) -> String? {
        for case .metadata(let metadata) in commit.actions.reversed() { return metadata.schemaString }
        return nil
    }

    private static func sum(_ rows: [Int64?]) -> Int64? {
        rows.reduce(0) { total, next in total.flatMap { total in next.map { total &+ $0 } } }
    }

    /// A removed file counts its rows as an added one does.
    private static func rows(of file: RemoveFile) -> Int64? {
        AddFile(
            path: file.path,
            size: file.size ?? 0,
            modificationTime: 0,
            stats: file.stats,
            deletionVector: file.deletionVector
        ).rows
    }

    /// Any text may stand in a log; what is buffered for readers has a bound.
    private static func clipped(_ text: String) -> String { String(text.prefix(200)) }
}
