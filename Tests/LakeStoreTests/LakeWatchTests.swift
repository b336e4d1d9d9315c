#if os(Linux)
    import DeltaProtocol
    import Foundation
    import LakeModel
    import Synchronization
    import Testing

    @testable import LakeStore

    /// The system tells events in the order in which they happened, so that what was not told shows by what comes next.
    @Suite(.timeLimit(.minutes(1))) struct LakeWatchTests {
        private static let table = TableName(schema: "s", table: "t")
        private static let log = "s/t/_delta_log"

        /// A lake with a log for the table, in which others write.
        private struct Bench {
            let folder: TemporaryFolder
            let lake: Lake
            let watch: LakeWatch
            let troubles = Troubles()
            private let signs: AsyncStream<LakeWatch.Sign>

            init(mostFolders: Int = 100) throws {
                let folder = try TemporaryFolder()
                let (signs, sign) = AsyncStream.makeStream(of: LakeWatch.Sign.self)
                self.folder = folder
                self.signs = signs
                lake = Lake(root: folder.path)
                let troubles = troubles
                watch = LakeWatch(
                    lake,
                    mostFolders: mostFolders,
                    onSign: { sign.yield($0) },
                    onTrouble: { troubles.add($0) }
                )
            }

            func make(_ name: String) throws {
                try FileManager.default.createDirectory(atPath: folder(name), withIntermediateDirectories: true)
            }

            func rename(_ from: String, to: String) throws {
                try FileManager.default.moveItem(atPath: folder(from), toPath: folder(to))
            }

            /// Runs `body` beside the watch.
            func running(_ body: (inout AsyncStream<LakeWatch.Sign>.Iterator) async throws -> Void) async throws {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await watch.run() }
                    defer { group.cancelAll() }
                    var iterator = signs.makeAsyncIterator()
                    try await body(&iterator)
                }
            }
        }

        private final class Troubles: Sendable {
            private let list = Mutex<[LakeWatch.Trouble]>([])
            var all: [LakeWatch.Trouble] { list.withLock { $0 } }
            func add(_ trouble: LakeWatch.Trouble) { list.withLock { $0.append(trouble) } }
        }

        /// With the names and the table's log watched.
        private func with(_ body: (Bench, inout AsyncStream<LakeWatch.Sign>.Iterator) async throws -> Void) async throws
        {
            let bench = try Bench()
            try bench.make(Self.log)
            _ = try await bench.lake.names()
            await bench.watch.watchNames()
            await bench.watch.watch(Self.table)
            try await bench.running { try await body(bench, &$0) }
        }

        /// Something that is told for certain.
        private func mark(_ bench: Bench) throws { try bench.make("mark-\(UUID().uuidString)") }

        @Test func aCommitOfAnotherProgramIsTold() async throws {
            let bench = try Bench()
            let other = Lake(root: bench.folder.path)
            let table = try await other.create(Self.table, TableDefinition(schema: TestTable.ids))
            _ = try await bench.lake.names()
            await bench.watch.watch(Self.table)
            try await bench.running { signs in
                _ = try await table.append([try TestTable.ids(0..<1)])
                #expect(await signs.next() == .table(Self.table))
            }
        }

        @Test func aCommitThatIsRenamedToItsNameIsTold() async throws {
            try await with { bench, signs in
                try bench.folder.write("s/staged", "{}")
                #expect(await signs.next() == .tables)
                try bench.rename("s/staged", to: "\(Self.log)/00000000000000000001.json")
                #expect(await signs.next() == .tables)
                #expect(await signs.next() == .table(Self.table))
            }
        }

        /// Not before it is closed: it might be read half.
        @Test func aCommitThatIsWrittenInPlaceIsToldWhenItIsWhole() async throws {
            try await with { bench, signs in
                let path = bench.folder("\(Self.log)/00000000000000000001.json")
                let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
                try mark(bench)
                #expect(await signs.next() == .tables)
                close(descriptor)
                #expect(await signs.next() == .table(Self.table))
            }
        }

        @Test func aCommitThatIsLinkedIsToldWhenItsFirstNameGoes() async throws {
            try await with { bench, signs in
                let staged = "\(Self.log)/00000000000000000001.json#1"
                try bench.folder.write(staged, "{}")
                let name = bench.folder("\(Self.log)/00000000000000000001.json")
                try FileManager.default.linkItem(atPath: bench.folder(staged), toPath: name)
                try mark(bench)
                #expect(await signs.next() == .tables)
                try bench.folder.remove(staged)
                #expect(await signs.next() == .table(Self.table))
            }
        }

        @Test func cleanUpAndCheckpointsAreNoCommits() async throws {
            try await with { bench, signs in
                try bench.folder.write("\(Self.log)/00000000000000000001.json", "{}")
                #expect(await signs.next() == .table(Self.table))
                try bench.folder.remove("\(Self.log)/00000000000000000001.json")
                try bench.folder.write("\(Self.log)/00000000000000000001.checkpoint.parquet", "")
                try bench.folder.write("\(Self.log)/_last_checkpoint", "{}")
                try mark(bench)
                #expect(await signs.next() == .tables)
            }
        }

        @Test func aNewTableIsToldFromItsSchemaToItsFirstCommit() async throws {
            let bench = try Bench()
            await bench.watch.watchNames()
            try await bench.running { signs in
                try bench.make("s")
                #expect(await signs.next() == .tables)
                await bench.watch.watchNames()
                try bench.make("s/t")
                #expect(await signs.next() == .tables)
                _ = try await bench.lake.names()
                await bench.watch.watch(Self.table)
                try bench.folder.write("s/t/part.parquet", "")
                try bench.make(Self.log)
                #expect(await signs.next() == .table(Self.table))
                await bench.watch.watch(Self.table)
                try bench.folder.write("\(Self.log)/00000000000000000000.json", "{}")
                #expect(await signs.next() == .table(Self.table))
            }
        }

        @Test func aTableThatGoesAndComesAgainIsWatchedAnew() async throws {
            try await with { bench, signs in
                try bench.folder.remove(Self.log)
                #expect(await signs.next() == .table(Self.table))
                try bench.make(Self.log)
                await bench.watch.watch(Self.table)
                try bench.folder.write("\(Self.log)/00000000000000000000.json", "{}")
                #expect(await signs.next() == .table(Self.table))
                // Another folder takes its place: the old one is let go.
                try bench.make("s/next/_delta_log")
                #expect(await signs.next() == .tables)
                try bench.rename("s/t", to: "old")
                #expect(await signs.next() == .tables)
                #expect(await signs.next() == .tables)
                try bench.rename("s/next", to: "s/t")
                #expect(await signs.next() == .tables)
                #expect(await signs.next() == .tables)
                await bench.watch.watch(Self.table)
                try bench.folder.write("old/_delta_log/00000000000000000007.json", "{}")
                try bench.folder.write("\(Self.log)/00000000000000000001.json", "{}")
                #expect(await signs.next() == .table(Self.table))
                try mark(bench)
                #expect(await signs.next() == .tables)
            }
        }

        @Test func moreFoldersThanAllowedAreSaidOnce() async throws {
            let bench = try Bench(mostFolders: 1)
            for table in ["a", "b", "c"] { try bench.make("s/\(table)/_delta_log") }
            for name in try await bench.lake.names() { await bench.watch.watch(name) }
            #expect(bench.troubles.all == [.tooManyFolders])
        }

        @Test func lostEventsAreNoSigns() {
            var folders = WatchedFolders()
            #expect(folders.add("/lake/s/t/_delta_log", for: .log(Self.table), as: 1) == nil)
            #expect(folders.sign(of: FolderEvent(watch: -1, kind: .lost, name: "")) == nil)
            #expect(folders.sign(of: FolderEvent(watch: 7, kind: .appeared, name: "1.json")) == nil)
            #expect(folders.sign(of: FolderEvent(watch: 1, kind: .ended, name: "")) == .table(Self.table))
            #expect(folders.count == 0)
        }
    }
#endif
