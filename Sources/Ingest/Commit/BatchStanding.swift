import LakeModel

/// How a batch stands to what a table says of its source positions.
enum BatchStanding: Hashable {
    /// The table is where the batch begins.
    case pending
    /// The table is where the batch ends: it is in there, once.
    case committed
    /// Somebody else reads the same source into the table, or set its positions: only reading anew is right.
    case moved

    init(
        _ progress: [SourcePartition: PartitionProgress],
        in positions: [String: Int64],
        _ id: (SourcePartition) -> String
    ) {
        var (pending, committed) = (true, true)
        for (partition, range) in progress {
            let position = positions[id(partition)]
            if (position ?? -1) != range.first - 1 { pending = false }
            if position != range.last { committed = false }
        }
        // Nothing in it is nothing to do.
        self = committed ? .committed : pending ? .pending : .moved
    }
}
