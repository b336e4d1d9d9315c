import DeltaProtocol
import LakeModel
import Logging
import TestSupport
import Testing

@testable import ChangeFeed

@Suite(.timeLimit(.minutes(1))) struct ChangeFeedTests {
    private static let logs = TableName(schema: "delta_lake", table: "logs")
    private static let other = TableName(schema: "delta_lake", table: "other")

    /// Runs `body` beside a feed over the log.
    private func withFeed(
        _ log: MemoryLog,
        _ configuration: ChangeFeed.Configuration = ChangeFeed.Configuration(),
        _ body: (ChangeFeed, ManualClock) async throws -> Void
    ) async throws {
        let clock = ManualClock()
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let feed = ChangeFeed(source: log, configuration: configuration, clock: clock, logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await feed.run() }
            defer { group.cancelAll() }
            try await body(feed, clock)
        }
    }

    private func position(_ table: TableName, _ version: DeltaVersion) -> TablePosition {
        TablePosition(table: table, version: version, timestamp: 1_700_000_000_000 + version * 1_000)
    }

    @Test func aHintShowsTheCommitWithoutWaiting() async throws {
        let log = MemoryLog()
        log.create(Self.logs, at: 4)
        try await withFeed(log) { feed, _ in
            var events = feed.follow([Self.logs: nil]).makeAsyncIterator()
            #expect(await events.next() == .resync(position(Self.logs, 4)))
            log.commit(Self.logs)
            feed.hint(Self.logs)
            #expect(await events.next() == .change(MemoryLog.change(Self.logs, 5)))
        }
    }

    @Test func aCommitOfOthersIsFoundByTheNextLook() async throws {
        let log = MemoryLog()
        log.create(Self.logs)
        try await withFeed(log) { feed, clock in
            var events = feed.follow([Self.logs: 0]).makeAsyncIterator()
            await clock.waitForSleeper()
            log.commit(Self.logs)
            log.commit(Self.logs)
            clock.advance(by: .milliseconds(250))
            #expect(await events.next() == .change(MemoryLog.change(Self.logs, 1)))
            #expect(await events.next() == .change(MemoryLog.change(Self.logs, 2)))
        }
    }

    @Test func aReaderMayBeginInThePast() async throws {
        let log = MemoryLog()
        log.create(Self.logs, at: 6)
        try await withFeed(log) { feed, _ in
            var newest = feed.follow([Self.logs: 6]).makeAsyncIterator()
            var past = feed.follow([Self.logs: 3]).makeAsyncIterator()
            for version in 4...6 { #expect(await past.next() == .change(MemoryLog.change(Self.logs, Int64(version)))) }
            log.commit(Self.logs)
            feed.hint(Self.logs)
            #expect(await newest.next() == .change(MemoryLog.change(Self.logs, 7)))
            #expect(await past.next() == .change(MemoryLog.change(Self.logs, 7)))
        }
    }

    @Test func aCleanedUpLogEndsInAResync() async throws {
        let log = MemoryLog()
        log.create(Self.logs, at: 2)
        try await withFeed(log) { feed, _ in
            for _ in 0..<5 { log.commit(Self.logs) }
            log.cleanUp(Self.logs)
            var events = feed.follow([Self.logs: 2]).makeAsyncIterator()
            #expect(await events.next() == .resync(position(Self.logs, 7)))
        }
    }

    @Test func aTableMadeAnewIsNoContinuation() async throws {
        let log = MemoryLog()
        log.create(Self.logs, at: 2)
        try await withFeed(log) { feed, _ in
            var events = feed.follow([Self.logs: nil]).makeAsyncIterator()
            #expect(await events.next() == .resync(position(Self.logs, 2)))
            log.create(Self.logs, at: 3)
            feed.hint(Self.logs)
            #expect(await events.next() == .resync(position(Self.logs, 3)))
        }
    }

    @Test func aSlowReaderIsToldToReadAnew() async throws {
        let log = MemoryLog()
        log.create(Self.logs)
        try await withFeed(log, .init(queuedEvents: 3)) { feed, _ in
            var slow = feed.follow([Self.logs: 0]).makeAsyncIterator()
            var quick = feed.follow([Self.logs: 0]).makeAsyncIterator()
            for version in 1...6 {
                log.commit(Self.logs)
                feed.hint(Self.logs)
                #expect(await quick.next() == .change(MemoryLog.change(Self.logs, Int64(version))))
            }
            #expect(await slow.next() == .resync(position(Self.logs, 4)))
            #expect(await slow.next() == .change(MemoryLog.change(Self.logs, 5)))
        }
    }

    @Test func tablesThatComeAndGoAreTold() async throws {
        let log = MemoryLog()
        log.create(Self.logs, at: 1)
        try await withFeed(log) { feed, _ in
            var events = feed.followAll().makeAsyncIterator()
            #expect(await events.next() == .resync(position(Self.logs, 1)))
            log.create(Self.other, at: 0)
            feed.hint(Self.other)
            #expect(await events.next() == .created(position(Self.other, 0)))
            log.remove(Self.logs)
            feed.hint(Self.logs)
            #expect(await events.next() == .removed(Self.logs))
            log.create(Self.logs, at: 0)
            feed.hintTables()
            #expect(await events.next() == .created(position(Self.logs, 0)))
        }
    }

    @Test func aLogThatCannotBeReadIsSaidOnceAndHealed() async throws {
        let log = MemoryLog()
        log.create(Self.logs)
        try await withFeed(log) { feed, clock in
            var events = feed.follow([Self.logs: 0]).makeAsyncIterator()
            log.setReadable(false)
            feed.hint(Self.logs)
            #expect(await events.next() == .unreadable(Self.logs))
            log.setReadable(true)
            await clock.waitForSleeper()
            clock.advance(by: .milliseconds(250))
            #expect(await events.next() == .resync(position(Self.logs, 0)))
        }
    }

    @Test func nobodyFollowsNobodyLooks() async throws {
        let log = MemoryLog()
        log.create(Self.logs)
        try await withFeed(log) { feed, clock in
            do {
                let subscription = feed.follow([Self.logs: nil])
                var events = subscription.makeAsyncIterator()
                _ = await events.next()
                #expect(feed.followedTables == 1)
                subscription.cancel()
            }
            #expect(feed.followedTables == 0)
            let looks = log.looks
            await clock.waitForSleeper()
            clock.advance(by: .seconds(1))
            await clock.waitForSleeper()
            #expect(log.looks == looks)
        }
    }

    @Test func aCancelledSubscriptionEnds() async throws {
        try await withFeed(MemoryLog()) { feed, _ in
            let subscription = feed.follow([Self.logs: nil])
            subscription.cancel()
            for await _ in subscription { Issue.record("nothing comes any more") }
        }
    }

    // MARK: what a commit says

    @Test func aCommitIsCounted() {
        let commit = Commit(
            version: 3,
            modificationTime: 5,
            actions: [
                .commitInfo(CommitInfo(operation: "MERGE", engineInfo: String(repeating: "x", count: 999))),
                .add(AddFile(path: "a", size: 10, modificationTime: 0, stats: #"{"numRecords":7}"#)),
                .add(AddFile(path: "b", size: 20, modificationTime: 0, dataChange: false, stats: #"{"numRecords":1}"#)),
                .remove(RemoveFile(path: "c", deletionTimestamp: 1, size: 5)),
            ]
        )
        let change = TableChange(table: Self.logs, commit: commit, schemaBefore: nil)
        #expect(change.filesAdded == 2 && change.rowsAdded == 8 && change.bytesAdded == 30)
        #expect(change.filesRemoved == 1 && change.rowsRemoved == nil && change.bytesRemoved == 5)
        #expect(change.dataChanged && !change.schemaChanged)
        #expect(change.operation == "MERGE" && change.engineInfo?.count == 200 && change.timestamp == 5)
    }

    @Test func aCompactionChangesNoDataAndMetadataOnlySometimesTheSchema() {
        let metadata = TableMetadata(id: "t", schemaString: "{}", partitionColumns: [])
        let commit = Commit(
            version: 3,
            modificationTime: 5,
            actions: [
                .metadata(metadata),
                .add(AddFile(path: "b", size: 20, modificationTime: 0, dataChange: false)),
                .remove(RemoveFile(path: "c", deletionTimestamp: 1, dataChange: false)),
            ]
        )
        #expect(!TableChange(table: Self.logs, commit: commit, schemaBefore: "{}").dataChanged)
        #expect(!TableChange(table: Self.logs, commit: commit, schemaBefore: "{}").schemaChanged)
        #expect(TableChange(table: Self.logs, commit: commit, schemaBefore: nil).schemaChanged)
    }
}
