import Columns
import DeltaProtocol

/// Dates and times out of records: ISO 8601 text, or numbers since 1970.
enum TimeText {
    /// `2024-01-31`.
    @inline(__always)
    static func date(_ text: UnsafeRawBufferPointer) -> Int32? {
        guard text.count == 10, let days = days(text) else { return nil }
        return Int32(truncatingIfNeeded: days)
    }

    /// `2024-01-31T12:00:00.123456789+01:00`: a `T` or a space between date and time, seconds and fraction may be left
    /// out, and so may the time or the zone. Digits beyond microseconds are dropped.
    static func timestamp(_ text: UnsafeRawBufferPointer) -> (micros: Int64, hasZone: Bool)? {
        guard text.count >= 10, text.count <= 40, let days = days(text) else { return nil }
        let midnight = days &* CivilTime.microsecondsPerDay
        if text.count == 10 { return (midnight, false) }
        guard text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " ") || text[10] == UInt8(ascii: "t") else {
            return nil
        }
        var place = 11
        guard let time = timeOfDay(text, &place) else { return nil }
        if place == text.count { return (midnight &+ time, false) }
        guard let offset = zone(text, place) else { return nil }
        return (midnight &+ time &- offset, true)
    }

    /// An instant by the magnitude of its number: seconds up to the year 5138, then milliseconds, microseconds and
    /// nanoseconds. So milliseconds from before March 1973 are taken for seconds.
    static func epoch(_ number: Int64) -> Int64 {
        switch number.magnitude {
        case ..<100_000_000_000: number * 1_000_000
        case ..<100_000_000_000_000: number * 1_000
        case ..<100_000_000_000_000_000: number
        default: CivilTime.floorDivide(number, 1_000)
        }
    }

    /// The same for a number with a fraction or an exponent; nil for what isn't one, or beyond all times.
    static func epoch(text: UnsafeRawBufferPointer) -> Int64? {
        guard let number = NumberText.decimal(text) else { return nil }
        var (unscaled, scale) = (number.unscaled, number.scale)
        // Rounding down twice is rounding down once, and nothing needs more digits than these.
        while scale > 12, unscaled != 0, unscaled != -1 {
            unscaled = floorDivide(unscaled, 10)
            scale -= 1
        }
        let divisor = Int128(Self.powersOfTen[min(max(0, scale), 12)])
        switch (unscaled / divisor).magnitude {
        case ..<100_000_000_000: return micros(unscaled, 1_000_000, divisor)
        case ..<100_000_000_000_000: return micros(unscaled, 1_000, divisor)
        case ..<100_000_000_000_000_000: return micros(unscaled, 1, divisor)
        default: return micros(unscaled, 1, divisor * 1_000)
        }
    }

    private static let powersOfTen: [Int64] = (0..<12).reduce(into: [1]) { powers, _ in
        powers.append((powers.last ?? 1) * 10)
    }

    private static func micros(_ number: Int128, _ factor: Int128, _ divisor: Int128) -> Int64? {
        let (scaled, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : Int64(exactly: floorDivide(scaled, divisor))
    }

    private static func floorDivide(_ number: Int128, _ divisor: Int128) -> Int128 {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Two digits, or something above 99.
    @inline(__always)
    private static func pair(_ text: UnsafeRawBufferPointer, _ place: Int) -> Int64 {
        let (tens, ones) = (text[place] &- 0x30, text[place &+ 1] &- 0x30)
        return tens > 9 || ones > 9 ? 1_000 : Int64(tens) &* 10 &+ Int64(ones)
    }

    /// Of the first ten bytes, which must be there.
    @inline(__always)
    private static func days(_ text: UnsafeRawBufferPointer) -> Int64? {
        let (century, rest, month, day) = (pair(text, 0), pair(text, 2), pair(text, 5), pair(text, 8))
        guard century < 100, rest < 100, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), month >= 1,
            month <= 12, day >= 1
        else { return nil }
        let year = century * 100 + rest
        guard day <= 28 || day <= length(of: month, year) else { return nil }
        return CivilTime.days(year: year, month: month, day: day)
    }

    private static func length(of month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Microseconds since midnight; `place` moves behind it.
    @inline(__always)
    private static func timeOfDay(_ text: UnsafeRawBufferPointer, _ place: inout Int) -> Int64? {
        guard place &+ 5 <= text.count, text[place &+ 2] == UInt8(ascii: ":") else { return nil }
        let (hour, minute) = (pair(text, place), pair(text, place &+ 3))
        guard hour < 24, minute < 60 else { return nil }
        var micros = (hour &* 60 &+ minute) &* 60_000_000
        place &+= 5
        guard place &+ 3 <= text.count, text[place] == UInt8(ascii: ":") else { return micros }
        let second = pair(text, place &+ 1)
        guard second < 60 else { return nil }
        micros &+= second &* 1_000_000
        place &+= 3
        guard place < text.count, text[place] == UInt8(ascii: ".") else { return micros }
        let start = place &+ 1
        place = start
        var unit: Int64 = 100_000
        while place < text.count, text[place] &- 0x30 <= 9 {
            micros &+= Int64(text[place] &- 0x30) &* unit
            unit /= 10
            place &+= 1
        }
        return place > start && place &- start <= 9 ? micros : nil
    }

    /// `Z`, `+01`, `+0100`, `+01:00` at the end: microseconds east of UTC.
    @inline(__always)
    private static func zone(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int64? {
        let sign = text[start]
        if sign | 0x20 == UInt8(ascii: "z") { return start &+ 1 == text.count ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), start &+ 3 <= text.count else { return nil }
        let hours = pair(text, start &+ 1)
        var place = start &+ 3
        if place < text.count, text[place] == UInt8(ascii: ":") {
            place &+= 1
            guard place < text.count else { return nil }
        }
        var minutes: Int64 = 0
        if place < text.count {
            guard place &+ 2 == text.count else { return nil }
            minutes = pair(text, place)
        }
        guard hours <= 18, minutes < 60 else { return nil }
        let offset = (hours &* 60 &+ minutes) &* 60_000_000
        return sign == UInt8(ascii: "-") ? -offset : offset
    }
}
