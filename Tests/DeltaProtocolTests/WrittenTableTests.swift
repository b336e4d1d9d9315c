import Columns
import DeltaProtocol
import LakeModel
import Testing

/// Tables of `deltalake` and of the engine, read by us: the same versions, files, rows and history.
@Suite(.writtenTables) struct WrittenTableTests {
    private func table(_ name: String) throws -> (LogFolder, WrittenTables.Table) {
        try #require(WrittenTables.current).table(name)
    }

    @Test(arguments: ["partitioned", "compacted", "vectors", "mapped", "timed"])
    func everyVersionHasItsRows(name: String) throws {
        let (log, expected) = try table(name)
        #expect(try log.listing().latestVersion == expected.version)
        for (version, rows) in expected.versions.enumerated() {
            let snapshot = try log.snapshot(at: Int64(version))
            #expect(snapshot.rows == rows, "version \(version)")
            try snapshot.requireReadable()
        }
    }

    @Test(arguments: ["partitioned", "compacted"]) func filesSchemaAndHistoryAreTheSame(name: String) throws {
        let (log, expected) = try table(name)
        let snapshot = try log.snapshot()
        let files = snapshot.files.map {
            WrittenTables.Table.File(path: $0.path, size: $0.size, rows: $0.rows ?? -1)
        }
        #expect(Set(files) == Set(expected.files ?? []))
        #expect(snapshot.schema.fields.map(\.name) == expected.schema?.fields.map(\.name))
        #expect(try StructType.decode(snapshot.schema.encoded()) == snapshot.schema)
        let commits = try log.listing().commits(after: -1).map { HistoryEntry(try log.commit($0)) }
        #expect(commits.reversed().compactMap(\.operation) == expected.operations)
        for file in snapshot.files {
            #expect(throws: Never.self) { try log.dataFile(#require(file.decodedPath)) }
        }
    }

    @Test(arguments: ["partitioned", "compacted"]) func withAndWithoutCheckpointIsTheSame(name: String) throws {
        let (log, _) = try table(name)
        let segments = try log.listing().segments()
        #expect(segments.count == 2)
        let snapshots = try segments.map { try log.snapshot($0) }
        #expect(Set(snapshots[0].files.map(\.key)) == Set(snapshots[1].files.map(\.key)))
        #expect(snapshots[0].bytes == snapshots[1].bytes)
        #expect(snapshots[0].rows == snapshots[1].rows)
        #expect(snapshots[0].metadata == snapshots[1].metadata)
        #expect(snapshots[0].tableProtocol == snapshots[1].tableProtocol)
        #expect(snapshots[0].transactions.mapValues(\.version) == snapshots[1].transactions.mapValues(\.version))
    }

    @Test func positionsAndPartitionsAreRead() throws {
        let (log, _) = try table("partitioned")
        let snapshot = try log.snapshot()
        #expect(snapshot.transactions["ingest"]?.version == 11)
        #expect(snapshot.partitionColumns == ["p", "day"])
        let fourth = snapshot.files(matching: .compare(["day"], .equal, .date(19726)))
        #expect(fourth.count == 1)
        #expect(fourth.first?.partitionValues == ["p": "a b", "day": "2024-01-04"])
        #expect(snapshot.files(matching: .isNull(["p"])).count == 4)
    }

    @Test func statisticsOfOthersSkip() throws {
        let (log, _) = try table("partitioned")
        let snapshot = try log.snapshot()
        #expect(snapshot.files(matching: .compare(["id"], .greaterOrEqual, .integer(1100))).count == 1)
        #expect(snapshot.files(matching: .compare(["st", "x"], .less, .integer(50))).count == 1)
        let last = Int64(1_706_704_215_123_456) + 1149
        #expect(snapshot.files(matching: .compare(["ts"], .equal, .timestamp(last - 1))).count >= 1)
        #expect(
            snapshot.files(
                matching: .compare(
                    ["dec"],
                    .equal,
                    .decimal(try #require(Decimal128(parsing: "1101000000000000000000.00")))
                )
            ).count >= 1
        )
        #expect(
            snapshot.files(
                matching: .compare(
                    ["dec"],
                    .greater,
                    .decimal(try #require(Decimal128(parsing: "9900000000000000000000.00")))
                )
            ).isEmpty
        )
    }

    @Test func deletionVectorsAreDecoded() throws {
        let (log, _) = try table("vectors")
        let snapshot = try log.snapshot()
        let file = try #require(snapshot.files.first { _ in true })
        let descriptor = try #require(file.deletionVector)
        let bytes = try log.dataFile(#require(descriptor.filePath))
        let expected = (0..<1000).filter { $0 % 7 == 0 || (100...199).contains($0) }.map { Int64($0) }
        #expect(try DeletionVector(file: bytes, descriptor: descriptor).rows == expected)
        var damaged = bytes
        damaged[damaged.count / 2] ^= 1
        #expect(throws: DeltaError.self) { try DeletionVector(file: damaged, descriptor: descriptor) }
        #expect(throws: DeltaError.self) { try DeletionVector(file: Array(bytes.dropLast(1)), descriptor: descriptor) }
    }

    @Test func mappedColumnsHavePhysicalNames() throws {
        let (log, _) = try table("mapped")
        let snapshot = try log.snapshot()
        #expect(snapshot.columnMapping == .name)
        #expect(snapshot.writeSupport.unsupported == ["columnMapping"])
        #expect(snapshot.files(matching: .compare(["d"], .equal, .date(19723))).count == 1)
        #expect(snapshot.files(matching: .compare(["id"], .greater, .integer(50))).count == 1)
        #expect(snapshot.files(matching: .isNotNull(["s"])).count == 1)
    }

    @Test func commitsTellTheirTimes() throws {
        let (log, _) = try table("timed")
        let snapshot = try log.snapshot()
        let times = try log.listing().commits(after: -1).map { try log.commit($0).commitInfo?.inCommitTimestamp ?? 0 }
        #expect(snapshot.timestamp == times.last)
        #expect(snapshot.inCommitTimestamps?.enablementVersion == 0)
        for (version, time) in times.enumerated() {
            var search = try #require(
                TimestampSearch(
                    timestamp: time,
                    commits: Array(log.listing().commits.values),
                    inCommit: snapshot.inCommitTimestamps
                )
            )
            while case .readInCommitTimestamp(let asked) = search.step() { search.found(times[Int(asked)], of: asked) }
            #expect(search.step() == .version(Int64(version)))
        }
    }

    @Test(arguments: ["vectors", "mapped", "timed"]) func checksumsOfOthersAgree(name: String) throws {
        let (log, _) = try table(name)
        var verified = 0
        for file in try log.listing().commits.values {
            let version = file.name.version ?? -1
            guard let checksum = try log.listing().segment(at: version).checksum else { continue }
            let bytes = try log.bytes(checksum.name.fileName)
            let expected = try VersionChecksum.decode(bytes, fileName: checksum.name.fileName)
            #expect(try expected.differences(from: log.snapshot(at: version)) == [])
            verified += 1
        }
        #expect(verified >= 2)
    }

    @Test(arguments: 0..<40) func damagedCheckpointsNeverCrash(seed: UInt64) throws {
        let (log, _) = try table("compacted")
        let segment = try #require(try log.listing().segments().first { !$0.checkpoint.isEmpty })
        let file = try #require(segment.checkpoint.first)
        var bytes = try log.bytes(file.name.fileName)
        var random = SeededRandom(seed)
        for _ in 0..<4 {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
        }
        guard let batches = try? ParquetFile(bytes: bytes).read() else { return }
        for batch in batches { _ = try? CheckpointDecoder.actions(batch) }
    }
}

extension Snapshot {
    fileprivate func files(matching predicate: Predicate) -> [AddFile] {
        let skipping = DataSkipping(predicate, snapshot: self)
        return files.filter(skipping.mayMatch)
    }
}
