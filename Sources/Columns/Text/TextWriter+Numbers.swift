import CArrow

/// "00" to "99" end to end.
private let digitPairs: StaticString = """
    0001020304050607080910111213141516171819\
    2021222324252627282930313233343536373839\
    4041424344454647484950515253545556575859\
    6061626364656667686970717273747576777879\
    8081828384858687888990919293949596979899
    """

extension TextWriter {
    /// The most bytes that any of the numbers and times below takes.
    static let numberRoom = 64

    @inline(__always)
    mutating func put(_ value: Int64) {
        reserve(Self.numberRoom)
        if value < 0 { put(UInt8(ascii: "-")) }
        putDigits(value.magnitude)
    }

    @inline(__always)
    mutating func put(_ value: UInt64) {
        reserve(Self.numberRoom)
        putDigits(value)
    }

    /// Decimal digits without leading zeros, reserved before.
    @inline(__always)
    mutating func putDigits(_ value: UInt64) {
        let size = Self.digitCount(value)
        var rest = value
        var place = cursor + size
        while rest >= 100 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            place -= 2
            place.copyMemory(from: digitPairs.utf8Start + Int(truncatingIfNeeded: pair &* 2), byteCount: 2)
            rest = quotient
        }
        if rest >= 10 {
            (place - 2).copyMemory(from: digitPairs.utf8Start + Int(truncatingIfNeeded: rest &* 2), byteCount: 2)
        } else {
            (place - 1).storeBytes(of: UInt8(truncatingIfNeeded: rest) &+ 0x30, as: UInt8.self)
        }
        advance(size)
    }

    @inline(__always)
    private static func digitCount(_ value: UInt64) -> Int {
        var limit: UInt64 = 10
        var count = 1
        while value >= limit {
            count &+= 1
            if count == 20 { break }
            limit &*= 10
        }
        return count
    }

    /// Exactly `width` digits with leading zeros, reserved before; `value` has no more.
    @inline(__always)
    mutating func putPadded(_ value: UInt64, width: Int) {
        var rest = value
        var place = width
        while place > 0 {
            place &-= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            (cursor + place).storeBytes(of: UInt8(truncatingIfNeeded: digit) &+ 0x30, as: UInt8.self)
            rest = quotient
        }
        advance(width)
    }

    /// Two digits, reserved before.
    @inline(__always)
    mutating func putPair(_ value: Int) {
        cursor.copyMemory(from: digitPairs.utf8Start + value &* 2, byteCount: 2)
        advance(2)
    }

    /// A finite number in the fewest digits that read back the same.
    @inline(__always)
    mutating func put(finite value: Double) {
        reserve(Self.numberRoom)
        advance(Int(carrow_format_double(value, cursor.assumingMemoryBound(to: CChar.self))))
    }

    @inline(__always)
    mutating func put(finite value: Float) {
        reserve(Self.numberRoom)
        advance(Int(carrow_format_float(value, cursor.assumingMemoryBound(to: CChar.self))))
    }

    /// Plain digits with `scale` of them behind the point.
    mutating func put(decimal unscaled: Int128, scale: Int) {
        reserve(Self.numberRoom)
        if unscaled < 0 { put(UInt8(ascii: "-")) }
        guard scale > 0, scale <= Decimal128.maximumDigits else { return putDigits(unscaled.magnitude) }
        let (whole, fraction) = unscaled.magnitude.quotientAndRemainder(dividingBy: Decimal128.powersOfTen[scale])
        putDigits(whole)
        put(UInt8(ascii: "."))
        putPadded(fraction, width: scale)
    }

    private mutating func putDigits(_ value: UInt128) {
        let (high, low) = value.quotientAndRemainder(dividingBy: 10_000_000_000_000_000_000)
        if high == 0 { return putDigits(UInt64(truncatingIfNeeded: low)) }
        putDigits(high)
        putPadded(UInt64(truncatingIfNeeded: low), width: 19)
    }

    private mutating func putPadded(_ value: UInt128, width: Int) {
        if width <= 19 { return putPadded(UInt64(truncatingIfNeeded: value), width: width) }
        let (high, low) = value.quotientAndRemainder(dividingBy: 10_000_000_000_000_000_000)
        putPadded(UInt64(truncatingIfNeeded: high), width: width - 19)
        putPadded(UInt64(truncatingIfNeeded: low), width: 19)
    }
}
