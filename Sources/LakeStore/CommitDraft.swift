import DeltaProtocol
import LakeModel

/// A change that is ready to be committed, and what it was based on.
struct CommitDraft: Sendable {
    /// The state that the change was made from.
    let base: Snapshot
    /// The `commitInfo` first; its transaction id tells our entry from everybody else's when an answer was lost.
    let actions: [Action]
    let reads: TransactionReads
    /// Whether the positions are set to these whatever the table has, even to smaller ones.
    var movesPositionsFreely = false

    /// The source positions that the change carries.
    var transactions: [AppTransaction] {
        actions.compactMap { if case .transaction(let transaction) = $0 { transaction } else { nil } }
    }

    var transactionID: String? {
        for case .commitInfo(let info) in actions { return info.transactionID }
        return nil
    }

    var intent: TransactionIntent { TransactionIntent(reads: reads, actions: actions) }

    /// The log entry that follows `snapshot`.
    func commit(after snapshot: Snapshot, now: Int64) -> Commit {
        Commit(
            version: snapshot.version &+ 1,
            modificationTime: now,
            actions: actions.rebased(on: snapshot, now: now)
        )
    }
}

/// What became of a change.
enum CommitOutcome: Sendable {
    case committed(DeltaVersion)
    /// The source positions are in the table already, at this version or before; nothing was written.
    case alreadyCommitted(DeltaVersion)

    var version: DeltaVersion {
        switch self {
        case .committed(let version), .alreadyCommitted(let version): version
        }
    }
}

/// How source positions stand to a state of the table.
enum TransactionStanding {
    case ahead, committed, mixed

    init(_ transactions: [AppTransaction], in known: [String: AppTransaction]) {
        let done = transactions.filter { wanted in known[wanted.appID].map { $0.version >= wanted.version } ?? false }
        if done.isEmpty {
            self = .ahead
        } else {
            self = done.count == transactions.count ? .committed : .mixed
        }
    }

    static func mixedError(_ table: TableName) -> LakeStoreError {
        LakeStoreError(
            .commitConflict,
            """
            Some of the batch's source positions are in \(table) already and others are not: another writer uses the \
            same application ids. Read the positions from the table and start from there.
            """
        )
    }
}
