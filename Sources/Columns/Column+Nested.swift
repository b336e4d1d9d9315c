import CArrow

extension Column {
    /// A struct's fields (with the struct's row numbers), an array's elements, a map's keys and values.
    package var children: [Column] {
        switch type {
        case .struct(let fields): fields.indices.compactMap { structField($0, fields[$0]) }
        case .array(let element): entries(element).map { [$0] } ?? []
        case .map(let key, let value):
            entries(Field("entries", .struct([key, value])))?.children ?? []
        default: []
        }
    }

    /// The struct's field of that name. Where the struct is null the field's value means nothing; ask the struct first.
    package func child(_ name: String) -> Column? {
        guard case .struct(let fields) = type, let index = fields.firstIndex(where: { $0.name == name }) else {
            return nil
        }
        return structField(index, fields[index])
    }

    /// The values of all arrays end to end; `elementRange(at:)` says which belong to a row.
    package var elements: Column? {
        guard case .array(let element) = type else { return nil }
        return entries(element)
    }

    /// The keys of all maps end to end; `elementRange(at:)` says which belong to a row.
    package var keys: Column? {
        guard case .map = type else { return nil }
        return children.first
    }

    package var values: Column? {
        guard case .map = type else { return nil }
        return children.last
    }

    /// Which rows of `elements`, or of `keys` and `values`, make up the array or map of `row`.
    package func elementRange(at row: Int) -> Range<Int>? {
        switch type {
        case .array, .map: break
        default: return nil
        }
        guard !isNull(row), let offsets = buffer(1) else { return nil }
        let from = Int(offsets.load(fromByteOffset: (start + row) * 4, as: Int32.self))
        let to = Int(offsets.load(fromByteOffset: (start + row) * 4 + 4, as: Int32.self))
        return from..<max(from, to)
    }

    /// An `array<string>` value without its null elements.
    package func strings(at row: Int) -> [String]? {
        guard let range = elementRange(at: row), let elements, elements.type == .string else { return nil }
        return range.compactMap { elements.string(at: $0) }
    }

    /// A `map<string,string>` value; the last of equal keys wins.
    package func stringMap(at row: Int) -> [String: String?]? {
        guard let range = elementRange(at: row), let keys, let values, keys.type == .string, values.type == .string
        else {
            return nil
        }
        var map: [String: String?] = [:]
        for entry in range {
            if let key = keys.string(at: entry) { map.updateValue(values.string(at: entry), forKey: key) }
        }
        return map
    }

    func nestedValue(at row: Int) -> ScalarValue {
        switch type {
        case .struct(let fields):
            return .struct(zip(fields, children).map { NamedScalar($0.name, $1.value(at: row)) })
        case .array:
            guard let range = elementRange(at: row), let elements else { return .null }
            return .array(range.map { elements.value(at: $0) })
        case .map:
            guard let range = elementRange(at: row), let keys, let values else { return .null }
            return .map(range.map { ScalarEntry(keys.value(at: $0), values.value(at: $0)) })
        default: return .null
        }
    }

    private func structField(_ index: Int, _ field: Field) -> Column? {
        guard let child = childArray(index) else { return nil }
        return Column(
            field: field,
            storage: storage,
            array: child,
            start: start + Int(child.pointee.offset),
            count: count
        )
    }

    private func entries(_ field: Field) -> Column? {
        guard let child = childArray(0) else { return nil }
        return Column(
            field: field,
            storage: storage,
            array: child,
            start: Int(child.pointee.offset),
            count: Int(child.pointee.length)
        )
    }

    func childArray(_ index: Int) -> UnsafePointer<ArrowArray>? {
        guard index < array.pointee.n_children, let child = array.pointee.children?[index] else { return nil }
        return UnsafePointer(child)
    }
}
