import DeltaProtocol
import LakeModel
import Testing

@testable import Maintenance

/// A day of one-second commits, by the policy alone: how many files there are, and how often a byte is rewritten.
@Suite struct DayOfCommitsTests {
    struct Rate: Sendable, CustomTestStringConvertible {
        /// Bytes of a commit's file, about.
        let bytes: Int64
        /// What joining makes of a byte: small files have footers and dictionaries of their own.
        let shrink: Double
        /// Times that a byte is rewritten at most.
        let amplification: Double
        /// Files beside the ideal number while commits come.
        let slack: Int

        var testDescription: String { "\(bytes) bytes a commit" }
    }

    private static let rates = [
        Rate(bytes: 3_000, shrink: 0.9, amplification: 8, slack: 40),
        Rate(bytes: 50_000, shrink: 0.9, amplification: 6, slack: 40),
        Rate(bytes: 500_000, shrink: 0.9, amplification: 4, slack: 40),
        Rate(bytes: 500_000, shrink: 1, amplification: 4, slack: 40),
        Rate(bytes: 8_000_000, shrink: 0.9, amplification: 3, slack: 40),
    ]

    @Test(arguments: rates) func filesStayFew(rate: Rate) {
        var table = SimulatedTable(rate: rate)
        var most = 0
        for second in 0..<Int64(86_400) {
            table.commit(at: second * 1_000)
            if second % 16 == 15 { table.join(at: second * 1_000) }
            most = max(most, table.small.count)
        }
        let ideal = table.ideal
        let amplification = table.amplification
        #expect(most <= rate.slack + 16, "\(most) small files at once")
        #expect(table.count <= Int(1.5 * Double(ideal)) + rate.slack, "\(table.count) files, ideal \(ideal)")
        #expect(amplification <= rate.amplification, "rewritten \(amplification) times")
        // Commits end; what is left is joined when it has settled.
        let end = 86_400_000 + CompactionPolicy().settling
        while table.join(at: end) {}
        #expect(table.count <= max(1, Int(1.5 * Double(table.ideal))), "\(table.count) files, ideal \(table.ideal)")
        print(
            "DAY",
            rate.bytes,
            "files",
            table.count,
            "ideal",
            ideal,
            "most small",
            most,
            "amp",
            amplification,
            "commits",
            table.joins
        )
    }

    /// Commits of a table that is written every few minutes are not rewritten each time either.
    @Test func rareCommitsAreJoinedCheaply() {
        var table = SimulatedTable(rate: Rate(bytes: 20_000, shrink: 0.9, amplification: 0, slack: 0))
        var most = 0
        for minute in stride(from: Int64(0), to: 30 * 1_440, by: 5) {
            table.commit(at: minute * 60_000)
            table.join(at: minute * 60_000 + 30_000)
            most = max(most, table.count)
        }
        #expect(most <= 16)
        #expect(table.amplification <= 15, "rewritten \(table.amplification) times")
    }
}

/// One partition, as sizes and times only.
private struct SimulatedTable {
    private let rate: DayOfCommitsTests.Rate
    private let planner = JoinPlanner(CompactionPolicy())
    private var random = SeededGenerator(seed: 7)
    private(set) var small: [Candidate] = []
    private var fullFiles = 0
    private var bytes: Int64 = 0
    private var ingested: Int64 = 0
    private var rewritten: Int64 = 0
    private(set) var joins = 0

    init(rate: DayOfCommitsTests.Rate) { self.rate = rate }

    var count: Int { small.count + fullFiles }
    var ideal: Int { max(1, Int((bytes + planner.policy.target.bytes - 1) / planner.policy.target.bytes)) }
    var amplification: Double { Double(rewritten) / Double(max(1, ingested)) }

    mutating func commit(at time: Int64) {
        let size = Int64(Double(rate.bytes) * Double.random(in: 0.5..<1.5, using: &random))
        small.append(Candidate(size: size, time: time, modified: time))
        bytes += size
        ingested += size
    }

    @discardableResult
    mutating func join(at time: Int64) -> Bool {
        let groups = planner.joins(of: small, now: time)
        var gone: Set<Int> = []
        var made: [Candidate] = []
        for group in groups {
            gone.formUnion(group)
            let sum = group.reduce(0) { $0 + small[$1].size }
            let size = Int64(Double(sum) * (sum < 32 << 20 ? rate.shrink : 1))
            made.append(Candidate(size: size, time: small[group[0]].time, modified: time))
            rewritten += size
            bytes += size - sum
            joins += 1
        }
        small = small.indices.filter { !gone.contains($0) }.map { small[$0] }
        for file in made {
            if file.size >= planner.policy.full { fullFiles += 1 } else { small.append(file) }
        }
        return !groups.isEmpty
    }
}
