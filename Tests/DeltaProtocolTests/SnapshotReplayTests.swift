import Columns
import DeltaProtocol
import LakeModel
import Testing

/// The naive model: the newest action for each key, found by looking at all of them.
private struct Model {
    var adds: [FileKey: AddFile] = [:]
    var removes: [FileKey: RemoveFile] = [:]
    var transactions: [String: AppTransaction] = [:]
    var domains: [String: DomainMetadata] = [:]

    init(_ commits: [Commit]) {
        for action in commits.flatMap(\.actions) {
            switch action {
            case .add(var file):
                file.dataChange = false
                adds[file.key] = file
                removes[file.key] = nil
            case .remove(var file):
                file.dataChange = false
                file.stats = nil
                file.tags = nil
                adds[file.key] = nil
                removes[file.key] = file
            case .transaction(let transaction): transactions[transaction.appID] = transaction
            case .domainMetadata(let domain): domains[domain.domain] = domain.removed ? nil : domain
            default: break
            }
        }
    }

    func expectSame(_ snapshot: Snapshot, tombstones: Bool = true) {
        #expect(Dictionary(uniqueKeysWithValues: snapshot.files.map { ($0.key, $0) }) == adds)
        if tombstones { #expect(Dictionary(uniqueKeysWithValues: snapshot.tombstones.map { ($0.key, $0) }) == removes) }
        #expect(snapshot.transactions == transactions)
        #expect(snapshot.domains == domains)
        #expect(snapshot.fileCount == adds.count)
        #expect(snapshot.bytes == ByteCount(adds.values.reduce(0) { $0 + $1.size }))
        let rows = adds.values.map(\.rows)
        #expect(snapshot.rows == (rows.contains(nil) ? nil : rows.reduce(0) { $0 + ($1 ?? 0) }))
    }
}

@Suite struct SnapshotReplayTests {
    /// Within a commit, no two actions that reconcile with each other.
    static func commits(_ random: inout SeededRandom, count: Int) -> [Commit] {
        (0..<count).map { version in
            var seen: Set<String> = []
            let actions = (0..<Int.random(in: 0..<8, using: &random)).map { _ in ActionMaker.action(&random) }
                .filter { action in
                    switch action {
                    case .add(let file): seen.insert(file.path).inserted
                    case .remove(let file): seen.insert(file.path).inserted
                    case .transaction(let transaction): seen.insert(transaction.appID).inserted
                    case .domainMetadata(let domain): seen.insert(domain.domain).inserted
                    default: true
                    }
                }
            return Commit(
                version: Int64(version),
                modificationTime: Int64(1000 * version),
                actions: (version == 0 ? ActionMaker.start() : []) + actions
            )
        }
    }

    private static func replay(_ commits: [Commit]) throws -> Snapshot {
        var builder = SnapshotBuilder()
        for commit in commits { try builder.apply(commit) }
        return try builder.finish()
    }

    @Test(arguments: 0..<60) func replayEqualsTheModel(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let commits = Self.commits(&random, count: 15)
        Model(commits).expectSame(try Self.replay(commits))
    }

    @Test(arguments: 0..<60) func incrementalRefreshEqualsReplay(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let commits = Self.commits(&random, count: 15)
        let held = try Self.replay(Array(commits.prefix(5)))
        let refreshed = try held.applying(Array(commits[5..<9])).applying(Array(commits[9...]))
        Model(commits).expectSame(refreshed)
        Model(Array(commits.prefix(5))).expectSame(held)
        #expect(refreshed.version == 14)
        #expect(refreshed.timestamp == 14_000)
    }

    @Test(arguments: 0..<40) func checkpointsLoseNothing(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let commits = Self.commits(&random, count: 15)
        let cut = Int.random(in: 1..<15, using: &random)
        let content = try CheckpointContent(Self.replay(Array(commits.prefix(cut))), now: 0)
        let bytes = try Parquet.encode(content.batches, schema: content.schema)
        var builder = SnapshotBuilder()
        for batch in try ParquetFile(bytes: bytes).read() {
            builder.apply(checkpoint: try CheckpointDecoder.actions(batch), version: Int64(cut - 1))
        }
        for commit in commits[cut...] { try builder.apply(commit) }
        Model(commits).expectSame(try builder.finish())
    }

    @Test(arguments: 0..<40) func compactionsLoseNothing(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let commits = Self.commits(&random, count: 12)
        let range = 3..<Int.random(in: 5..<11, using: &random)
        var builder = SnapshotBuilder()
        for commit in commits[..<3] { try builder.apply(commit) }
        builder.apply(compaction: Self.compacted(Array(commits[range])), through: Int64(range.upperBound - 1))
        for commit in commits[range.upperBound...] { try builder.apply(commit) }
        Model(commits).expectSame(try builder.finish())
    }

    /// As the protocol defines a log compaction: the newest action of each key, tombstones included.
    private static func compacted(_ commits: [Commit]) -> [Action] {
        var last: [String: Action] = [:]
        for action in commits.flatMap(\.actions) {
            switch action {
            case .add(let file): last["f\(file.key)"] = action
            case .remove(let file): last["f\(file.key)"] = action
            case .transaction(let transaction): last["t\(transaction.appID)"] = action
            case .domainMetadata(let domain): last["d\(domain.domain)"] = action
            default: break
            }
        }
        return Array(last.values)
    }

    @Test func expiredTombstonesAreNotCheckpointed() throws {
        var random = SeededRandom(1)
        let week: Int64 = 7 * 86_400_000
        let removals = [10, 20].map { time in
            var file = ActionMaker.remove(&random)
            file.path = "r\(time)"
            file.deletionTimestamp = Int64(time)
            return Action.remove(file)
        }
        let snapshot = try Self.replay([
            Commit(version: 0, modificationTime: 0, actions: ActionMaker.start() + removals)
        ])
        let content = try CheckpointContent(snapshot, now: week + 15)
        let actions = try content.batches.flatMap { try CheckpointDecoder.actions($0) }
        #expect(actions.compactMap { if case .remove(let file) = $0 { file.path } else { nil } } == ["r20"])
        #expect(
            content.lastCheckpoint(sizeInBytes: 5)
                == LastCheckpoint(version: 0, size: 3, sizeInBytes: 5, numOfAddFiles: 0)
        )
    }

    @Test func gapsAndEmptyLogsAreCorrupt() throws {
        let snapshot = try ActionMaker.snapshot()
        #expect(throws: DeltaError.self) {
            try snapshot.applying([Commit(version: 2, modificationTime: 0, actions: [])])
        }
        #expect(throws: DeltaError.self) { try SnapshotBuilder().finish() }
        for kept in ActionMaker.start() {
            let error = #expect(throws: DeltaError.self) {
                try Self.replay([Commit(version: 0, modificationTime: 0, actions: [kept])])
            }
            #expect(error?.code == .corruptLog)
        }
    }

    @Test(arguments: 0..<20) func checksumsAgreeAndDiffer(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let snapshot = try Self.replay(Self.commits(&random, count: 6))
        let checksum = try VersionChecksum.decode(VersionChecksum(snapshot).encoded(), fileName: "x")
        #expect(checksum == VersionChecksum(snapshot))
        #expect(checksum.differences(from: snapshot) == [])
        let added = AddFile(path: "other", size: 1, modificationTime: 0)
        let other = try snapshot.applying([Commit(version: 6, modificationTime: 0, actions: [.add(added)])])
        #expect(checksum.differences(from: other) == ["tableSizeBytes", "numFiles"])
    }
}
