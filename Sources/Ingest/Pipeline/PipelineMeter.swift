import LakeModel

/// Counts what a pipeline does.
struct PipelineMeter: Sendable {
    private struct Partition: Sendable {
        var position: Int64 = -1
        var end: Int64?
        /// Behind everything that was read, records or not.
        var consumed: Int64 = 0
        var timestamp: Int64?
        var rows = MovingRate()
        var rejects: Int64 = 0
    }

    private var partitions: [SourcePartition: Partition] = [:]
    private var rowRate = MovingRate()
    private var byteRate = MovingRate()
    private var freshness = LatencyHistogram()
    private var rows: Int64 = 0
    private var bytes: Int64 = 0
    private var rejects: Int64 = 0
    private var commits: Int64 = 0
    private var reasons: [String: Int64] = [:]
    private var lastCommit: PipelineReport.Commit?
    private var lastError: PipelineReport.LastError?

    mutating func began(_ starts: [SourcePartition: Int64]) {
        partitions = partitions.filter { starts[$0.key] != nil }
        for (partition, start) in starts {
            partitions[partition, default: Partition()].position = start - 1
            partitions[partition]?.consumed = start
        }
    }

    mutating func saw(_ watermarks: [SourcePartition: Range<Int64>]) {
        for (partition, range) in watermarks where partitions[partition] != nil {
            partitions[partition]?.end = range.upperBound
        }
    }

    /// Nothing that was read waits for its commit: what lies before these offsets has no more records.
    mutating func drained(_ consumed: [SourcePartition: Int64]) {
        for (partition, offset) in consumed where partitions[partition] != nil {
            partitions[partition]?.consumed = offset
        }
    }

    mutating func failed(_ error: any DescribedError, wall: Int64) {
        lastError = PipelineReport.LastError(code: error.code, message: error.message, at: wall)
    }

    mutating func committed(_ batch: SealedBatch, _ commit: PipelineReport.Commit, at now: Duration) {
        commits += 1
        lastCommit = commit
        rows += Int64(batch.rowCount)
        bytes += batch.sourceBytes
        rowRate.add(Double(batch.rowCount), at: now)
        byteRate.add(Double(batch.sourceBytes), at: now)
        for (partition, range) in batch.progress {
            rejects += range.rejects
            partitions[partition, default: Partition()].position = range.last
            partitions[partition]?.timestamp = range.timestamp
            partitions[partition]?.rejects += range.rejects
            partitions[partition]?.rows.add(Double(range.rows), at: now)
        }
        for reject in batch.rejects { reasons[reject.reason, default: 0] += 1 }
        for run in batch.times.runs {
            freshness.add(milliseconds: commit.at / 1_000 - run.milliseconds, count: run.count, at: now)
        }
    }

    func report(
        _ definition: PipelineDefinition,
        _ state: PipelineState,
        wall: Int64,
        at now: Duration
    ) -> PipelineReport {
        PipelineReport(
            definition: definition,
            phase: state.phase,
            reason: state.reason,
            since: state.since,
            partitions: partitions.sorted { $0.key < $1.key }.map { name, partition in
                Self.report(name, partition, counts: definition.source.type.offsetsCountRecords, wall, now)
            },
            rowsPerSecond: rowRate.value(at: now),
            bytesPerSecond: byteRate.value(at: now),
            rows: rows,
            bytes: bytes,
            rejects: rejects,
            commits: commits,
            lastCommit: lastCommit,
            freshnessP50: freshness.quantile(0.5, at: now),
            freshnessP99: freshness.quantile(0.99, at: now),
            rejectsByReason: reasons,
            lastError: lastError
        )
    }

    private static func report(
        _ name: SourcePartition,
        _ partition: Partition,
        counts: Bool,
        _ wall: Int64,
        _ now: Duration
    ) -> PipelineReport.Partition {
        let next = max(partition.position + 1, partition.consumed)
        let lag = max(0, (partition.end ?? next) - next)
        let age = partition.timestamp.map { max(0, Double(wall - $0) / 1e6) } ?? 0
        return PipelineReport.Partition(
            partition: name,
            position: partition.position,
            end: partition.end,
            lagRecords: counts ? lag : nil,
            lagSeconds: lag > 0 ? age : 0,
            rowsPerSecond: partition.rows.value(at: now),
            rejects: partition.rejects
        )
    }
}
