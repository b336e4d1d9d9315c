import LakeModel

/// The files of a write-ahead log, oldest first, and what was found in them. Changed under a lock; calls to files block.
struct LogSegments {
    struct Segment: Sendable {
        let file: LogFile
        /// The offset of its first record.
        let first: Int64
        /// Bytes that are durable.
        var size: Int64
    }

    private(set) var segments: [Segment]
    /// The next record's offset.
    private(set) var next: Int64
    /// Entries that are still in the files, by their idempotency keys.
    private(set) var keys: [String: ClosedRange<Int64>] = [:]

    var bytes: Int64 { segments.reduce(0) { $0 + $1.size } }
    var begin: Int64 { segments.first?.first ?? next }
    var active: Segment? { segments.last }

    static func name(_ first: Int64) -> String {
        let digits = String(first, radix: 16)
        return String(repeating: "0", count: max(0, 16 - digits.count)) + digits + ".wal"
    }

    private static func first(of name: String) -> Int64? {
        guard name.hasSuffix(".wal"), name.utf8.count == 20 else { return nil }
        return Int64(name.dropLast(4), radix: 16)
    }

    /// Reads what the folder has. What the last file ends with and was not written whole, a killed process's unanswered
    /// request, is cut off.
    /// - Throws: `corrupt_data` for damage anywhere else.
    init(folder: String) throws {
        let names = try LogFile.names(in: folder).compactMap { name in Self.first(of: name).map { (name, $0) } }
        segments = []
        next = names.first?.1 ?? 0
        for (index, (name, first)) in names.enumerated() {
            let isLast = index == names.count - 1
            guard first == next else { throw Self.damage(name) }
            let file = try LogFile(path: "\(folder)/\(name)")
            let size = try file.size()
            var reader = LogReader(file: file, offset: 0, end: size)
            var durable: Int64 = 0
            while let found = try reader.next(), found.entry.first == next {
                note(found.entry)
                durable = reader.offset
            }
            if durable < size {
                guard isLast else { throw Self.damage(name) }
                try file.truncate(to: durable)
            }
            segments.append(Segment(file: file, first: first, size: durable))
        }
    }

    private static func damage(_ name: String) -> IngestError {
        IngestError(
            .corruptData,
            "The log of accepted records is damaged in \(name); move its folder away to go on without these records."
        )
    }

    private mutating func note(_ entry: LogEntry) {
        next = entry.last + 1
        if let key = entry.key { keys[key] = entry.range }
    }

    mutating func add(_ segment: Segment) { segments.append(segment) }

    /// Entries that are durable now at the end of the active segment.
    mutating func grow(by bytes: Int, _ entries: [LogEntry]) {
        guard !segments.isEmpty else { return }
        segments[segments.count - 1].size += Int64(bytes)
        for entry in entries { note(entry) }
    }

    /// Takes out the files whose records all lie before an offset; the active one stays, for it holds the numbering.
    mutating func release(before offset: Int64) -> [LogFile] {
        var gone: [LogFile] = []
        while segments.count > 1, segments[1].first <= offset { gone.append(segments.removeFirst().file) }
        if !gone.isEmpty { keys = keys.filter { $0.value.upperBound >= begin } }
        return gone
    }
}

/// Reads entries of one file one after another.
struct LogReader {
    struct Found {
        let entry: LogEntry
        let payload: [UInt8]
        /// Of the records' bytes in the payload.
        let start: Int
    }

    let file: LogFile
    /// Behind the last entry that was read.
    private(set) var offset: Int64
    let end: Int64

    /// nil at the end, and before what was not written whole.
    mutating func next() throws -> Found? {
        let header = try bytes(at: offset, count: LogEntry.headerBytes)
        guard let header, let length = header.withUnsafeBytes({ LogEntry.payloadLength($0) }),
            let payload = try bytes(at: offset + Int64(LogEntry.headerBytes), count: length)
        else { return nil }
        let decoded = header.withUnsafeBytes { header in
            payload.withUnsafeBytes { LogEntry.decode(header: header, payload: $0) }
        }
        guard let decoded else { return nil }
        offset += Int64(LogEntry.headerBytes + length)
        return Found(entry: decoded.entry, payload: payload, start: decoded.start)
    }

    private func bytes(at offset: Int64, count: Int) throws -> [UInt8]? {
        guard offset + Int64(count) <= end else { return nil }
        var read = 0
        let bytes = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            read = try file.read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
            filled = read
        }
        return read == count ? bytes : nil
    }
}
