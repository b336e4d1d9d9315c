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

    package init(
        transactions: [AppTransaction] = [],
        operation: String = "WRITE",
        operationParameters: [String: String] = ["mode": "Append"],
        userMetadata: String? = nil
    ) {
        self.transactions = transactions
        self.operation = operation
        self.operationParameters = operationParameters
        self.userMetadata = userMetadata
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
    /// - Throws: `column_not_found`, `type_error` or `invalid_value` for rows that do not fit,
    ///   `unsupported_table_feature`, `commit_conflict`, `storage_full`, `storage_failed`.
    package func append(_ batches: [RecordBatch], _ options: AppendOptions = AppendOptions()) async throws
        -> AppendResult
    {
        let snapshot = try await snapshot()
        try snapshot.requireWritable()
        switch TransactionStanding(options.transactions, in: snapshot.transactions) {
        case .committed: return .alreadyCommitted(snapshot.version)
        case .mixed: throw TransactionStanding.mixedError(name)
        case .ahead: break
        }
        let writer = writer(for: snapshot, dataChange: true)
        let files = try await writer.write(batches)
        let outcome = try await discardingOnFailure(files, of: writer) {
            CommitDraft(base: snapshot, actions: try actions(adding: files, to: snapshot, options), reads: .nothing)
        }
        switch outcome {
        case .committed(let version): return .committed(version)
        case .alreadyCommitted(let version): return .alreadyCommitted(version)
        }
    }

    private func actions(adding files: [AddFile], to snapshot: Snapshot, _ options: AppendOptions) throws -> [Action] {
        var parameters = options.operationParameters
        if !snapshot.partitionColumns.isEmpty {
            parameters["partitionBy"] = JSONValue.array(snapshot.partitionColumns.map { .string($0) }).text
        }
        return try CommitActions.append(
            files,
            transactions: options.transactions,
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
