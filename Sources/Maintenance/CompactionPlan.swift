package import DeltaProtocol
import LakeModel

/// What compaction would do to a state of a table.
package struct CompactionPlan: Sendable {
    package let groups: [FileGroup]
    /// Files of the table that were considered, and how many there would be after it, one for each group.
    package let filesBefore: Int
    package var filesAfter: Int { filesBefore - groups.reduce(0) { $0 + $1.files.count - 1 } }
    package var files: Int { groups.reduce(0) { $0 + $1.files.count } }
    package var bytes: Int64 { groups.reduce(0) { $0 &+ $1.bytes } }
    package var isEmpty: Bool { groups.isEmpty }

    /// How much of a table is looked at.
    package enum Scope: Sendable {
        /// What is worth it now, by `CompactionPolicy`.
        case tiers
        /// Everything that is not full, in the partitions that may match; nil is all of them.
        case everything(Predicate?)
    }

    /// - Parameter now: milliseconds since 1970.
    /// - Throws: `invalid_value` for a condition on columns that do not partition the table.
    package init(
        _ snapshot: Snapshot,
        _ scope: Scope = .tiers,
        policy: CompactionPolicy,
        now: Int64
    ) throws {
        let policy = policy.adapted(to: snapshot)
        let planner = JoinPlanner(policy)
        let column = policy.timeColumn ?? TimeColumn.find(in: snapshot)
        var groups: [FileGroup] = []
        var count = 0
        for files in try Self.partitions(of: snapshot, scope, full: policy.full, &count) where files.count > 1 {
            let candidates = files.map { Self.candidate($0, snapshot, timeColumn: column) }
            let joins =
                switch scope {
                case .tiers: planner.joins(of: candidates, now: now)
                case .everything: planner.packed(candidates)
                }
            groups += joins.map { FileGroup($0.map { files[$0] }) }
        }
        self.groups = groups
        filesBefore = count
    }

    /// The files that can be joined, by partition; those of the same partition in the order of their paths.
    private static func partitions(
        of snapshot: Snapshot,
        _ scope: Scope,
        full: Int64,
        _ count: inout Int
    ) throws -> [[AddFile]] {
        let skipping = try predicate(scope, snapshot).map { DataSkipping($0, snapshot: snapshot) }
        var partitions: [[String: String?]: [AddFile]] = [:]
        for file in snapshot.files where skipping?.mayMatch(file) ?? true {
            count += 1
            guard visibleSize(of: file) < full, isInFolder(file.path) else { continue }
            partitions[file.partitionValues, default: []].append(file)
        }
        return partitions.values.map { $0.sorted { $0.path < $1.path } }
            .sorted { ($0.first?.path ?? "") < ($1.first?.path ?? "") }
    }

    private static func predicate(_ scope: Scope, _ snapshot: Snapshot) throws -> Predicate? {
        guard case .everything(let predicate?) = scope else { return nil }
        let columns = Set(snapshot.partitionColumns.map { $0.lowercased() })
        for path in predicate.columns where path.count != 1 || !columns.contains(path[0].lowercased()) {
            throw MaintenanceError(
                .invalidValue,
                "\(path.joined(separator: ".")) does not partition the table, so it can't choose what to optimize."
            )
        }
        return predicate
    }

    /// A file with an absolute path belongs to another table too (a shallow clone) and is left alone.
    private static func isInFolder(_ path: String) -> Bool {
        !path.hasPrefix("/") && !path.contains("://") && !path.hasPrefix("file:")
    }

    /// Of the rows that a deletion vector leaves.
    static func visibleSize(of file: AddFile) -> Int64 {
        guard file.deletionVector != nil, let all = file.physicalRows, all > 0, let rows = file.rows else {
            return file.size
        }
        return Int64(Double(file.size) * Double(rows) / Double(all))
    }

    private static func candidate(_ file: AddFile, _ snapshot: Snapshot, timeColumn: String?) -> Candidate {
        let time = timeColumn.flatMap { TimeColumn.start(of: file, column: $0, in: snapshot) }
        return Candidate(
            size: visibleSize(of: file),
            time: time ?? file.modificationTime &* 1_000,
            modified: file.modificationTime
        )
    }
}
