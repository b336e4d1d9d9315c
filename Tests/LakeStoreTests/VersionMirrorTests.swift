import Columns
import DeltaProtocol
import Foundation
import LakeModel
import Testing

@testable import LakeStore

/// Versions of a table in a folder of their own, read there by other programs as we read them in the table's.
@Suite(.serialized) struct VersionMirrorTests {
    private let state: TemporaryFolder
    private let mirrors: VersionMirrors

    init() throws {
        state = try TemporaryFolder()
        mirrors = VersionMirrors(folder: state("versions"))
    }

    /// Commits one file each, a checkpoint after every fifth.
    private func numbered(_ commits: Int, seed: UInt64 = 1, partitioned: Bool = false) async throws -> TestTable {
        let test = try TestTable(seed: seed)
        try await test.createIDs(partitioned: partitioned, properties: ["delta.checkpointInterval": "5"])
        for number in 0..<commits {
            let text = partitioned ? ["plain", "a/b=50%", "ümlaut #?"][number % 3] : nil
            _ = try await test.table.append([try TestTable.ids(number..<number + 1, text: text)])
            await test.upkeep.drain()
        }
        return test
    }

    private func expectMirrored(
        _ test: TestTable,
        _ versions: Set<DeltaVersion>,
        by readers: [String] = ["deltalake", "duckdb", "engine"],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await mirrors.withMirrors(of: [(test.table, versions)]) { folders in
            let folder = try #require(folders.first)
            for version in versions.sorted() {
                try await Readers.expectSame(
                    test.table,
                    readers,
                    at: .version(version),
                    in: folder,
                    sourceLocation: sourceLocation
                )
            }
        }
    }

    @Test(arguments: [false, true]) func anyVersionIsReadThere(partitioned: Bool) async throws {
        let test = try await numbered(12, partitioned: partitioned)
        #expect(try await test.table.lastCheckpoint() == 10)
        try await expectMirrored(test, [0, 3, 7, 12])
        // Later ones join those.
        try await expectMirrored(test, [3, 4, 10])
    }

    @Test func otherWritersVersionsAreReadThere() async throws {
        let test = try TestTable()
        _ = try await Oracle.shared.ask(
            "make",
            ["path": test.path, "commits": 3, "rows": 12, "partitioned": true, "checkpoint": false]
        )
        _ = try await Oracle.shared.ask("dml", ["path": test.path])
        let newest = try await test.table.snapshot().version
        try await test.table.checkpoint(try await test.table.snapshot())
        try await expectMirrored(test, Set(0...newest))
    }

    private func byEngine(_ test: TestTable, _ statements: [String]) async throws {
        let name = "m\(test.folder.path.utf8.suffix(12).map { String($0, radix: 16) }.joined())"
        _ = try await Oracle.shared.ask("engine_write", ["path": test.path, "statements": statements, "name": name])
    }

    @Test func mappedColumnsAreReadThere() async throws {
        let test = try TestTable()
        try await byEngine(
            test,
            [
                """
                CREATE TABLE {t} (id BIGINT, s STRUCT<a: INT, b: STRING>, name STRING) USING delta LOCATION '{path}'
                PARTITIONED BY (name) TBLPROPERTIES ('delta.columnMapping.mode' = 'name')
                """,
                "INSERT INTO {t} VALUES (1, named_struct('a', 1, 'b', 'x'), 'p'), (2, NULL, NULL)",
                "INSERT INTO {t} VALUES (3, named_struct('a', 3, 'b', 'y'), 'q')",
            ]
        )
        try await test.table.checkpoint(try await test.table.snapshot())
        // DuckDB 1.5.5 reads partition columns that are mapped as NULL.
        try await expectMirrored(test, [1, 2], by: ["deltalake", "engine"])
    }

    @Test func deletedRowsStayDeletedThere() async throws {
        let test = try TestTable()
        try await byEngine(
            test,
            [
                """
                CREATE TABLE {t} (id BIGINT, name STRING) USING delta LOCATION '{path}'
                TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')
                """,
                "INSERT INTO {t} SELECT id, concat('n', id) FROM range(20000)", "DELETE FROM {t} WHERE id % 3 = 1",
                "DELETE FROM {t} WHERE id BETWEEN 100 AND 12000",
            ]
        )
        #expect(try await test.table.files().allSatisfy { $0.hasDeletionVector })
        try await test.table.checkpoint(try await test.table.snapshot())
        try await expectMirrored(test, [1, 2, 3], by: ["duckdb", "engine"])
    }

    // MARK: Keeping

    private var logFiles: [String] {
        get throws { try state.names(in: "versions/0/_delta_log") }
    }

    private static func fileName(_ version: Int) -> String {
        "\(String(repeating: "0", count: 20 - String(version).count))\(version).checkpoint.parquet"
    }

    @Test func aVersionIsMirroredOnceHoweverManyAsk() async throws {
        let test = try await numbered(7)
        try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<16 {
                group.addTask { [mirrors] in
                    try await mirrors.withMirrors(of: [(test.table, number % 2 == 0 ? [2, 6] : [6, 3])]) { $0[0] }
                }
            }
            for try await folder in group { #expect(folder == state("versions/0")) }
        }
        #expect(try logFiles == [2, 3, 6].map(Self.fileName))
        let store = LocalObjectStore(root: state("versions"))
        let before = try await store.head("0/_delta_log/\(Self.fileName(6))")
        try await mirrors.withMirrors(of: [(test.table, [6])]) { _ in }
        #expect(try await store.head("0/_delta_log/\(Self.fileName(6))") == before)
    }

    /// A mirror that is asked for each new version would gather a link for each file that there ever was.
    @Test func linksOfOldVersionsGoWhenManyHaveGathered() async throws {
        var index = MirrorIndex(limit: .gibibytes(1))
        let keys = (0..<3).map { MirrorIndex.Key(location: "/t", version: DeltaVersion($0)) }
        for key in keys { index.add(key, mark: nil, bytes: 1) }
        #expect(index.addLinks(MirrorIndex.mostLinks, for: keys[2], of: 10) == nil, "as many may be")
        #expect(index.addLinks(1, for: keys[2], of: 10) == nil, "the others are read")
        for key in keys { index.release(key) }
        let old = index.addLinks(1, for: keys[2], of: 10)
        #expect(old.map { Set($0) } == [.init(folder: "0", version: 0), .init(folder: "0", version: 1)])
        #expect(!index.keep(keys[0], mark: nil) && index.keep(keys[2], mark: nil))
        #expect(index.addLinks(MirrorIndex.mostLinks - 10, for: keys[2], of: 10) == nil, "counted anew")

        let folder = try TemporaryFolder()
        #expect(try FolderLinks.make(["a", "b"], in: folder.path, to: "/nowhere") == 2)
        #expect(try FolderLinks.make(["b", "c"], in: folder.path, to: "/nowhere") == 1)
        try folder.write("_delta_log/1", "x")
        try FolderLinks.prune(folder.path, keeping: ["c"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["_delta_log", "c"])
    }

    @Test func commitsInALogAreCountedAfterACleanUp() async throws {
        let test = try await numbered(12)
        #expect(try await test.table.commitsInLog() == 13)
        for old in 0..<7 { try test.folder.remove("t/_delta_log/0000000000000000000\(old).json") }
        #expect(try await test.anotherHandle().commitsInLog() == 6)
    }

    @Test func tablesHaveMirrorsOfTheirOwn() async throws {
        let (one, other) = (try await numbered(2), try await numbered(3, seed: 5))
        try await mirrors.withMirrors(of: [(one.table, [1]), (other.table, [1, 2])]) { folders in
            #expect(Set(folders).count == 2)
            try await Readers.expectSame(one.table, ["duckdb"], at: .version(1), in: folders[0])
            try await Readers.expectSame(other.table, ["duckdb"], at: .version(2), in: folders[1])
        }
    }

    @Test func aTableMadeAnewIsMirroredAnew() async throws {
        let test = try await numbered(3)
        try await expectMirrored(test, [1], by: ["duckdb"])
        try test.folder.remove("t")
        let other = test.anotherHandle()
        try await other.create(TableDefinition(schema: TestTable.ids))
        _ = try await other.append([try TestTable.ids(50..<70)])
        try await expectMirrored(test, [1], by: ["duckdb"])
    }

    @Test func aVersionThatIsGoneIsNotThere() async throws {
        let test = try await numbered(3)
        let error = await #expect(throws: DeltaError.self) {
            try await mirrors.withMirrors(of: [(test.table, [9])]) { _ in }
        }
        #expect(error?.code == .versionNotFound)
    }

    @Test func theLeastRecentlyUsedGoAndThoseInUseStay() async throws {
        let test = try await numbered(6)
        let files = try test.dataFiles()
        // Room for two: small checkpoints count as 2 MiB.
        let mirrors = VersionMirrors(folder: state("versions"), limit: .mebibytes(4))
        try await mirrors.withMirrors(of: [(test.table, [1])]) { _ in
            for version in [2, 3, 4] as [DeltaVersion] {
                try await mirrors.withMirrors(of: [(test.table, [version])]) { _ in }
            }
            let files = try logFiles
            #expect(files == [1, 4].map(Self.fileName))
        }
        // A mirror without versions goes as a whole; the table stays.
        let other = try await numbered(2, seed: 9)
        try await mirrors.withMirrors(of: [(other.table, [0, 1])]) { _ in }
        #expect(try state.names(in: "versions") == ["1"])
        #expect(try test.dataFiles() == files)
        try await mirrors.withMirrors(of: [(test.table, [4])]) { folders in
            try await Readers.expectSame(test.table, ["duckdb"], at: .version(4), in: folders[0])
        }
    }

    @Test func aNewStartBeginsEmptyAndLeavesTheTables() async throws {
        let test = try await numbered(2)
        try await expectMirrored(test, [1], by: ["duckdb"])
        let again = VersionMirrors(folder: state("versions"))
        try await again.prepare()
        #expect(!state.exists("versions"))
        #expect(try test.dataFiles().count == 2)
        try await again.withMirrors(of: [(test.table, [0])]) { _ in }
        #expect(try logFiles == [Self.fileName(0)])
        try await again.prepare()
        try await again.prepare()
    }

    /// Paths are outside data: no link may lead out of the table or take the log's place.
    @Test func onlyNamesInTheFolderAreLinked() throws {
        let paths = [
            "a.parquet", "k=1/b.parquet", "k=50%25/c.parquet", "../d.parquet", "./e", "/etc/passwd", "file:///f",
            "s3://bucket/g", "_delta_log/00000000000000000001.json", "bad%00name", "broken%2",
        ]
        let adds = paths.map { path in
            Action.add(AddFile(path: path, size: 1, modificationTime: 0))
        }
        let vectors = ["ab^-aqEH.-t@S}K{vb[*k^", "../x^-aqEH.-t@S}K{vb[*k^"].map { vector in
            var file = AddFile(path: "v\(vector.prefix(2).filter(\.isLetter)).parquet", size: 1, modificationTime: 0)
            file.deletionVector = DeletionVectorDescriptor(
                storageType: .relative,
                pathOrInlineDV: vector,
                offset: 4,
                sizeInBytes: 40,
                cardinality: 1
            )
            return Action.add(file)
        }
        let snapshot = try Self.snapshot(of: adds + vectors)
        #expect(snapshot.namesOfFiles == ["a.parquet", "k=1", "k=50%", "vab.parquet", "v.parquet", "ab"])
    }

    private static func snapshot(of files: [Action]) throws -> Snapshot {
        var builder = SnapshotBuilder()
        let metadata = TableMetadata(id: "x", schemaString: StructType([]).encoded(), partitionColumns: [])
        let head: [Action] = [
            .protocolVersion(TableProtocol(minReaderVersion: 1, minWriterVersion: 2)), .metadata(metadata),
        ]
        try builder.apply(Commit(version: 0, modificationTime: 0, actions: head + files))
        return try builder.finish()
    }
}
