/// Latencies of the last minute, each within an eighth of its value: a bucket for each eighth of a power of two, in
/// milliseconds.
struct LatencyHistogram: Sendable {
    private static let sliceSeconds: Int64 = 10
    private static let slices = 6
    private static let buckets = 8 * 40

    private struct Slice: Sendable {
        var number: Int64 = .min
        var counts: [Int] = []
    }

    private var slices = Array(repeating: Slice(), count: slices)

    mutating func add(milliseconds: Int64, count: Int, at now: Duration) {
        let number = now.components.seconds / Self.sliceSeconds
        let place = Int(number % Int64(Self.slices))
        guard slices.indices.contains(place) else { return }
        if slices[place].number != number {
            slices[place] = Slice(number: number, counts: Array(repeating: 0, count: Self.buckets))
        }
        slices[place].counts[Self.bucket(milliseconds)] += count
    }

    /// The value that such a part of all is not above; nil without any.
    func quantile(_ part: Double, at now: Duration) -> Int64? {
        let number = now.components.seconds / Self.sliceSeconds
        let recent = slices.filter { $0.number > number - Int64(Self.slices) && $0.number <= number }
        let total = recent.reduce(0) { $0 + $1.counts.reduce(0, +) }
        guard total > 0 else { return nil }
        let wanted = max(1, Int((Double(total) * part).rounded(.up)))
        var seen = 0
        for bucket in 0..<Self.buckets {
            seen += recent.reduce(0) { $0 + $1.counts[bucket] }
            if seen >= wanted { return Self.value(bucket) }
        }
        return Self.value(Self.buckets - 1)
    }

    static func bucket(_ milliseconds: Int64) -> Int {
        let value = max(0, milliseconds)
        guard value >= 8 else { return Int(value) }
        let exponent = 63 - value.leadingZeroBitCount
        let eighth = Int(value >> Int64(exponent - 3)) & 7
        return min(buckets - 1, (exponent - 2) * 8 + eighth)
    }

    /// The middle of a bucket.
    static func value(_ bucket: Int) -> Int64 {
        guard bucket >= 8 else { return Int64(bucket) }
        let exponent = bucket / 8 + 2
        let width = Int64(1) << Int64(exponent - 3)
        return (Int64(8 + bucket % 8) * width) + width / 2
    }
}
