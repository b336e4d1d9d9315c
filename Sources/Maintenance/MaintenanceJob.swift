package import DeltaProtocol
package import LakeModel

/// One piece of upkeep of one table: what it is, how it stands, and what it did.
package struct MaintenanceJob: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Small files are joined.
        case optimize
        /// Files that no version needs any more are deleted.
        case vacuum
        case checkpoint
        /// What has expired of the log is deleted.
        case cleanup
    }

    package enum State: String, Hashable, Sendable {
        /// Leads to running, or cancelled.
        case queued
        /// Leads to succeeded, failed, or cancelled.
        case running
        case succeeded, failed, cancelled

        package var isOver: Bool { self != .queued && self != .running }
    }

    package struct Failure: Hashable, Sendable {
        package let code: ErrorCode
        package let message: String
    }

    /// Unique among the jobs of this service and, but for clocks that go back, of earlier ones.
    package let id: String
    package let request: MaintenanceRequest
    /// Whether policy asked for it, and not a person.
    package let isAutomatic: Bool
    package internal(set) var state = State.queued
    /// Milliseconds since 1970, as all times here. When it was asked for, until it has started.
    package internal(set) var startedAt: Int64
    package internal(set) var endedAt: Int64?
    package internal(set) var report = MaintenanceReport()
    package internal(set) var failure: Failure?

    package var kind: Kind { request.kind }
    package var table: TableName { request.table }
}

/// What is asked for.
package struct MaintenanceRequest: Hashable, Sendable {
    package var kind: MaintenanceJob.Kind
    package var table: TableName
    /// Says what would be done, and does nothing.
    package var isDryRun: Bool
    /// Milliseconds, for vacuum; nil is what the table says.
    package var retention: Int64?
    /// Lets vacuum go below the table's retention.
    package var isForced: Bool
    /// Optimize: everything that is not full, instead of what is worth it by policy.
    package var isFull: Bool
    /// Optimize: in these partitions only.
    package var partitions: Predicate?

    package init(
        _ kind: MaintenanceJob.Kind,
        of table: TableName,
        isDryRun: Bool = false,
        retention: Int64? = nil,
        isForced: Bool = false,
        isFull: Bool = true,
        partitions: Predicate? = nil
    ) {
        self.kind = kind
        self.table = table
        self.isDryRun = isDryRun
        self.retention = retention
        self.isForced = isForced
        self.isFull = isFull
        self.partitions = partitions
    }
}

/// What a job did, or in a dry run would do.
package struct MaintenanceReport: Hashable, Sendable {
    /// Counts, bytes and versions, by names that a client can show:
    /// optimize `filesBefore filesAfter filesRemoved filesAdded bytesRemoved bytesAdded bytesWritten rows commits conflicts
    /// version`; vacuum `files bytes deletionVectors changeFiles filesLookedAt retentionHours version`; cleanup `commits
    /// checkpoints otherFiles sidecars bytes oldestVersion`; checkpoint `version files tombstones`.
    package internal(set) var figures: [String: Int64] = [:]
    /// Vacuum: the first of the files, relative to the table's folder.
    package internal(set) var paths: [String] = []

    mutating func add(_ name: String, _ value: Int) { add(name, Int64(value)) }
    mutating func add(_ name: String, _ value: Int64) { figures[name, default: 0] &+= value }
}
