/// Reads one batch's nodes and writes their values as JSON or CSV.
struct CellCursor {
    let nodes: UnsafePointer<CellNode>

    @inline(__always)
    static func isNull(_ node: borrowing CellNode, _ slot: Int) -> Bool {
        guard let validity = node.validity else { return false }
        return validity[slot >> 3] & (1 << UInt8(slot & 7)) == 0
    }

    @inline(__always)
    static func load<T: BitwiseCopyable>(_ node: borrowing CellNode, _ slot: Int, as _: T.Type) -> T {
        node.values.loadUnaligned(fromByteOffset: slot &* MemoryLayout<T>.size, as: T.self)
    }

    @inline(__always)
    static func range(_ node: borrowing CellNode, _ slot: Int) -> Range<Int> {
        let from = Int(load(node, slot, as: Int32.self))
        let to = Int(load(node, slot &+ 1, as: Int32.self))
        return Range(uncheckedBounds: (from, to))
    }

    @inline(__always)
    static func text(_ node: borrowing CellNode, _ slot: Int) -> UnsafeRawBufferPointer {
        let range = range(node, slot)
        return UnsafeRawBufferPointer(start: node.bytes + range.lowerBound, count: range.count)
    }

    @inline(__always)
    static func bit(_ node: borrowing CellNode, _ slot: Int) -> Bool {
        node.values.load(fromByteOffset: slot >> 3, as: UInt8.self) & (1 << UInt8(slot & 7)) != 0
    }

    static func calendar(_ node: borrowing CellNode, _ slot: Int) -> CalendarInterval {
        let place = slot &* 16
        return CalendarInterval(
            months: node.values.loadUnaligned(fromByteOffset: place, as: Int32.self),
            days: node.values.loadUnaligned(fromByteOffset: place &+ 4, as: Int32.self),
            nanoseconds: node.values.loadUnaligned(fromByteOffset: place &+ 8, as: Int64.self)
        )
    }
}
