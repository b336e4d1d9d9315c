import Columns

/// Numbers out of their text, exactly.
enum NumberText {
    /// A sign, if any, and digits.
    static func integer(_ text: UnsafeRawBufferPointer) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        let start = isNegative || text.first == UInt8(ascii: "+") ? 1 : 0
        guard text.count > start else { return nil }
        var value: Int64 = 0
        for byte in text[start...] {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let digit = Int64(byte - 0x30)
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) =
                isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            guard !overflow, !overflow2 else { return nil }
            value = sum
        }
        return value
    }

    /// What JSON has for numbers, also with a `+` in front or a point at either end: `-12.50`, `1e3`, `.5`.
    static func double(_ text: UnsafeRawBufferPointer) -> Double? {
        guard text.count <= 1_024, decimalParts(text) != nil else { return nil }
        return Double(String(decoding: text, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }

    static func isNumber(_ text: UnsafeRawBufferPointer) -> Bool { decimalParts(text) != nil }

    /// As Spark and the JVM spell them.
    static func special(_ text: UnsafeRawBufferPointer) -> Double? {
        guard text.count <= 9 else { return nil }
        return switch String(decoding: text, as: UTF8.self) {
        case "NaN": .nan
        case "Infinity", "+Infinity": .infinity
        case "-Infinity": -.infinity
        default: nil
        }
    }

    /// nil for what is no number or has more than 38 digits between its first and its last that are not zero.
    static func decimal(_ text: UnsafeRawBufferPointer) -> Decimal128? {
        guard let parts = decimalParts(text), let significand = parts.significand else { return nil }
        if significand == 0 { return Decimal128(unscaled: 0, scale: 0) }
        if parts.exponent <= 0 { return Decimal128(unscaled: significand, scale: -parts.exponent) }
        guard parts.exponent <= Decimal128.maximumDigits else { return nil }
        return Decimal128(unscaled: significand, scale: -parts.exponent).rescaled(to: 0)
    }

    private struct Parts {
        /// Without zeros at its end; nil if it has more than 38 digits.
        var significand: Int128? = 0
        var exponent = 0
        var digits = 0
        /// Zeros of which it isn't known yet whether another digit follows.
        var zeros = 0

        @inline(__always)
        mutating func append(_ digit: UInt8) {
            if digit == 0 {
                if digits > 0 { zeros += 1 }
                return
            }
            digits += zeros + 1
            if digits > Decimal128.maximumDigits { significand = nil }
            if var value = significand {
                for _ in 0...zeros { value &*= 10 }
                significand = value &+ Int128(digit)
            }
            zeros = 0
        }
    }

    private static func decimalParts(_ text: UnsafeRawBufferPointer) -> Parts? {
        var parts = Parts()
        var place = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative || text.first == UInt8(ascii: "+") { place = 1 }
        let start = place
        var point: Int?
        scan: while place < text.count {
            switch text[place] {
            case 0x30...0x39:
                parts.append(text[place] - 0x30)
                if point != nil { parts.exponent -= 1 }
            case UInt8(ascii: ".") where point == nil: point = place
            default: break scan
            }
            place += 1
        }
        guard place - start > (point == nil ? 0 : 1) else { return nil }
        if place < text.count {
            guard text[place] | 0x20 == UInt8(ascii: "e"), let exponent = exponent(text[(place + 1)...]) else {
                return nil
            }
            parts.exponent += exponent
        }
        parts.exponent += parts.zeros
        if isNegative { parts.significand?.negate() }
        return parts
    }

    /// Exponents beyond those of any number that fits are all alike.
    private static func exponent(_ text: Slice<UnsafeRawBufferPointer>) -> Int? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
        guard !digits.isEmpty else { return nil }
        var value = 0
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = min(value * 10 + Int(byte - 0x30), 1_000_000_000)
        }
        return isNegative ? -value : value
    }
}
