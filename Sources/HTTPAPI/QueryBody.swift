import FoundationEssentials
import LakeModel

/// `POST /api/query` and `/api/queries`: `{"query", "parameters"?, "limit"?, "timeoutSeconds"?, "result"?, "history"?}`.
struct QueryBody: StrictBody {
    static let keys: Set<String> = ["query", "parameters", "limit", "timeoutSeconds", "result", "history"]

    private enum CodingKeys: String, CodingKey {
        case query, parameters, limit, timeoutSeconds, result, history
    }

    /// Longer waits than a day are a mistake in the unit.
    private static let longestTimeout = 86_400.0

    let request: QueryRequest

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let parameters = try fields.decodeIfPresent(ParametersBody.self, forKey: .parameters)?.parameters ?? .none
        let limit = try fields.decodeIfPresent(Int.self, forKey: .limit)
        if let limit, limit < 0 { throw APIError.invalid("\"limit\" must be 0 or more.") }
        let seconds = try fields.decodeIfPresent(Double.self, forKey: .timeoutSeconds)
        if let seconds, !(seconds > 0 && seconds <= Self.longestTimeout) {
            throw APIError.invalid("\"timeoutSeconds\" must be more than 0 and at most \(Int(Self.longestTimeout)).")
        }
        let result = try fields.decodeIfPresent(String.self, forKey: .result)
        let source = result.flatMap { QueryID($0) }
        if result != nil, source == nil {
            throw APIError.invalid("\"result\" is the id of a query: a lower-case UUID.")
        }
        var request = QueryRequest(
            sql: try fields.decode(String.self, forKey: .query),
            parameters: parameters,
            limit: limit,
            timeout: seconds.map { .milliseconds(Int64($0 * 1_000)) },
            source: source.map { .result($0) }
        )
        request.isRemembered = try fields.decodeIfPresent(Bool.self, forKey: .history) ?? true
        self.request = request
    }
}

/// A JSON object gives named parameters, a list positional ones.
struct ParametersBody: Decodable {
    let parameters: QueryParameters

    init(from decoder: any Decoder) throws {
        if let list = try? decoder.unkeyedContainer() {
            var (list, values) = (list, [QueryLiteral]())
            while !list.isAtEnd { values.append(try list.decode(LiteralBody.self).literal) }
            parameters = .positional(values)
        } else {
            let fields = try decoder.container(keyedBy: AnyKey.self)
            let pairs = try fields.allKeys.map {
                ($0.stringValue, try fields.decode(LiteralBody.self, forKey: $0).literal)
            }
            parameters = .named(Dictionary(pairs) { _, last in last })
        }
    }
}

/// A plain JSON value, or `{"type": "date"|"timestamp"|"decimal"|…, "value": …}` where JSON has no such type.
private struct LiteralBody: Decodable {
    let literal: QueryLiteral

    private enum CodingKeys: String, CodingKey { case type, value }

    init(from decoder: any Decoder) throws {
        if let fields = try? decoder.container(keyedBy: CodingKeys.self), fields.contains(.type) {
            literal = try Self.typed(fields)
        } else {
            literal = try Self.plain(decoder.singleValueContainer())
        }
    }

    private static func plain(_ value: any SingleValueDecodingContainer) throws -> QueryLiteral {
        if value.decodeNil() { return .null }
        if let bool = try? value.decode(Bool.self) { return .boolean(bool) }
        if let long = try? value.decode(Int64.self) { return .long(long) }
        if let double = try? value.decode(Double.self) { return .double(double) }
        if let string = try? value.decode(String.self) { return .string(string) }
        throw APIError.invalid(
            "A parameter must be a JSON string, number, boolean or null, or {\"type\", \"value\"}."
        )
    }

    private static func typed(_ fields: KeyedDecodingContainer<CodingKeys>) throws -> QueryLiteral {
        let type = try fields.decode(String.self, forKey: .type).lowercased()
        if try fields.decodeNil(forKey: .value) { return .null }
        let literal: QueryLiteral? =
            switch type {
            case "boolean": .boolean(try fields.decode(Bool.self, forKey: .value))
            case "bigint", "long", "int", "integer": try long(fields)
            case "double", "float": .double(try fields.decode(Double.self, forKey: .value))
            case "string": .string(try fields.decode(String.self, forKey: .value))
            case "decimal": decimal(try fields.decode(String.self, forKey: .value))
            case "date": WrittenTime.days(try fields.decode(String.self, forKey: .value)[...]).map { .date($0) }
            case "timestamp":
                WrittenTime.microseconds(try fields.decode(String.self, forKey: .value)[...]).map { .timestamp($0) }
            default: throw APIError.invalid("Unknown parameter type; use \(Self.types).")
            }
        guard let literal else { throw APIError.invalid("A parameter's value does not fit its type \(type).") }
        return literal
    }

    /// As a number or as a string of its digits: JavaScript has no numbers for most of them.
    private static func long(_ fields: KeyedDecodingContainer<CodingKeys>) throws -> QueryLiteral? {
        if let digits = try? fields.decode(String.self, forKey: .value) { return Int64(digits).map { .long($0) } }
        return .long(try fields.decode(Int64.self, forKey: .value))
    }

    private static let types = "boolean, bigint, double, decimal, string, date or timestamp"

    private static func decimal(_ text: String) -> QueryLiteral? {
        let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        let points = digits.count { $0 == "." }
        let plain = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2e }
        let count = digits.utf8.count - points
        return plain && points <= 1 && (1...38).contains(count) ? .decimal(text) : nil
    }
}
