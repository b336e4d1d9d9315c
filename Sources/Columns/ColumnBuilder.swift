import CArrow

/// Makes one column, value by value, in contiguous buffers.
///
/// Appending never throws or traps: a value that does not fit its column is a null in its place, and the first such
/// mistake is thrown when the batch is finished. Not for concurrent use.
package final class ColumnBuilder {
    package let field: Field
    @exclusivity(unchecked) package private(set) var count = 0

    /// How values are stored; says which appends fit without walking the type.
    let layout: Layout
    /// A struct's fields, an array's elements, or a map's keys and values.
    package let children: [ColumnBuilder]
    private let childIndices: [String: Int]
    @exclusivity(unchecked) private var validity = GrowableBits()
    @exclusivity(unchecked) private var bits = GrowableBits()
    /// Fixed-width values, or the bytes of strings.
    @exclusivity(unchecked) private var data: GrowableBuffer
    @exclusivity(unchecked) private var offsets = GrowableBuffer()
    @exclusivity(unchecked) private var nullCount = 0
    private var mistake: ColumnsError?

    enum Layout {
        case null, boolean
        case int8, int16, int32, int64
        case uint8, uint16, uint32, uint64
        case float, double, decimal, calendarInterval
        case string, binary
        case `struct`, array, map
    }

    package init(_ field: Field, reservingRows rows: Int = 0) {
        self.field = field
        layout = Layout(field.type)
        children = Self.childFields(of: field.type).map { ColumnBuilder($0, reservingRows: rows) }
        childIndices = Dictionary(
            children.enumerated().map { ($1.field.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        data = GrowableBuffer(capacity: min(max(0, rows), 1 << 24) * layout.width)
        offsets.append(Int32(0))
    }

    private static func childFields(of type: DataType) -> [Field] {
        switch type {
        case .struct(let fields): fields
        case .array(let element): [element]
        case .map(let key, let value): [key, value]
        default: []
        }
    }

    /// Keeps the first mistake; `finish` throws it.
    func fail(_ code: ColumnsError.Code, _ message: @autoclosure () -> String) {
        if mistake == nil { mistake = ColumnsError(code, "column '\(field.name)': " + message()) }
    }

    private func failType(_ value: String) {
        fail(.typeMismatch, "\(value) does not fit \(field.type)")
        appendNull()
    }

    /// What `finish` would throw, here or in a nested column.
    var firstMistake: ColumnsError? {
        mistake ?? children.lazy.compactMap(\.firstMistake).first
    }

    /// Bytes held so far.
    package var byteSize: Int {
        children.reduce(data.count + offsets.count + bits.byteCount + validity.byteCount) { $0 + $1.byteSize }
    }

    @inline(__always)
    private func endValue() {
        count &+= 1
        if nullCount > 0 { validity.append(true) }
    }

    package func appendNull() {
        appendNothing()
        if nullCount == 0 { validity.append(ones: count) }
        validity.append(false)
        nullCount &+= 1
        count &+= 1
    }

    /// What stands in a null's place.
    private func appendNothing() {
        switch layout {
        case .null: break
        case .boolean: bits.append(false)
        case .string, .binary: offsets.append(Int32(truncatingIfNeeded: data.count))
        case .struct: for child in children where child.count == count { child.appendAbsent() }
        case .array, .map: offsets.append(Int32(truncatingIfNeeded: children.first?.count ?? 0))
        default: data.appendZeros(layout.width)
        }
    }

    /// The slot of a field whose struct is null: not a null itself where the field may not be one, since Parquet's writer
    /// looks at the field alone.
    private func appendAbsent() {
        if field.nullable { return appendNull() }
        appendNothing()
        endValue()
    }

    package func append(_ value: Bool) {
        guard layout == .boolean else { return failType("a boolean") }
        bits.append(value)
        endValue()
    }

    /// Integers of every width, dates, timestamps, year-month and day-time intervals in their units; floating point and
    /// decimal columns take integers too.
    package func append(_ value: Int64) {
        switch layout {
        case .int64: data.append(value)
        case .int32: appendNarrowed(value, to: Int32.self)
        case .int16: appendNarrowed(value, to: Int16.self)
        case .int8: appendNarrowed(value, to: Int8.self)
        case .uint64: appendNarrowed(value, to: UInt64.self)
        case .uint32: appendNarrowed(value, to: UInt32.self)
        case .uint16: appendNarrowed(value, to: UInt16.self)
        case .uint8: appendNarrowed(value, to: UInt8.self)
        case .double: data.append(Double(value))
        case .float: data.append(Float(value))
        case .decimal: return append(Decimal128(unscaled: Int128(value), scale: 0))
        default: return failType("an integer")
        }
        endValue()
    }

    @inline(__always)
    private func appendNarrowed<T: FixedWidthInteger & BitwiseCopyable>(_ value: Int64, to _: T.Type) {
        if T(exactly: value) == nil { fail(.outOfRange, "an integer is outside the range of \(field.type)") }
        data.append(T(truncatingIfNeeded: value))
    }

    package func append(_ value: UInt64) {
        if layout == .uint64 {
            data.append(value)
            return endValue()
        }
        if layout == .decimal { return append(Decimal128(unscaled: Int128(value), scale: 0)) }
        if value > UInt64(Int64.max) { fail(.outOfRange, "an integer is outside the range of \(field.type)") }
        append(Int64(truncatingIfNeeded: value))
    }

    package func append(_ value: Double) {
        switch layout {
        case .double: data.append(value)
        case .float: data.append(Float(value))
        default: return failType("a floating point number")
        }
        endValue()
    }

    package func append(_ value: Float) {
        switch layout {
        case .float: data.append(value)
        case .double: data.append(Double(value))
        default: return failType("a floating point number")
        }
        endValue()
    }

    /// The number is given the column's scale; digits must not be lost and must fit its precision.
    package func append(_ value: Decimal128) {
        guard layout == .decimal, case .decimal(let precision, let scale) = field.type else {
            return failType("a decimal")
        }
        guard let scaled = value.rescaled(to: scale), scaled.fits(precision: precision) else {
            fail(.outOfRange, "a decimal does not fit \(field.type)")
            return appendNull()
        }
        data.append(scaled.unscaled)
        endValue()
    }

    package func append(_ value: CalendarInterval) {
        guard layout == .calendarInterval else { return failType("an interval") }
        data.append(value.months)
        data.append(value.days)
        data.append(value.nanoseconds)
        endValue()
    }

    package func append(utf8 bytes: UnsafeRawBufferPointer) {
        guard layout == .string else { return failType("a string") }
        appendBytes(bytes)
    }

    package func append(binary bytes: UnsafeRawBufferPointer) {
        guard layout == .binary else { return failType("binary") }
        appendBytes(bytes)
    }

    @inline(__always)
    private func appendBytes(_ bytes: UnsafeRawBufferPointer) {
        guard data.count &+ bytes.count <= Int(Int32.max) else {
            fail(.outOfRange, "a batch holds at most 2 GiB in one column")
            return appendNull()
        }
        data.append(bytes)
        offsets.append(Int32(truncatingIfNeeded: data.count))
        endValue()
    }

    /// The struct's field; a name that it lacks is a mistake, and what is appended to it goes nowhere.
    package subscript(name: String) -> ColumnBuilder {
        if let index = childIndices[name] { return children[index] }
        fail(.columnNotFound, "\(field.type) has no field '\(name)'")
        return ColumnBuilder(Field(name, .null))
    }

    /// Ends a struct value: fields not appended to since the last one get a null.
    package func endStruct() {
        guard layout == .struct else { return failType("a struct") }
        count &+= 1
        for child in children {
            if child.count < count { child.appendNull() }
            if child.count != count { child.fail(.outOfRange, "two values in one struct") }
        }
        if nullCount > 0 { validity.append(true) }
    }

    /// Ends an array or map value: it holds what was appended to the elements, or keys and values, since the last one.
    package func endElements() {
        guard layout == .array || layout == .map else { return failType("an array") }
        let end = children.first?.count ?? 0
        if layout == .map, children.last?.count != end {
            fail(.outOfRange, "a map has more keys than values, or fewer")
        }
        if end > Int(Int32.max) { fail(.outOfRange, "a batch holds at most 2^31 elements in one column") }
        offsets.append(Int32(truncatingIfNeeded: end))
        endValue()
    }

    /// `count`, for those who ask for every value: inlined into another module, `count` is checked for exclusive access.
    @inline(never)
    package func currentCount() -> Int { count }

    /// Takes back the values from `rows` on, and what was appended to nested columns for a value that was not ended.
    package func truncate(to rows: Int) {
        guard rows >= 0, rows <= count else { return }
        switch layout {
        case .struct: for child in children { child.truncate(to: rows) }
        case .array, .map: for child in children { child.truncate(to: offset(rows)) }
        default: break
        }
        guard rows < count else { return }
        switch layout {
        case .null, .struct: break
        case .boolean: bits.truncate(to: rows)
        case .string, .binary: data.truncate(to: offset(rows))
        case .array, .map: break
        default: data.truncate(to: rows * layout.width)
        }
        if offsets.count > 4 { offsets.truncate(to: (rows + 1) * 4) }
        if nullCount > 0 { nullCount -= validity.truncate(to: rows) }
        if nullCount == 0 { validity.truncate(to: 0) }
        count = rows
    }

    /// Where the value at `row` begins in the bytes or elements.
    private func offset(_ row: Int) -> Int {
        Int((offsets.base + row * 4).load(as: Int32.self))
    }

    /// Gives away what was built and starts anew.
    func finish() throws(ColumnsError) -> ArrowArray {
        if let mistake = firstMistake {
            reset()
            throw mistake
        }
        let rows = count
        let nulls = nullCount
        let bitmap = nulls > 0 && layout != .null ? validity.take() : nil
        var nested: [ArrowArray] = []
        for child in children { nested.append(try child.finish()) }
        var buffers: [UnsafeMutableRawPointer?] = [bitmap]
        switch layout {
        case .null: buffers = []
        case .boolean: buffers.append(bits.take())
        case .string, .binary: buffers += [offsets.take(), data.take()]
        case .struct: break
        case .array, .map: buffers.append(offsets.take())
        default: buffers.append(data.take())
        }
        if layout == .map { nested = [OwnedArray.entries(nested)] }
        reset()
        return OwnedArray.make(length: rows, nullCount: nulls, buffers: buffers, children: nested)
    }

    func reset() {
        count = 0
        nullCount = 0
        mistake = nil
        validity = GrowableBits()
        bits = GrowableBits()
        data = GrowableBuffer()
        offsets = GrowableBuffer()
        offsets.append(Int32(0))
        for child in children where child.count > 0 || child.mistake != nil { child.reset() }
    }
}

extension ColumnBuilder.Layout {
    init(_ type: DataType) {
        switch type {
        case .null: self = .null
        case .boolean: self = .boolean
        case .int8: self = .int8
        case .int16: self = .int16
        case .int32, .date, .yearMonthInterval: self = .int32
        case .int64, .timestamp, .timestampNTZ, .dayTimeInterval: self = .int64
        case .uint8: self = .uint8
        case .uint16: self = .uint16
        case .uint32: self = .uint32
        case .uint64: self = .uint64
        case .float: self = .float
        case .double: self = .double
        case .decimal: self = .decimal
        case .calendarInterval: self = .calendarInterval
        case .string: self = .string
        case .binary: self = .binary
        case .struct: self = .struct
        case .array: self = .array
        case .map: self = .map
        }
    }

    /// Bytes of one value in a fixed-width column, else 0.
    var width: Int {
        switch self {
        case .int8, .uint8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .float: 4
        case .int64, .uint64, .double: 8
        case .decimal, .calendarInterval: 16
        case .null, .boolean, .string, .binary, .struct, .array, .map: 0
        }
    }
}
