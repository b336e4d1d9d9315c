/// The CSV field of a value: null is nothing at all, the empty string is `""`, nested values are their JSON, everything else is
/// the text that JSON has between its quotes.
extension CellCursor {
    func csv(_ index: Int, _ row: Int, scratch: inout TextWriter, into out: inout TextWriter) {
        let node = nodes[index]
        let slot = node.start &+ row
        if node.kind == .null || Self.isNull(node, slot) { return }
        switch node.kind {
        case .string: Self.csvText(Self.text(node, slot), into: &out)
        case .int64: out.put(Self.load(node, slot, as: Int64.self))
        case .uint64: out.put(Self.load(node, slot, as: UInt64.self))
        case .double: csvNumber(Self.load(node, slot, as: Double.self), index, row, into: &out)
        case .float: csvNumber(Double(Self.load(node, slot, as: Float.self)), index, row, into: &out)
        case .struct, .array, .map, .stringMap:
            scratch.clear()
            json(index, row, into: &scratch)
            Self.csvText(scratch.bytes, into: &out)
        case .null, .boolean, .int8, .int16, .int32, .uint8, .uint16, .uint32: json(index, row, into: &out)
        case .binary: csvBinary(node, slot, into: &out)
        default: plainText(node, slot, into: &out)
        }
    }

    private func csvBinary(_ node: CellNode, _ slot: Int, into out: inout TextWriter) {
        if Self.range(node, slot).isEmpty { out.put("\"\"") } else { plainText(node, slot, into: &out) }
    }

    private func csvNumber(_ value: Double, _ index: Int, _ row: Int, into out: inout TextWriter) {
        if value.isFinite { return json(index, row, into: &out) }
        if value.isNaN { out.put("NaN") } else if value > 0 { out.put("Infinity") } else { out.put("-Infinity") }
    }

    static func csvText(_ text: UnsafeRawBufferPointer, into out: inout TextWriter) {
        guard CSVQuoting.isNeeded(text) else { return out.put(text, escape: QuotedEscape.self) }
        out.put("\"")
        out.put(text, escape: QuotedEscape.self)
        out.put("\"")
    }
}
