package import Columns
package import DeltaProtocol
package import LakeModel

extension DeltaTable {
    /// Gives the table another schema: columns added, comments and metadata changed, NOT NULL lifted.
    ///
    /// - Throws: `invalid_value` for what would make existing data unreadable (columns removed, renamed, of another
    ///   type), `commit_conflict` when somebody else changed the table meanwhile.
    @discardableResult
    package func changeSchema(to schema: StructType) async throws -> DeltaVersion {
        let snapshot = try await snapshot()
        let actions = try CommitActions.changeSchema(to: schema, of: snapshot, context())
        return try await commit(CommitDraft(base: snapshot, actions: actions, reads: .wholeTable)).version
    }

    /// Sets properties of the table; nil removes one.
    ///
    /// - Throws: `invalid_value` for a property that turns a feature of the protocol on, which needs more than a
    ///   property.
    @discardableResult
    package func setProperties(_ properties: [String: String?]) async throws -> DeltaVersion {
        let snapshot = try await snapshot()
        try snapshot.requireWritable()
        if let feature = properties.keys.sorted().first(where: Self.isFeature) {
            throw LakeStoreError(
                .invalidValue,
                "\(feature) can't be changed on an existing table; make a new one with it."
            )
        }
        var metadata = snapshot.metadata
        for (key, value) in properties { metadata.configuration[key] = value }
        let context = context()
        let info = CommitInfo(
            timestamp: context.now,
            operation: "SET TBLPROPERTIES",
            engineInfo: context.engineInfo,
            isBlindAppend: false,
            transactionID: context.transactionID
        )
        let actions: [Action] = [.commitInfo(info), .metadata(metadata)]
        return try await commit(CommitDraft(base: snapshot, actions: actions, reads: .wholeTable)).version
    }

    private static func isFeature(_ property: String) -> Bool {
        guard property != TableProperty.enableExpiredLogCleanup else { return false }
        return ["delta.enable", "delta.feature.", "delta.columnMapping.", "delta.constraints.", "delta.inCommit"]
            .contains { property.hasPrefix($0) }
    }

    /// Puts the rows of some files into other files: compaction and clustering. The table's content stays the same, and
    /// readers of changes see none.
    ///
    /// - Parameters:
    ///   - batches: all rows of `files`, partition columns included.
    ///   - snapshot: the state that they were read from.
    /// - Throws: `commit_conflict` when one of the files was removed meanwhile; as `append` otherwise.
    @discardableResult
    package func replaceFiles(
        _ files: [AddFile],
        with batches: [RecordBatch],
        on snapshot: Snapshot,
        operation: String = "OPTIMIZE"
    ) async throws -> DeltaVersion {
        try snapshot.requireWritable()
        let writer = writer(for: snapshot, dataChange: false)
        let added = try await writer.write(batches)
        return try await discardingOnFailure(added, of: writer) {
            let actions = try CommitActions.rewrite(files, as: added, of: snapshot, operation: operation, context())
            return CommitDraft(
                base: snapshot,
                actions: actions,
                reads: .files(matching: nil, keys: Set(files.map(\.key)))
            )
        }
        .version
    }

    /// Commits what `draft` makes of files that were written; they are deleted when they can't be in the log.
    func discardingOnFailure(
        _ files: [AddFile],
        of writer: DataFileWriter,
        _ draft: () throws -> CommitDraft
    ) async throws -> CommitOutcome {
        defer { writer.settle(files) }
        let ready: CommitDraft
        do {
            ready = try draft()
        } catch {
            await writer.discard(files)
            throw error
        }
        return try await commit(ready) { await writer.discard(files) }
    }

    func context(userMetadata: String? = nil) -> CommitContext {
        CommitContext(
            now: environment.now(),
            engineInfo: options.engineInfo,
            transactionID: environment.uuid(),
            userMetadata: userMetadata
        )
    }
}
