import LiveQuery
import NIOCore

/// What waits for one reader: events in their order, and of each live query the newest answer only. A reader that falls
/// too far behind loses the events and is begun anew, as if it had just come.
struct EventMailbox {
    /// What is to be written next.
    enum Item {
        case frame(EventFrame)
        case snapshot(SnapshotFrame, number: Int, skipped: Int)
        case heartbeat
    }

    private struct Waiting {
        var frame: SnapshotFrame
        var number: Int
        var skipped: Int
    }

    private var frames: [EventFrame] = []
    private var next = 0
    private var bytes = 0
    private var snapshots: [LiveID: Waiting] = [:]
    private var wantsHeartbeat = false
    private let mostBytes: Int

    init(mostBytes: Int) { self.mostBytes = mostBytes }

    var isEmpty: Bool { next == frames.count && snapshots.isEmpty && !wantsHeartbeat }

    /// False when there is no room: the reader must be begun anew.
    mutating func push(_ frame: EventFrame) -> Bool {
        let size = frame.bytes.readableBytes
        guard bytes == 0 || bytes + size <= mostBytes else { return false }
        frames.append(frame)
        bytes += size
        return true
    }

    /// The answer that waits, if there is one, is replaced. True when it was.
    mutating func push(_ snapshot: SnapshotFrame, number: Int) -> Bool {
        let skipped = snapshots[snapshot.id].map { $0.skipped + 1 } ?? 0
        snapshots[snapshot.id] = Waiting(frame: snapshot, number: number, skipped: skipped)
        return skipped > 0
    }

    mutating func pushHeartbeat() { wantsHeartbeat = isEmpty }

    mutating func remove(_ id: LiveID) { snapshots[id] = nil }

    mutating func clear() {
        frames = []
        next = 0
        bytes = 0
        snapshots = [:]
    }

    /// In the order of the numbers, so that the last id that a reader got says all that it got.
    mutating func take() -> Item? {
        let frame = next < frames.count ? frames[next] : nil
        let first = snapshots.values.min { ($0.number, $0.frame.id) < ($1.number, $1.frame.id) }
        if let frame, frame.number <= first?.number ?? .max {
            takeFrame(frame)
            return .frame(frame)
        }
        if let first {
            snapshots[first.frame.id] = nil
            return .snapshot(first.frame, number: first.number, skipped: first.skipped)
        }
        defer { wantsHeartbeat = false }
        return wantsHeartbeat ? .heartbeat : nil
    }

    private mutating func takeFrame(_ frame: EventFrame) {
        bytes -= frame.bytes.readableBytes
        next += 1
        guard next == frames.count || next > 1_024 else { return }
        frames.removeFirst(next)
        next = 0
    }
}
