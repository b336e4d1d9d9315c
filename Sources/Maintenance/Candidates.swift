import LakeModel

/// A data file as the choice of joins sees it.
package struct Candidate: Hashable, Sendable {
    /// Bytes of the rows that readers see: a file half of whose rows are deleted counts half.
    package let size: Int64
    /// Where its rows stand in time; any unit, the same for all.
    package let time: Int64
    /// When it was written, in milliseconds since 1970.
    package let modified: Int64

    package init(size: Int64, time: Int64, modified: Int64) {
        self.size = size
        self.time = time
        self.modified = modified
    }
}

/// Which files of one partition are joined. Files are named by their index in the list that is given; each group is in
/// the order of time.
package struct JoinPlanner: Sendable {
    package let policy: CompactionPolicy

    package init(_ policy: CompactionPolicy) { self.policy = policy }

    /// The joins that are worth it now.
    package func joins(of files: [Candidate], now: Int64) -> [[Int]] {
        var rest = files.indices.filter { files[$0].size < policy.full }
        guard rest.count > 1 else { return [] }
        let newest = rest.map { files[$0].modified }.max() ?? now
        let isQuiet = now &- newest >= policy.settling
        rest.sort { order(files[$0]) < order(files[$1]) }
        var groups: [[Int]] = []
        while let count = run(rest.map { files[$0] }, now: now, isQuiet: isQuiet) {
            groups.append(rest.prefix(count).sorted { (files[$0].time, $0) < (files[$1].time, $1) })
            rest.removeFirst(count)
        }
        return groups
    }

    /// Everything that is not full, packed in the order of time: what an explicit OPTIMIZE does.
    package func packed(_ files: [Candidate]) -> [[Int]] {
        let small = files.indices.filter { files[$0].size < policy.full }
            .sorted { (files[$0].time, $0) < (files[$1].time, $1) }
        var groups: [[Int]] = []
        var room: Int64 = 0
        for index in small {
            let size = files[index].size
            if groups.isEmpty || size > room || groups[groups.count - 1].count >= policy.maximumFiles {
                groups.append([])
                room = policy.limit
            }
            groups[groups.count - 1].append(index)
            room -= size
        }
        return groups.filter { $0.count > 1 }
    }

    /// Classes of size a factor of four wide, so that files of one kind stand in the order of time though their sizes
    /// vary a little.
    private func order(_ file: Candidate) -> (Int, Int64) {
        let bits = Int64.bitWidth - max(1, file.size).leadingZeroBitCount
        return (bits / 2, file.time)
    }

    /// The longest run from the small end that is worth a join.
    private func run(_ files: [Candidate], now: Int64, isQuiet: Bool) -> Int? {
        var best: Int?
        var (sum, largest, oldest) = (Int64(0), Int64(0), Int64.max)
        for (index, file) in files.prefix(policy.maximumFiles).enumerated() {
            guard sum &+ file.size <= policy.limit else { break }
            sum &+= file.size
            largest = max(largest, file.size)
            oldest = min(oldest, file.modified)
            let count = index + 1
            guard count > 1 else { continue }
            let grows = Double(sum) >= policy.growth * Double(largest)
            let isEnough = count >= policy.minimumFiles || sum >= policy.worthwhile.bytes
            let hasWaited = now &- oldest >= policy.patience && sum >= 2 &* largest
            if (grows && isEnough) || sum >= policy.target.bytes || hasWaited || isQuiet { best = count }
        }
        return best
    }
}
