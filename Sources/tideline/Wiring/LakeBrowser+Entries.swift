import DeltaProtocol
import HTTPAPI
import LakeModel
import LakeStore

// The lake's values as the API shows them.

extension CommitEntry {
    init(_ commit: HistoryEntry) {
        self.init(
            version: commit.version,
            timestamp: commit.timestamp,
            operation: commit.operation,
            operationParameters: commit.operationParameters,
            operationMetrics: commit.operationMetrics,
            engineInfo: commit.engineInfo,
            userMetadata: commit.userMetadata,
            isBlindAppend: commit.isBlindAppend
        )
    }
}

extension ColumnEntry {
    init(_ field: StructField) {
        self.init(name: field.name, type: field.type.sqlName, nullable: field.nullable, comment: field.comment)
    }
}

extension TableDetail {
    init(_ summary: TableSummary) {
        self.init(
            name: summary.name,
            location: summary.location,
            id: summary.tableID,
            version: summary.version,
            schema: summary.schema.fields.map(ColumnEntry.init),
            partitionColumns: summary.partitionColumns,
            properties: summary.properties,
            protocolEntry: ProtocolEntry(
                minReaderVersion: summary.minReaderVersion,
                minWriterVersion: summary.minWriterVersion,
                readerFeatures: summary.readerFeatures,
                writerFeatures: summary.writerFeatures,
                unsupportedReaderFeatures: summary.unsupportedReaderFeatures
            ),
            rows: summary.rows,
            bytes: summary.bytes.bytes,
            files: summary.files
        )
        description = summary.description
        setCreated(at: summary.createdAt)
        lastCommit = CommitEntry(summary.lastCommit)
    }
}

extension FileEntry {
    init(_ file: DataFile) {
        self.init(
            path: file.path,
            partitionValues: file.partitionValues,
            bytes: file.size.bytes,
            rows: file.rows,
            modified: file.modified,
            hasDeletionVector: file.hasDeletionVector
        )
    }
}

extension VersionDiff {
    init(_ diff: TableDiff) {
        let columns = diff.columnsAdded + diff.columnsRemoved + diff.columnsChanged
        self.init(
            from: diff.from,
            to: diff.to,
            columns: columns.map { ColumnChange(name: $0.name, before: $0.before, after: $0.after) },
            filesAdded: diff.filesAdded.map(FileEntry.init),
            filesRemoved: diff.filesRemoved.map(FileEntry.init),
            rowsDelta: diff.rowsDelta,
            bytesDelta: diff.bytesDelta,
            commits: diff.commits.map(CommitEntry.init)
        )
    }
}

extension VersionRows {
    init(_ diff: RowDiff) {
        let method: Method =
            switch diff.method {
            case .files: .files
            case .compared: .compared
            case .none(let reason): .none(reason: reason)
            }
        self.init(
            from: diff.from,
            to: diff.to,
            method: method,
            sharedColumns: diff.sharedColumns.map { SharedColumn(before: $0.before, after: $0.after) },
            added: Side(diff.added),
            removed: Side(diff.removed)
        )
    }
}

extension VersionRows.Side {
    fileprivate init(_ side: RowDiff.Side) {
        self.init(schema: side.schema, rows: side.rows, rowCount: side.rowCount)
    }
}
