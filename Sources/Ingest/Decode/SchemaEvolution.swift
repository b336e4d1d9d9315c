import Columns
import DeltaProtocol

/// Which schema a table needs so that a record fits: new columns that may be null, and wider types that the protocol
/// calls safe (`DeltaType.widens`).
struct SchemaEvolution {
    let configuration: DecoderConfiguration

    /// Fields of a table at all depths.
    static let fieldLimit = 2_000

    /// - Returns: nil if no change of that kind makes the record fit.
    func schema(_ schema: StructType, holding shape: ValueShape) -> StructType? {
        guard case .object(let members) = shape else { return nil }
        let evolved = structure(schema, holding: members) { configuration.isReserved($0) }
        return evolved.flatMap { $0.allFields.count <= Self.fieldLimit ? $0 : nil }
    }

    private func structure(
        _ type: StructType,
        holding members: [ValueShape.Member],
        isReserved: (String) -> Bool = { _ in false }
    ) -> StructType? {
        var evolved = type
        var places: [String: Int] = [:]
        for (place, field) in type.fields.enumerated() { places[field.name.lowercased()] = place }
        for member in members where member.value.hasType {
            let folded = member.name.lowercased()
            guard !isReserved(member.name) else { return nil }
            if let place = places[folded] {
                guard let wider = self.type(evolved.fields[place].type, holding: member.value) else { return nil }
                evolved.fields[place].type = wider
                continue
            }
            guard StructField.canBeNamed(member.name), evolved.fields.count < Self.fieldLimit else { return nil }
            guard let new = InferredType(member.value).deltaType(keepsUntyped: false) else { continue }
            places[folded] = evolved.fields.count
            evolved.fields.append(StructField(member.name, new))
        }
        return evolved
    }

    /// The recursion is as deep as the shape at most.
    private func type(_ type: DeltaType, holding shape: ValueShape) -> DeltaType? {
        switch (type, shape) {
        case (_, .null), (.string, _): return type
        case (.structure(let inner), .object(let members)):
            return structure(inner, holding: members).map { .structure($0) }
        case (.array(let element, let containsNull), .array(let shapes)):
            let wider = shapes.reduce(element as DeltaType?) { type, shape in
                type.flatMap { self.type($0, holding: shape) }
            }
            return wider.map { .array(element: $0, containsNull: containsNull) }
        case (.map(let key, let value, let containsNull), .object(let members)):
            let wider = members.reduce(value as DeltaType?) { type, member in
                type.flatMap { self.type($0, holding: member.value) }
            }
            return wider.map { .map(key: key, value: $0, valueContainsNull: containsNull) }
        default: return scalar(type, holding: shape)
        }
    }

    private func scalar(_ type: DeltaType, holding shape: ValueShape) -> DeltaType? {
        if fits(type, shape) { return type }
        guard configuration.allowsWidening, case .number(let text) = shape else { return nil }
        if case .decimal(let precision, let scale) = type {
            return text.withUnsafeBytes { Self.decimal(precision, scale, holding: $0) }
        }
        guard let wider = InferredType(shape).deltaType(keepsUntyped: false) else { return nil }
        return type.widens(to: wider) ? wider : nil
    }

    private func fits(_ type: DeltaType, _ shape: ValueShape) -> Bool {
        switch (type, shape) {
        case (.boolean, .boolean), (.string, _): return true
        case (.byte, .number(let text)): return Self.integer(text, Int8.self)
        case (.short, .number(let text)): return Self.integer(text, Int16.self)
        case (.integer, .number(let text)): return Self.integer(text, Int32.self)
        case (.long, .number(let text)), (.long, .text(let text)): return Self.integer(text, Int64.self)
        case (.float, .number(let text)), (.double, .number(let text)):
            return text.withUnsafeBytes { NumberText.double($0) } != nil
        case (.decimal(let precision, let scale), .number(let text)),
            (.decimal(let precision, let scale), .text(let text)):
            let number = text.withUnsafeBytes { NumberText.decimal($0) }
            return number?.rescaled(to: scale)?.fits(precision: precision) == true
        default: return fitsText(type, shape)
        }
    }

    private func fitsText(_ type: DeltaType, _ shape: ValueShape) -> Bool {
        switch (type, shape) {
        case (.float, .text(let text)), (.double, .text(let text)):
            text.withUnsafeBytes { NumberText.special($0) } != nil
        case (.date, .text(let text)): text.withUnsafeBytes { TimeText.date($0) } != nil
        case (.timestamp, .text(let text)), (.timestamp, .number(let text)):
            text.withUnsafeBytes { ValueWriter.timestamp($0, isInstant: true) } != nil
        case (.timestampNTZ, .text(let text)), (.timestampNTZ, .number(let text)):
            text.withUnsafeBytes { ValueWriter.timestamp($0, isInstant: false) } != nil
        case (.binary, .text): true
        default: false
        }
    }

    private static func integer<Number: FixedWidthInteger>(_ text: [UInt8], _: Number.Type) -> Bool {
        text.withUnsafeBytes { NumberText.integer($0) }.flatMap { Number(exactly: $0) } != nil
    }

    /// The decimal type that holds both a column's values and a number: nil beyond 38 digits.
    private static func decimal(_ precision: Int, _ scale: Int, holding text: UnsafeRawBufferPointer) -> DeltaType? {
        guard let number = NumberText.decimal(text) else { return nil }
        let wanted = max(scale, number.scale)
        let digits = String(number.unscaled.magnitude).utf8.count
        let whole = max(precision - scale, digits - number.scale)
        guard wanted + whole <= DeltaType.maximumDecimalPrecision else { return nil }
        return .decimal(precision: max(1, wanted + whole), scale: wanted)
    }
}
