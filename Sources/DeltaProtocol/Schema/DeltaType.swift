/// A column's type (Delta protocol, Schema Serialization Format).
package indirect enum DeltaType: Hashable, Sendable {
    case string, long, integer, short, byte, float, double, boolean, binary, date
    /// An instant, microseconds since 1970 UTC.
    case timestamp
    /// A wall-clock time, microseconds since 1970 in no zone.
    case timestampNTZ
    case variant
    /// Only nulls, and never in a data file.
    case void
    case decimal(precision: Int, scale: Int)
    case array(element: DeltaType, containsNull: Bool)
    case map(key: DeltaType, value: DeltaType, valueContainsNull: Bool)
    case structure(StructType)

    package static let maximumDecimalPrecision = 38

    /// As the log spells it, or nil if this is no primitive type.
    package var primitiveName: String? {
        switch self {
        case .string: "string"
        case .long: "long"
        case .integer: "integer"
        case .short: "short"
        case .byte: "byte"
        case .float: "float"
        case .double: "double"
        case .boolean: "boolean"
        case .binary: "binary"
        case .date: "date"
        case .timestamp: "timestamp"
        case .timestampNTZ: "timestamp_ntz"
        case .variant: "variant"
        case .void: "void"
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .array, .map, .structure: nil
        }
    }

    /// As Spark SQL spells it: `bigint`, `array<struct<a:int>>`.
    package var sqlName: String {
        switch self {
        case .long: "bigint"
        case .integer: "int"
        case .short: "smallint"
        case .byte: "tinyint"
        case .array(let element, _): "array<\(element.sqlName)>"
        case .map(let key, let value, _): "map<\(key.sqlName),\(value.sqlName)>"
        case .structure(let type):
            "struct<\(type.fields.map { "\($0.name):\($0.type.sqlName)" }.joined(separator: ","))>"
        default: primitiveName ?? ""
        }
    }

    /// From the log's spelling; nil for a name that we don't know.
    package init?(primitiveName name: String) {
        guard let type = Self.primitives[name] ?? Self.decimal(name) else { return nil }
        self = type
    }

    private static let primitives: [String: DeltaType] = [
        "string": .string, "long": .long, "integer": .integer, "short": .short, "byte": .byte, "float": .float,
        "double": .double, "boolean": .boolean, "binary": .binary, "date": .date, "timestamp": .timestamp,
        "timestamp_ntz": .timestampNTZ, "variant": .variant, "void": .void, "null": .void,
        "decimal": .decimal(precision: 10, scale: 0),
    ]

    private static func decimal(_ name: String) -> DeltaType? {
        guard name.hasPrefix("decimal("), name.hasSuffix(")") else { return nil }
        let numbers = name.dropFirst("decimal(".count).dropLast().split(
            separator: ",",
            omittingEmptySubsequences: false
        )
        .map { Int($0.filter { $0 != " " }) }
        guard numbers.count == 2, let precision = numbers[0], let scale = numbers[1],
            (1...maximumDecimalPrecision).contains(precision), (0...precision).contains(scale)
        else { return nil }
        return .decimal(precision: precision, scale: scale)
    }

    /// Every struct type inside this type, itself included.
    var structures: [StructType] {
        switch self {
        case .structure(let type): [type]
        case .array(let element, _): element.structures
        case .map(let key, let value, _): key.structures + value.structures
        default: []
        }
    }
}

/// A struct's fields; a table's schema is one (Delta protocol, Struct Type).
package struct StructType: Hashable, Sendable {
    package var fields: [StructField]

    package init(_ fields: [StructField]) {
        self.fields = fields
    }

    /// Names are unique whatever their case, and Spark finds them so.
    package subscript(name: String) -> StructField? {
        if let field = fields.first(where: { $0.name == name }) { return field }
        let folded = name.lowercased()
        return fields.first { $0.name.lowercased() == folded }
    }

    /// The field that a dotted name means, through structs only.
    package func field(at path: [String]) -> StructField? {
        guard let first = path.first, let field = self[first] else { return nil }
        guard path.count > 1 else { return field }
        guard case .structure(let inner) = field.type else { return nil }
        return inner.field(at: Array(path.dropFirst()))
    }

    /// Every field at every depth, fields inside arrays and maps too.
    package var allFields: [StructField] {
        fields.flatMap { [$0] + $0.type.structures.flatMap(\.allFields) }
    }
}

/// One column (Delta protocol, Struct Field).
package struct StructField: Hashable, Sendable {
    package var name: String
    package var type: DeltaType
    package var nullable: Bool
    package var metadata: [String: JSONValue]

    package init(_ name: String, _ type: DeltaType, nullable: Bool = true, metadata: [String: JSONValue] = [:]) {
        self.name = name
        self.type = type
        self.nullable = nullable
        self.metadata = metadata
    }
}

/// The keys of column metadata that the protocol reserves (Delta protocol, Column Metadata).
package enum ColumnMetadataKey {
    package static let columnID = "delta.columnMapping.id"
    package static let physicalName = "delta.columnMapping.physicalName"
    package static let invariants = "delta.invariants"
    package static let generationExpression = "delta.generationExpression"
    package static let identityStart = "delta.identity.start"
    package static let currentDefault = "CURRENT_DEFAULT"
    package static let typeChanges = "delta.typeChanges"
    package static let comment = "comment"
}

extension StructField {
    package var comment: String? { metadata[ColumnMetadataKey.comment]?.stringValue }

    /// The name in data files, statistics and partition values where column mapping is on.
    package var mappedName: String? { metadata[ColumnMetadataKey.physicalName]?.stringValue }

    package var columnID: Int64? { metadata[ColumnMetadataKey.columnID]?.integerValue }

    package var generationExpression: String? { metadata[ColumnMetadataKey.generationExpression]?.stringValue }

    package var isIdentity: Bool { metadata[ColumnMetadataKey.identityStart] != nil }
}
