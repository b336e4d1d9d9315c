extension ColumnBuilder {
    package func append(_ value: Int) { append(Int64(value)) }
    package func append(_ value: Int32) { append(Int64(value)) }

    package func append(_ value: String) {
        var value = value
        value.withUTF8 { append(utf8: UnsafeRawBufferPointer($0)) }
    }

    package func append(binary value: [UInt8]) {
        value.withUnsafeBytes { append(binary: $0) }
    }

    package func append(_ value: Bool?) { if let value { append(value) } else { appendNull() } }
    package func append(_ value: Int?) { if let value { append(value) } else { appendNull() } }
    package func append(_ value: Int32?) { if let value { append(value) } else { appendNull() } }
    package func append(_ value: Int64?) { if let value { append(value) } else { appendNull() } }
    package func append(_ value: UInt64?) { if let value { append(value) } else { appendNull() } }
    package func append(_ value: Float?) { if let value { append(value) } else { appendNull() } }
    package func append(_ value: Double?) { if let value { append(value) } else { appendNull() } }
    package func append(_ value: String?) { if let value { append(value) } else { appendNull() } }
    package func append(_ value: Decimal128?) { if let value { append(value) } else { appendNull() } }

    /// A struct value: `builder.appendStruct { add in add["path"].append("x") }`. Fields left out are null.
    package func appendStruct(_ body: (ColumnBuilder) -> Void) {
        body(self)
        endStruct()
    }

    /// An array value: `builder.appendArray { elements in elements.append("a") }`.
    package func appendArray(_ body: (_ elements: ColumnBuilder) -> Void) {
        if layout == .array, let elements = children.first { body(elements) }
        endElements()
    }

    /// A map value, its keys and values in the same order.
    package func appendMap(_ body: (_ keys: ColumnBuilder, _ values: ColumnBuilder) -> Void) {
        if layout == .map, let keys = children.first, let values = children.last { body(keys, values) }
        endElements()
    }

    /// An array of strings.
    package func append(_ value: [String]) {
        appendArray { elements in for element in value { elements.append(element) } }
    }

    /// A map of strings, in the order of its keys.
    package func append(_ value: [String: String]) {
        appendMap { keys, values in
            for (key, text) in value.sorted(by: { $0.key < $1.key }) {
                keys.append(key)
                values.append(text)
            }
        }
    }

    /// A map of strings with nulls, in the order of its keys.
    package func append(_ value: [String: String?]) {
        appendMap { keys, values in
            for (key, text) in value.sorted(by: { $0.key < $1.key }) {
                keys.append(key)
                values.append(text)
            }
        }
    }

    package func append(_ value: ScalarValue) {
        switch value {
        case .null: appendNull()
        case .boolean(let value): append(value)
        case .integer(let value), .timestamp(let value), .timestampNTZ(let value), .dayTimeInterval(let value):
            append(value)
        case .unsigned(let value): append(value)
        case .float(let value): append(value)
        case .double(let value): append(value)
        case .decimal(let value): append(value)
        case .string(let value): append(value)
        case .binary(let value): append(binary: value)
        case .date(let value), .yearMonthInterval(let value): append(value)
        case .calendarInterval(let value): append(value)
        case .struct(let fields):
            appendStruct { builder in for field in fields { builder[field.name].append(field.value) } }
        case .array(let values): appendArray { elements in for value in values { elements.append(value) } }
        case .map(let entries):
            appendMap { keys, values in
                for entry in entries {
                    keys.append(entry.key)
                    values.append(entry.value)
                }
            }
        }
    }
}
