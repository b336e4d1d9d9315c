import LakeModel
import Testing

@testable import DeltaProtocol

/// Which files vacuum and the clean-up of the log may take, by the protocol's rules.
@Suite struct UpkeepTests {
    private static let day: Int64 = 86_400_000

    private static func snapshot(_ actions: [Action], partitionColumns: [String] = []) throws -> Snapshot {
        let schema = StructType([StructField("id", .long), StructField("_day", .string)])
        let metadata = TableMetadata(
            id: "m",
            schemaString: schema.encoded(),
            partitionColumns: partitionColumns
        )
        var builder = SnapshotBuilder()
        let table: [Action] = [
            .protocolVersion(TableProtocol(minReaderVersion: 1, minWriterVersion: 2)), .metadata(metadata),
        ]
        try builder.apply(Commit(version: 0, modificationTime: 0, actions: table + actions))
        return try builder.finish()
    }

    private static func add(_ path: String, vector: DeletionVectorDescriptor? = nil) -> AddFile {
        AddFile(path: path, size: 1, modificationTime: 0, deletionVector: vector)
    }

    private static let vector = DeletionVectorDescriptor(
        storageType: .relative,
        pathOrInlineDV: "ab^-aqEH.-t@S}K{vb[*k^",
        sizeInBytes: 40,
        cardinality: 6
    )

    @Test func pathsOfEverySpellingAreFound() throws {
        let snapshot = try Self.snapshot([
            .add(Self.add("k=a%20b/1.parquet")), .add(Self.add("file:///lake/t/2.parquet")),
            .add(Self.add("/lake/t/sub/3.parquet")), .add(Self.add("s3://elsewhere/4.parquet")),
            .add(Self.add("5.parquet", vector: Self.vector)),
        ])
        let rules = VacuumRules(snapshot, cutoff: 100, location: "/lake/t")
        let vector = "ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin"
        let kept = ["k=a b/1.parquet", "k=a%20b/1.parquet", "2.parquet", "sub/3.parquet", "5.parquet", vector]
        for path in kept { #expect(rules.isReferenced(path), "\(path)") }
        for path in ["4.parquet", "1.parquet", "k=a b/2.parquet"] { #expect(!rules.isReferenced(path), "\(path)") }
    }

    @Test func tombstonesKeepTheirFilesUntilTheyExpire() throws {
        let files = ["young", "edge", "old", "timeless"].map { Self.add($0, vector: $0 == "young" ? Self.vector : nil) }
        let times: [Int64?] = [101, 100, 99, nil]
        let removals = zip(files, times).map { file, time -> Action in
            var removal = RemoveFile(file, deletionTimestamp: 0, dataChange: true)
            removal.deletionTimestamp = time
            return .remove(removal)
        }
        let rules = VacuumRules(try Self.snapshot(removals), cutoff: 100, location: "/lake/t")
        #expect(files.map { rules.isReferenced($0.path) } == [true, true, false, false])
        #expect(rules.isReferenced("ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin"))
    }

    @Test func hiddenFilesStay() throws {
        let rules = VacuumRules(
            try Self.snapshot([], partitionColumns: ["_day"]),
            cutoff: 100,
            location: "/lake/t"
        )
        let old = ["a.parquet", "x/a.parquet", "_change_data/c.parquet", "_day=1/a.parquet", "_delta_index/i"]
        for path in old {
            #expect(rules.isOldEnough(StoredFile(path: path, size: 1, modified: 99)), "\(path)")
            #expect(!rules.isOldEnough(StoredFile(path: path, size: 1, modified: 100)), "\(path)")
        }
        for path in ["_hidden/a", ".a.crc", "x/_tmp", "_day/a", "x/.y/z"] {
            #expect(!rules.isOldEnough(StoredFile(path: path, size: 1, modified: 0)), "\(path)")
        }
    }

    @Test func theLogIsCutAtACheckpoint() throws {
        let names = [
            "00000000000000000000.json", "00000000000000000001.json", "00000000000000000002.json",
            "00000000000000000002.crc", "00000000000000000002.checkpoint.parquet",
            "00000000000000000003.checkpoint.0000000001.0000000002.parquet", "00000000000000000003.json",
            "00000000000000000004.json", "00000000000000000004.checkpoint.parquet",
            "00000000000000000004.00000000000000000006.compacted.json", "00000000000000000005.json",
            "00000000000000000005.00000000000000000006.compacted.json", "00000000000000000006.json", "_last_checkpoint",
        ]
        let files = names.compactMap { LogFile(fileName: $0, size: 1, modificationTime: 0) }
        #expect(files.count == names.count)
        let cleanup = try #require(LogCleanup(files, cutoffCommit: 5))
        #expect(cleanup.version == 4)
        #expect(Set(cleanup.expired.map(\.name.fileName)) == Set(names[0..<7] + [names[9]]))
        #expect(LogCleanup(files, cutoffCommit: 3)?.version == 2)
        #expect(LogCleanup(files, cutoffCommit: 1) == nil)
    }

    @Test func theCutIsAtMidnight() throws {
        let metadata = try Self.snapshot([]).metadata
        #expect(LogCleanup.cutoff(now: 100 * Self.day + 5, metadata) == 70 * Self.day)
        #expect(LogCleanup.cutoff(now: 5, metadata) == -30 * Self.day)
        #expect(LogCleanup.sidecarCutoff(now: 100 * Self.day + 5) == 99 * Self.day)
    }

    @Test func checkpointsOfLargeStatesAreRarer() {
        let policy = CheckpointPolicy(interval: 10)
        #expect(
            [0, 9_999, 20_000, 100_000, 10_000_000].map { policy.interval(actions: $0) } == [10, 10, 20, 100, 100]
        )
        #expect(CheckpointPolicy(interval: 500).interval(actions: 1_000_000) == 500)
        #expect(CheckpointPolicy(interval: .max).interval(actions: .max) == .max)
    }
}
