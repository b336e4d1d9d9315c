import LakeModel

/// Which records a batch has, and which are none of its business: those that the table has already.
struct BatchProgress {
    private var positions: [SourcePartition: Int64]
    private var settled: [SourcePartition: Set<Int64>]
    private var ranges: [SourcePartition: PartitionProgress] = [:]
    private var times = TimestampRuns()

    init(positions: [SourcePartition: Int64], settled: [SourcePartition: Set<Int64>]) {
        self.positions = positions
        self.settled = settled.filter { !$0.value.isEmpty }
    }

    /// Counts the records that are new.
    /// - Returns: those that have to be decoded.
    mutating func add(_ records: SourceRecords) -> SourceRecords {
        var tallies = records.partitions.map { Tally(position: positions[$0] ?? -1, settled: settled[$0]) }
        var isWhole = true
        records.records.withUnsafeBufferPointer { all in
            for index in all.indices {
                let partition = all[index].partition
                guard tallies.indices.contains(partition) else { continue }
                let isWanted = tallies[partition].add(all[index].offset, all[index].timestamp)
                if !isWanted { isWhole = false }
                if let time = all[index].timestamp, isWanted { times.add(microseconds: time) }
            }
        }
        let wanted = isWhole ? records : unseen(records)
        for (partition, tally) in zip(records.partitions, tallies) where tally.records > 0 {
            var range =
                ranges[partition] ?? PartitionProgress(first: (positions[partition] ?? -1) + 1, last: tally.last)
            range.last = tally.last
            range.records += tally.records
            range.rejects += tally.settledRecords
            range.timestamp = tally.timestamp ?? range.timestamp
            ranges[partition] = range
            positions[partition] = tally.last
        }
        return wanted
    }

    private func unseen(_ records: SourceRecords) -> SourceRecords {
        var last = records.partitions.map { positions[$0] ?? -1 }
        let kept = records.records.filter { record in
            guard last.indices.contains(record.partition), record.offset > last[record.partition] else { return false }
            last[record.partition] = record.offset
            return settled[records.partitions[record.partition]]?.contains(record.offset) != true
        }
        return SourceRecords(partitions: records.partitions, records: kept, bytes: records.bytes)
    }

    mutating func reject(_ reject: RejectedRecord) { ranges[reject.partition]?.rejects += 1 }

    mutating func take() -> ([SourcePartition: PartitionProgress], TimestampRuns) {
        defer { (ranges, times) = ([:], TimestampRuns()) }
        return (ranges, times)
    }

    private struct Tally {
        let settled: Set<Int64>?
        var last: Int64
        var records: Int64 = 0
        var settledRecords: Int64 = 0
        var timestamp: Int64?

        init(position: Int64, settled: Set<Int64>?) {
            last = position
            self.settled = settled
        }

        /// Whether the record is to be decoded.
        mutating func add(_ offset: Int64, _ time: Int64?) -> Bool {
            guard offset > last else { return false }
            last = offset
            records += 1
            timestamp = time ?? timestamp
            guard let settled, settled.contains(offset) else { return true }
            settledRecords += 1
            return false
        }
    }
}
