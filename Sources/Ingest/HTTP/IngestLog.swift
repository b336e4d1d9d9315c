import Dispatch
package import LakeModel
import Synchronization

/// A write-ahead log of records that were accepted and are not in their table yet: what `append` has returned for
/// survives any end of the process, and of the machine as far as its disk keeps what it flushed.
///
/// Requests that come while one is flushed share the next flush.
package final class IngestLog: Sendable {
    package struct Options: Sendable {
        /// A file that is larger is followed by another.
        package var segmentBytes: Int64 = 16 << 20
        /// Of all files; beyond them records are refused until the table has caught up.
        package var mostBytes: Int64 = 256 << 20

        package init() {}
    }

    /// Of this log among all that there are or were, so that its offsets are nobody else's.
    package let identity: String

    fileprivate struct Waiting {
        let parts: [Range<Int>]
        let block: ByteBlock
        let key: String?
        let receivedAt: Int64
        let onDurable: @Sendable (ClosedRange<Int64>) -> Void
        let continuation: CheckedContinuation<ClosedRange<Int64>, any Error>
    }

    fileprivate struct State {
        var segments: LogSegments
        var waiting: [Waiting] = []
        var waitingBytes: Int64 = 0
        var isWriting = false
        /// Set when a failed write could not be taken back: only another start can tell what the disk has.
        var broken: (any Error)?
    }

    private let folder: String
    private let options: Options
    private let state: Mutex<State>
    private let writer = DispatchQueue(label: "tideline.ingest.log.write")
    private let reader = DispatchQueue(label: "tideline.ingest.log.read")
    let grown = Wakeup()

    /// Reads what is there. Blocks.
    /// - Parameter random: gives a new log its identity.
    package init(folder: String, options: Options = Options(), random: () -> UInt64) throws {
        self.folder = folder
        self.options = options
        try LogFile.makeFolder(folder)
        identity = try Self.identity(in: folder, random)
        var segments = try LogSegments(folder: folder)
        if segments.active == nil { segments.add(try Self.segment(in: folder, first: segments.next)) }
        state = Mutex(State(segments: segments))
    }

    private static func identity(in folder: String, _ random: () -> UInt64) throws -> String {
        let suffix = ".id"
        if let name = try LogFile.names(in: folder).first(where: { $0.hasSuffix(suffix) }) {
            return String(name.dropLast(suffix.count))
        }
        let identity = String(random() | 1 << 63, radix: 16)
        _ = try LogFile(path: "\(folder)/\(identity)\(suffix)")
        try LogFile.flushFolder(folder)
        return identity
    }

    private static func segment(in folder: String, first: Int64) throws -> LogSegments.Segment {
        let file = try LogFile(path: "\(folder)/\(LogSegments.name(first))")
        try LogFile.flushFolder(folder)
        return LogSegments.Segment(file: file, first: first, size: 0)
    }

    /// The offsets that can be read.
    package var range: Range<Int64> { state.withLock { $0.segments.begin..<$0.segments.next } }
    package var bytes: ByteCount { state.withLock { ByteCount($0.segments.bytes) } }

    /// The records that were accepted with a key, if the log still has them.
    func entry(withKey key: String) -> ClosedRange<Int64>? { state.withLock { $0.segments.keys[key] } }

    // MARK: writing

    /// Keeps records; they are durable when it returns.
    ///
    /// - Parameter onDurable: told of the records' offsets before anybody can read them.
    /// - Throws: `too_many_requests` when the table is too far behind, `storage_full`, `storage_failed`.
    func append(
        _ parts: [Range<Int>],
        of block: ByteBlock,
        key: String?,
        receivedAt: Int64,
        onDurable: @escaping @Sendable (ClosedRange<Int64>) -> Void = { _ in }
    ) async throws -> ClosedRange<Int64> {
        try await withCheckedThrowingContinuation { continuation in
            let waiting = Waiting(
                parts: parts,
                block: block,
                key: key,
                receivedAt: receivedAt,
                onDurable: onDurable,
                continuation: continuation
            )
            let (refusal, starts) = state.withLock { $0.enter(waiting, most: options.mostBytes) }
            if let refusal { continuation.resume(throwing: refusal) }
            if starts { writer.async { self.writeAll() } }
        }
    }

    private func writeAll() {
        while let group = state.withLock({ $0.takeGroup() }) {
            let result = Swift.Result { try write(group) }
            switch result {
            case .success(let ranges):
                for (waiting, range) in zip(group, ranges) { waiting.continuation.resume(returning: range) }
                grown.signal()
            case .failure(let error):
                for waiting in group { waiting.continuation.resume(throwing: error) }
            }
        }
    }

    private func write(_ group: [Waiting]) throws -> [ClosedRange<Int64>] {
        let segment = try activeSegment()
        var next = state.withLock { $0.segments.next }
        var bytes: [UInt8] = []
        var entries: [LogEntry] = []
        for waiting in group {
            waiting.block.withUnsafeBytes { block in
                bytes += LogEntry.encode(
                    first: next,
                    receivedAt: waiting.receivedAt,
                    key: waiting.key,
                    parts: waiting.parts,
                    of: block
                )
            }
            entries.append(
                LogEntry(
                    first: next,
                    receivedAt: waiting.receivedAt,
                    key: waiting.key,
                    lengths: waiting.parts.map { UInt32($0.count) }
                )
            )
            next += Int64(waiting.parts.count)
        }
        do {
            try segment.file.write(bytes, at: segment.size)
            try segment.file.flush()
        } catch {
            takeBack(segment)
            throw error
        }
        for (waiting, entry) in zip(group, entries) { waiting.onDurable(entry.range) }
        state.withLock { $0.segments.grow(by: bytes.count, entries) }
        return entries.map(\.range)
    }

    /// Nothing of a request that was answered with an error may be found by the next start.
    private func takeBack(_ segment: LogSegments.Segment) {
        do { try segment.file.truncate(to: segment.size) } catch { state.withLock { $0.broken = error } }
    }

    private func activeSegment() throws -> LogSegments.Segment {
        let (broken, active, next) = state.withLock { ($0.broken, $0.segments.active, $0.segments.next) }
        if let broken {
            throw IngestError(
                .storageFailed,
                "The log of accepted records could not be repaired after a failed write; restart the server.",
                cause: broken
            )
        }
        if let active, active.size < options.segmentBytes { return active }
        let segment = try Self.segment(in: folder, first: next)
        state.withLock { $0.segments.add(segment) }
        return segment
    }

    // MARK: reading

    struct Cursor: Sendable {
        /// The next record's offset.
        var next: Int64
        fileprivate var segment: Int64 = -1
        fileprivate var place: Int64 = 0

        init(next: Int64) { self.next = next }
    }

    struct Read: Sendable {
        var entries: [(entry: LogEntry, payload: [UInt8], start: Int)] = []
        var cursor: Cursor
    }

    /// Whole entries from a record on, at least one if there is one, and up to about `limit` bytes.
    func read(from cursor: Cursor, limit: Int) async throws -> Read {
        try await withCheckedThrowingContinuation { continuation in
            reader.async { continuation.resume(with: Swift.Result { try self.readNow(cursor, limit) }) }
        }
    }

    private func readNow(_ start: Cursor, _ limit: Int) throws -> Read {
        var read = Read(cursor: start)
        var bytes = 0
        while bytes < limit {
            let segments = state.withLock { $0.segments.segments }
            guard let segment = segments.last(where: { $0.first <= read.cursor.next }) ?? segments.first else { break }
            if read.cursor.segment != segment.first { (read.cursor.segment, read.cursor.place) = (segment.first, 0) }
            var reader = LogReader(file: segment.file, offset: read.cursor.place, end: segment.size)
            guard let found = try reader.next() else { break }
            read.cursor.place = reader.offset
            guard found.entry.last >= read.cursor.next else { continue }
            read.cursor.next = found.entry.last + 1
            bytes += found.payload.count
            read.entries.append((found.entry, found.payload, found.start))
        }
        return read
    }

    /// Gives up the records before an offset: the table has them.
    func release(before offset: Int64) {
        // A file that can't be deleted is found, and released again, by the next start.
        for file in state.withLock({ $0.segments.release(before: offset) }) { try? LogFile.remove(file.path) }
    }
}

extension IngestLog.State {
    fileprivate mutating func enter(
        _ waiting: IngestLog.Waiting,
        most: Int64
    ) -> (refusal: IngestError?, starts: Bool) {
        let bytes = waiting.parts.reduce(Int64(64)) { $0 + Int64($1.count) + 4 }
        guard segments.bytes + waitingBytes + bytes <= most else {
            let refusal = IngestError(
                .tooManyRequests,
                "Records come faster than they get into the table; send these again in a moment."
            )
            return (refusal, false)
        }
        self.waiting.append(waiting)
        waitingBytes += bytes
        defer { isWriting = true }
        return (nil, !isWriting)
    }

    /// All that wait, or nil and the end of writing.
    fileprivate mutating func takeGroup() -> [IngestLog.Waiting]? {
        guard !waiting.isEmpty else {
            isWriting = false
            return nil
        }
        defer { (waiting, waitingBytes) = ([], 0) }
        return waiting
    }
}
