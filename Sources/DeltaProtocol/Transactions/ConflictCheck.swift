package import LakeModel

/// Why a transaction can't be committed after another one.
package struct Conflict: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case protocolChanged
        case metadataChanged
        /// Files were added that the transaction would have read.
        case concurrentAppend
        /// A file was removed that the transaction read.
        case concurrentDeleteRead
        /// A file was removed that the transaction removes too.
        case concurrentDeleteDelete
        /// The same application committed its progress: perhaps this very data.
        case concurrentTransaction
        case concurrentDomainMetadata
    }

    package let kind: Kind
    /// The first commit that stands in the way.
    package let winner: DeltaVersion

    /// `commit_conflict`.
    package var error: DeltaError {
        DeltaError(
            .commitConflict,
            "Commit \(winner) came first and \(kind.reason). Read the table again and repeat the operation."
        )
    }
}

/// Whether a transaction that lost the race for a version may be committed at a later one.
package enum ConflictOutcome: Hashable, Sendable {
    /// Nothing that the winners did matters to it.
    case retry
    case conflict(Conflict)
}

extension Conflict.Kind {
    fileprivate var reason: String {
        switch self {
        case .protocolChanged: "changed the table's protocol"
        case .metadataChanged: "changed the table's schema or properties"
        case .concurrentAppend: "added files that this operation would have read"
        case .concurrentDeleteRead: "removed files that this operation read"
        case .concurrentDeleteDelete: "removed files that this operation removes too"
        case .concurrentTransaction: "advanced the same application's transaction"
        case .concurrentDomainMetadata: "changed the same metadata domain"
        }
    }
}

/// The rules of Delta's optimistic concurrency: what the winners of a race did, against what the loser saw and does.
package struct ConflictCheck {
    private let intent: TransactionIntent
    private let isolation: IsolationLevel
    private let readPaths: Set<String>
    private let removedPaths: Set<String>
    private let added: AddedFiles

    private enum AddedFiles {
        case never, always
        case matching(DataSkipping)
    }

    /// - Parameters:
    ///   - winners: all commits since the version that the transaction read, oldest first.
    ///   - snapshot: the one that the transaction read.
    package static func check(
        _ intent: TransactionIntent,
        against winners: [Commit],
        snapshot: Snapshot
    ) -> ConflictOutcome {
        let check = ConflictCheck(intent, snapshot: snapshot)
        for winner in winners {
            if let kind = check.conflict(with: winner) {
                return .conflict(Conflict(kind: kind, winner: winner.version))
            }
        }
        return .retry
    }

    private init(_ intent: TransactionIntent, snapshot: Snapshot) {
        self.intent = intent
        isolation = IsolationLevel(snapshot.metadata)
        removedPaths = intent.removedPaths
        switch intent.reads {
        case .nothing:
            readPaths = []
            added = .never
        case .files(let predicate, let keys):
            readPaths = Set(keys.map(\.path))
            added = predicate.map { .matching(DataSkipping($0, snapshot: snapshot)) } ?? .never
        case .wholeTable:
            readPaths = []
            added = .always
        }
    }

    private func conflict(with winner: Commit) -> Conflict.Kind? {
        let mayIgnoreAppends = isolation == .writeSerializable && winner.commitInfo?.isBlindAppend == true
        let ignoresAdded = intent.onlyRearranges || mayIgnoreAppends
        for action in winner.actions {
            if let conflict = conflict(with: action, ignoresAdded: ignoresAdded) { return conflict }
        }
        return nil
    }

    private func conflict(with action: Action, ignoresAdded: Bool) -> Conflict.Kind? {
        switch action {
        case .protocolVersion: .protocolChanged
        case .metadata: .metadataChanged
        case .transaction(let transaction):
            intent.appIDs.contains(transaction.appID) ? .concurrentTransaction : nil
        case .domainMetadata(let domain):
            intent.domains.contains(domain.domain) ? .concurrentDomainMetadata : nil
        case .add(let file): !ignoresAdded && file.dataChange && wouldRead(file) ? .concurrentAppend : nil
        case .remove(let file): conflict(withRemovalOf: file)
        case .cdc, .commitInfo, .sidecar, .checkpointMetadata: nil
        }
    }

    private func wouldRead(_ file: AddFile) -> Bool {
        switch added {
        case .never: false
        case .always: true
        case .matching(let skipping): skipping.mayMatch(file)
        }
    }

    /// By path: a file whose deletion vector changed is no longer what was read, either.
    private func conflict(withRemovalOf file: RemoveFile) -> Conflict.Kind? {
        if removedPaths.contains(file.path) { return .concurrentDeleteDelete }
        return readPaths.contains(file.path) || intent.reads == .wholeTable ? .concurrentDeleteRead : nil
    }
}
