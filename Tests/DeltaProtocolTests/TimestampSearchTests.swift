import Columns
import LakeModel
import Testing

@testable import DeltaProtocol

@Suite struct TimestampSearchTests {
    private static let commits = (0..<10).map {
        LogFile(
            name: .commit($0),
            size: 1,
            modificationTime: [100, 50, 300, 300, 400, 500, 600, 700, 800, 900][Int($0)]
        )
    }

    @Test(
        arguments: [
            (99, .tooEarly(oldest: 0)), (100, .version(0)), (101, .version(1)), (299, .version(1)), (300, .version(2)),
            (301, .version(3)),
            (10_000, .version(9)),
        ] as [(Int64, TimestampSearch.Step)]
    )
    func fileTimesAreMadeMonotonic(time: Int64, step: TimestampSearch.Step) throws {
        var search = try #require(TimestampSearch(timestamp: time, commits: Self.commits.reversed(), inCommit: nil))
        #expect(search.step() == step)
    }

    @Test(arguments: 0..<100) func inCommitTimesDecideAfterEnablement(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let enabled = Int64.random(in: 0...9, using: &random)
        var times: [DeltaVersion: Int64] = [:]
        var clock: Int64 = 1000
        for version in enabled...9 {
            times[version] = clock
            clock += Int64.random(in: 1...50, using: &random)
        }
        let properties = [
            "delta.enableInCommitTimestamps": "true", "delta.inCommitTimestampEnablementVersion": "\(enabled)",
            "delta.inCommitTimestampEnablementTimestamp": "1000",
        ]
        let version = TableProtocol(minReaderVersion: 1, minWriterVersion: 7, writerFeatures: ["inCommitTimestamp"])
        let inCommit = InCommitTimestamps(version, TableMetadata(id: "t", schemaString: "", configuration: properties))
        for time in [0, 150, 999, 1000, 1020, 1100, 9999] as [Int64] {
            var search = try #require(TimestampSearch(timestamp: time, commits: Self.commits, inCommit: inCommit))
            var reads = 0
            while case .readInCommitTimestamp(let asked) = search.step() {
                search.found(times[asked] ?? 0, of: asked)
                reads += 1
            }
            #expect(reads <= 4)
            guard time >= 1000 else { continue }
            #expect(search.step() == times.filter { $0.value <= time }.keys.max().map { .version($0) })
        }
    }

    @Test(
        arguments: [
            ("interval 1 week", 604_800_000), ("INTERVAL 2 days 3 hours", 183_600_000), ("1 second", 1000),
            ("week", nil), ("", nil), ("interval 9223372036854775807 weeks", nil),
        ] as [(String, Int64?)]
    )
    func intervalsAreRead(text: String, milliseconds: Int64?) {
        #expect(Retention.milliseconds(text) == milliseconds)
    }
}
