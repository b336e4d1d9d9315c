package import LakeModel

/// Replays a `LogSegment` into a `Snapshot`: the checkpoint's content first (its sidecars too), then the deltas, oldest
/// first.
package struct SnapshotBuilder: Sendable {
    private var state = SnapshotState()
    /// What the checkpoint's main file refers to; to be read and applied before the first delta.
    package private(set) var sidecars: [SidecarFile] = []
    private var partitionValues: Set<[String: String?]> = []

    package init() {}

    /// Content of a checkpoint of `version`, whole or in parts.
    package mutating func apply(checkpoint actions: [Action], version: DeltaVersion) {
        state.version = version
        for action in actions {
            if case .sidecar(let sidecar) = action { sidecars.append(sidecar) }
            state.apply(interned(action))
        }
    }

    /// - Throws: `corrupt_log` if commits were left out.
    package mutating func apply(_ commit: Commit) throws {
        var commit = commit
        commit.actions = commit.actions.map { interned($0) }
        try state.apply(commit)
    }

    /// Content of a log compaction that ends at version `end`.
    package mutating func apply(compaction actions: [Action], through end: DeltaVersion) {
        for action in actions { state.apply(interned(action)) }
        state.version = end
        state.commitInfo = nil
    }

    /// For a segment without deltas: the commit of the checkpoint's own version, which knows its time and provenance.
    package mutating func describe(_ commit: Commit) {
        if commit.version == state.version { state.describe(commit) }
    }

    /// The newest time known for a version whose commit is gone: that of its checkpoint file.
    package mutating func setModificationTime(_ milliseconds: Int64) {
        state.modificationTime = milliseconds
    }

    /// - Throws: `corrupt_log` for a log without protocol or metadata, or with a schema that can't be read.
    package func finish() throws -> Snapshot {
        guard let version = state.version else {
            throw DeltaError(.corruptLog, "The table's log is empty: there is no commit to read.")
        }
        guard let metadata = state.metadata else { throw Self.lacking("metaData", version) }
        return try Snapshot(state: state, schema: StructType.decode(metadata.schemaString))
    }

    static func lacking(_ action: String, _ version: DeltaVersion) -> DeltaError {
        DeltaError(
            .corruptLog,
            "No \"\(action)\" action is left in the log up to version \(version). Restore the log's missing files."
        )
    }

    /// Files of one partition share one dictionary: a hundred thousand files need not hold as many.
    private mutating func interned(_ action: Action) -> Action {
        guard case .add(var file) = action, !file.partitionValues.isEmpty else { return action }
        file.partitionValues = partitionValues.insert(file.partitionValues).memberAfterInsert
        return .add(file)
    }
}
