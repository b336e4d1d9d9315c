import DeltaProtocol
import LakeModel
import Testing

@testable import Maintenance

@Suite struct JoinPlannerTests {
    private let policy = CompactionPolicy()

    /// Many random partitions, of all ages and sizes.
    @Test(arguments: 0..<60) func joinsAreDisjointBoundedAndInTheOrderOfTime(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let files = Self.files(count: Int.random(in: 0..<900, using: &random), &random)
        let planner = JoinPlanner(policy)
        for groups in [planner.joins(of: files, now: 90_000_000), planner.packed(files)] {
            let chosen = groups.flatMap { $0 }
            #expect(Set(chosen).count == chosen.count)
            for group in groups {
                #expect(group.count > 1 && group.count <= policy.maximumFiles)
                #expect(group.allSatisfy { files[$0].size < policy.full })
                #expect(group.reduce(0) { $0 + files[$1].size } <= policy.limit)
                #expect(group.map { files[$0].time } == group.map { files[$0].time }.sorted())
            }
        }
    }

    /// What an explicit OPTIMIZE leaves has never more than 1.5 times the ideal number of files, however its sizes fall.
    @Test(arguments: 0..<60) func packingLeavesFewFiles(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let files = Self.files(count: Int.random(in: 1..<2_000, using: &random), &random)
        let groups = JoinPlanner(policy).packed(files)
        let left = files.count - groups.reduce(0) { $0 + $1.count - 1 }
        let bytes = files.reduce(0) { $0 + $1.size }
        let ideal = max(1, (bytes + policy.target.bytes - 1) / policy.target.bytes)
        #expect(Double(left) <= 1.5 * Double(ideal) + 1)
    }

    @Test func nothingIsDoneForFewYoungFiles() {
        let files = (0..<15).map { Candidate(size: 5_000, time: Int64($0), modified: Int64($0) * 1_000) }
        #expect(JoinPlanner(policy).joins(of: files, now: 15_000) == [])
        let more = files + [Candidate(size: 5_000, time: 15, modified: 15_000)]
        #expect(JoinPlanner(policy).joins(of: more, now: 15_000) == [Array(0..<16)])
    }

    @Test func bigFilesAreLeftAlone() {
        let big = (0..<40).map { Candidate(size: 100 << 20, time: Int64($0), modified: 0) }
        #expect(JoinPlanner(policy).joins(of: big, now: .max / 2) == [])
        #expect(JoinPlanner(policy).packed(big) == [])
    }

    /// A large file is not written anew for the sake of a few small ones, unless the partition is quiet.
    @Test func waitingLowersTheBar() {
        let files = [60 << 20, 1 << 20, 1 << 20].enumerated().map {
            Candidate(size: Int64($1), time: Int64($0), modified: 0)
        }
        let planner = JoinPlanner(policy)
        #expect(planner.joins(of: files, now: 1_000) == [])
        #expect(planner.joins(of: files, now: policy.patience) == [[1, 2]])
        #expect(planner.joins(of: files, now: policy.settling) == [[0, 1, 2]])
    }

    @Test func sizesInProperties() {
        let sizes = ["1048576": 1 << 20, "64mb": 64 << 20, "1 GB": 1 << 30, "10b": 10, "12kB": 12 << 10]
        for (text, bytes) in sizes { #expect(CompactionPolicy.bytes(text) == Int64(bytes), "\(text)") }
        for text in ["", "mb", "1tb", "-1", "99999999999gb"] { #expect(CompactionPolicy.bytes(text) == nil, "\(text)") }
    }

    private static func files(count: Int, _ random: inout SeededGenerator) -> [Candidate] {
        (0..<count).map { _ in
            Candidate(
                size: Int64(1) << Int64.random(in: 8..<28, using: &random)
                    + Int64.random(in: 0..<1_000, using: &random),
                time: Int64.random(in: 0..<1_000, using: &random),
                modified: Int64.random(in: 0..<90_000_000, using: &random)
            )
        }
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
