import DeltaProtocol
import LakeModel
import Testing

@Suite struct LogListingTests {
    private static let zero = String(repeating: "0", count: 19)

    @Test(arguments: [
        ("\(zero)3.json", LogFileName.commit(3)),
        ("\(zero)3.crc", .checksum(3)),
        ("\(zero)3.checkpoint.parquet", .checkpoint(CheckpointName(version: 3, form: .classic))),
        (
            "\(zero)3.checkpoint.0000000001.0000000002.parquet",
            .checkpoint(CheckpointName(version: 3, form: .part(1, of: 2)))
        ),
        (
            "\(zero)3.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json",
            .checkpoint(CheckpointName(version: 3, form: .uuid("80a083e8-7026-4e79-81be-64bd76c43a11", .json)))
        ),
        ("\(zero)3.\(zero)5.compacted.json", .compaction(from: 3, to: 5)),
        ("_last_checkpoint", .lastCheckpoint),
    ])
    func namesGoBothWays(text: String, name: LogFileName) {
        #expect(LogFileName(text) == name)
        #expect(name.fileName == text)
    }

    @Test(arguments: [
        "", "3.json", "\(zero)x.json", "\(zero)5.\(zero)3.compacted.json", "\(zero)3.checkpoint.json",
        "\(zero)3.checkpoint.0000000003.0000000002.parquet", "\(zero)3.checkpoint.0000000000.0000000000.parquet",
        "99999999999999999999.json", "\(zero)3.json.tmp", ".\(zero)3.json", "_delta_log",
    ])
    func otherNamesAreNone(text: String) {
        #expect(LogFileName(text) == nil)
    }

    private static func listing(_ names: [LogFileName], seed: UInt64 = 1) -> LogListing {
        var random = SeededRandom(seed)
        return LogListing(names.shuffled(using: &random).map { LogFile(name: $0, size: 1, modificationTime: 0) })
    }

    private static func commits(_ versions: ClosedRange<DeltaVersion>) -> [LogFileName] { versions.map { .commit($0) } }

    private static func classic(_ version: DeltaVersion) -> LogFileName {
        .checkpoint(CheckpointName(version: version, form: .classic))
    }

    private static func part(_ version: DeltaVersion, _ part: Int64, of count: Int64) -> LogFileName {
        .checkpoint(CheckpointName(version: version, form: .part(part, of: count)))
    }

    @Test func theNewestCheckpointBeginsTheSegment() throws {
        let listing = Self.listing(Self.commits(0...12) + [Self.classic(5), Self.classic(10)])
        let latest = try listing.segment()
        #expect(latest.checkpointVersion == 10)
        #expect(latest.deltas.map(\.name) == Self.commits(11...12))
        let older = try listing.segment(at: 7)
        #expect(older.checkpointVersion == 5)
        #expect(older.deltas.map(\.name) == Self.commits(6...7))
        #expect(older.commit?.name == .commit(7))
        #expect(try listing.segment(at: 3).checkpoint.isEmpty)
        #expect(try listing.segments().map(\.checkpointVersion) == [10, 5, nil])
    }

    @Test func partsCountOnlyWhenAllAreThere() throws {
        let parts = [Self.part(4, 1, of: 2), Self.part(4, 2, of: 2), Self.part(6, 1, of: 2)]
        let segment = try Self.listing(Self.commits(0...7) + parts).segment()
        #expect(segment.checkpoint.map(\.name) == Array(parts.prefix(2)))
    }

    @Test func compactionsReplaceCommitsButTheLast() throws {
        let compactions: [LogFileName] = [
            .compaction(from: 1, to: 3), .compaction(from: 1, to: 5), .compaction(from: 4, to: 6),
        ]
        let segment = try Self.listing(Self.commits(0...6) + compactions).segment()
        #expect(segment.deltas.map(\.name) == [.commit(0), .compaction(from: 1, to: 5), .commit(6)])
        let earlier = try Self.listing(Self.commits(0...6) + compactions).segment(at: 4)
        #expect(earlier.deltas.map(\.name) == [.commit(0), .compaction(from: 1, to: 3), .commit(4)])
    }

    @Test func aGapIsNamed() {
        let error = #expect(throws: DeltaError.self) {
            try Self.listing([.commit(0), .commit(1), .commit(3)]).segment()
        }
        #expect(error?.code == .corruptLog)
        #expect(error?.message.contains("00000000000000000002.json") == true)
        #expect(throws: DeltaError.self) { try Self.listing([.commit(0), .commit(2)]).commits(after: 0) }
    }

    @Test func versionsThatAreNotThereAreNotFound() {
        let listing = Self.listing(Self.commits(5...8) + [Self.classic(5)])
        for version in [-1, 4, 9, DeltaVersion.max] as [DeltaVersion] {
            let error = #expect(throws: DeltaError.self) { try listing.segment(at: version) }
            #expect(error?.code == .versionNotFound)
        }
        #expect(#expect(throws: DeltaError.self) { try Self.listing([]).segment() }?.code == .tableNotFound)
    }

    @Test(arguments: 0..<100) func segmentsHaveNoGaps(seed: UInt64) throws {
        var random = SeededRandom(seed)
        var names = Self.commits(0...20).filter { _ in !random.chance(1, in: 10) }
        for version in 0...20 as ClosedRange<DeltaVersion> where random.chance(1, in: 5) {
            names.append(Self.classic(version))
        }
        for _ in 0..<4 {
            let from = DeltaVersion.random(in: 0..<18, using: &random)
            names.append(.compaction(from: from, to: from + DeltaVersion.random(in: 1...4, using: &random)))
        }
        for version in 0...20 as ClosedRange<DeltaVersion> {
            guard let segment = try? Self.listing(names, seed: seed).segment(at: version) else { continue }
            var next = (segment.checkpointVersion ?? -1) + 1
            for file in segment.deltas {
                if case .compaction(let from, _) = file.name {
                    #expect(from == next)
                } else {
                    #expect(file.name == .commit(next))
                }
                next = (file.name.version ?? -1) + 1
            }
            #expect(next == version + 1)
        }
    }
}
