internal import FoundationEssentials
internal import LakeModel

extension StructType {
    /// Reads a `schemaString`.
    /// - Throws: `corrupt_log` for what is not a schema, names a type that we don't know, or nests too deep.
    package static func decode(_ schemaString: String) throws -> StructType {
        do {
            let type = try JSONDecoder().decode(TypeJSON.self, from: Data(schemaString.utf8)).type
            guard case .structure(let schema) = type else { throw JSONSchemaFault.notStruct }
            return schema
        } catch {
            let problem = (error as? JSONSchemaFault)?.description ?? JSONFault.describe(error)
            throw DeltaError(.corruptLog, "The table's schema (metaData.schemaString) can't be read: \(problem).")
        }
    }

    /// As a `schemaString`: compact, fields in Spark's order of keys, metadata sorted.
    package func encoded() -> String {
        var json = JSONWriter(reserving: fields.count &* 80)
        json.write(self)
        return json.text
    }
}

private enum JSONSchemaFault: Error, CustomStringConvertible {
    case notStruct
    case unknownType(String)

    var description: String {
        switch self {
        case .notStruct: "it is not a struct"
        case .unknownType(let name): "it has the type \"\(name.prefix(60))\", which we don't know"
        }
    }
}

/// A type is a name or an object (Delta protocol, Schema Serialization Format).
private struct TypeJSON: Decodable {
    let type: DeltaType

    private enum Key: String, CodingKey {
        case type, fields, elementType, containsNull, keyType, valueType, valueContainsNull
    }

    init(from decoder: any Decoder) throws {
        guard decoder.codingPath.count <= JSONLimits.depth else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: JSONLimits.tooDeep))
        }
        if let name = try? decoder.singleValueContainer().decode(String.self) {
            guard let primitive = DeltaType(primitiveName: name) else { throw JSONSchemaFault.unknownType(name) }
            type = primitive
            return
        }
        let members = try decoder.container(keyedBy: Key.self)
        let kind = try members.decode(String.self, forKey: .type)
        switch kind {
        case "struct":
            type = .structure(StructType(try members.decode([FieldJSON].self, forKey: .fields).map(\.field)))
        case "array":
            type = .array(
                element: try members.decode(TypeJSON.self, forKey: .elementType).type,
                containsNull: try members.decodeIfPresent(Bool.self, forKey: .containsNull) ?? true
            )
        case "map":
            type = .map(
                key: try members.decode(TypeJSON.self, forKey: .keyType).type,
                value: try members.decode(TypeJSON.self, forKey: .valueType).type,
                valueContainsNull: try members.decodeIfPresent(Bool.self, forKey: .valueContainsNull) ?? true
            )
        default:
            guard let primitive = DeltaType(primitiveName: kind) else { throw JSONSchemaFault.unknownType(kind) }
            type = primitive
        }
    }
}

private struct FieldJSON: Decodable {
    let field: StructField

    private enum Key: String, CodingKey { case name, type, nullable, metadata }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        field = StructField(
            try members.decode(String.self, forKey: .name),
            try members.decode(TypeJSON.self, forKey: .type).type,
            nullable: try members.decodeIfPresent(Bool.self, forKey: .nullable) ?? true,
            metadata: try members.decodeIfPresent([String: JSONValue].self, forKey: .metadata) ?? [:]
        )
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ type: StructType) {
        object { json in
            json.field("type", "struct")
            json.key("fields")
            json.array { json in for field in type.fields { json.write(field) } }
        }
    }

    private mutating func write(_ field: StructField) {
        object { json in
            json.field("name", field.name)
            json.key("type")
            json.write(field.type)
            json.field("nullable", field.nullable)
            json.key("metadata")
            json.write(.object(field.metadata))
        }
    }

    private mutating func write(_ type: DeltaType) {
        switch type {
        case .structure(let inner): write(inner)
        case .array(let element, let containsNull):
            object { json in
                json.field("type", "array")
                json.key("elementType")
                json.write(element)
                json.field("containsNull", containsNull)
            }
        case .map(let key, let value, let valueContainsNull):
            object { json in
                json.field("type", "map")
                json.key("keyType")
                json.write(key)
                json.key("valueType")
                json.write(value)
                json.field("valueContainsNull", valueContainsNull)
            }
        default: write(type.primitiveName ?? "void")
        }
    }
}
