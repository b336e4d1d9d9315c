internal import LakeModel

/// What a table that we make must look like, so that every reader can have it.
enum TableRules {
    static func validate(_ table: NewTable) throws {
        try validateColumns(table.schema, partitionColumns: table.partitionColumns)
        for property in table.properties.keys.sorted() where isRefused(property) {
            throw fault("the property \"\(property)\" asks for a feature that Tideline does not write")
        }
    }

    static func validateColumns(_ schema: StructType, partitionColumns: [String]) throws {
        guard !schema.fields.isEmpty else { throw fault("a table needs a column") }
        try validateNames(schema)
        var partitions: Set<String> = []
        for name in partitionColumns {
            guard let field = schema[name], field.name == name else {
                throw fault("there is no column \"\(name)\" to partition by")
            }
            guard field.type.canPartition else {
                throw fault("\"\(name)\" can't partition: its type is \(field.type.sqlName)")
            }
            guard partitions.insert(name).inserted else { throw fault("\"\(name)\" partitions twice") }
        }
        guard partitions.count < schema.fields.count else {
            throw fault("a table needs a column that does not partition it")
        }
    }

    /// Unique whatever the case, and without what Parquet's readers trip over.
    private static func validateNames(_ schema: StructType) throws {
        var seen: Set<String> = []
        for field in schema.fields {
            guard StructField.canBeNamed(field.name) else {
                throw fault(
                    "the column name \"\(field.name)\" is empty or has one of the characters ` ,;{}()=`, tab, newline"
                )
            }
            guard seen.insert(field.name.lowercased()).inserted else {
                throw fault("two columns are called \"\(field.name)\"; names must differ in more than case")
            }
            try validate(field.type, of: field.name)
        }
    }

    private static func validate(_ type: DeltaType, of column: String) throws {
        switch type {
        case .variant, .void: throw fault("\"\(column)\" has the type \(type.sqlName), which Tideline does not write")
        case .structure(let inner):
            guard !inner.fields.isEmpty else { throw fault("the struct \"\(column)\" needs a field") }
            try validateNames(inner)
        case .array(let element, _): try validate(element, of: column)
        case .map(let key, let value, _):
            try validate(key, of: column)
            try validate(value, of: column)
        default: break
        }
    }

    /// Those that make a feature active; all others only advise.
    private static func isRefused(_ property: String) -> Bool {
        if [TableProperty.enableInCommitTimestamps, TableProperty.enableExpiredLogCleanup].contains(property) {
            return false
        }
        return [
            "delta.enable", "delta.feature.", "delta.columnMapping.", TableProperty.constraintPrefix, "delta.minReader",
            "delta.minWriter",
        ]
        .contains { property.hasPrefix($0) }
    }

    private static func fault(_ problem: String) -> DeltaError {
        DeltaError(.invalidValue, "The table can't be made so: \(problem).")
    }
}

extension StructField {
    /// Whether tables without column mapping can have a column of that name: Parquet's readers trip over some characters.
    package static func canBeNamed(_ name: String) -> Bool {
        !name.isEmpty && !name.unicodeScalars.contains(where: " ,;{}()\n\t=".unicodeScalars.contains)
    }
}

extension DeltaType {
    fileprivate var canPartition: Bool {
        switch self {
        case .array, .map, .structure, .variant, .void: false
        default: true
        }
    }
}
