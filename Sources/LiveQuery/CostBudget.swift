/// Shares the time that all live queries together may keep the engine busy, fairly: each has an equal share for itself,
/// and what one does not need goes to those who need more. Who has spent more than it had waits until the debt is paid.
///
/// Over any time, what is spent is at most the budget's part of that time, what was saved up before (`mostSaved`), and
/// the last run of each.
struct CostBudget {
    /// Seconds of run time that may be saved up by the common pool; by all own shares together as much again.
    static let savable = 1.0

    private let cores: Double
    private var balances: [LiveID: Double] = [:]
    private var pool = CostBudget.savable
    private var now: Double?

    init(cores: Double) { self.cores = cores }

    var mostSaved: Double { 2 * Self.savable }

    mutating func join(_ id: LiveID) { balances[id] = 0 }

    /// Its debt stays with the others: starting anew is no way around it.
    mutating func leave(_ id: LiveID) { pool += balances.removeValue(forKey: id) ?? 0 }

    mutating func spend(_ seconds: Double, by id: LiveID) {
        guard let balance = balances[id] else {
            pool -= seconds
            return
        }
        balances[id] = balance - seconds
        lend()
    }

    /// Seconds until it may run again; 0 when it may now. The pool may make it shorter.
    func wait(of id: LiveID) -> Double {
        guard let balance = balances[id], balance < -1e-9 else { return 0 }
        return -balance * Double(balances.count) / cores
    }

    mutating func advance(to seconds: Double) {
        let elapsed = max(0, seconds - (now ?? seconds))
        now = seconds
        let income = elapsed * cores
        guard !balances.isEmpty else {
            pool = min(Self.savable, pool + income)
            return
        }
        let share = income / Double(balances.count)
        let most = Self.savable / Double(balances.count)
        for (id, balance) in balances {
            balances[id] = min(most, balance + share)
            pool += max(0, balance + share - most)
        }
        pool = min(Self.savable, pool)
        lend()
    }

    /// Pays debts out of the pool, to each debtor the same until its debt is paid.
    private mutating func lend() {
        var debtors = balances.filter { $0.value < 0 }.sorted { $0.value > $1.value }
        while pool > 0, let (id, balance) = debtors.first {
            let paid = min(-balance, pool / Double(debtors.count))
            balances[id] = balance + paid
            pool -= paid
            debtors.removeFirst()
        }
    }
}
