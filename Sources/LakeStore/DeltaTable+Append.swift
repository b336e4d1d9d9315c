package import Columns
package import DeltaProtocol
package import LakeModel

/// What an append says about itself.
package struct AppendOptions: Sendable {
    /// Source positions that are committed with the rows, one application id per source partition.
    package var transactions: [AppTransaction]
    /// The operation's name in the table's history.
    package var operation: String
    package var operationParameters: [String: String]
    package var userMetadata: String?
    /// The positions that the rows follow, by application id, nil where the table has none: another writer with the same
    /// ids is met by them, however far it has come.
    package var positionsBefore: [String: Int64?]

    package init(
        transactions: [AppTransaction] = [],
        operation: String = "WRITE",
        operationParameters: [String: String] = ["mode": "Append"],
        userMetadata: String? = nil,
        positionsBefore: [String: Int64?] = [:]
    ) {
        self.transactions = transactions
        self.operation = operation
        self.operationParameters = operationParameters
        self.userMetadata = userMetadata
        self.positionsBefore = positionsBefore
    }
}

package enum AppendResult: Sendable, Hashable {
    case committed(DeltaVersion)
    /// The source positions were in the table already, at this version or before: the rows are there once.
    case alreadyCommitted(DeltaVersion)
}

extension DeltaTable {
    /// Adds rows, and the source positions they came from, as one commit.
    ///
    /// Columns are matched by name without regard to case; those left out are null. Rows and positions are in the table
    /// both or neither, whatever fails; after an error, appending again with the same positions never doubles a row.
    ///
    /// - Parameter schema: columns that the table gets in the same commit, and columns that become wider. Columns that the
    ///   table has and `schema` lacks stay.
    /// - Throws: `column_not_found`, `type_error` or `invalid_value` for rows or a schema that do not fit,
    ///   `unsupported_table_feature`, `commit_conflict`, `storage_full`, `storage_failed`.
    package func append(
        _ batches: [RecordBatch],
        _ options: AppendOptions = AppendOptions(),
        schema: StructType? = nil
    ) async throws -> AppendResult {
        let snapshot = try await snapshot()
        try snapshot.requireWritable()
        switch TransactionStanding(options.transactions, in: snapshot.transactions) {
        case .committed: return .alreadyCommitted(snapshot.version)
        case .mixed: throw TransactionStanding.mixedError(name)
        case .ahead: break
        }
        for (id, position) in options.positionsBefore where snapshot.transactions[id]?.version != position {
            throw TransactionStanding.mixedError(name)
        }
        let change = try schema.flatMap { try CommitActions.metadata(merging: $0, into: snapshot) }
        let writer = writer(for: try change.map { try snapshot.changed(by: $0) } ?? snapshot, dataChange: true)
        let files = try await writer.write(batches)
        let outcome = try await discardingOnFailure(files, of: writer) {
            let actions = try actions(adding: files, and: change ?? [], to: snapshot, options)
            return CommitDraft(base: snapshot, actions: actions, reads: .nothing)
        }
        switch outcome {
        case .committed(let version): return .committed(version)
        case .alreadyCommitted(let version): return .alreadyCommitted(version)
        }
    }

    /// Sets source positions, forwards or back, without rows: where a source is to be read from next.
    ///
    /// - Throws: `commit_conflict` when another writer moved one of them meanwhile.
    @discardableResult
    package func setPositions(
        _ transactions: [AppTransaction],
        operation: String = "SET POSITIONS",
        userMetadata: String? = nil
    ) async throws -> DeltaVersion {
        let snapshot = try await snapshot()
        let actions = try CommitActions.append(
            [],
            transactions: transactions,
            to: snapshot,
            operation: operation,
            parameters: [:],
            context(userMetadata: userMetadata)
        )
        let draft = CommitDraft(base: snapshot, actions: actions, reads: .nothing, movesPositionsFreely: true)
        return try await commit(draft).version
    }

    private func actions(
        adding files: [AddFile],
        and change: [Action],
        to snapshot: Snapshot,
        _ options: AppendOptions
    ) throws -> [Action] {
        var parameters = options.operationParameters
        if !snapshot.partitionColumns.isEmpty {
            parameters["partitionBy"] = JSONValue.array(snapshot.partitionColumns.map { .string($0) }).text
        }
        return try CommitActions.append(
            files,
            transactions: options.transactions,
            changing: change,
            to: snapshot,
            operation: options.operation,
            parameters: parameters,
            context(userMetadata: options.userMetadata)
        )
    }

    func writer(for snapshot: Snapshot, dataChange: Bool) -> DataFileWriter {
        DataFileWriter(
            folder: folder,
            environment: environment,
            snapshot: snapshot,
            rowsPerFile: options.rowsPerFile,
            dataChange: dataChange,
            pending: pending
        )
    }
}
