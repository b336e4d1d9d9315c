import CSimdJSON
import LakeModel

typealias JSONEvent = CSimdJSONEvent

/// Takes records apart with simdjson. Not for concurrent use.
final class JSONParser {
    static let depthLimit: UInt32 = 64
    /// Values of one record; each takes 48 bytes while it is decoded.
    static let eventLimit: UInt32 = 1 << 20

    /// Why the last record has no values.
    @exclusivity(unchecked) private(set) var failure = RejectReason.malformedJSON
    private let parser: OpaquePointer

    init() throws(DecodeError) {
        guard let parser = csimdjson_create(Self.depthLimit, Self.eventLimit) else {
            throw DecodeError(.internalError, "There is no memory for a JSON parser. Free some and try again.")
        }
        self.parser = parser
    }

    deinit { csimdjson_destroy(parser) }

    /// A record's values, the whole object first, to be used before the next call; nil if it is no JSON object: `failure`
    /// says why. `CSIMDJSON_PADDING` bytes behind the record must be readable.
    func parsed(_ record: UnsafeRawBufferPointer) -> UnsafePointer<JSONEvent>? {
        guard var start = record.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
            failure = .malformedJSON
            return nil
        }
        var length = record.count
        if length >= 3, start[0] == 0xef, start[1] == 0xbb, start[2] == 0xbf {  // a byte-order mark
            start += 3
            length -= 3
        }
        var events: UnsafePointer<JSONEvent>?
        var count: UInt32 = 0
        let status = csimdjson_parse(parser, start, length, &events, &count)
        if status == CSimdJSONParsed, count > 0 { return events }
        failure =
            switch status {
            case CSimdJSONInvalidUTF8: .invalidUTF8
            case CSimdJSONNotAnObject: .notAnObject
            case CSimdJSONTooDeep: .tooDeep
            case CSimdJSONTooLarge, CSimdJSONOutOfMemory: .tooLarge
            default: .malformedJSON
            }
        return nil
    }
}

extension JSONEvent {
    @inline(__always)
    var name: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: key, count: key == nil ? 0 : Int(keyLength)) }

    /// A string without its escapes, or any other value's JSON.
    @inline(__always)
    var content: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: text, count: Int(textLength)) }

    @inline(__always)
    var isNumber: Bool { kind == CSimdJSONInteger || kind == CSimdJSONBigInteger || kind == CSimdJSONNumber }

    /// Of numbers that are no 64-bit integer; nil if it is too large for a double.
    @inline(__always)
    var double: Double? { hasDouble ? Double(bitPattern: UInt64(bitPattern: number)) : nil }
}
