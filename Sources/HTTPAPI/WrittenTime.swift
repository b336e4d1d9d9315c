/// Dates and times as parameters spell them (ISO 8601). Foundation's parsers take the 30th of February for the 2nd of
/// March and leave text behind the date unread; a parameter must mean what is written or be refused.
enum WrittenTime {
    /// Days since 1970-01-01 of `2026-08-01`, in the Gregorian calendar of all times, as Spark's; years 0001 to 9999.
    static func days(_ text: Substring) -> Int32? {
        guard let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/),
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
            year > 0, (1...12).contains(month), (1...length(ofMonth: month, in: year)).contains(day)
        else { return nil }
        let years = year - 1
        let daysBeforeYear = 365 * years + years / 4 - years / 100 + years / 400
        let daysBeforeMonth = (1..<month).reduce(0) { $0 + length(ofMonth: $1, in: year) }
        return Int32(daysBeforeYear + daysBeforeMonth + day - 1 - daysBefore1970)
    }

    /// Microseconds since 1970-01-01 UTC of `2026-08-01T12:00:00.123456+02:00`; the offset must be there.
    static func microseconds(_ text: Substring) -> Int64? {
        let form = /([0-9-]+)[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?(Z|[+-][0-9]{2}:?[0-9]{2})/
        guard let match = text.wholeMatch(of: form), let days = days(match.1),
            let hour = Int64(match.2), let minute = Int64(match.3), let second = Int64(match.4),
            hour < 24, minute < 60, second < 60, let offset = offset(match.6)
        else { return nil }
        let digits = match.5.map(String.init) ?? ""
        let fraction = Int64(digits + String(repeating: "0", count: 6 - digits.count)) ?? 0
        let seconds = Int64(days) * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return seconds * 1_000_000 + fraction
    }

    private static let daysBefore1970 = 719_162

    private static func length(ofMonth month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Seconds east of UTC; 18 hours at most, as Spark's.
    private static func offset(_ text: Substring) -> Int64? {
        guard text != "Z" else { return 0 }
        let digits = text.dropFirst().filter { $0 != ":" }
        guard let hours = Int64(digits.prefix(2)), let minutes = Int64(digits.suffix(2)), minutes < 60 else {
            return nil
        }
        let seconds = hours * 3_600 + minutes * 60
        return seconds <= 64_800 ? (text.first == "-" ? -seconds : seconds) : nil
    }
}
