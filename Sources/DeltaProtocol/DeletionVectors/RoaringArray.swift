/// A set of 64-bit numbers: Delta's magic number, then 64-bit Roaring in its portable format (Delta protocol, Deletion
/// Vector Format; the Roaring bitmap format specification).
enum RoaringArray {
    private static let magic: UInt32 = 1_681_511_377
    /// What we decode into memory; a damaged count must not ask for more.
    private static let largest = 100_000_000

    /// Ascending; nil for what is damaged.
    static func decode(_ bytes: some Sequence<UInt8>) -> [Int64]? {
        var reader = ByteReader(bytes)
        guard reader.little(UInt32.self) == magic, let buckets = reader.little(UInt64.self) else { return nil }
        var rows: [Int64] = []
        var lastKey: Int64 = -1
        for _ in 0..<min(buckets, UInt64(Int32.max)) {
            guard let key = reader.little(UInt32.self), key <= UInt32(Int32.max), Int64(key) > lastKey,
                bucket(&reader, high: Int64(key) << 32, into: &rows)
            else { return nil }
            lastKey = Int64(key)
        }
        return rows
    }

    private static let cookieWithRuns: UInt32 = 12347
    private static let cookieWithoutRuns: UInt32 = 12346
    /// From this many containers on, a bitmap with runs has offsets, as one without always has.
    private static let offsetsFrom = 4

    private static func bucket(_ reader: inout ByteReader, high: Int64, into rows: inout [Int64]) -> Bool {
        guard let cookie = reader.little(UInt32.self) else { return false }
        let hasRuns = cookie & 0xFFFF == cookieWithRuns
        var count = Int(cookie >> 16) + 1
        var runFlags: ArraySlice<UInt8> = []
        if hasRuns {
            guard let flags = reader.bytes((count + 7) / 8) else { return false }
            runFlags = flags
        } else {
            guard cookie == cookieWithoutRuns, let size = reader.little(UInt32.self), size <= 1 << 16 else {
                return false
            }
            count = Int(size)
        }
        guard let containers = headers(&reader, count, runFlags) else { return false }
        if !hasRuns || count >= offsetsFrom, reader.bytes(4 * count) == nil { return false }
        return containers.allSatisfy { container(&reader, $0, high: high, into: &rows) }
    }

    private struct Header {
        let key: UInt16
        let cardinality: Int
        let isRun: Bool
    }

    private static func headers(_ reader: inout ByteReader, _ count: Int, _ runFlags: ArraySlice<UInt8>) -> [Header]? {
        guard reader.remaining >= 4 * count else { return nil }
        var headers: [Header] = []
        for index in 0..<count {
            guard let key = reader.little(UInt16.self), let less = reader.little(UInt16.self) else { return nil }
            if let last = headers.last, last.key >= key { return nil }
            let isRun = !runFlags.isEmpty && runFlags[runFlags.startIndex + index / 8] >> UInt8(index % 8) & 1 == 1
            headers.append(Header(key: key, cardinality: Int(less) + 1, isRun: isRun))
        }
        return headers
    }

    private static func container(
        _ reader: inout ByteReader,
        _ header: Header,
        high: Int64,
        into rows: inout [Int64]
    ) -> Bool {
        guard rows.count + header.cardinality <= largest else { return false }
        let base = high | Int64(header.key) << 16
        if header.isRun { return runs(&reader, base, into: &rows) }
        return header.cardinality <= 4096
            ? array(&reader, header.cardinality, base, into: &rows)
            : bits(&reader, header.cardinality, base, into: &rows)
    }

    private static func array(_ reader: inout ByteReader, _ count: Int, _ base: Int64, into rows: inout [Int64]) -> Bool
    {
        var last = -1
        for _ in 0..<count {
            guard let low = reader.little(UInt16.self), Int(low) > last else { return false }
            last = Int(low)
            rows.append(base | Int64(low))
        }
        return true
    }

    private static func bits(_ reader: inout ByteReader, _ count: Int, _ base: Int64, into rows: inout [Int64]) -> Bool
    {
        let before = rows.count
        for word in 0..<1024 {
            guard var rest = reader.little(UInt64.self) else { return false }
            while rest != 0 {
                rows.append(base | Int64(word * 64 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        return rows.count - before == count
    }

    private static func runs(_ reader: inout ByteReader, _ base: Int64, into rows: inout [Int64]) -> Bool {
        guard let count = reader.little(UInt16.self) else { return false }
        var last = -1
        for _ in 0..<count {
            guard let start = reader.little(UInt16.self), let length = reader.little(UInt16.self), Int(start) > last,
                Int(start) + Int(length) <= 0xFFFF
            else { return false }
            last = Int(start) + Int(length)
            rows.append(contentsOf: (Int(start)...last).lazy.map { base | Int64($0) })
        }
        return true
    }
}
