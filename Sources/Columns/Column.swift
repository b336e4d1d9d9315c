import CArrow

/// A view of one field's values in an Arrow array: immutable, copied by reference, alive as long as anyone holds it.
///
/// Rows count from 0. What the accessors return for a row outside the column, a null, or another type is nil.
/// Unchecked: the array behind the pointer is never written and `storage` keeps it alive.
package struct Column: @unchecked Sendable {
    package let field: Field
    package let count: Int
    let storage: ArrayStorage
    let array: UnsafePointer<ArrowArray>
    /// The array's slot that is row 0.
    let start: Int

    package var name: String { field.name }
    package var type: DataType { field.type }

    init(field: Field, storage: ArrayStorage, array: UnsafePointer<ArrowArray>, start: Int, count: Int) {
        self.field = field
        self.storage = storage
        self.array = array
        self.start = start
        self.count = count
    }

    /// The same values under another field, whose type has the same layout.
    func reading(as field: Field) -> Column {
        Column(field: field, storage: storage, array: array, start: start, count: count)
    }

    package func renamed(_ name: String) -> Column {
        var field = field
        field.name = name
        return reading(as: field)
    }

    /// The rows from `offset`, clamped to what there is.
    package func slice(offset: Int, length: Int) -> Column {
        let from = min(max(0, offset), count)
        let rows = min(max(0, length), count - from)
        return Column(field: field, storage: storage, array: array, start: start + from, count: rows)
    }

    /// The validity bitmap; nil when nothing is null.
    var validity: UnsafePointer<UInt8>? {
        guard type != .null else { return nil }
        return buffer(0)?.assumingMemoryBound(to: UInt8.self)
    }

    func buffer(_ index: Int) -> UnsafeRawPointer? {
        guard index < array.pointee.n_buffers, let buffers = array.pointee.buffers else { return nil }
        return buffers[index]
    }

    package func isNull(_ row: Int) -> Bool {
        guard row >= 0, row < count, type != .null else { return true }
        guard let validity else { return false }
        let slot = start + row
        return validity[slot >> 3] & (1 << UInt8(slot & 7)) == 0
    }

    package var nullCount: Int {
        if type == .null { return count }
        if array.pointee.null_count == 0 { return 0 }
        guard let validity else { return 0 }
        return count - Bitmap.ones(validity, from: start, count: count)
    }
}

/// Bit sets in Arrow's order: slot 0 is the lowest bit of the first byte.
enum Bitmap {
    static func ones(_ bits: UnsafePointer<UInt8>, from start: Int, count: Int) -> Int {
        var slot = start
        let end = start + count
        var total = 0
        while slot < end, slot & 7 != 0 {
            total += Int(bits[slot >> 3] >> UInt8(slot & 7)) & 1
            slot += 1
        }
        while slot + 64 <= end {
            total += UnsafeRawPointer(bits + (slot >> 3)).loadUnaligned(as: UInt64.self).nonzeroBitCount
            slot += 64
        }
        while slot < end {
            total += Int(bits[slot >> 3] >> UInt8(slot & 7)) & 1
            slot += 1
        }
        return total
    }
}
