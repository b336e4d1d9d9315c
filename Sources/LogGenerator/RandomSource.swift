#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct RandomSource: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// A number that depends on `value` alone, for what must not depend on the order of calls.
    static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// In 0 ..< 1.
    mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// In 0 ..< limit; 0 for a limit below 1.
    mutating func index(below limit: Int) -> Int {
        limit > 0 ? Int(next().multipliedFullWidth(by: UInt64(limit)).high) : 0
    }

    mutating func chance(_ probability: Double) -> Bool { fraction() < probability }

    /// A time between two events of a Poisson process with this mean.
    mutating func interval(mean: Double) -> Double { -log(1 - fraction()) * mean }

    /// Log-normal: half of the values lie below the median.
    mutating func logNormal(median: Double, sigma: Double) -> Double {
        let radius = (-2 * log(1 - fraction())).squareRoot()
        return median * exp(sigma * radius * cos(2 * Double.pi * fraction()))
    }

    /// In 0 ..< limit, the first the likeliest: the n-th about 1/n as likely (Zipf's law).
    mutating func rank(below limit: Int) -> Int {
        min(Int(exp(fraction() * log(Double(max(limit, 1)) + 1))) - 1, max(limit, 1) - 1)
    }
}
