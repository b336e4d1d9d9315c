import CArrow

extension Column {
    /// The slot of `row` if it holds a value.
    private func slot(_ row: Int) -> Int? { isNull(row) ? nil : start + row }

    package func bool(at row: Int) -> Bool? {
        guard case .boolean = type, let slot = slot(row), let bits = buffer(1) else { return nil }
        return bits.load(fromByteOffset: slot >> 3, as: UInt8.self) & (1 << UInt8(slot & 7)) != 0
    }

    /// Integers of every width (a `uint64` beyond the range is nil), dates, timestamps, year-month and day-time intervals.
    package func int64(at row: Int) -> Int64? {
        guard let slot = slot(row), let values = buffer(1) else { return nil }
        func load<T: FixedWidthInteger>(_ type: T.Type) -> Int64? {
            Int64(exactly: values.load(fromByteOffset: slot * MemoryLayout<T>.stride, as: T.self))
        }
        switch type {
        case .int8: return load(Int8.self)
        case .int16: return load(Int16.self)
        case .int32, .date, .yearMonthInterval: return load(Int32.self)
        case .int64, .timestamp, .timestampNTZ, .dayTimeInterval: return load(Int64.self)
        case .uint8: return load(UInt8.self)
        case .uint16: return load(UInt16.self)
        case .uint32: return load(UInt32.self)
        case .uint64: return load(UInt64.self)
        default: return nil
        }
    }

    /// `uint64`, and what `int64(at:)` gives if it is not negative.
    package func uint64(at row: Int) -> UInt64? {
        guard case .uint64 = type else { return int64(at: row).flatMap { UInt64(exactly: $0) } }
        guard let slot = slot(row), let values = buffer(1) else { return nil }
        return values.load(fromByteOffset: slot * 8, as: UInt64.self)
    }

    /// `double`, and `float` widened.
    package func double(at row: Int) -> Double? {
        guard let slot = slot(row), let values = buffer(1) else { return nil }
        switch type {
        case .double: return values.load(fromByteOffset: slot * 8, as: Double.self)
        case .float: return Double(values.load(fromByteOffset: slot * 4, as: Float.self))
        default: return nil
        }
    }

    package func decimal(at row: Int) -> Decimal128? {
        guard case .decimal(_, let scale) = type, let slot = slot(row), let values = buffer(1) else { return nil }
        return Decimal128(unscaled: values.loadUnaligned(fromByteOffset: slot * 16, as: Int128.self), scale: scale)
    }

    package func calendarInterval(at row: Int) -> CalendarInterval? {
        guard case .calendarInterval = type, let slot = slot(row), let values = buffer(1) else { return nil }
        return CalendarInterval(
            months: values.loadUnaligned(fromByteOffset: slot * 16, as: Int32.self),
            days: values.loadUnaligned(fromByteOffset: slot * 16 + 4, as: Int32.self),
            nanoseconds: values.loadUnaligned(fromByteOffset: slot * 16 + 8, as: Int64.self)
        )
    }

    /// Lends the bytes of a string or binary value.
    package func withBytes<Result>(at row: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        guard type == .string || type == .binary, let slot = slot(row), let offsets = buffer(1) else { return nil }
        let from = Int(offsets.load(fromByteOffset: slot * 4, as: Int32.self))
        let to = Int(offsets.load(fromByteOffset: slot * 4 + 4, as: Int32.self))
        guard let bytes = buffer(2) else { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        return body(UnsafeRawBufferPointer(start: bytes + from, count: to - from))
    }

    /// Bytes that are not UTF-8 are replaced by U+FFFD.
    package func string(at row: Int) -> String? {
        guard case .string = type else { return nil }
        return withBytes(at: row) { String(decoding: $0, as: UTF8.self) }
    }

    package func binary(at row: Int) -> [UInt8]? {
        guard case .binary = type else { return nil }
        return withBytes(at: row) { [UInt8]($0) }
    }

    /// Lends the values of a fixed-width column as an array of `T`; slots that are null hold anything. Nil when the
    /// column's values are not `T`.
    package func withValues<T: BitwiseCopyable, Result>(
        as _: T.Type,
        _ body: (UnsafeBufferPointer<T>) -> Result
    ) -> Result? {
        guard type.holdsValues(of: T.self) else { return nil }
        guard count > 0, let values = buffer(1) else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
        let first = values.assumingMemoryBound(to: T.self) + start
        return body(UnsafeBufferPointer(start: first, count: count))
    }

    /// The value with its type; nested values are built whole.
    package func value(at row: Int) -> ScalarValue {
        guard !isNull(row) else { return .null }
        switch type {
        case .null: return .null
        case .boolean: return bool(at: row).map(ScalarValue.boolean) ?? .null
        case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32:
            return int64(at: row).map(ScalarValue.integer) ?? .null
        case .uint64: return uint64(at: row).map(ScalarValue.unsigned) ?? .null
        case .float: return double(at: row).map { .float(Float($0)) } ?? .null
        case .double: return double(at: row).map(ScalarValue.double) ?? .null
        case .decimal: return decimal(at: row).map(ScalarValue.decimal) ?? .null
        case .string: return string(at: row).map(ScalarValue.string) ?? .null
        case .binary: return binary(at: row).map(ScalarValue.binary) ?? .null
        case .date: return int64(at: row).map { .date(Int32(truncatingIfNeeded: $0)) } ?? .null
        case .timestamp: return int64(at: row).map(ScalarValue.timestamp) ?? .null
        case .timestampNTZ: return int64(at: row).map(ScalarValue.timestampNTZ) ?? .null
        case .yearMonthInterval:
            return int64(at: row).map { .yearMonthInterval(Int32(truncatingIfNeeded: $0)) } ?? .null
        case .dayTimeInterval: return int64(at: row).map(ScalarValue.dayTimeInterval) ?? .null
        case .calendarInterval: return calendarInterval(at: row).map(ScalarValue.calendarInterval) ?? .null
        case .struct, .array, .map: return nestedValue(at: row)
        }
    }
}

extension DataType {
    /// Whether a column of this type stores its values as contiguous `T`.
    func holdsValues<T: BitwiseCopyable>(of _: T.Type) -> Bool {
        switch self {
        case .int8: T.self == Int8.self
        case .int16: T.self == Int16.self
        case .int32, .date, .yearMonthInterval: T.self == Int32.self
        case .int64, .timestamp, .timestampNTZ, .dayTimeInterval: T.self == Int64.self
        case .uint8: T.self == UInt8.self
        case .uint16: T.self == UInt16.self
        case .uint32: T.self == UInt32.self
        case .uint64: T.self == UInt64.self
        case .float: T.self == Float.self
        case .double: T.self == Double.self
        default: false
        }
    }
}
