package import LakeModel

/// What people can see of a pipeline. Times are microseconds since 1970.
package struct PipelineReport: Sendable {
    package struct Partition: Sendable, Hashable {
        package let partition: SourcePartition
        /// The last offset that the table has; -1 is none.
        package let position: Int64
        /// Behind the source's last record; nil when it is not known yet.
        package let end: Int64?
        /// nil where offsets don't count records.
        package let lagRecords: Int64?
        package let lagSeconds: Double
        package let rowsPerSecond: Double
        package let rejects: Int64
    }

    package struct LastError: Sendable {
        package let code: ErrorCode
        package let message: String
        package let at: Int64
    }

    package struct Commit: Sendable, Hashable {
        package let version: DeltaVersion
        package let at: Int64
        package let milliseconds: Double
        package let batchRows: Int
        package let batchMilliseconds: Double
    }

    package let definition: PipelineDefinition
    package let phase: PipelinePhase
    package let reason: String?
    package let since: Int64
    package let partitions: [Partition]
    package let rowsPerSecond: Double
    package let bytesPerSecond: Double
    package let rows: Int64
    package let bytes: Int64
    package let rejects: Int64
    package let commits: Int64
    package let lastCommit: Commit?
    /// Source timestamp to visible, over the last minute.
    package let freshnessP50: Int64?
    package let freshnessP99: Int64?
    package let rejectsByReason: [String: Int64]
    package let lastError: LastError?

    package var lagRecords: Int64? {
        definition.source.type.offsetsCountRecords ? partitions.reduce(0) { $0 + ($1.lagRecords ?? 0) } : nil
    }
    package var lagSeconds: Double { partitions.map(\.lagSeconds).max() ?? 0 }
}
