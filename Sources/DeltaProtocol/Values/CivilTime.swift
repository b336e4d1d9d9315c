/// Dates and times as the log writes them, in the proleptic Gregorian calendar, to and from days and microseconds since
/// 1970. Years have at least four digits and may have a sign.
package enum CivilTime {
    package static let microsecondsPerDay: Int64 = 86_400_000_000

    /// `2024-01-31`.
    static func date(_ text: some StringProtocol) -> Int32? {
        var scanner = DigitScanner(text)
        guard let days = scanner.date(), scanner.isAtEnd else { return nil }
        return Int32(exactly: days)
    }

    /// `2024-01-31 12:00:00`, `2024-01-31T12:00:00.123456Z`, `2024-01-31T12:00:00.123+01:00`; `hasZone` tells whether
    /// the text says which instant it is.
    static func timestamp(_ text: some StringProtocol) -> (micros: Int64, hasZone: Bool)? {
        var scanner = DigitScanner(text)
        guard let days = scanner.date() else { return nil }
        var micros: Int64 = 0
        if scanner.skip(UInt8(ascii: "T")) || scanner.skip(UInt8(ascii: " ")) {
            guard let time = scanner.timeOfDay() else { return nil }
            micros = time
        }
        let zone = scanner.zone()
        guard scanner.isAtEnd else { return nil }
        let (start, overflow) = days.multipliedReportingOverflow(by: microsecondsPerDay)
        let (local, overflow2) = start.addingReportingOverflow(micros)
        let (instant, overflow3) = local.subtractingReportingOverflow((zone ?? 0) &* 60_000_000)
        return overflow || overflow2 || overflow3 ? nil : (instant, zone != nil)
    }

    static func text(days: Int32) -> String {
        let (year, month, day) = civil(Int64(days))
        let sign = year < 0 ? "-" : ""
        return "\(sign)\(padded(year.magnitude, 4))-\(padded(UInt64(month), 2))-\(padded(UInt64(day), 2))"
    }

    /// - Parameters:
    ///   - separator: between the date and the time.
    ///   - zone: what follows.
    ///   - minimumFraction: digits of the fraction when the rest of them is zero: 0, 3 or 6.
    static func text(micros: Int64, separator: String, zone: String, minimumFraction: Int) -> String {
        let day = floorDivide(micros, microsecondsPerDay)
        let time = UInt64(micros &- day &* microsecondsPerDay)
        let seconds = time / 1_000_000
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
        let fraction = fraction(time % 1_000_000, minimumFraction)
        return "\(text(days: Int32(clamping: day)))\(separator)\(clock)\(fraction)\(zone)"
    }

    private static func fraction(_ micros: UInt64, _ minimum: Int) -> String {
        if micros == 0, minimum == 0 { return "" }
        return micros % 1000 == 0 && minimum <= 3 ? ".\(padded(micros / 1000, 3))" : ".\(padded(micros, 6))"
    }

    package static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    private static func padded(_ number: UInt64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    /// Days since 1970 of a date; months beyond a year's are the caller's fault. The year starts in March, so that the
    /// leap day is its last.
    package static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }
}

/// Reads the parts of a date or time one after another.
private struct DigitScanner {
    private var bytes: ArraySlice<UInt8>

    init(_ text: some StringProtocol) {
        bytes = Array(text.utf8)[...]
    }

    var isAtEnd: Bool { bytes.isEmpty }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard bytes.first == byte else { return false }
        bytes.removeFirst()
        return true
    }

    private mutating func number(digits: ClosedRange<Int>) -> Int64? {
        let found = bytes.prefix(digits.upperBound).prefix { (0x30...0x39).contains($0) }
        guard digits.contains(found.count) else { return nil }
        bytes = bytes.dropFirst(found.count)
        return found.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    mutating func date() -> Int64? {
        let negative = skip(UInt8(ascii: "-"))
        _ = negative || skip(UInt8(ascii: "+"))
        guard let year = number(digits: 4...6), skip(UInt8(ascii: "-")),
            let month = number(digits: 1...2), (1...12).contains(month), skip(UInt8(ascii: "-")),
            let day = number(digits: 1...2), (1...31).contains(day)
        else { return nil }
        let days = CivilTime.days(year: negative ? -year : year, month: month, day: day)
        guard month < 12 else { return days }
        // The 31st of a month that has none.
        return days < CivilTime.days(year: negative ? -year : year, month: month + 1, day: 1) ? days : nil
    }

    mutating func timeOfDay() -> Int64? {
        guard let hour = number(digits: 1...2), hour < 24, skip(UInt8(ascii: ":")),
            let minute = number(digits: 1...2), minute < 60
        else { return nil }
        var second: Int64 = 0
        if skip(UInt8(ascii: ":")) {
            guard let found = number(digits: 1...2), found < 60 else { return nil }
            second = found
        }
        guard let fraction = fraction() else { return nil }
        return (hour * 3600 + minute * 60 + second) * 1_000_000 + fraction
    }

    /// Microseconds; digits beyond the sixth are dropped.
    private mutating func fraction() -> Int64? {
        guard skip(UInt8(ascii: ".")) else { return 0 }
        let length = min(6, bytes.prefix { (0x30...0x39).contains($0) }.count)
        guard length > 0, var value = number(digits: length...length) else { return nil }
        for _ in length..<6 { value *= 10 }
        bytes = bytes.drop { (0x30...0x39).contains($0) }
        return value
    }

    /// Minutes east of UTC; nil if there is no zone.
    mutating func zone() -> Int64? {
        if skip(UInt8(ascii: "Z")) { return 0 }
        let west = bytes.first == UInt8(ascii: "-")
        guard west || bytes.first == UInt8(ascii: "+") else { return nil }
        let start = bytes
        bytes.removeFirst()
        guard let hours = number(digits: 2...2) else {
            bytes = start
            return nil
        }
        _ = skip(UInt8(ascii: ":"))
        let minutes = number(digits: 2...2) ?? 0
        return (west ? -1 : 1) * (hours * 60 + minutes)
    }
}
