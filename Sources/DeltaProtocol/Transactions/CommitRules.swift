internal import LakeModel

/// What must hold of a commit whoever makes it (Delta protocol, Additional Requirements for Writers).
package enum CommitRules {
    /// - Parameter snapshot: the version before; nil for the commit that creates the table.
    /// - Throws: `invalid_value` for what would make the log invalid.
    package static func validate(_ actions: [Action], after snapshot: Snapshot?) throws {
        try validateUniqueness(actions)
        try validateOrder(actions, after: snapshot)
        let metadata = actions.compactMap { if case .metadata(let metadata) = $0 { metadata } else { nil } }.first
        guard let current = metadata ?? snapshot?.metadata else {
            throw fault("the first commit of a table must have a metaData action")
        }
        let schema = try metadata.map { try StructType.decode($0.schemaString) } ?? snapshot?.schema ?? StructType([])
        let mapping = snapshot?.columnMapping ?? .none
        let partitions = try current.partitionColumns.map { name in
            guard let field = schema[name] else { throw fault("the partition column \"\(name)\" is not in the schema") }
            return field.physicalName(mapping)
        }
        for case .add(let file) in actions where Set(file.partitionValues.keys) != Set(partitions) {
            throw fault("an added file's partition values are not those of the columns \(partitions)")
        }
        if snapshot?.isAppendOnly == true, actions.contains(where: \.removesData) {
            throw fault("the table is append-only (delta.appendOnly), and the commit removes data")
        }
    }

    /// Actions that reconcile with each other may stand in one commit once only (Delta Log Entries).
    private static func validateUniqueness(_ actions: [Action]) throws {
        var seen: Set<Subject> = []
        for subject in actions.compactMap(Subject.init) where !seen.insert(subject).inserted {
            throw fault("it has two actions for \(subject.name)")
        }
    }

    private static func validateOrder(_ actions: [Action], after snapshot: Snapshot?) throws {
        let needsTime = snapshot?.inCommitTimestamps != nil
        guard needsTime else { return }
        guard case .commitInfo(let info)? = actions.first, info.inCommitTimestamp != nil else {
            throw fault("the table has in-commit timestamps, and the first action must be a commitInfo with one")
        }
    }

    private static func fault(_ problem: String) -> DeltaError {
        DeltaError(.invalidValue, "The commit was not written: \(problem).")
    }

    private enum Subject: Hashable {
        case metadata, protocolVersion, commitInfo
        case application(String)
        case domain(String)
        case added(String)
        case removed(String)

        init?(_ action: Action) {
            switch action {
            case .metadata: self = .metadata
            case .protocolVersion: self = .protocolVersion
            case .commitInfo: self = .commitInfo
            case .transaction(let transaction): self = .application(transaction.appID)
            case .domainMetadata(let domain): self = .domain(domain.domain)
            case .add(let file): self = .added(file.path)
            case .remove(let file): self = .removed(file.path)
            case .cdc, .sidecar, .checkpointMetadata: return nil
            }
        }

        var name: String {
            switch self {
            case .metadata: "metaData"
            case .protocolVersion: "protocol"
            case .commitInfo: "commitInfo"
            case .application: "the same application"
            case .domain: "the same metadata domain"
            case .added: "the same added file"
            case .removed: "the same removed file"
            }
        }
    }
}

extension Action {
    fileprivate var removesData: Bool {
        if case .remove(let file) = self { file.dataChange } else { false }
    }
}
