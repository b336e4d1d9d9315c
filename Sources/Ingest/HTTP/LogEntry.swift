import DeltaProtocol
import LakeModel

/// Records that were accepted together, as they stand in the write-ahead log: a header of length, its complement and the
/// payload's CRC-32, then the payload. Numbers are little-endian.
struct LogEntry: Sendable, Hashable {
    static let headerBytes = 12
    /// Of a payload; a request's body is smaller.
    static let mostBytes = 256 << 20

    /// The first record's offset.
    let first: Int64
    /// Microseconds since 1970.
    let receivedAt: Int64
    let key: String?
    /// Lengths of the records, whose bytes follow each other.
    let lengths: [UInt32]

    var last: Int64 { first + Int64(lengths.count) - 1 }
    var range: ClosedRange<Int64> { first...last }

    /// - Parameter parts: places of the records in `bytes`.
    static func encode(
        first: Int64,
        receivedAt: Int64,
        key: String?,
        parts: [Range<Int>],
        of bytes: UnsafeRawBufferPointer
    ) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(headerBytes + 32 + parts.count * 4 + parts.reduce(0) { $0 + $1.count })
        out.append(contentsOf: repeatElement(0, count: headerBytes))
        out.append(little: first)
        out.append(little: receivedAt)
        let key = Array((key ?? "").utf8)
        out.append(little: UInt32(key.count))
        out.append(little: UInt32(parts.count))
        out.append(contentsOf: key)
        for part in parts { out.append(little: UInt32(part.count)) }
        for part in parts { out.append(contentsOf: bytes[part]) }
        let length = UInt32(out.count - headerBytes)
        let checksum = out.withUnsafeBytes { CRC32.checksum(of: UnsafeRawBufferPointer(rebasing: $0[headerBytes...])) }
        for (place, number) in [length, ~length, checksum].enumerated() {
            for byte in 0..<4 { out[place * 4 + byte] = UInt8(truncatingIfNeeded: number >> (8 * UInt32(byte))) }
        }
        return out
    }

    /// The payload's length, if this is a header.
    static func payloadLength(_ header: UnsafeRawBufferPointer) -> Int? {
        guard header.count >= headerBytes else { return nil }
        let length = header.little(UInt32.self, at: 0)
        guard ~length == header.little(UInt32.self, at: 4), Int(length) <= mostBytes else { return nil }
        return Int(length)
    }

    /// The entry, and where its records' bytes begin; nil for what was not written whole.
    static func decode(
        header: UnsafeRawBufferPointer,
        payload: UnsafeRawBufferPointer
    ) -> (entry: LogEntry, start: Int)? {
        guard header.count >= headerBytes, payload.count >= 24,
            CRC32.checksum(of: payload) == header.little(UInt32.self, at: 8)
        else { return nil }
        let keyLength = Int(payload.little(UInt32.self, at: 16))
        let count = Int(payload.little(UInt32.self, at: 20))
        let lengthsAt = 24 + keyLength
        let start = lengthsAt + count * 4
        guard count > 0, start <= payload.count else { return nil }
        let lengths = (0..<count).map { payload.little(UInt32.self, at: lengthsAt + $0 * 4) }
        guard start + lengths.reduce(0, { $0 + Int($1) }) == payload.count else { return nil }
        let first = payload.little(Int64.self, at: 0)
        guard first >= 0, first < Int64.max / 2 else { return nil }
        let key = String(decoding: payload[24..<lengthsAt], as: UTF8.self)
        let entry = LogEntry(
            first: first,
            receivedAt: payload.little(Int64.self, at: 8),
            key: key.isEmpty ? nil : key,
            lengths: lengths
        )
        return (entry, start)
    }
}

extension [UInt8] {
    fileprivate mutating func append(little number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    /// The caller has checked the bounds.
    fileprivate func little<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type, at offset: Int) -> Number {
        Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}
