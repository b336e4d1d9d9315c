/// The JSON of a value. Integers beyond ±(2^53−1) and decimals are strings, since readers that know only doubles would change
/// them; so are NaN and the infinities, which JSON lacks. Binary is base64; times and intervals are ISO 8601; a map is an
/// object if its keys are strings, else an array of pairs.
extension CellCursor {
    /// The largest integer that every JSON reader keeps.
    private static let safeInteger: UInt64 = 1 << 53 - 1

    func json(_ index: Int, _ row: Int, into out: inout TextWriter) {
        let node = nodes[index]
        let slot = node.start &+ row
        if node.kind == .null || Self.isNull(node, slot) { return out.put("null") }
        switch node.kind {
        case .null: break
        case .boolean: if Self.bit(node, slot) { out.put("true") } else { out.put("false") }
        case .int8: out.put(Int64(Self.load(node, slot, as: Int8.self)))
        case .int16: out.put(Int64(Self.load(node, slot, as: Int16.self)))
        case .int32: out.put(Int64(Self.load(node, slot, as: Int32.self)))
        case .int64: jsonInteger(Self.load(node, slot, as: Int64.self), into: &out)
        case .uint8: out.put(UInt64(Self.load(node, slot, as: UInt8.self)))
        case .uint16: out.put(UInt64(Self.load(node, slot, as: UInt16.self)))
        case .uint32: out.put(UInt64(Self.load(node, slot, as: UInt32.self)))
        case .uint64: jsonUnsigned(Self.load(node, slot, as: UInt64.self), into: &out)
        case .float: jsonFloat(Self.load(node, slot, as: Float.self), into: &out)
        case .double: jsonDouble(Self.load(node, slot, as: Double.self), into: &out)
        case .string: jsonString(Self.text(node, slot), into: &out)
        case .struct: jsonStruct(node, row, into: &out)
        case .array: jsonArray(node, slot, into: &out)
        case .map: jsonPairs(node, slot, into: &out)
        case .stringMap: jsonObject(node, slot, into: &out)
        default: jsonQuoted(node, slot, into: &out)
        }
    }

    /// Values whose text needs quotes and no escapes.
    @inline(__always)
    private func jsonQuoted(_ node: CellNode, _ slot: Int, into out: inout TextWriter) {
        out.reserve(1)
        out.put(UInt8(ascii: "\""))
        plainText(node, slot, into: &out)
        out.reserve(1)
        out.put(UInt8(ascii: "\""))
    }

    /// The text of decimals, times, intervals and binary.
    @inline(__always)
    func plainText(_ node: CellNode, _ slot: Int, into out: inout TextWriter) {
        switch node.kind {
        case .timestamp: out.put(timestamp: Self.load(node, slot, as: Int64.self), zone: true)
        case .timestampNTZ: out.put(timestamp: Self.load(node, slot, as: Int64.self), zone: false)
        case .date: out.put(date: Int64(Self.load(node, slot, as: Int32.self)))
        case .decimal: out.put(decimal: Self.load(node, slot, as: Int128.self), scale: node.scale)
        case .binary: out.put(base64: Self.text(node, slot))
        case .yearMonth: out.put(months: Self.load(node, slot, as: Int32.self))
        case .dayTime: out.put(duration: Self.load(node, slot, as: Int64.self))
        case .calendar: out.put(interval: Self.calendar(node, slot))
        default: break
        }
    }

    @inline(__always)
    private func jsonInteger(_ value: Int64, into out: inout TextWriter) {
        if value.magnitude <= Self.safeInteger { return out.put(value) }
        out.put("\"")
        out.put(value)
        out.put("\"")
    }

    private func jsonUnsigned(_ value: UInt64, into out: inout TextWriter) {
        if value <= Self.safeInteger { return out.put(value) }
        out.put("\"")
        out.put(value)
        out.put("\"")
    }

    @inline(__always)
    private func jsonDouble(_ value: Double, into out: inout TextWriter) {
        if value.isFinite { return out.put(finite: value) }
        if value.isNaN {
            out.put("\"NaN\"")
        } else if value > 0 {
            out.put("\"Infinity\"")
        } else {
            out.put("\"-Infinity\"")
        }
    }

    private func jsonFloat(_ value: Float, into out: inout TextWriter) {
        if value.isFinite { out.put(finite: value) } else { jsonDouble(Double(value), into: &out) }
    }

    @inline(__always)
    func jsonString(_ text: UnsafeRawBufferPointer, into out: inout TextWriter) {
        out.reserve(1)
        out.put(UInt8(ascii: "\""))
        out.put(text, escape: JSONEscape.self)
        out.reserve(1)
        out.put(UInt8(ascii: "\""))
    }

    private func jsonStruct(_ node: CellNode, _ row: Int, into out: inout TextWriter) {
        out.put("{")
        jsonMembers(node.children, row, into: &out)
        out.put("}")
    }

    /// `"name":value,…` of the nodes.
    func jsonMembers(_ members: Range<Int>, _ row: Int, into out: inout TextWriter) {
        for index in members {
            if index != members.lowerBound { out.put(",") }
            out.put(nodes[index].label)
            json(index, row, into: &out)
        }
    }

    private func jsonArray(_ node: CellNode, _ slot: Int, into out: inout TextWriter) {
        let range = Self.range(node, slot)
        out.put("[")
        for element in range {
            if element != range.lowerBound { out.put(",") }
            json(node.children.lowerBound, element, into: &out)
        }
        out.put("]")
    }

    private func jsonPairs(_ node: CellNode, _ slot: Int, into out: inout TextWriter) {
        let range = Self.range(node, slot)
        out.put("[")
        for entry in range {
            if entry != range.lowerBound { out.put(",") }
            out.put("[")
            json(node.children.lowerBound, entry, into: &out)
            out.put(",")
            json(node.children.lowerBound &+ 1, entry, into: &out)
            out.put("]")
        }
        out.put("]")
    }

    private func jsonObject(_ node: CellNode, _ slot: Int, into out: inout TextWriter) {
        let range = Self.range(node, slot)
        out.put("{")
        for entry in range {
            if entry != range.lowerBound { out.put(",") }
            let keys = nodes[node.children.lowerBound]
            jsonString(Self.text(keys, keys.start &+ entry), into: &out)
            out.put(":")
            json(node.children.lowerBound &+ 1, entry, into: &out)
        }
        out.put("}")
    }
}
