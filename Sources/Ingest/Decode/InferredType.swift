import Columns
import DeltaProtocol

/// The type that values seen so far have in common.
indirect enum InferredType: Equatable {
    /// Nothing seen but nulls.
    case none
    case boolean, long, double, date, timestamp, string
    /// Integers beyond 64 bits, of so many digits at most.
    case integer(digits: Int)
    case array(InferredType)
    case object(InferredFields)

    /// Integers that 64 bits hold have up to so many digits.
    static let longDigits = 20

    init(_ shape: ValueShape) {
        switch shape {
        case .null: self = .none
        case .boolean: self = .boolean
        case .number(let text): self = text.withUnsafeBytes { Self.number($0) }
        case .text(let text): self = text.withUnsafeBytes { Self.text($0) }
        case .array(let elements): self = .array(elements.reduce(.none) { $0.merged(with: InferredType($1)) })
        case .object(let members):
            var fields = InferredFields()
            for member in members { fields.merge(member.name, InferredType(member.value)) }
            self = .object(fields)
        }
    }

    private static func number(_ text: UnsafeRawBufferPointer) -> InferredType {
        if NumberText.integer(text) != nil { return .long }
        if text.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: "-") }) {
            let digits = text.count - (text.first == UInt8(ascii: "-") ? 1 : 0)
            return digits <= DeltaType.maximumDecimalPrecision
                ? .integer(digits: max(digits, longDigits)) : .string
        }
        return NumberText.double(text) == nil ? .string : .double
    }

    private static func text(_ text: UnsafeRawBufferPointer) -> InferredType {
        if TimeText.date(text) != nil { return .date }
        return text.count > 10 && TimeText.timestamp(text) != nil ? .timestamp : .string
    }

    /// The narrowest type that holds the values of both exactly, or as near as a double comes to a number; a string,
    /// which takes any value, where there is no other.
    func merged(with other: InferredType) -> InferredType {
        switch (self, other) {
        case (.none, let type), (let type, .none): type
        case (let left, let right) where left == right: left
        case (.long, .double), (.double, .long), (.double, .integer), (.integer, .double): .double
        case (.long, .integer(let digits)), (.integer(let digits), .long): .integer(digits: digits)
        case (.integer(let left), .integer(let right)): .integer(digits: max(left, right))
        case (.date, .timestamp), (.timestamp, .date): .timestamp
        case (.array(let left), .array(let right)): .array(left.merged(with: right))
        case (.object(let left), .object(let right)): .object(left.merged(with: right))
        default: .string
        }
    }

    /// - Parameter keepsUntyped: what only nulls were seen of becomes a string; else it has no type: nil.
    func deltaType(keepsUntyped: Bool) -> DeltaType? {
        switch self {
        case .none: keepsUntyped ? .string : nil
        case .boolean: .boolean
        case .long: .long
        case .double: .double
        case .date: .date
        case .timestamp: .timestamp
        case .string: .string
        case .integer(let digits): .decimal(precision: digits, scale: 0)
        case .array(let element):
            element.deltaType(keepsUntyped: keepsUntyped).map { .array(element: $0, containsNull: true) }
        case .object(let fields): Self.structure(fields, keepsUntyped)
        }
    }

    private static func structure(_ fields: InferredFields, _ keepsUntyped: Bool) -> DeltaType? {
        let type = fields.structType(keepsUntyped: keepsUntyped)
        if !type.fields.isEmpty { return .structure(type) }
        return keepsUntyped ? .string : nil
    }
}

/// The fields of objects, in the order in which they were seen first. Their names differ in more than case.
struct InferredFields: Equatable {
    /// Beyond this, a record's keys are rather data than names.
    static let limit = 2_000

    private(set) var names: [String] = []
    private var types: [InferredType] = []
    private var places: [String: Int] = [:]

    mutating func merge(_ name: String, _ type: InferredType) {
        let folded = name.lowercased()
        if let place = places[folded] {
            types[place] = types[place].merged(with: type)
        } else if names.count < Self.limit {
            places[folded] = names.count
            names.append(name)
            types.append(type)
        }
    }

    func merged(with other: InferredFields) -> InferredFields {
        var merged = self
        for (name, type) in zip(other.names, other.types) { merged.merge(name, type) }
        return merged
    }

    /// Without what tables can't have a column of: fields of such names, or of no type.
    func structType(keepsUntyped: Bool, isReserved: (String) -> Bool = { _ in false }) -> StructType {
        StructType(
            zip(names, types).compactMap { name, type in
                guard StructField.canBeNamed(name), !isReserved(name) else { return nil }
                return type.deltaType(keepsUntyped: keepsUntyped).map { StructField(name, $0) }
            }
        )
    }
}
