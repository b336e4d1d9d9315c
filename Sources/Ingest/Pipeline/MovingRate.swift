/// How much came in a second, on average over the last ones.
struct MovingRate: Sendable {
    private static let window = 10

    private var slots = Array(repeating: 0.0, count: window)
    /// Second that the newest slot stands for, nil before the first amount.
    private var newest: Int64?
    private var oldest: Int64 = 0

    mutating func add(_ amount: Double, at now: Duration) {
        advance(to: now.components.seconds)
        slots[place(now.components.seconds)] += amount
    }

    /// A second.
    func value(at now: Duration) -> Double {
        guard let newest else { return 0 }
        let second = now.components.seconds
        let gone = second - newest
        guard gone >= 0, gone < Int64(Self.window) else { return 0 }
        let sum = (0..<Int64(Self.window) - gone).reduce(0.0) { $0 + slots[place(newest - $1)] }
        return sum / Double(min(Int64(Self.window), max(1, second - oldest + 1)))
    }

    private func place(_ second: Int64) -> Int {
        let place = Int(second % Int64(Self.window))
        return place < 0 ? place + Self.window : place
    }

    private mutating func advance(to second: Int64) {
        guard let newest else {
            (self.newest, oldest) = (second, second)
            return
        }
        guard second > newest else { return }
        for step in 1...min(second - newest, Int64(Self.window)) { slots[place(newest + step)] = 0 }
        if second - newest >= Int64(Self.window) { slots = slots.map { _ in 0 } }
        self.newest = second
    }
}
