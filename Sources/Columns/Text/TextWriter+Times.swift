/// ISO 8601 texts.
///
/// Fraction rule: none when it is zero, three digits when whole milliseconds, else six. Years before 0 or beyond 9999 have a
/// sign and at least four digits, as ISO 8601 writes expanded years.
extension TextWriter {
    private static let microsecondsPerDay: Int64 = 86_400_000_000

    /// `2026-08-01`.
    @inline(__always)
    mutating func put(date days: Int64) {
        reserve(Self.numberRoom)
        // Days since 0000-03-01 of the proleptic Gregorian calendar, in eras of 400 years (146,097 days); a year that begins
        // in March has its leap day last.
        let shifted = days &+ 719_468
        let era = (shifted >= 0 ? shifted : shifted &- 146_096) / 146_097
        let dayOfEra = shifted &- era &* 146_097
        let yearOfEra = (dayOfEra &- dayOfEra / 1_460 &+ dayOfEra / 36_524 &- dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
        let monthFromMarch = (5 &* dayOfYear &+ 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch &+ 3 : monthFromMarch &- 9
        putYear(yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0))
        put(UInt8(ascii: "-"))
        putPair(Int(month))
        put(UInt8(ascii: "-"))
        putPair(Int(dayOfYear &- (153 &* monthFromMarch &+ 2) / 5 &+ 1))
    }

    @inline(__always)
    private mutating func putYear(_ year: Int64) {
        if year >= 0, year <= 9_999 {
            putPair(Int(year / 100))
            putPair(Int(year % 100))
        } else {
            put(UInt8(ascii: year < 0 ? "-" : "+"))
            if year.magnitude < 10_000 { putPadded(year.magnitude, width: 4) } else { putDigits(year.magnitude) }
        }
    }

    /// `2026-08-01T12:00:00.123456`, with a `Z` behind it for an instant.
    @inline(__always)
    mutating func put(timestamp microseconds: Int64, zone: Bool) {
        var days = microseconds / Self.microsecondsPerDay
        var rest = microseconds % Self.microsecondsPerDay
        if rest < 0 {
            days &-= 1
            rest &+= Self.microsecondsPerDay
        }
        put(date: days)
        let seconds = Int(rest / 1_000_000)
        put(UInt8(ascii: "T"))
        putPair(seconds / 3_600)
        put(UInt8(ascii: ":"))
        putPair(seconds / 60 % 60)
        put(UInt8(ascii: ":"))
        putPair(seconds % 60)
        let fraction = UInt64(rest % 1_000_000)
        if fraction != 0 {
            put(UInt8(ascii: "."))
            if fraction % 1_000 == 0 { putPadded(fraction / 1_000, width: 3) } else { putPadded(fraction, width: 6) }
        }
        if zone { put(UInt8(ascii: "Z")) }
    }

    /// `P1Y2M`, `-P14M` as `-P1Y2M`, nothing as `P0M`.
    mutating func put(months: Int32) {
        reserve(Self.numberRoom)
        if months < 0 { put(UInt8(ascii: "-")) }
        put(UInt8(ascii: "P"))
        let (years, rest) = UInt64(months.magnitude).quotientAndRemainder(dividingBy: 12)
        putPart(years, "Y")
        if rest != 0 || years == 0 {
            putDigits(rest)
            put(UInt8(ascii: "M"))
        }
    }

    /// `P1DT2H3M4.5S`, negative ones with one sign in front, nothing as `PT0S`.
    mutating func put(duration microseconds: Int64) {
        reserve(Self.numberRoom)
        if microseconds < 0 { put(UInt8(ascii: "-")) }
        put(UInt8(ascii: "P"))
        let magnitude = microseconds.magnitude
        let day = UInt64(Self.microsecondsPerDay)
        putPart(magnitude / day, "D")
        let rest = magnitude % day
        guard rest != 0 || magnitude == 0 else { return }
        put(UInt8(ascii: "T"))
        putPart(rest / 3_600_000_000, "H")
        putPart(rest / 60_000_000 % 60, "M")
        let seconds = rest % 60_000_000
        if seconds != 0 || rest == 0 { putSeconds(seconds &* 1_000) }
    }

    /// `P1Y2M3DT4.5S`; each part has its own sign, since parts don't convert into each other.
    mutating func put(interval: CalendarInterval) {
        reserve(2 &* Self.numberRoom)
        put(UInt8(ascii: "P"))
        putSigned(Int64(interval.months / 12), "Y")
        putSigned(Int64(interval.months % 12), "M")
        putSigned(Int64(interval.days), "D")
        let empty = interval.months == 0 && interval.days == 0
        guard interval.nanoseconds != 0 || empty else { return }
        put(UInt8(ascii: "T"))
        if interval.nanoseconds < 0 { put(UInt8(ascii: "-")) }
        putSeconds(interval.nanoseconds.magnitude)
    }

    private mutating func putPart(_ value: UInt64, _ unit: Unicode.Scalar) {
        guard value != 0 else { return }
        putDigits(value)
        put(UInt8(ascii: unit))
    }

    private mutating func putSigned(_ value: Int64, _ unit: Unicode.Scalar) {
        if value < 0 { put(UInt8(ascii: "-")) }
        putPart(value.magnitude, unit)
    }

    /// Seconds with as many digits behind the point as are not zero.
    private mutating func putSeconds(_ nanoseconds: UInt64) {
        putDigits(nanoseconds / 1_000_000_000)
        var fraction = nanoseconds % 1_000_000_000
        if fraction != 0 {
            var width = 9
            while fraction % 10 == 0 {
                fraction /= 10
                width -= 1
            }
            put(UInt8(ascii: "."))
            putPadded(fraction, width: width)
        }
        put(UInt8(ascii: "S"))
    }
}
