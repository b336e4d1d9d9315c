package import DeltaProtocol
package import LakeModel

/// When small files are joined, and into what.
///
/// Data files are joined in tiers, without fixed borders. Files of a partition stand in classes of size, small ones first
/// and the older before the newer within a class; the longest run from the small end that is *worth it* is joined into
/// one file. It is worth it when it holds `growth` times its largest file, so that a row moves into a file several times
/// as large each time it is rewritten: it is rewritten at most log(target / first size) / log(growth) times, whatever
/// the rate. With one commit a second and the defaults, sixteen commits become one file, four such files the next larger
/// one, and so on; a run often takes several tiers at once. What comes near the target is left alone for good.
///
/// Where commits come rarely that would leave many tiers half full, so waiting lowers the bar: after `patience` doubling
/// is enough, and in a partition that has been quiet for `settling` everything small is joined.
package struct CompactionPolicy: Hashable, Sendable {
    /// Of a data file. A run is never joined into more than a third more.
    package var target: ByteCount
    /// Files in a join, unless it holds `worthwhile` bytes: each join is a commit.
    package var minimumFiles: Int
    package var worthwhile: ByteCount
    /// How many times its largest file a join holds at least.
    package var growth: Double
    /// Milliseconds that the oldest small file waits before doubling is enough.
    package var patience: Int64
    /// Milliseconds without a new small file after which a partition's small files are joined whatever their sizes.
    package var settling: Int64
    /// Files in a join at most, for the sake of the commit's size.
    package var maximumFiles: Int
    /// Orders files, and with them the rows of a joined file; nil looks for a column of times.
    package var timeColumn: String?

    package init(
        target: ByteCount = .mebibytes(128),
        minimumFiles: Int = 16,
        worthwhile: ByteCount = .mebibytes(8),
        growth: Double = 4,
        patience: Int64 = 600_000,
        settling: Int64 = 3_600_000,
        maximumFiles: Int = 2_000,
        timeColumn: String? = nil
    ) {
        self.target = max(target, ByteCount(1))
        self.minimumFiles = max(2, minimumFiles)
        self.worthwhile = worthwhile
        self.growth = max(2, growth)
        self.patience = patience
        self.settling = settling
        self.maximumFiles = max(2, maximumFiles)
        self.timeColumn = timeColumn
    }

    /// Smaller files are joined. Two neighbours that are not full have more than the limit together after a full
    /// OPTIMIZE, or they would be one: so a table never has more than 1.5 times the ideal number of files.
    var full: Int64 { target.bytes - target.bytes / 4 }
    /// Of one joined file, before it is compressed anew.
    var limit: Int64 { target.bytes + target.bytes / 3 }

    /// With what the table says of itself: `delta.targetFileSize`.
    package func adapted(to snapshot: Snapshot) -> CompactionPolicy {
        var policy = self
        if let size = snapshot.metadata.configuration[TableProperty.targetFileSize].flatMap(Self.bytes), size > 0 {
            policy.target = ByteCount(size)
        }
        return policy
    }

    /// `104857600`, `100mb`, `1 GB`, as Spark writes sizes (units of 1,024).
    static func bytes(_ text: String) -> Int64? {
        let words = text.lowercased().filter { $0 != " " }
        let digits = words.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits) else { return nil }
        let shift: Int64? =
            switch words.dropFirst(digits.count) {
            case "", "b": 0
            case "k", "kb": 10
            case "m", "mb": 20
            case "g", "gb": 30
            default: nil
            }
        guard let shift, number <= Int64.max >> shift else { return nil }
        return number << shift
    }

    /// `delta.autoOptimize.autoCompact`, on unless the table says false.
    package static func isWanted(by snapshot: Snapshot) -> Bool {
        snapshot.metadata.configuration[TableProperty.autoCompact]?.lowercased() != "false"
    }
}
