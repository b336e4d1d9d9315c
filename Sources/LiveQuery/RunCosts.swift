/// How long the runs of one live query took.
struct RunCosts {
    private static let window = Duration.seconds(60)
    /// Below that a cost per second says nothing yet.
    private static let shortest = Duration.seconds(10)

    private var ended: [(at: Duration, took: Duration)] = []
    private var total = Duration.zero
    private var count = 0
    private(set) var last: Duration?

    var average: Duration? { count > 0 ? total / count : nil }

    mutating func add(_ took: Duration, at now: Duration) {
        ended.removeAll { $0.at + Self.window <= now }
        ended.append((now, took))
        total += took
        count += 1
        last = took
    }

    /// Seconds within the last minute.
    func recent(at now: Duration) -> Double {
        ended.reduce(0) { $1.at + Self.window > now ? $0 + $1.took.seconds : $0 }
    }

    /// Cores kept busy over the last minute.
    func cost(at now: Duration, since began: Duration) -> Double {
        recent(at: now) / min(Self.window, max(Self.shortest, now - began)).seconds
    }
}

extension Duration {
    var seconds: Double {
        let parts = components
        return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
    }
}
