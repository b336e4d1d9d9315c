package import LakeModel

/// Since when a table's commits carry their own time (Delta protocol, In-Commit Timestamps).
package struct InCommitTimestamps: Hashable, Sendable {
    /// The first commit that has one; 0 for a table that had them from the start.
    package let enablementVersion: DeltaVersion
    /// Milliseconds since 1970; nil for a table that had them from the start.
    package let enablementTimestamp: Int64?

    /// nil if the feature is not enabled.
    package init?(_ tableProtocol: TableProtocol, _ metadata: TableMetadata) {
        guard tableProtocol.requiredWriterFeatures.contains(TableFeature.inCommitTimestamp),
            metadata.isOn(TableProperty.enableInCommitTimestamps)
        else { return nil }
        let properties = metadata.configuration
        enablementVersion = properties[TableProperty.inCommitTimestampEnablementVersion].flatMap(Int64.init) ?? 0
        enablementTimestamp = properties[TableProperty.inCommitTimestampEnablementTimestamp].flatMap(Int64.init)
    }

    /// The time of the next commit: now, but later than the one before.
    package static func next(now: Int64, after previous: Int64?) -> Int64 {
        previous.map { max(now, $0 &+ 1) } ?? now
    }
}

extension Snapshot {
    package var inCommitTimestamps: InCommitTimestamps? { InCommitTimestamps(tableProtocol, metadata) }
}

/// Finds the version that was current at a time. Asks for the in-commit timestamps that it needs, about log₂ of them, and
/// does no I/O itself:
/// call `step()`, read what it asks for, tell it by `found(_:of:)`, and call again.
package struct TimestampSearch: Sendable {
    package enum Step: Hashable, Sendable {
        /// Read this commit's `commitInfo.inCommitTimestamp`.
        case readInCommitTimestamp(DeltaVersion)
        case version(DeltaVersion)
        /// The time is before the oldest version that is left.
        case tooEarly(oldest: DeltaVersion)
    }

    private let timestamp: Int64
    private let oldest: DeltaVersion
    /// Versions that may still be the answer; nil when file times have decided already.
    private var low: DeltaVersion
    private var high: DeltaVersion
    private var decided: Step?

    /// - Parameters:
    ///   - timestamp: milliseconds since 1970.
    ///   - commits: all that are left, in any order.
    ///   - inCommit: from the newest snapshot.
    package init?(timestamp: Int64, commits: [LogFile], inCommit: InCommitTimestamps?) {
        let sorted = commits.filter { if case .commit = $0.name { true } else { false } }
            .sorted { ($0.name.version ?? -1) < ($1.name.version ?? -1) }
        guard let first = sorted.first?.name.version, let last = sorted.last?.name.version else { return nil }
        self.timestamp = timestamp
        oldest = first
        low = max(first, inCommit?.enablementVersion ?? first)
        high = last
        let before = inCommit.map { enabled in sorted.filter { ($0.name.version ?? 0) < enabled.enablementVersion } }
        if let inCommit, let enabledAt = inCommit.enablementTimestamp, timestamp < enabledAt, low > first {
            decided = Self.byModificationTime(timestamp, before ?? [], oldest: first)
        } else if inCommit == nil {
            decided = Self.byModificationTime(timestamp, sorted, oldest: first)
        }
    }

    package mutating func step() -> Step {
        if let decided { return decided }
        return low > high
            ? (high < oldest ? .tooEarly(oldest: oldest) : .version(high)) : .readInCommitTimestamp(middle)
    }

    /// - Parameter inCommitTimestamp: of the version that `step` asked for.
    package mutating func found(_ inCommitTimestamp: Int64, of version: DeltaVersion) {
        guard version == middle, low <= high else { return }
        if inCommitTimestamp <= timestamp { low = version &+ 1 } else { high = version &- 1 }
    }

    private var middle: DeltaVersion { low &+ (high &- low) / 2 }

    private static func byModificationTime(_ timestamp: Int64, _ commits: [LogFile], oldest: DeltaVersion) -> Step {
        let times = CommitTimes.monotonic(commits.map { ($0.name.version ?? 0, $0.modificationTime) })
        return times.last { $0.1 <= timestamp }.map { .version($0.0) } ?? .tooEarly(oldest: oldest)
    }
}

/// The times of commits whose files alone tell them.
package enum CommitTimes {
    /// Clocks and copies disorder modification times: each version is made at least a millisecond later than the one
    /// before, so that time travel goes one way.
    /// - Parameter commits: versions with their files' milliseconds, in the order of versions.
    package static func monotonic(_ commits: [(DeltaVersion, Int64)]) -> [(DeltaVersion, Int64)] {
        var last: Int64?
        return commits.map { version, time in
            let adjusted = last.map { max(time, $0 &+ 1) } ?? time
            last = adjusted
            return (version, adjusted)
        }
    }
}
