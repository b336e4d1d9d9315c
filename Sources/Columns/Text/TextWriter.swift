/// A growing block of text bytes. `reserve` once, then `put` what was reserved without further checks.
struct TextWriter: ~Copyable {
    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 1 << 16) {
        self.capacity = capacity
        base = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { base.deallocate() }

    /// Where the next byte goes; valid for what was reserved, until the next reserve.
    var cursor: UnsafeMutableRawPointer {
        @inline(__always) get { base + count }
    }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// Makes room for `size` more bytes.
    @inline(__always)
    mutating func reserve(_ size: Int) {
        if count &+ size > capacity { grow(by: size) }
    }

    @inline(never)
    private mutating func grow(by size: Int) {
        while capacity < count &+ size { capacity &*= 2 }
        let moved = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        moved.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = moved
    }

    /// Counts bytes that were written at the cursor.
    @inline(__always)
    mutating func advance(_ size: Int) { count &+= size }

    mutating func clear() { count = 0 }

    /// One byte, reserved before.
    @inline(__always)
    mutating func put(_ byte: UInt8) {
        cursor.storeBytes(of: byte, as: UInt8.self)
        count &+= 1
    }

    /// Text that is known when compiling; reserves for itself.
    @inline(__always)
    mutating func put(_ text: StaticString) {
        let size = text.utf8CodeUnitCount
        reserve(size)
        cursor.copyMemory(from: text.utf8Start, byteCount: size)
        count &+= size
    }

    /// Bytes as they are; reserves for itself.
    @inline(__always)
    mutating func put(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        cursor.copyMemory(from: source, byteCount: bytes.count)
        count &+= bytes.count
    }
}
