/// Writes JSON into a buffer of bytes: compact, keys in the order they are given.
///
/// A value written after another in the same array or object gets its comma by itself.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    init(reserving capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open("{")
        try body(&self)
        close("}")
    }

    mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open("[")
        try body(&self)
        close("]")
    }

    mutating func key(_ name: String) {
        separate()
        writeQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    mutating func newline() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    mutating func write(_ text: String) {
        separate()
        writeQuoted(text)
    }

    mutating func write(_ number: Int64) { write(raw: String(number)) }

    mutating func write(_ flag: Bool) { write(raw: flag ? "true" : "false") }

    mutating func writeNull() { write(raw: "null") }

    /// `text` must be JSON already.
    mutating func write(raw text: String) {
        separate()
        bytes += text.utf8
    }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: writeNull()
        case .boolean(let flag): write(flag)
        case .integer(let number): write(number)
        case .number(let text): write(raw: text)
        case .string(let text): write(text)
        case .array(let values): array { json in for value in values { json.write(value) } }
        case .object(let members): object { $0.members(members) }
        }
    }

    /// Sorted, so that the same value always gives the same bytes.
    private mutating func members(_ members: [String: JSONValue]) {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            key(name)
            write(value)
        }
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func writeQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for index in utf8.indices where Self.needsEscape(utf8[index]) {
                bytes.append(contentsOf: utf8[start..<index])
                writeEscaped(utf8[index])
                start = index + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func writeEscaped(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0..<0x20: bytes += Array("u00".utf8) + [Self.hex[Int(byte >> 4)], Self.hex[Int(byte & 15)]]
        default: bytes.append(byte)
        }
    }

    private static let hex = Array("0123456789abcdef".utf8)
}

extension JSONWriter {
    mutating func field(_ name: String, _ value: String) {
        key(name)
        write(value)
    }

    mutating func field(_ name: String, _ value: Int64) {
        key(name)
        write(value)
    }

    mutating func field(_ name: String, _ value: Bool) {
        key(name)
        write(value)
    }

    /// Nothing when there is no value: absent and null mean the same in the log.
    mutating func field(_ name: String, ifPresent value: String?) {
        if let value { field(name, value) }
    }

    mutating func field(_ name: String, ifPresent value: Int64?) {
        if let value { field(name, value) }
    }

    mutating func field(_ name: String, ifPresent value: Bool?) {
        if let value { field(name, value) }
    }

    mutating func field(_ name: String, ifPresent values: [String]?) {
        guard let values else { return }
        key(name)
        array { json in for value in values { json.write(value) } }
    }

    mutating func field(_ name: String, ifPresent map: [String: String?]?) {
        guard let map else { return }
        key(name)
        object { json in
            for (key, value) in map.sorted(by: { $0.key < $1.key }) {
                json.key(key)
                if let value { json.write(value) } else { json.writeNull() }
            }
        }
    }
}
