import Foundation

/// An answer of the server with its whole body. Parsed here because libraries hide what these tests look at: trailers,
/// bodies that break off, answers to broken requests.
struct HTTPAnswer: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: Data
    /// What follows a chunked body, names in lower case.
    private(set) var trailers: [String: String] = [:]

    /// - Parameter bytes: everything the server sent until it closed the connection.
    init(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        guard let statusLine = Self.line(&rest),
            let status = Int(statusLine.split(separator: " ").dropFirst().first ?? "")
        else { throw Failure("no HTTP answer: \(String(decoding: bytes.prefix(200), as: UTF8.self))") }
        self.status = status
        headers = Self.fields(&rest)
        if headers["transfer-encoding"] == "chunked" {
            body = try Self.chunks(&rest)
            trailers = Self.fields(&rest)
        } else {
            body = Data(rest)
            let length = headers["content-length"].flatMap { Int($0) }
            guard length == nil || length == body.count else { throw Failure("\(body.count) of \(length ?? 0) bytes") }
        }
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON { get throws { try JSON(body) } }

    /// `code` of the one error shape; nil when the body is not of that shape.
    var errorCode: String? { try? json["error"]?["code"]?.string }
    var errorMessage: String? { try? json["error"]?["message"]?.string }

    private static func line(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return String(decoding: rest[..<end], as: UTF8.self).trimmingCharacters(in: ["\r"])
    }

    private static func fields(_ rest: inout ArraySlice<UInt8>) -> [String: String] {
        var fields: [String: String] = [:]
        while let line = line(&rest), let colon = line.firstIndex(of: ":") {
            fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: [" "])
        }
        return fields
    }

    private static func chunks(_ rest: inout ArraySlice<UInt8>) throws -> Data {
        var body = Data()
        while let line = line(&rest), let size = Int(line, radix: 16), rest.count >= size {
            guard size > 0 else { return body }
            body += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        throw Failure(
            "the answer broke off after \(body.count) bytes: \(String(decoding: body.prefix(200), as: UTF8.self))"
        )
    }
}
