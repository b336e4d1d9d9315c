package import DeltaProtocol
package import LakeModel

/// Which state of a table is meant.
package enum SnapshotSelector: Sendable, Hashable {
    case latest
    case version(DeltaVersion)
    /// The newest commit at or before this time, in milliseconds since 1970-01-01 00:00:00 UTC.
    case timestamp(Int64)
}

extension DeltaTable {
    /// A state of the table.
    ///
    /// - Throws: `version_not_found` when the log has no such version any more, or not yet.
    package func snapshot(at selector: SnapshotSelector) async throws -> Snapshot {
        let newest = try await snapshot()
        switch selector {
        case .latest: return newest
        case .version(newest.version): return newest
        case .version(let version): return try await load(at: version).snapshot
        case .timestamp(let time):
            let version = try await version(at: time, newest: newest)
            return version == newest.version ? newest : try await load(at: version).snapshot
        }
    }

    /// The files of a state, by path.
    package func files(at selector: SnapshotSelector = .latest) async throws -> [DataFile] {
        let snapshot = try await snapshot(at: selector)
        return snapshot.sortedFiles().map { DataFile($0, schema: snapshot.schema) }
    }

    /// What the log says of the table at a state.
    package func summary(at selector: SnapshotSelector) async throws -> TableSummary {
        guard selector != .latest else { return try await summary() }
        return TableSummary(name: name, location: location, snapshot: try await snapshot(at: selector))
    }

    /// The newest commits that the log still has, newest first.
    package func history(limit: Int = 100) async throws -> [HistoryEntry] {
        let newest = try await snapshot().version
        return try await history(through: newest, after: newest &- Int64(clamping: limit))
    }

    /// What changed from one version to another; `from` may be the later one.
    package func diff(from: DeltaVersion, to: DeltaVersion) async throws -> TableDiff {
        let old = try await snapshot(at: .version(from))
        let new = try await snapshot(at: .version(to))
        return TableDiff(from: old, to: new, commits: try await history(through: max(from, to), after: min(from, to)))
    }

    private func history(through last: DeltaVersion, after first: DeltaVersion) async throws -> [HistoryEntry] {
        var entries: [HistoryEntry] = []
        var version = last
        while version > first, version >= 0 {
            // The oldest commits may have been cleaned up; the history ends there.
            guard let commit = try await log.commit(version) else { break }
            entries.append(HistoryEntry(commit))
            version -= 1
        }
        return entries
    }

    /// The version that was the newest one at a time, in milliseconds since 1970; reads no more of the log than that takes.
    package func version(at time: Int64) async throws -> DeltaVersion {
        try await version(at: time, newest: try await snapshot())
    }

    private func version(at time: Int64, newest: Snapshot) async throws -> DeltaVersion {
        let commits = try await log.listing().commits.values
        guard
            var search = TimestampSearch(timestamp: time, commits: Array(commits), inCommit: newest.inCommitTimestamps)
        else { throw Self.noCommits }
        while true {
            switch search.step() {
            case .version(let version): return version
            case .tooEarly(let oldest):
                throw LakeStoreError(
                    .versionNotFound,
                    "The time is before the oldest commit that is left, version \(oldest); ask for a later one."
                )
            case .readInCommitTimestamp(let version):
                guard let commit = try await log.commit(version) else { throw Self.noCommits }
                search.found(commit.timestamp, of: version)
            }
        }
    }

    private static var noCommits: LakeStoreError {
        LakeStoreError(
            .versionNotFound,
            "The log's commits were cleaned up, so times can't be looked up; ask by version."
        )
    }
}
