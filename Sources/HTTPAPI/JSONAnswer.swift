import FoundationEssentials
import HTTPTypes
import Hummingbird
import LakeModel
import NIOCore

/// An answer made by `JSONEncoder`: for metadata. Rows go through `RowEncoder`.
struct JSONAnswer {
    let response: Response

    init(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        let bytes = try encoder.encode(value)
        response = Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}

/// A request body whose every key is known: an option that would be ignored is an error.
protocol StrictBody: Decodable {
    static var keys: Set<String> { get }
}

extension StrictBody {
    /// - Parameter isOptional: takes no body for an empty object.
    static func decode(
        _ request: Request,
        upTo limit: Int = 16 << 20,
        isOptional: Bool = false
    ) async throws -> Self {
        let buffer = try await request.body.collect(upTo: limit)
        let decoder = JSONDecoder()
        let bytes = isOptional && buffer.readableBytes == 0 ? Data("{}".utf8) : Data(buffer.readableBytesView)
        do {
            let unknown = try decoder.decode(KeyList.self, from: bytes).keys.subtracting(keys).sorted()
            guard unknown.isEmpty else {
                let known = keys.sorted().joined(separator: ", ")
                throw APIError.invalid("Unknown field \(unknown.joined(separator: ", ")); known are \(known).")
            }
        } catch let error as DecodingError { throw APIError(error) }
        do { return try decoder.decode(Self.self, from: bytes) } catch let error as DecodingError {
            // Without a path, though the text has been read as JSON: a number that its field's type can't hold.
            if case .dataCorrupted(let context) = error, context.codingPath.isEmpty {
                throw APIError.invalid("A number in the request body does not fit its field: too large, or not whole.")
            }
            throw APIError(error)
        }
    }
}

private struct KeyList: Decodable {
    let keys: Set<String>

    init(from decoder: any Decoder) throws {
        keys = Set(try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue))
    }
}

struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension APIError {
    /// Says which field is wrong, never what stood in it.
    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, _):
            self = .invalid("The field \"\(key.stringValue)\" is missing.")
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            self = .invalid("\(Self.place(context)) must be a \(Self.name(of: type)).")
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            self.init(code: .malformedJSON, message: "The request body is not JSON. \(Self.cause(context))")
        case .dataCorrupted(let context):
            self = .invalid("\(Self.place(context)): \(context.debugDescription)")
        @unknown default:
            self.init(code: .malformedJSON, message: "The request body can't be read as JSON.")
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
        return path.isEmpty ? "The request body" : "The field \"\(path.joined(separator: "."))\""
    }

    private static func cause(_ context: DecodingError.Context) -> String {
        context.underlyingError.map { "\($0)" }.flatMap { $0.contains("line") ? $0 : nil } ?? ""
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "string"
        case is Bool.Type: "boolean"
        case is any BinaryInteger.Type: "whole number"
        case is any FloatingPoint.Type: "number"
        case is [Any].Type: "list"
        default: "JSON object"
        }
    }
}

/// Milliseconds since 1970 as `2026-08-01T12:00:00.123Z`.
///
/// Only whole seconds go through `Date`: its fractions are binary, and formatting cuts 0.323 s to 322 ms.
func isoTime(milliseconds: Int64) -> String {
    var (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
    if rest < 0 { (seconds, rest) = (seconds - 1, rest + 1_000) }
    let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    return "\(whole.dropLast()).\(String(rest + 1_000).dropFirst())Z"
}
