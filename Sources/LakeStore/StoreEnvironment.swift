#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The clock, the waiting and the randomness that the lake uses, so that tests need none of them to be real.
package struct StoreEnvironment: Sendable {
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    package let now: @Sendable () -> Int64
    package let sleep: @Sendable (Duration) async throws -> Void
    /// 64 uniformly random bits.
    package let random: @Sendable () -> UInt64

    package init(
        now: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    /// The machine's own clock and random numbers.
    package static let system = StoreEnvironment(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) &* 1_000 &+ Int64(time.tv_nsec) / 1_000_000
        },
        sleep: { try await ContinuousClock().sleep(for: $0) },
        random: { UInt64.random(in: .min ... .max) }
    )

    /// A random (version 4) UUID in its usual spelling, as Delta names data files and tables.
    func uuid() -> String {
        let high = random() & ~0xF000 | 0x4000
        let low = random() & ~(0b11 << 62) | 0b10 << 62
        let digits = Self.hex(high) + Self.hex(low)
        let ends = [8, 12, 16, 20, 32]
        let starts = [0] + ends.dropLast()
        return zip(starts, ends).map { String(digits[$0..<$1]) }.joined(separator: "-")
    }

    private static func hex(_ bits: UInt64) -> [Character] {
        let digits = String(bits, radix: 16)
        return Array(repeating: "0", count: 16 - digits.count) + Array(digits)
    }
}
