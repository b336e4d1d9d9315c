/// What Delta's file statistics hold of one leaf column: nulls, and the range of its values where they have a useful one.
///
/// Minimum and maximum are exact (nothing is truncated); nil when every value is null, for types without an order in Delta's
/// statistics (boolean, binary, intervals, nested), and for floating point columns that contain NaN, because readers
/// disagree on where NaN sorts and then skip files that hold it.
package struct ColumnStatistics: Hashable, Sendable {
    /// Names from the top-level field down through structs.
    package let path: [String]
    package let type: DataType
    package private(set) var nullCount: Int
    package private(set) var minimum: ScalarValue?
    package private(set) var maximum: ScalarValue?
    private var hasNaN: Bool

    /// Takes in another batch's statistics of the same column.
    package mutating func merge(_ other: ColumnStatistics) {
        nullCount += other.nullCount
        hasNaN = hasNaN || other.hasNaN
        if hasNaN {
            minimum = nil
            maximum = nil
            return
        }
        minimum = Self.chosen(minimum, other.minimum) { $1.isOrdered(before: $0) }
        maximum = Self.chosen(maximum, other.maximum) { $0.isOrdered(before: $1) }
    }

    private static func chosen(
        _ own: ScalarValue?,
        _ other: ScalarValue?,
        replaced: (ScalarValue, ScalarValue) -> Bool
    ) -> ScalarValue? {
        guard let own, let other else { return own ?? other }
        return replaced(own, other) ? other : own
    }
}

extension ScalarValue {
    /// The order of two values of one type, numbers by size and strings by UTF-8 bytes, as Delta's statistics have it; false
    /// for types without an order.
    package func isOrdered(before other: ScalarValue) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)), (.timestamp(let left), .timestamp(let right)),
            (.timestampNTZ(let left), .timestampNTZ(let right)):
            left < right
        case (.unsigned(let left), .unsigned(let right)): left < right
        case (.float(let left), .float(let right)): left < right
        case (.double(let left), .double(let right)): left < right
        case (.decimal(let left), .decimal(let right)): left < right
        case (.date(let left), .date(let right)): left < right
        case (.string(let left), .string(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        default: false
        }
    }
}

extension RecordBatch {
    /// One for each leaf, in order, descending into structs (where a null struct makes its fields null); arrays and maps count
    /// as leaves.
    package func statistics() -> [ColumnStatistics] {
        columns.flatMap { ColumnStatistics.leaves(of: $0, path: [$0.name], parents: []) }
    }
}

extension Column {
    /// Of this column alone.
    package func statistics() -> ColumnStatistics { ColumnStatistics(self, path: [name], parents: []) }
}

extension ColumnStatistics {
    fileprivate static func leaves(of column: Column, path: [String], parents: [Column]) -> [ColumnStatistics] {
        guard case .struct = column.type else { return [ColumnStatistics(column, path: path, parents: parents)] }
        let parents = column.validity == nil ? parents : parents + [column]
        return column.children.flatMap { leaves(of: $0, path: path + [$0.name], parents: parents) }
    }

    fileprivate init(_ column: Column, path: [String], parents: [Column]) {
        self.path = path
        type = column.type
        hasNaN = false
        let present = Presence(column, parents: parents)
        nullCount = column.count - present.count
        guard present.count > 0 else { return }
        switch column.type {
        case .int8: setRange(column, present, Int8.self) { .integer(Int64($0)) }
        case .int16: setRange(column, present, Int16.self) { .integer(Int64($0)) }
        case .int32: setRange(column, present, Int32.self) { .integer(Int64($0)) }
        case .int64: setRange(column, present, Int64.self) { .integer($0) }
        case .uint8: setRange(column, present, UInt8.self) { .integer(Int64($0)) }
        case .uint16: setRange(column, present, UInt16.self) { .integer(Int64($0)) }
        case .uint32: setRange(column, present, UInt32.self) { .integer(Int64($0)) }
        case .uint64: setRange(column, present, UInt64.self) { .unsigned($0) }
        case .date: setRange(column, present, Int32.self) { .date($0) }
        case .timestamp: setRange(column, present, Int64.self) { .timestamp($0) }
        case .timestampNTZ: setRange(column, present, Int64.self) { .timestampNTZ($0) }
        case .float: setFloatRange(column, present, Float.self) { .float($0) }
        case .double: setFloatRange(column, present, Double.self) { .double($0) }
        case .decimal: setDecimalRange(column, present)
        case .string: setStringRange(column, present)
        default: break
        }
    }

    private mutating func setRange<T: Comparable & BitwiseCopyable>(
        _ column: Column,
        _ present: Presence,
        _: T.Type,
        _ scalar: (T) -> ScalarValue
    ) {
        let range = column.withValues(as: T.self) { values -> (T, T)? in
            guard let first = (0..<values.count).first(where: { present[$0] }) else { return nil }
            var low = values[first]
            var high = low
            for row in first..<values.count where present[row] {
                let value = values[row]
                low = min(low, value)
                high = max(high, value)
            }
            return (low, high)
        }
        guard case .some(.some(let range)) = range else { return }
        minimum = scalar(range.0)
        maximum = scalar(range.1)
    }

    private mutating func setFloatRange<T: BinaryFloatingPoint & BitwiseCopyable>(
        _ column: Column,
        _ present: Presence,
        _: T.Type,
        _ scalar: (T) -> ScalarValue
    ) {
        hasNaN =
            column.withValues(as: T.self) { values in
                (0..<values.count).contains { present[$0] && values[$0].isNaN }
            } ?? false
        if !hasNaN { setRange(column, present, T.self, scalar) }
    }

    private mutating func setDecimalRange(_ column: Column, _ present: Presence) {
        for row in 0..<column.count where present[row] {
            guard let value = column.decimal(at: row) else { continue }
            if minimum?.decimalValue.map({ value < $0 }) ?? true { minimum = .decimal(value) }
            if maximum?.decimalValue.map({ $0 < value }) ?? true { maximum = .decimal(value) }
        }
    }

    private mutating func setStringRange(_ column: Column, _ present: Presence) {
        guard let offsets = column.buffer(1)?.assumingMemoryBound(to: Int32.self), let bytes = column.buffer(2) else {
            // No bytes at all: every value is the empty string.
            minimum = .string("")
            maximum = .string("")
            return
        }
        var low: StringKey?
        var high: StringKey?
        for row in 0..<column.count where present[row] {
            let from = Int(offsets[column.start &+ row])
            let key = StringKey(bytes + from, count: Int(offsets[column.start &+ row &+ 1]) &- from)
            if low.map({ key < $0 }) ?? true { low = key }
            if high.map({ $0 < key }) ?? true { high = key }
        }
        minimum = low.map { .string($0.text) }
        maximum = high.map { .string($0.text) }
    }
}

/// A string in place, ordered by its bytes; most comparisons end in the first eight.
private struct StringKey: Comparable {
    private let bytes: UnsafeRawBufferPointer
    /// The first eight bytes as a number that sorts like them; zeros stand for what is missing.
    private let prefix: UInt64

    @inline(__always)
    init(_ base: UnsafeRawPointer, count: Int) {
        bytes = UnsafeRawBufferPointer(start: base, count: count)
        if count >= 8 {
            prefix = base.loadUnaligned(as: UInt64.self).bigEndian
        } else {
            prefix = count > 0 ? EightBytes.load(base, count: count).bigEndian : 0
        }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    @inline(__always)
    static func < (left: Self, right: Self) -> Bool {
        left.prefix == right.prefix ? left.bytes.lexicographicallyPrecedes(right.bytes) : left.prefix < right.prefix
    }

    static func == (left: Self, right: Self) -> Bool { left.bytes.elementsEqual(right.bytes) }
}

/// Which rows hold a value in a column and in every struct around it.
private struct Presence {
    private let bitmaps: [(bits: UnsafePointer<UInt8>, start: Int)]
    let count: Int

    init(_ column: Column, parents: [Column]) {
        let bitmaps = (parents + [column]).compactMap { column in
            column.validity.map { (bits: $0, start: column.start) }
        }
        self.bitmaps = bitmaps
        if column.type == .null {
            count = 0
        } else if bitmaps.count == 1 {
            count = Bitmap.ones(bitmaps[0].bits, from: bitmaps[0].start, count: column.count)
        } else if bitmaps.isEmpty {
            count = column.count
        } else {
            count = (0..<column.count).reduce(0) { $0 + (Self.isPresent($1, in: bitmaps) ? 1 : 0) }
        }
    }

    @inline(__always)
    subscript(row: Int) -> Bool { bitmaps.isEmpty || Self.isPresent(row, in: bitmaps) }

    @inline(__always)
    private static func isPresent(_ row: Int, in bitmaps: [(bits: UnsafePointer<UInt8>, start: Int)]) -> Bool {
        for bitmap in bitmaps {
            let slot = bitmap.start &+ row
            if bitmap.bits[slot >> 3] & (1 << UInt8(slot & 7)) == 0 { return false }
        }
        return true
    }
}
