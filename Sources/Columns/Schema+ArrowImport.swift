import CArrow

extension Schema {
    /// Reads a schema of the C Data Interface. The shim has normalised its types; anything else is an error.
    init(imported schema: borrowing ArrowSchema) throws(ColumnsError) {
        var fields: [Field] = []
        for index in 0..<Int(schema.n_children) {
            guard let child = schema.children?[index] else { throw Self.broken }
            fields.append(try Field(imported: child.pointee, depth: 0))
        }
        self.init(fields, metadata: Self.metadata(schema.metadata))
    }

    static let broken = ColumnsError(.invalidArrowData, "the schema is not complete")

    /// Metadata of the C Data Interface: a count, then length-prefixed keys and values, in native byte order.
    static func metadata(_ encoded: UnsafePointer<CChar>?) -> [String: String] {
        guard let encoded else { return [:] }
        var position = UnsafeRawPointer(encoded)
        func number() -> Int {
            defer { position += 4 }
            return Int(position.loadUnaligned(as: Int32.self))
        }
        func text() -> String {
            let size = max(0, number())
            defer { position += size }
            return String(decoding: UnsafeRawBufferPointer(start: position, count: size), as: UTF8.self)
        }
        var pairs: [String: String] = [:]
        for _ in 0..<max(0, number()) {
            let key = text()
            pairs[key] = text()
        }
        return pairs
    }
}

extension Field {
    init(imported schema: ArrowSchema, depth: Int) throws(ColumnsError) {
        guard depth < DataType.depthLimit else {
            throw ColumnsError(.unsupportedType, "types are nested more than \(DataType.depthLimit) deep")
        }
        guard let format = schema.format else { throw Schema.broken }
        var children: [Field] = []
        for index in 0..<Int(schema.n_children) {
            guard let child = schema.children?[index] else { throw Schema.broken }
            children.append(try Field(imported: child.pointee, depth: depth + 1))
        }
        self.init(
            schema.name.map { String(cString: $0) } ?? "",
            try DataType(format: String(cString: format), children: children),
            nullable: schema.flags & Int64(ARROW_FLAG_NULLABLE) != 0,
            metadata: Schema.metadata(schema.metadata)
        )
    }
}

extension DataType {
    init(format: String, children: [Field]) throws(ColumnsError) {
        if let leaf = Self.leafFormats[format] {
            self = leaf
        } else if format.hasPrefix("d:") {
            self = try Self.decimal(format: format)
        } else if format == "+s" {
            self = .struct(children)
        } else if format == "+l", children.count == 1 {
            self = .array(children[0])
        } else if format == "+m", children.count == 1, case .struct(let entry) = children[0].type, entry.count == 2 {
            self = .map(key: entry[0], value: entry[1])
        } else {
            throw ColumnsError(.unsupportedType, "Arrow type '\(format)' has no Spark type")
        }
    }

    private static func decimal(format: String) throws(ColumnsError) -> DataType {
        let numbers = format.dropFirst(2).split(separator: ",").map { Int($0) }
        guard numbers.count == 2, let precision = numbers[0], let scale = numbers[1], (1...38).contains(precision),
            (0...precision).contains(scale)
        else { throw ColumnsError(.unsupportedType, "Arrow type '\(format)' has no Spark type") }
        return .decimal(precision: precision, scale: scale)
    }

    /// Formats of the C Data Interface that the shim lets through.
    private static let leafFormats: [String: DataType] = [
        "n": .null, "b": .boolean, "c": .int8, "s": .int16, "i": .int32, "l": .int64, "C": .uint8, "S": .uint16,
        "I": .uint32, "L": .uint64, "f": .float, "g": .double, "u": .string, "z": .binary, "tdD": .date,
        "tsu:UTC": .timestamp, "tsu:": .timestampNTZ, "tiM": .yearMonthInterval, "tDu": .dayTimeInterval,
        "tin": .calendarInterval,
    ]
}
