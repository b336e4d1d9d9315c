import FoundationEssentials

/// JSON that the server keeps and gives back without a look at what it means.
enum PlainJSON: Codable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case list([PlainJSON])
    case object([String: PlainJSON])

    /// The text of a stored value; null for one that was edited by hand.
    init(text: String) { self = (try? JSONDecoder().decode(Self.self, from: Data(text.utf8))) ?? .null }

    /// Keys in order, so that equal values have equal texts.
    var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    init(from decoder: any Decoder) throws {
        if let fields = try? decoder.container(keyedBy: AnyKey.self) {
            let pairs = try fields.allKeys.map { ($0.stringValue, try fields.decode(Self.self, forKey: $0)) }
            self = .object(Dictionary(pairs) { _, last in last })
        } else if var list = try? decoder.unkeyedContainer() {
            var values: [PlainJSON] = []
            while !list.isAtEnd { values.append(try list.decode(Self.self)) }
            self = .list(values)
        } else {
            self = try Self.plain(decoder.singleValueContainer())
        }
    }

    private static func plain(_ value: any SingleValueDecodingContainer) throws -> PlainJSON {
        if value.decodeNil() { return .null }
        if let bool = try? value.decode(Bool.self) { return .bool(bool) }
        if let integer = try? value.decode(Int64.self) { return .integer(integer) }
        if let number = try? value.decode(Double.self) { return .number(number) }
        return .string(try value.decode(String.self))
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var fields = encoder.container(keyedBy: AnyKey.self)
            for (name, value) in members { try fields.encode(value, forKey: AnyKey(stringValue: name)) }
        case .list(let values):
            var list = encoder.unkeyedContainer()
            for value in values { try list.encode(value) }
        default:
            var single = encoder.singleValueContainer()
            try encodePlain(into: &single)
        }
    }

    private func encodePlain(into value: inout any SingleValueEncodingContainer) throws {
        switch self {
        case .bool(let bool): try value.encode(bool)
        case .integer(let integer): try value.encode(integer)
        case .number(let number): try value.encode(number)
        case .string(let string): try value.encode(string)
        case .null, .list, .object: try value.encodeNil()
        }
    }
}
