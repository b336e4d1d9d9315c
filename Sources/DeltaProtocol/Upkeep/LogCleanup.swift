package import LakeModel

/// What was, or would be, deleted from a table's log.
package struct LogCleanupReport: Hashable, Sendable {
    package var isDryRun: Bool
    package var commits = 0
    package var checkpoints = 0
    /// Checksums, compacted commits, and parts of checkpoints that were never finished.
    package var others = 0
    package var sidecars = 0
    package var bytes: Int64 = 0
    /// The oldest version that can be read afterwards; nil when nothing was deleted.
    package var oldestVersion: DeltaVersion?

    package init(isDryRun: Bool) { self.isDryRun = isDryRun }

    package var files: Int { commits + checkpoints + others + sidecars }

    package mutating func count(_ file: LogFile) {
        bytes = bytes &+ file.size
        switch file.name {
        case .commit: commits += 1
        case .checkpoint: checkpoints += 1
        default: others += 1
        }
    }
}

/// The files of a log that have expired (Delta protocol, Metadata Cleanup): all before the newest checkpoint at or below
/// the newest commit that is not newer than the cut-off. That checkpoint, its commit and all after them stay, so every
/// version from it on can still be read.
package struct LogCleanup: Hashable, Sendable {
    /// The newest checkpoint that every version after the cut-off can begin with; it stays.
    package let checkpoint: [LogFile]
    package let version: DeltaVersion
    /// Ascending by version: a clean-up that is interrupted leaves a log without a gap above it.
    package let expired: [LogFile]

    /// nil when nothing has expired.
    /// - Parameter cutoffCommit: the newest commit not newer than `cutoff(now:_:)`.
    package init?(_ files: [LogFile], cutoffCommit: DeltaVersion) {
        let complete = LogListing(files).checkpoints
        guard let checkpoint = complete.first(where: { ($0.first?.name.version ?? .max) <= cutoffCommit }),
            let version = checkpoint.first?.name.version
        else { return nil }
        expired = files.filter { Self.isExpired($0.name, before: version) }
            .sorted { ($0.name.version ?? 0, $0.name.fileName) < ($1.name.version ?? 0, $1.name.fileName) }
        guard !expired.isEmpty else { return nil }
        self.checkpoint = checkpoint
        self.version = version
    }

    private static func isExpired(_ name: LogFileName, before version: DeltaVersion) -> Bool {
        switch name {
        case .commit(let own), .checksum(let own): own < version
        case .checkpoint(let checkpoint): checkpoint.version < version
        case .compaction(let from, _): from <= version
        case .lastCheckpoint: false
        }
    }

    /// Midnight UTC of the day from which on the log is kept, in milliseconds since 1970.
    package static func cutoff(now: Int64, _ metadata: TableMetadata) -> Int64 {
        midnight(now &- min(Retention.log(metadata), 100 * 366 * day))
    }

    /// Sidecars from yesterday on may belong to a checkpoint that is being written.
    package static func sidecarCutoff(now: Int64) -> Int64 { midnight(now &- day) }

    /// `delta.enableExpiredLogCleanup`, on unless the table says else.
    package static func isEnabled(_ metadata: TableMetadata) -> Bool {
        metadata.configuration[TableProperty.enableExpiredLogCleanup]?.lowercased() != "false"
    }

    private static let day: Int64 = 86_400_000

    private static func midnight(_ time: Int64) -> Int64 {
        let days = time >= 0 ? time / day : (time &- (day - 1)) / day
        return days &* day
    }
}
