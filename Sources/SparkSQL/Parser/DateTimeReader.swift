/// Reads dates, times and timestamps as Spark does: `[+-]y…[-m[-d]]`, `h:m[:s[.f]]`, a zone behind a timestamp.
struct DateTimeReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = Array(text.utf8)[...] }

    /// A date; what stands behind a `T` or a space does not matter.
    var isDate: Bool {
        var reader = self
        guard let days = reader.date() else { return false }
        guard let mark = reader.rest.first else { return true }
        return days && (mark == UInt8(ascii: "T") || mark == 0x20)
    }

    var isTimestamp: Bool {
        var reader = self
        if reader.beginsTime { return reader.timeAndZone() }
        guard let hasDay = reader.date() else { return false }
        guard let mark = reader.rest.popFirst() else { return true }
        guard hasDay, mark == UInt8(ascii: "T") || mark == 0x20 else { return false }
        return reader.timeAndZone()
    }

    /// A time of day, with 24 hours or with AM or PM behind it.
    var isTime: Bool {
        var reader = self
        let words = String(decoding: rest, as: UTF8.self).uppercased()
        guard words.hasSuffix("AM") || words.hasSuffix("PM") else { return reader.time() && reader.rest.isEmpty }
        reader.rest = reader.rest.dropLast(2)
        while reader.rest.last == 0x20 { reader.rest.removeLast() }
        return reader.time(hours: 1...12) && reader.rest.isEmpty
    }

    /// A `T`, or an hour and a colon.
    private var beginsTime: Bool {
        if rest.first == UInt8(ascii: "T") { return true }
        return rest.dropFirst(rest.prefix(2).prefix(while: isDigit).count).first == UInt8(ascii: ":")
    }

    // MARK: Parts

    /// Whether the date has a day; nil when it is no date.
    private mutating func date() -> Bool? {
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest.removeFirst() }
        guard let year = number(digits: 4...7) else { return nil }
        guard accept(UInt8(ascii: "-")) else { return rest.isEmpty ? false : nil }
        guard let month = number(digits: 1...2), (1...12).contains(month) else { return nil }
        guard accept(UInt8(ascii: "-")) else { return rest.isEmpty ? false : nil }
        guard let day = number(digits: 1...2), (1...daysIn(month: month, year: year)).contains(day) else { return nil }
        return true
    }

    private func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private mutating func timeAndZone() -> Bool {
        guard time() else { return false }
        return rest.isEmpty || isZone
    }

    /// `h:m[:s[.f]]`
    private mutating func time(hours: ClosedRange<Int> = 0...23) -> Bool {
        let isBareHour = accept(UInt8(ascii: "T"))
        guard let hour = number(digits: 1...2), hours.contains(hour) else { return false }
        guard accept(UInt8(ascii: ":")) else { return isBareHour && rest.isEmpty }
        guard let minute = number(digits: 1...2), minute <= 59 else { return false }
        guard accept(UInt8(ascii: ":")) else { return true }
        guard let second = number(digits: 1...2), second <= 59 else { return false }
        guard accept(UInt8(ascii: ".")) else { return true }
        return number(digits: 0...9) != nil || rest.isEmpty
    }

    /// `Z`, an offset, or a region's name: letters, digits, and the marks that names of zones have.
    private var isZone: Bool {
        let zone = rest.drop { $0 == 0x20 }
        guard let first = zone.first else { return false }
        if first == UInt8(ascii: "+") || first == UInt8(ascii: "-") { return isOffset(zone.dropFirst()) }
        guard (0x41...0x5A).contains(first & 0xDF) else { return false }
        return zone.allSatisfy { isDigit($0) || (0x41...0x5A).contains($0 & 0xDF) || "/_+-:".utf8.contains($0) }
    }

    private func isOffset(_ offset: ArraySlice<UInt8>) -> Bool {
        let fields = offset.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return fields.count <= 3 && fields.allSatisfy { !$0.isEmpty && $0.count <= 6 && $0.allSatisfy(isDigit) }
    }

    private mutating func number(digits: ClosedRange<Int>) -> Int? {
        let found = rest.prefix(digits.upperBound + 1).prefix(while: isDigit)
        guard digits.contains(found.count) else { return nil }
        rest = rest.dropFirst(found.count)
        return Int(String(decoding: found, as: UTF8.self)) ?? (found.isEmpty ? 0 : nil)
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
