/// Reads numbers from the front of some bytes; nil where they end.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { rest = Array(bytes)[...] }

    var remaining: Int { rest.count }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func bigEndian32() -> UInt32? {
        bytes(4)?.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }

    mutating func little<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type) -> Number? {
        bytes(Number.bitWidth / 8)?.reversed().reduce(Number(0)) { $0 << 8 | Number($1) }
    }
}
