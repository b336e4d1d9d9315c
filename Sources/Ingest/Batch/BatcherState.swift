import LakeModel

/// When records are read, when what was read becomes a batch, and when reading has to wait. Decides only.
///
/// While a batch is being committed the next one fills, up to `heldBytes`; then the source is not read from until the
/// commit is through. At most one batch is under way.
struct BatcherState {
    struct Limits: Hashable, Sendable {
        /// From the first record read to the commit's begin.
        var interval: Duration
        var bytes: Int
        var rows: Int
        /// Of rows that wait for their turn.
        var heldBytes: Int
        /// Read at once.
        var chunkBytes: Int

        init(_ flush: PipelineDefinition.Flush) {
            interval = .milliseconds(flush.intervalMs)
            bytes = flush.bytes
            rows = flush.rows
            heldBytes = flush.bytes * 2
            chunkBytes = min(flush.bytes, 4 << 20)
        }
    }

    enum Action: Hashable {
        case pull(bytes: Int, wait: Duration)
        case seal
        /// Until a commit ends.
        case hold
        /// Nothing is left of what was read.
        case drained
    }

    /// Reading goes on in short waits while a batch is due and another one under way.
    private static let glance = Duration.milliseconds(10)

    private let limits: Limits
    private var records = 0
    private var rows = 0
    private var bytes = 0
    private var firstAt: Duration?
    private var isCommitting = false
    private var isDraining = false

    init(limits: Limits) { self.limits = limits }

    var isIdle: Bool { records == 0 && !isCommitting }

    func next(_ now: Duration) -> Action {
        if isDraining {
            if isCommitting { return .hold }
            return records > 0 ? .seal : .drained
        }
        guard records > 0, let firstAt else {
            return .pull(bytes: limits.chunkBytes, wait: limits.interval)
        }
        let due = firstAt + limits.interval
        let isDue = now >= due || bytes >= limits.bytes || rows >= limits.rows
        if isDue, !isCommitting { return .seal }
        guard bytes < limits.heldBytes else { return .hold }
        let room = min(limits.chunkBytes, limits.heldBytes - bytes)
        return .pull(bytes: room, wait: isDue ? Self.glance : due - now)
    }

    /// - Parameters:
    ///   - records: that came.
    ///   - rows: in all since the last batch, like `bytes`.
    mutating func read(records: Int, rows: Int, bytes: Int, at now: Duration) {
        guard records > 0 else { return }
        if self.records == 0 { firstAt = now }
        self.records += records
        self.rows = rows
        self.bytes = bytes
    }

    mutating func sealed() {
        (records, rows, bytes, firstAt) = (0, 0, 0, nil)
        isCommitting = true
    }

    mutating func committed() { isCommitting = false }

    /// Reads no more; what was read is still committed.
    mutating func drain() { isDraining = true }
}
