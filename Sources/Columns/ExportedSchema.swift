import CArrow

/// A schema as a tree of the C Data Interface, lent to the shim for the length of a call.
final class ExportedSchema {
    let root: UnsafeMutablePointer<ArrowSchema>
    private var memory: [UnsafeMutableRawPointer] = []

    init(_ schema: Schema) {
        root = .allocate(capacity: 1)
        fill(root, format: "+s", name: "", metadata: schema.metadata, flags: 0, children: schema.fields)
    }

    deinit {
        for block in memory { block.deallocate() }
        root.deallocate()
    }

    private func fill(
        _ node: UnsafeMutablePointer<ArrowSchema>,
        format: String,
        name: String,
        metadata: [String: String],
        flags: Int32,
        children: [Field]
    ) {
        let pointers = allocate(UnsafeMutablePointer<ArrowSchema>?.self, children.count)
        for (index, child) in children.enumerated() {
            let place = allocate(ArrowSchema.self, 1)
            pointers[index] = place
            let (format, grandchildren) = child.type.exportedForm
            let nullable = child.nullable ? ARROW_FLAG_NULLABLE : 0
            fill(
                place,
                format: format,
                name: child.name,
                metadata: child.metadata,
                flags: nullable,
                children: grandchildren
            )
        }
        node.initialize(
            to: ArrowSchema(
                format: UnsafePointer(text(format)),
                name: UnsafePointer(text(name)),
                metadata: encoded(metadata),
                flags: Int64(flags),
                n_children: Int64(children.count),
                children: pointers,
                dictionary: nil,
                release: { $0?.pointee.release = nil },
                private_data: nil
            )
        )
    }

    private func allocate<T>(_ type: T.Type, _ count: Int) -> UnsafeMutablePointer<T> {
        let block = UnsafeMutablePointer<T>.allocate(capacity: max(1, count))
        memory.append(UnsafeMutableRawPointer(block))
        return block
    }

    private func text(_ value: String) -> UnsafeMutablePointer<CChar> {
        // A C string ends at its first zero byte.
        let bytes = value.utf8.prefix { $0 != 0 }
        let block = allocate(CChar.self, bytes.count + 1)
        for (index, byte) in bytes.enumerated() { block[index] = CChar(bitPattern: byte) }
        block[bytes.count] = 0
        return block
    }

    private func encoded(_ metadata: [String: String]) -> UnsafePointer<CChar>? {
        guard !metadata.isEmpty else { return nil }
        var bytes: [UInt8] = []
        func append(_ number: Int) { withUnsafeBytes(of: Int32(clamping: number)) { bytes.append(contentsOf: $0) } }
        append(metadata.count)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            for text in [key, value] {
                append(text.utf8.count)
                bytes.append(contentsOf: text.utf8)
            }
        }
        let block = allocate(CChar.self, bytes.count)
        for (index, byte) in bytes.enumerated() { block[index] = CChar(bitPattern: byte) }
        return UnsafePointer(block)
    }
}

extension DataType {
    /// The format string of the C Data Interface and the children that go with it.
    var exportedForm: (format: String, children: [Field]) {
        switch self {
        case .struct(let fields): ("+s", fields)
        case .array(let element): ("+l", [element])
        case .map(let key, let value): ("+m", [Field("entries", .struct([key, value]), nullable: false)])
        default: (leafFormat, [])
        }
    }

    private var leafFormat: String {
        switch self {
        case .boolean: "b"
        case .int8: "c"
        case .int16: "s"
        case .int32: "i"
        case .int64: "l"
        case .uint8: "C"
        case .uint16: "S"
        case .uint32: "I"
        case .uint64: "L"
        case .float: "f"
        case .double: "g"
        case .decimal(let precision, let scale): "d:\(precision),\(scale)"
        case .string: "u"
        case .binary: "z"
        case .date: "tdD"
        case .timestamp: "tsu:UTC"
        case .timestampNTZ: "tsu:"
        case .yearMonthInterval: "tiM"
        case .dayTimeInterval: "tDu"
        case .calendarInterval: "tin"
        case .null, .struct, .array, .map: "n"
        }
    }
}
