/// Bytes in one place in memory, behind which `padding` more can be read: parsers that take many bytes at once do.
package final class ByteBlock: Sendable {
    package static let padding = 64

    package let count: Int
    // Written only while it is built, by its only owner.
    nonisolated(unsafe) private let base: UnsafeMutableRawPointer

    fileprivate init(taking base: UnsafeMutableRawPointer, count: Int) {
        self.base = base
        self.count = count
    }

    deinit { base.deallocate() }

    package func withUnsafeBytes<Value, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// A copy of a part; what lies outside of the block is left out.
    package func array(_ range: Range<Int>) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: base, count: count)[range.clamped(to: 0..<count)])
    }
}

/// Makes a block from parts.
package struct ByteBlockBuilder: ~Copyable {
    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    package private(set) var count = 0

    package init(reserving bytes: Int = 4_096) {
        capacity = max(64, bytes)
        base = .allocate(byteCount: capacity + ByteBlock.padding, alignment: 64)
    }

    deinit { base.deallocate() }

    /// - Returns: where the part stands in the block.
    @discardableResult
    package mutating func append(_ bytes: UnsafeRawBufferPointer) -> Range<Int> {
        if count + bytes.count > capacity { grow(to: count + bytes.count) }
        if let source = bytes.baseAddress { (base + count).copyMemory(from: source, byteCount: bytes.count) }
        defer { count += bytes.count }
        return count..<count + bytes.count
    }

    @discardableResult
    package mutating func append(_ bytes: some Sequence<UInt8>) -> Range<Int> {
        ContiguousArray(bytes).withUnsafeBytes { append($0) }
    }

    private mutating func grow(to wanted: Int) {
        capacity = max(wanted, capacity * 2)
        let wider = UnsafeMutableRawPointer.allocate(byteCount: capacity + ByteBlock.padding, alignment: 64)
        wider.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = wider
    }

    package consuming func finish() -> ByteBlock {
        (base + count).initializeMemory(as: UInt8.self, repeating: 0, count: ByteBlock.padding)
        let block = ByteBlock(taking: base, count: count)
        discard self
        return block
    }
}
