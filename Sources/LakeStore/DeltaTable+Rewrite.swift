package import DeltaProtocol
import LakeModel
import Synchronization

extension DeltaTable {
    /// Puts the rows of groups of files into other files, by one commit. The table's content stays the same, and readers
    /// of changes see none.
    ///
    /// Reading and encoding hold nobody up: the lease is held for the commit alone. Appends that come meanwhile are no
    /// conflict. When others removed some of the files meanwhile, or changed the table's schema, the groups concerned are
    /// read and written again without those files.
    ///
    /// - Parameters:
    ///   - snapshot: the state that the groups are of.
    ///   - lease: taken for the commit; nil when the caller holds it, or none is wanted.
    /// - Throws: `commit_conflict` when others were in the way too often; `corrupt_data`, `missing_data_file`,
    ///   `unsupported_table_feature`, `storage_full`, `storage_failed`. What was written is deleted then.
    package func rewrite(
        _ groups: [FileGroup],
        of snapshot: Snapshot,
        _ options: RewriteOptions = RewriteOptions(),
        lease: TableLease? = nil
    ) async throws -> RewriteOutcome {
        var work = RewriteWork(groups, of: snapshot)
        let writer = writer(for: snapshot, dataChange: false)
        do {
            for attempt in 1...max(1, options.attempts) {
                try await write(&work, options)
                guard !work.isEmpty else { return work.outcome }
                do {
                    return try await commit(&work, options, lease)
                } catch let error as any DescribedError where error.code == .commitConflict {
                    guard attempt < max(1, options.attempts), !work.isUncertain else { throw error }
                }
                await writer.discard(work.rebase(on: try await self.snapshot()))
            }
            return work.outcome
        } catch {
            // An entry that may be in the log names them.
            if work.isUncertain { writer.settle(work.written) } else { await writer.discard(work.written) }
            throw error
        }
    }

    private func write(_ work: inout RewriteWork, _ options: RewriteOptions) async throws {
        try work.base.requireWritable()
        let rewriter = try FileRewriter(self, work.base, options)
        for index in work.groups.indices where work.groups[index].outputs == nil {
            let outputs = try await rewriter.rewrite(work.groups[index].group)
            work.groups[index].outputs = outputs
            work.outcome.writtenBytes = work.outcome.writtenBytes &+ outputs.reduce(0) { $0 &+ $1.size }
        }
    }

    private func commit(
        _ work: inout RewriteWork,
        _ options: RewriteOptions,
        _ lease: TableLease?
    ) async throws -> RewriteOutcome {
        let (removed, added, base) = (work.files, work.written, work.base)
        let actions = try CommitActions.rewrite(
            removed,
            as: added,
            of: base,
            parameters: options.parameters,
            context()
        )
        let reads = TransactionReads.files(matching: nil, keys: Set(removed.map(\.key)))
        let draft = CommitDraft(base: base, actions: actions, reads: reads)
        // True from the moment that the entry may be in the log until it is known not to be.
        let isUncertain = Mutex(false)
        do {
            let version = try await withOptionalLease(lease) {
                isUncertain.withLock { $0 = true }
                return try await self.commit(draft) { isUncertain.withLock { $0 = false } }.version
            }
            writer(for: base, dataChange: false).settle(added)
            work.count(removed: removed, added: added, version: version)
            return work.outcome
        } catch {
            work.isUncertain = isUncertain.withLock { $0 }
            throw error
        }
    }

    private func withOptionalLease<Value>(
        _ lease: TableLease?,
        _ body: () async throws -> Value
    ) async throws -> Value {
        guard let lease else { return try await body() }
        return try await lease.withLease(for: "compaction", body)
    }
}

/// Groups on their way into the log.
private struct RewriteWork {
    struct Item {
        var group: FileGroup
        /// nil until the group is written.
        var outputs: [AddFile]?
    }

    var base: Snapshot
    var groups: [Item]
    var outcome = RewriteOutcome()
    /// Whether an entry that names the outputs may be in the log.
    var isUncertain = false

    init(_ groups: [FileGroup], of snapshot: Snapshot) {
        base = snapshot
        self.groups = groups.filter { !$0.files.isEmpty }.map { Item(group: $0) }
    }

    var isEmpty: Bool { groups.isEmpty }
    var files: [AddFile] { groups.flatMap(\.group.files) }
    var written: [AddFile] { groups.flatMap { $0.outputs ?? [] } }

    /// Goes on from a later state: files that are gone leave their groups. Returns what was written in vain.
    mutating func rebase(on snapshot: Snapshot) -> [AddFile] {
        let isSameForm =
            snapshot.metadata.schemaString == base.metadata.schemaString
            && snapshot.partitionColumns == base.partitionColumns
        base = snapshot
        outcome.conflicts += 1
        var wasted: [AddFile] = []
        groups = groups.compactMap { item in
            let rest = item.group.files.filter { snapshot.files.contains($0.key) }
            if rest.count == item.group.files.count, isSameForm { return item }
            wasted += item.outputs ?? []
            // One file alone gains nothing by being written anew, unless that was the plan.
            let isWorthIt = rest.count > 1 || (rest.count == item.group.files.count && !rest.isEmpty)
            return isWorthIt ? Item(group: FileGroup(rest)) : nil
        }
        return wasted
    }

    mutating func count(removed: [AddFile], added: [AddFile], version: DeltaVersion) {
        outcome.version = version
        outcome.removedFiles = removed.count
        outcome.removedBytes = removed.reduce(0) { $0 &+ $1.size }
        outcome.addedFiles = added.count
        outcome.addedBytes = added.reduce(0) { $0 &+ $1.size }
        outcome.rows = added.reduce(0) { $0 &+ ($1.rows ?? 0) }
    }
}
