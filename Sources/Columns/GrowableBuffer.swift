/// Contiguous bytes that grow by doubling, and are given away as a block that `deallocate()` frees.
struct GrowableBuffer: ~Copyable {
    private(set) var base: UnsafeMutableRawPointer
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 64) {
        self.capacity = max(64, capacity)
        base = .allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { base.deallocate() }

    @inline(__always)
    mutating func append<T: BitwiseCopyable>(_ value: T) {
        let size = MemoryLayout<T>.size
        if count &+ size > capacity { grow(by: size) }
        (base + count).storeBytes(of: value, as: T.self)
        count &+= size
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        if count &+ bytes.count > capacity { grow(by: bytes.count) }
        (base + count).copyMemory(from: source, byteCount: bytes.count)
        count &+= bytes.count
    }

    mutating func appendZeros(_ size: Int) {
        if count &+ size > capacity { grow(by: size) }
        (base + count).initializeMemory(as: UInt8.self, repeating: 0, count: size)
        count &+= size
    }

    mutating func truncate(to size: Int) { count = min(count, max(0, size)) }

    mutating func reserve(_ size: Int) {
        if size > capacity { grow(by: size - count) }
    }

    @inline(never)
    private mutating func grow(by size: Int) {
        var wider = capacity
        while wider < count &+ size { wider &*= 2 }
        let moved = UnsafeMutableRawPointer.allocate(byteCount: wider, alignment: 16)
        moved.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = moved
        capacity = wider
    }

    /// Gives the block away and starts anew.
    mutating func take() -> UnsafeMutableRawPointer {
        let taken = base
        capacity = 64
        count = 0
        base = .allocate(byteCount: capacity, alignment: 16)
        return taken
    }
}

/// Bits that grow, lowest first.
struct GrowableBits: ~Copyable {
    private var bytes = GrowableBuffer()
    private(set) var count = 0

    @inline(__always)
    mutating func append(_ bit: Bool) {
        if count & 7 == 0 { bytes.append(UInt8(0)) }
        if bit {
            let place = bytes.base + (count >> 3)
            let old = place.load(as: UInt8.self)
            place.storeBytes(of: old | (1 << UInt8(count & 7)), as: UInt8.self)
        }
        count &+= 1
    }

    /// - Returns: how many of the bits taken back were zero.
    @discardableResult
    mutating func truncate(to size: Int) -> Int {
        var zeros = 0
        while count > max(0, size) {
            count -= 1
            let place = bytes.base + (count >> 3)
            let byte = place.load(as: UInt8.self)
            let bit: UInt8 = 1 << UInt8(count & 7)
            if byte & bit == 0 { zeros += 1 }
            place.storeBytes(of: byte & ~bit, as: UInt8.self)
        }
        bytes.truncate(to: (count + 7) / 8)
        return zeros
    }

    mutating func append(ones: Int) {
        var left = ones
        while left > 0, count & 7 != 0 {
            append(true)
            left -= 1
        }
        while left >= 8 {
            bytes.append(UInt8.max)
            count += 8
            left -= 8
        }
        for _ in 0..<left { append(true) }
    }

    mutating func take() -> UnsafeMutableRawPointer {
        count = 0
        return bytes.take()
    }

    var byteCount: Int { bytes.count }
}
