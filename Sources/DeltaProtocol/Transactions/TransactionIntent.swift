/// What a transaction saw of the table.
package enum TransactionReads: Hashable, Sendable {
    /// A blind append: what it adds depends on nothing in the table.
    case nothing
    /// Chosen files; with a predicate, also those that would have been chosen had they been there.
    case files(matching: Predicate?, keys: Set<FileKey>)
    case wholeTable
}

/// What a transaction saw of the table and wants to commit: enough to decide whether it may still be committed after
/// others were faster.
package struct TransactionIntent: Hashable, Sendable {
    package var reads: TransactionReads
    package var actions: [Action]
    /// Applications whose progress the transaction relied on: those that it commits itself, and others that it looked up.
    package var appIDs: Set<String>

    package init(reads: TransactionReads, actions: [Action], appIDs: Set<String> = []) {
        self.reads = reads
        self.actions = actions
        self.appIDs = appIDs
        for case .transaction(let transaction) in actions { self.appIDs.insert(transaction.appID) }
    }

    /// Whether it only rearranges what is there. Such a transaction is right on any later state that still has the files
    /// that it removes.
    var onlyRearranges: Bool {
        !actions.contains {
            switch $0 {
            case .add(let file): file.dataChange
            case .remove(let file): file.dataChange
            case .metadata, .protocolVersion: true
            default: false
            }
        }
    }

    var removedPaths: Set<String> {
        Set(actions.compactMap { if case .remove(let file) = $0 { file.path } else { nil } })
    }

    var domains: Set<String> {
        Set(actions.compactMap { if case .domainMetadata(let domain) = $0 { domain.domain } else { nil } })
    }
}

/// Which concurrent appends a transaction may be reordered with (`delta.isolationLevel`).
package enum IsolationLevel: String, Hashable, Sendable {
    /// Commits happen as if one after another, in the order of their versions.
    case serializable = "Serializable"
    /// As if one after another, though readers of the table may see another order: blind appends never conflict.
    case writeSerializable = "WriteSerializable"

    /// The table's, which is serializable unless it says otherwise.
    package init(_ metadata: TableMetadata) {
        self = metadata.configuration["delta.isolationLevel"].flatMap(Self.init) ?? .serializable
    }
}
