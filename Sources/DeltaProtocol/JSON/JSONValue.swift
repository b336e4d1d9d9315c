internal import FoundationEssentials

/// Any JSON, for the places where the log allows any: column metadata, operation parameters.
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    /// A number that is no 64-bit integer, as its decimal text.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    package var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var integerValue: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    package var booleanValue: Bool? {
        if case .boolean(let flag) = self { flag } else { nil }
    }

    /// A string as it is, anything else as JSON: how parameters that need not be strings are shown.
    package var text: String {
        if case .string(let text) = self { return text }
        var writer = JSONWriter()
        writer.write(self)
        return writer.text
    }
}

extension JSONValue: Decodable {
    package init(from decoder: any Decoder) throws {
        guard decoder.codingPath.count <= JSONLimits.depth else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: JSONLimits.tooDeep))
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let flag = try? container.decode(Bool.self) {
            self = .boolean(flag)
        } else if let number = try? container.decode(Int64.self) {
            self = .integer(number)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number.description)
        } else if let members = try? container.decode([String: JSONValue].self) {
            self = .object(members)
        } else {
            self = .array(try container.decode([JSONValue].self))
        }
    }
}

enum JSONLimits {
    /// Nesting that we follow in schemas and metadata; `JSONDecoder` itself stops at 512.
    static let depth = 200
    static let tooDeep = "nested too deep"
}
