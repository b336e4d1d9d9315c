internal import LakeModel

/// What every commit says about itself; the caller supplies time and identity.
package struct CommitContext: Hashable, Sendable {
    /// Milliseconds since 1970.
    package var now: Int64
    /// `Tideline/<version>`.
    package var engineInfo: String
    /// Unique for each attempt's transaction, so that a lost answer can be found in the log.
    package var transactionID: String?
    package var userMetadata: String?

    package init(now: Int64, engineInfo: String, transactionID: String? = nil, userMetadata: String? = nil) {
        self.now = now
        self.engineInfo = engineInfo
        self.transactionID = transactionID
        self.userMetadata = userMetadata
    }

    /// - Parameter snapshot: the version before; its in-commit timestamp must be exceeded.
    func info(
        _ operation: String,
        parameters: [String: String],
        metrics: [String: String] = [:],
        after snapshot: Snapshot?,
        isBlindAppend: Bool
    ) -> CommitInfo {
        let inCommit = snapshot.flatMap { snapshot in
            snapshot.inCommitTimestamps.map { _ in InCommitTimestamps.next(now: now, after: snapshot.timestamp) }
        }
        return CommitInfo(
            timestamp: now,
            inCommitTimestamp: inCommit,
            operation: operation,
            operationParameters: parameters,
            operationMetrics: metrics,
            engineInfo: engineInfo,
            userMetadata: userMetadata,
            isBlindAppend: isBlindAppend,
            readVersion: snapshot?.version,
            transactionID: transactionID
        )
    }
}

extension [Action] {
    /// The same commit after others came first: on top of `snapshot`, with a later in-commit timestamp where there are
    /// any.
    package func rebased(on snapshot: Snapshot, now: Int64) -> [Action] {
        map { action in
            guard case .commitInfo(var info) = action else { return action }
            info.readVersion = snapshot.version
            if snapshot.inCommitTimestamps != nil {
                info.inCommitTimestamp = InCommitTimestamps.next(now: now, after: snapshot.timestamp)
            }
            return .commitInfo(info)
        }
    }
}

/// The commits that Tideline makes: the actions of each, provenance first.
package enum CommitActions {
    /// New files, and the progress of the applications that they came from. A blind append.
    /// - Parameter changes: of the schema that the files have, as `metadata(merging:into:)` makes them.
    /// - Throws: `unsupported_table_feature`, or `invalid_value` for files that don't fit the table.
    package static func append(
        _ files: [AddFile],
        transactions: [AppTransaction] = [],
        changing changes: [Action] = [],
        to snapshot: Snapshot,
        operation: String = "WRITE",
        parameters: [String: String] = ["mode": "Append"],
        _ context: CommitContext
    ) throws -> [Action] {
        try snapshot.requireWritable()
        let info = context.info(
            operation,
            parameters: parameters,
            metrics: Self.metrics(added: files),
            after: snapshot,
            isBlindAppend: true
        )
        let actions =
            [.commitInfo(info)] + changes + transactions.map { .transaction($0) } + files.map { Action.add($0) }
        try CommitRules.validate(actions, after: snapshot)
        return actions
    }

    /// The same rows in other files: compaction, clustering. Nothing changes for readers of changes.
    /// - Parameter removed: files of the snapshot, for whose visible rows `added` stands.
    /// - Throws: as `append`; `invalid_value` also for a file that the snapshot lacks.
    package static func rewrite(
        _ removed: [AddFile],
        as added: [AddFile],
        of snapshot: Snapshot,
        operation: String = "OPTIMIZE",
        parameters: [String: String] = ["predicate": "[]"],
        _ context: CommitContext
    ) throws -> [Action] {
        try snapshot.requireWritable()
        guard removed.allSatisfy({ snapshot.files.contains($0.key) }) else {
            throw DeltaError(
                .invalidValue,
                "A file to be rewritten is not in version \(snapshot.version) of the table."
            )
        }
        let metrics = Self.metrics(added: added).merging(Self.metrics(rewritten: removed, as: added)) { $1 }
        let info = context.info(
            operation,
            parameters: parameters,
            metrics: metrics,
            after: snapshot,
            isBlindAppend: false
        )
        let removals = removed.map {
            Action.remove(RemoveFile($0, deletionTimestamp: context.now, dataChange: false))
        }
        let additions = added.map { file in
            var file = file
            file.dataChange = false
            return Action.add(file)
        }
        let actions = [.commitInfo(info)] + removals + additions
        try CommitRules.validate(actions, after: snapshot)
        return actions
    }

    /// The names of Spark's OPTIMIZE.
    private static func metrics(rewritten removed: [AddFile], as added: [AddFile]) -> [String: String] {
        let sizes = added.map(\.size).sorted()
        var metrics = [
            "numAddedFiles": String(added.count),
            "numAddedBytes": String(sizes.reduce(0, &+)),
            "numRemovedFiles": String(removed.count),
            "numRemovedBytes": String(removed.reduce(0) { $0 &+ $1.size }),
            "numDeletionVectorsRemoved": String(removed.count { $0.deletionVector != nil }),
        ]
        if let least = sizes.first, let most = sizes.last {
            metrics["minFileSize"] = String(least)
            metrics["p25FileSize"] = String(sizes[sizes.count / 4])
            metrics["p50FileSize"] = String(sizes[sizes.count / 2])
            metrics["p75FileSize"] = String(sizes[sizes.count * 3 / 4])
            metrics["maxFileSize"] = String(most)
        }
        return metrics
    }

    /// The names that Spark's history shows.
    private static func metrics(added files: [AddFile]) -> [String: String] {
        var metrics = [
            "numFiles": String(files.count),
            "numOutputBytes": String(files.reduce(0) { $0 &+ $1.size }),
        ]
        let rows = files.map(\.rows)
        if !rows.contains(nil) { metrics["numOutputRows"] = String(rows.reduce(0) { $0 &+ ($1 ?? 0) }) }
        return metrics
    }
}
