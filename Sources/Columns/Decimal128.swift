/// A decimal number of up to 38 digits: `unscaled` × 10^-`scale`.
package struct Decimal128: Hashable, Sendable {
    package let unscaled: Int128
    package let scale: Int

    package static let maximumDigits = 38

    package init(unscaled: Int128, scale: Int) {
        self.unscaled = unscaled
        self.scale = scale
    }

    /// Plain digits with an optional sign and point (`-12.30`); nil for anything else or more than 38 digits.
    package init?(parsing text: some StringProtocol) {
        var unscaled: Int128 = 0
        var scale: Int?
        var digits = 0
        var bytes = text.utf8[...]
        let negative = bytes.first == UInt8(ascii: "-")
        if negative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        for byte in bytes {
            if byte == UInt8(ascii: "."), scale == nil {
                scale = 0
                continue
            }
            guard byte >= 0x30, byte <= 0x39, digits < Self.maximumDigits else { return nil }
            unscaled = unscaled &* 10 &+ Int128(byte &- 0x30)
            digits += unscaled == 0 ? 0 : 1
            scale = scale.map { $0 + 1 }
            if let scale, scale > Self.maximumDigits { return nil }
        }
        guard bytes.contains(where: { $0 != UInt8(ascii: ".") }) else { return nil }
        self.init(unscaled: negative ? -unscaled : unscaled, scale: scale ?? 0)
    }

    /// The same number with another scale; nil when digits would be lost or 38 are not enough.
    package func rescaled(to scale: Int) -> Decimal128? {
        var value = unscaled
        if scale >= self.scale {
            guard value == 0 || scale - self.scale <= Self.maximumDigits else { return nil }
            for _ in 0..<(value == 0 ? 0 : scale - self.scale) {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                guard !overflow else { return nil }
                value = product
            }
        } else {
            for _ in 0..<(value == 0 ? 0 : self.scale - scale) {
                guard value % 10 == 0 else { return nil }
                value /= 10
            }
        }
        return Decimal128(unscaled: value, scale: scale)
    }

    /// Whether the number has at most `precision` digits.
    package func fits(precision: Int) -> Bool {
        guard precision >= 0, precision < Self.powersOfTen.count else { return false }
        return unscaled.magnitude < Self.powersOfTen[precision]
    }

    /// 10^0 … 10^38.
    static let powersOfTen: [UInt128] = (0..<maximumDigits).reduce(into: [1]) { powers, _ in
        powers.append((powers.last ?? 1) &* 10)
    }
}

extension Decimal128: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        if left.scale == right.scale { return left.unscaled < right.unscaled }
        let scale = max(left.scale, right.scale)
        if let left = left.rescaled(to: scale), let right = right.rescaled(to: scale) {
            return left.unscaled < right.unscaled
        }
        // One of them has too many digits at the common scale, so the doubles differ as well.
        return left.doubleValue < right.doubleValue
    }

    package var doubleValue: Double {
        var divisor = 1.0
        for _ in 0..<max(0, min(scale, Self.maximumDigits)) { divisor *= 10 }
        return Double(unscaled) / divisor
    }
}

extension Decimal128: CustomStringConvertible {
    /// Plain digits, `scale` of them behind the point.
    package var description: String {
        var digits = String(unscaled.magnitude)
        if scale > 0 {
            if digits.utf8.count <= scale {
                digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits
            }
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale))
        } else if scale < 0, unscaled != 0 {
            digits += String(repeating: "0", count: min(-scale, Self.maximumDigits))
        }
        return unscaled < 0 ? "-" + digits : digits
    }
}
