import LakeModel

/// Where each partition is read from, and what has to be said about that in the table first.
struct StartPlan: Hashable, Sendable {
    /// The next offset to read of each partition.
    var starts: [SourcePartition: Int64] = [:]
    /// Those whose start the table does not know yet.
    var changed: [SourcePartition: Int64] = [:]
    /// Offsets that nobody can read any more.
    var lost: [SourcePartition: ClosedRange<Int64>] = [:]

    /// - Parameters:
    ///   - positions: the last offset that the table has of each partition.
    ///   - watermarks: the first offset that the source still has, and the one behind its last.
    ///   - first: where partitions begin if the table has a position of none of them. Those that are new later are read
    ///     from their beginning, whatever the pipeline's start is: nothing of them was ever skipped on purpose.
    /// - Throws: `records_lost` when the source lacks what comes next, and that is to stop the pipeline.
    init(
        partitions: [SourcePartition],
        positions: [SourcePartition: Int64],
        watermarks: [SourcePartition: Range<Int64>],
        first: [SourcePartition: Int64],
        onRetentionLoss: PipelineDefinition.RetentionLoss
    ) throws {
        let isFirst = partitions.allSatisfy { positions[$0] == nil }
        for partition in partitions.sorted() {
            let kept = watermarks[partition] ?? 0..<0
            guard let position = positions[partition] else {
                let start = isFirst ? first[partition] ?? kept.lowerBound : kept.lowerBound
                starts[partition] = start
                changed[partition] = start
                continue
            }
            let next = position == .max ? position : position + 1
            guard watermarks[partition] != nil, next < kept.lowerBound || next > kept.upperBound else {
                starts[partition] = next
                continue
            }
            let start = try Self.decide(onRetentionLoss, partition, next, kept)
            starts[partition] = start
            changed[partition] = start
            if next < start { lost[partition] = next...start - 1 }
        }
    }

    private static func decide(
        _ decision: PipelineDefinition.RetentionLoss,
        _ partition: SourcePartition,
        _ next: Int64,
        _ kept: Range<Int64>
    ) throws -> Int64 {
        switch decision {
        case .earliest: return kept.lowerBound
        case .latest: return kept.upperBound
        case .fail:
            throw IngestError(
                .recordsLost,
                """
                \(partition) has offsets \(kept.lowerBound) to \(kept.upperBound) only, and the table needs \(next) \
                next: records were deleted before they were read, or the topic was made anew. Reset the pipeline to \
                where it shall go on, or set onRetentionLoss.
                """
            )
        }
    }
}
