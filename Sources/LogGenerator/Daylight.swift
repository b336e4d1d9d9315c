#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How busy the shop is: quiet at night, busiest in the early evening, less on weekends. The mean over a week is 1.
enum Daylight {
    private static let day: Int64 = 86_400_000_000

    static func factor(at time: Int64) -> Double {
        let number = time.dividingFloored(by: day)
        let hour = Double(time - number * day) / 3_600_000_000
        let daily = 1 + 0.62 * cos((hour - 15) / 12 * Double.pi) + 0.16 * cos((hour - 20.5) / 6 * Double.pi)
        // 1970-01-01 was a Thursday: days 2 and 3 of each week that begins there are Saturday and Sunday.
        let weekday = number - number.dividingFloored(by: 7) * 7
        return daily * (weekday == 2 || weekday == 3 ? 0.72 : 1.112)
    }
}
