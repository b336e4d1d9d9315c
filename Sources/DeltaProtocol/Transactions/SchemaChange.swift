internal import LakeModel

/// Which changes of a schema leave the data files as they are (Delta protocol, Consistency Between Table Metadata and
/// Data Files): columns may be added if they may be null, may become nullable, may get other metadata, and may get a
/// wider type where the table has Type Widening.
struct SchemaChange {
    let allowsWidening: Bool

    /// - Returns: the new schema, with the widened types noted in the columns' metadata.
    /// - Throws: `invalid_value` naming the column.
    func schema(changing old: StructType, to new: StructType, path: String = "") throws -> StructType {
        for field in old.fields where !new.fields.contains(where: { $0.name == field.name }) {
            throw Self.fault("\(path)\(field.name)", "would be dropped or renamed, which needs column mapping")
        }
        return StructType(
            try new.fields.map { field in
                guard let before = old.fields.first(where: { $0.name == field.name }) else {
                    return try added(field, path)
                }
                return try changed(before, field, path)
            }
        )
    }

    private func added(_ field: StructField, _ path: String) throws -> StructField {
        guard field.nullable else {
            throw Self.fault("\(path)\(field.name)", "is new and not nullable, but existing rows have no value for it")
        }
        return field
    }

    private func changed(_ old: StructField, _ new: StructField, _ path: String) throws -> StructField {
        let name = "\(path)\(new.name)"
        guard new.nullable || !old.nullable else {
            throw Self.fault(name, "is nullable and can't become non-nullable: existing rows may have nulls")
        }
        var field = new
        var changes: [JSONValue] = []
        field.type = try type(old.type, new.type, name, fieldPath: [], &changes)
        let earlier = old.metadata[ColumnMetadataKey.typeChanges].flatMap {
            if case .array(let all) = $0 { all } else { nil }
        }
        if !changes.isEmpty || earlier != nil {
            field.metadata[ColumnMetadataKey.typeChanges] = .array((earlier ?? []) + changes)
        }
        return field
    }

    private func type(
        _ old: DeltaType,
        _ new: DeltaType,
        _ name: String,
        fieldPath: [String],
        _ changes: inout [JSONValue]
    ) throws -> DeltaType {
        switch (old, new) {
        case _ where old == new, (.void, _): return new
        case (.structure(let before), .structure(let after)):
            return .structure(try schema(changing: before, to: after, path: "\(name)."))
        case (.array(let before, let hadNulls), .array(let after, let hasNulls)) where hasNulls || !hadNulls:
            let element = try type(before, after, name, fieldPath: fieldPath + ["element"], &changes)
            return .array(element: element, containsNull: hasNulls)
        case (.map(let oldKey, let oldValue, let hadNulls), .map(let newKey, let newValue, let hasNulls))
        where hasNulls || !hadNulls:
            return .map(
                key: try type(oldKey, newKey, name, fieldPath: fieldPath + ["key"], &changes),
                value: try type(oldValue, newValue, name, fieldPath: fieldPath + ["value"], &changes),
                valueContainsNull: hasNulls
            )
        case _ where allowsWidening && old.widens(to: new):
            changes.append(Self.note(old, new, fieldPath))
            return new
        default:
            throw Self.fault(name, "can't change from \(old.sqlName) to \(new.sqlName) in place")
        }
    }

    private static func note(_ old: DeltaType, _ new: DeltaType, _ fieldPath: [String]) -> JSONValue {
        var members: [String: JSONValue] = [
            "fromType": .string(old.primitiveName ?? ""), "toType": .string(new.primitiveName ?? ""),
        ]
        if !fieldPath.isEmpty { members["fieldPath"] = .string(fieldPath.joined(separator: ".")) }
        return .object(members)
    }

    private static func fault(_ column: String, _ problem: String) -> DeltaError {
        DeltaError(.invalidValue, "The schema can't be changed so: column \"\(column)\" \(problem).")
    }
}

extension DeltaType {
    /// Delta protocol, Type Widening.
    package func widens(to wider: DeltaType) -> Bool {
        switch (self, wider) {
        case (.byte, .short), (.byte, .integer), (.byte, .long), (.short, .integer), (.short, .long), (.integer, .long),
            (.float, .double), (.byte, .double), (.short, .double), (.integer, .double), (.date, .timestampNTZ):
            true
        case (.decimal(let precision, let scale), .decimal(let widerPrecision, let widerScale)):
            widerScale >= scale && widerPrecision - precision >= widerScale - scale
        case (.byte, .decimal(let precision, let scale)), (.short, .decimal(let precision, let scale)),
            (.integer, .decimal(let precision, let scale)):
            precision - scale >= 10
        case (.long, .decimal(let precision, let scale)): precision - scale >= 20
        default: false
        }
    }
}
