/// A named, typed place for values.
package struct Field: Hashable, Sendable {
    package var name: String
    package var type: DataType
    package var nullable: Bool
    package var metadata: [String: String]

    package init(_ name: String, _ type: DataType, nullable: Bool = true, metadata: [String: String] = [:]) {
        self.name = name
        self.type = type
        self.nullable = nullable
        self.metadata = metadata
    }

    /// Metadata key whose decimal value becomes the field's id in a Parquet schema (Delta column mapping, mode `id`).
    package static let parquetFieldID = "PARQUET:field_id"
}

/// The fields of a batch in order. Names may repeat, as they may in a query's answer.
package struct Schema: Hashable, Sendable {
    package var fields: [Field]
    package var metadata: [String: String]

    package init(_ fields: [Field], metadata: [String: String] = [:]) {
        self.fields = fields
        self.metadata = metadata
    }

    package var count: Int { fields.count }

    /// The first field of that exact name.
    package func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }

    package subscript(name: String) -> Field? { fields.first { $0.name == name } }
}
