package import DeltaProtocol
package import LakeModel
import Synchronization

/// The end of a table's log.
package struct LogTail: Sendable {
    package let version: DeltaVersion
    /// Milliseconds since 1970.
    package let timestamp: Int64
    /// Another table in the same place has another one.
    package let tableID: String
    /// Up to `version` without a gap, oldest first.
    package let commits: [Commit]
    /// The schema's JSON before the first of them; nil when it is not known, or no commit has metadata.
    package let schemaBefore: String?
}

extension Lake {
    /// The newest version of a table and the commits after `version`, at most `limit` of them and as far back as the log
    /// still has them. When nothing is new this asks the store once.
    ///
    /// - Returns: nil when there is no such table.
    package func tail(of name: TableName, after version: DeltaVersion?, limit: Int) async throws -> LogTail? {
        do {
            return try await followed(name)?.tail(after: version, limit: limit)
        } catch let error as LakeStoreError where error.code == .tableNotFound {
            return nil
        }
    }

    /// The names of the lake's folders that may be tables, and of those registered. Reads no log.
    package func names() async throws -> [TableName] {
        try await discover().map(\.name) + state.withLock { $0.registeredPlaces }.map(\.name)
    }

    /// Without the look at the whole lake that `table` takes for a known table that has gone.
    private func followed(_ name: TableName) async throws -> DeltaTable? {
        if let place = state.withLock({ $0.registered(name) ?? $0.known(name) }) { return handle(place) }
        let places = try await discover().filter { $0.name == name }
        return (places.first { $0.isSpelled(name) } ?? places.first).map(handle)
    }
}

extension DeltaTable {
    fileprivate func tail(after version: DeltaVersion?, limit: Int) async throws -> LogTail {
        let before = held
        let newest = try await summary()
        let commits = try await commits(through: newest.version, after: version ?? newest.version, limit: limit)
        return LogTail(
            version: newest.version,
            timestamp: newest.lastCommit.timestamp,
            tableID: newest.tableID,
            commits: commits,
            schemaBefore: await schema(before: commits, held: before)
        )
    }

    /// From the newest back to where the log was cleaned up.
    private func commits(through last: DeltaVersion, after first: DeltaVersion, limit: Int) async throws -> [Commit] {
        var commits: [Commit] = []
        var version = last
        while version > first, version >= 0, commits.count < limit, let commit = try await log.commit(version) {
            commits.append(commit)
            version -= 1
        }
        return commits.reversed()
    }

    private func schema(before commits: [Commit], held: Snapshot?) async -> String? {
        guard let first = commits.first, first.version > 0, commits.contains(where: Self.hasMetadata) else {
            return nil
        }
        if let held, held.version == first.version - 1 { return held.metadata.schemaString }
        return try? await log.load(at: first.version - 1).snapshot.metadata.schemaString
    }

    private static func hasMetadata(_ commit: Commit) -> Bool {
        commit.actions.contains { if case .metadata = $0 { true } else { false } }
    }
}
