import TestSupport
import Testing

@testable import LiveQuery

@Suite struct CostBudgetTests {
    /// Queries that always want to run again, each with its own cost, on a machine that runs as many at once as may.
    private func simulate(_ costs: [Double], cores: Double, seconds: Double, random: inout SeededGenerator) -> [Double]
    {
        var budget = CostBudget(cores: cores)
        let ids = costs.indices.map { LiveID("\($0)") }
        var (spent, ends) = (costs.map { _ in 0.0 }, costs.map { _ in 0.0 })
        for id in ids { budget.join(id) }
        var now = 0.0
        while now < seconds {
            budget.advance(to: now)
            for (index, id) in ids.enumerated() where ends[index] <= now && budget.wait(of: id) == 0 {
                let cost = costs[index] * Double.random(in: 0.8...1.2, using: &random)
                budget.spend(cost, by: id)
                spent[index] += cost
                // Each refreshes once a second at most.
                ends[index] = now + max(1, cost)
            }
            now += 0.05
        }
        return spent
    }

    @Test(arguments: 0..<100) func togetherTheyNeverSpendMoreThanTheBudget(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...20, using: &random)
        let costs = (0..<count).map { _ in Double.random(in: 0.001...3, using: &random) }
        let spent = simulate(costs, cores: 0.5, seconds: 120, random: &random).reduce(0, +)
        let saved = CostBudget(cores: 0.5).mostSaved
        #expect(spent <= 0.5 * 120 + saved + costs.reduce(0) { $0 + $1 * 1.2 } + 1e-6)
    }

    @Test(arguments: 0..<50) func theBudgetIsUsedWhenItIsWanted(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let costs = (0..<Int.random(in: 3...9, using: &random)).map { _ in Double.random(in: 0.5...2, using: &random) }
        let spent = simulate(costs, cores: 0.5, seconds: 240, random: &random).reduce(0, +)
        #expect(spent >= 0.5 * 240 * 0.9)
    }

    @Test func aCheapOneIsNotHeldBackByADearOne() {
        var random = SeededGenerator(seed: 1)
        let spent = simulate([0.02, 5], cores: 0.5, seconds: 100, random: &random)
        // Once a second, as if it were alone.
        #expect(spent[0] >= 0.02 * 95)
        #expect(spent[1] >= 40)
    }

    @Test func equalsGetTheSame() {
        var random = SeededGenerator(seed: 2)
        let spent = simulate([1, 1, 1, 1], cores: 0.5, seconds: 400, random: &random)
        for one in spent { #expect((40...60).contains(one)) }
    }

    @Test func beginningAnewDoesNotPayDebts() {
        var budget = CostBudget(cores: 0.5)
        budget.advance(to: 0)
        var spent = 0.0
        for second in 0..<100 {
            budget.advance(to: Double(second))
            let id = LiveID("\(second)")
            budget.join(id)
            // The first run is not kept waiting; what follows is.
            budget.spend(1, by: id)
            spent += 1
            if budget.wait(of: id) == 0 {
                budget.spend(1, by: id)
                spent += 1
            }
            budget.leave(id)
        }
        #expect(spent <= 103)
    }
}
