/// Something that goes wrong for a while. Incidents are a function of seed and time alone, so that history and the live
/// stream agree on them, however they are cut.
struct Incident: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// Requests of one endpoint fail.
        case errorBurst
        /// One endpoint is slow.
        case slowdown
        /// A deployment: everything of one source is slow at first, and some requests are turned away.
        case deployment
    }

    let kind: Kind
    let endpoint: Int
    let start: Int64
    let end: Int64
    /// The share of requests that fail, or the factor by which they are slower.
    let strength: Double

    /// Microseconds; each slot has one incident at most, which ends within it.
    static let slot: Int64 = 40 * 60 * 1_000_000

    /// The incident of the slot that holds `time` (microseconds since 1970), whether it is on at that time or not.
    static func inSlot(of time: Int64, seed: UInt64) -> Incident? {
        let number = time.dividingFloored(by: slot)
        var random = RandomSource(
            seed: RandomSource.mixed(seed ^ 0x1C1D_E47) &+ UInt64(bitPattern: number) &* 0xD1B5_4A32_D192_ED03
        )
        guard random.chance(0.55) else { return nil }
        let length = Int64((2 + 12 * random.fraction()) * 60_000_000)
        let start = number * slot + Int64(random.fraction() * Double(slot - length))
        let kinds: [Kind] = [.errorBurst, .errorBurst, .slowdown, .slowdown, .deployment]
        let kind = kinds[random.index(below: kinds.count)]
        let candidates = [1, 2, 3, 4, 5, 6, 7, 9, 13, 13, 14, 24]
        return Incident(
            kind: kind,
            endpoint: candidates[random.index(below: candidates.count)],
            start: start,
            end: start + length,
            strength: kind == .errorBurst ? 0.25 + 0.55 * random.fraction() : 4 + 14 * random.fraction()
        )
    }

    func isOn(at time: Int64) -> Bool { start <= time && time < end }

    func hits(_ other: Int) -> Bool {
        guard kind == .deployment else { return other == endpoint }
        let (mine, theirs) = (Endpoint.all[endpoint].source, Endpoint.all[other].source)
        return mine.utf8Start == theirs.utf8Start || mine.description == theirs.description
    }

    /// 1 at the start, 0 at the end: what a deployment's trouble fades by.
    func remaining(at time: Int64) -> Double {
        end > start ? Double(end - time) / Double(end - start) : 0
    }
}

extension Int64 {
    /// The quotient rounded down, also for negative numbers; the divisor is positive.
    func dividingFloored(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
