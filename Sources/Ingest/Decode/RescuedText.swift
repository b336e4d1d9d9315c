/// What of a record has no place in the table, as one JSON object that keeps the record's nesting. Parts come in the
/// order in which they stand in the record.
struct RescuedText {
    private(set) var bytes: [UInt8] = []
    /// Names of the objects around the part that comes next.
    private var path: [UnsafeRawBufferPointer] = []
    private var open = 0
    private var needsComma = false

    var isEmpty: Bool { bytes.isEmpty }

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        path.removeAll(keepingCapacity: true)
        open = 0
        needsComma = false
    }

    /// What follows is in the object of that name, which must stay where it is until `leave`.
    mutating func enter(_ name: UnsafeRawBufferPointer) { path.append(name) }

    mutating func leave() {
        if path.popLast() != nil, open > path.count { close() }
    }

    /// - Parameter json: a whole value.
    mutating func add(_ name: UnsafeRawBufferPointer, json: UnsafeRawBufferPointer) {
        begin(name)
        bytes.append(contentsOf: json)
        needsComma = true
    }

    mutating func add(_ name: UnsafeRawBufferPointer, text: UnsafeRawBufferPointer) {
        begin(name)
        Self.quote(text, into: &bytes)
        needsComma = true
    }

    /// Ends the object.
    mutating func finish() {
        path.removeAll(keepingCapacity: true)
        while open > 0 { close() }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func begin(_ name: UnsafeRawBufferPointer) {
        if bytes.isEmpty { bytes.append(UInt8(ascii: "{")) }
        while open < path.count {
            key(path[open])
            bytes.append(UInt8(ascii: "{"))
            needsComma = false
            open += 1
        }
        key(name)
    }

    private mutating func key(_ name: UnsafeRawBufferPointer) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        Self.quote(name, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func close() {
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
        open -= 1
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)

    /// RFC 8259, Strings: what must be escaped is, and nothing else.
    private static func quote(_ text: UnsafeRawBufferPointer, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x00...0x1f:
                bytes += "\\u00".utf8
                bytes += [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
