/// Resolves the escapes inside a string literal's quotes, as Spark does.
struct Unescaper {
    let bytes: ArraySlice<UInt8>
    let quote: UInt8

    func run() -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case quote where rest.first == quote: result.append(rest.removeFirst())
            case 0x5C: appendEscape(from: &rest, to: &result)
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func appendEscape(from rest: inout ArraySlice<UInt8>, to result: inout [UInt8]) {
        if let (scalar, length) = coded(rest) {
            rest = rest.dropFirst(length)
            result.append(contentsOf: Array(Character(scalar).utf8))
            return
        }
        guard let byte = rest.popFirst() else { return result.append(0x5C) }
        switch byte {
        case UInt8(ascii: "0"): result.append(0)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "Z"): result.append(0x1A)
        case UInt8(ascii: "%"), UInt8(ascii: "_"): result.append(contentsOf: [0x5C, byte])
        default: result.append(byte)
        }
    }

    /// `uXXXX`, `UXXXXXXXX` and three octal digits up to 177; nil when the bytes spell none of them.
    private func coded(_ rest: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        guard let first = rest.first else { return nil }
        let (radix, skip, count) =
            switch first {
            case UInt8(ascii: "u"): (16, 1, 4)
            case UInt8(ascii: "U"): (16, 1, 8)
            case UInt8(ascii: "0")...UInt8(ascii: "1"): (8, 0, 3)
            default: (0, 0, 0)
            }
        let digits = rest.dropFirst(skip).prefix(count)
        guard count > 0, digits.count == count,
            digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: radix),
            let scalar = Unicode.Scalar(value)
        else { return nil }
        return (scalar, skip + count)
    }
}
