import ChangeFeed
import Columns
import LakeModel
import TestSupport
import Testing

@testable import LiveQuery

/// Commits, looks of the feed and runs in any order: in the end the answer holds the newest rows, and no run was made
/// for nothing.
@Suite struct RefreshInterleavingTests {
    private struct Failure: DescribedError {
        let code = ErrorCode.queryFailed
        let message = "as told"
    }

    private static let logs = LiveBench.logs

    @Test(arguments: 0..<300) func theLastCommitIsAlwaysAnswered(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var refresh = RefreshState()
        var commits: [TableChange] = []
        var told = 0
        var planned: DeltaVersion?
        var sequence = 0
        refresh.changed(.resync(TablePosition(table: Self.logs, version: -1, timestamp: 0)))

        func finish() {
            guard let version = planned else { return }
            planned = nil
            sequence += 1
            if Int.random(in: 0..<5, using: &random) == 0 {
                refresh.failed(Failure(), planned: [TableVersion(table: Self.logs, version: version)], at: .zero)
            } else {
                refresh.succeeded(Self.snapshot(sequence, version))
            }
        }
        func begin() {
            guard refresh.needsRun, planned == nil else { return }
            refresh.began()
            // Planned at what the log holds then, which may be more than the feed has told.
            planned = DeltaVersion(commits.count) - 1
        }
        for _ in 0..<200 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1:
                let changesData = Int.random(in: 0..<4, using: &random) > 0
                commits.append(MemoryLog.change(Self.logs, DeltaVersion(commits.count), dataChanged: changesData))
            case 2, 3:
                guard told < commits.count else { continue }
                refresh.changed(.change(commits[told]))
                told += 1
            case 4, 5: begin()
            default: finish()
            }
        }
        while told < commits.count {
            refresh.changed(.change(commits[told]))
            told += 1
        }
        finish()
        for _ in 0..<9 where refresh.needsRun {
            refresh.began()
            refresh.succeeded(Self.snapshot(1_000, DeltaVersion(commits.count) - 1))
        }
        #expect(!refresh.needsRun)
        guard refresh.error == nil, let answered = refresh.snapshot?.version else { return }
        let lastData = commits.last { $0.dataChanged }?.version ?? -1
        #expect(answered >= lastData)
        #expect(answered == DeltaVersion(commits.count) - 1)
    }

    private static func snapshot(_ sequence: Int, _ version: DeltaVersion) -> LiveSnapshot {
        LiveSnapshot(
            id: LiveID("a"),
            sequence: sequence,
            tables: [LiveTable(name: logs, version: version, committedAt: nil)],
            madeAt: 0,
            answer: LiveAnswer(
                schema: TestRows.schema,
                rows: [],
                rowCount: 0,
                isTruncated: false,
                duration: .zero,
                rowsRead: nil,
                filesRead: nil
            )
        )
    }

    @Test func whatTheMachineLacksIsTriedAgainLaterAndLater() {
        struct Gone: DescribedError {
            let code = ErrorCode.engineUnavailable
            let message = "as told"
        }
        var refresh = RefreshState()
        var waits: [Int64] = []
        for _ in 0..<7 {
            refresh.began()
            refresh.failed(Gone(), planned: [], at: .zero)
            #expect(!refresh.needsRun)
            waits.append(refresh.retryAt?.components.seconds ?? -1)
            refresh.retry(at: .seconds(99))
            #expect(refresh.needsRun)
        }
        #expect(waits == [1, 2, 4, 8, 16, 30, 30])
        refresh.began()
        refresh.failed(Failure(), planned: [], at: .zero)
        #expect(refresh.retryAt == nil && !refresh.needsRun)
    }

    @Test func aRunThatSawTheCommitAlreadyIsEnough() {
        var refresh = RefreshState()
        refresh.began()
        refresh.succeeded(Self.snapshot(1, 9))
        refresh.changed(.resync(TablePosition(table: Self.logs, version: 8, timestamp: 0)))
        #expect(!refresh.needsRun)
        refresh.changed(.change(MemoryLog.change(Self.logs, 9)))
        #expect(!refresh.needsRun)
        refresh.changed(.change(MemoryLog.change(Self.logs, 10)))
        #expect(refresh.needsRun)
    }

    @Test func aTableMadeAnewIsReadAgainThoughItsVersionIsLower() {
        var refresh = RefreshState()
        refresh.began()
        refresh.succeeded(Self.snapshot(1, 9))
        refresh.changed(.resync(TablePosition(table: Self.logs, version: 9, timestamp: 0)))
        #expect(!refresh.needsRun)
        refresh.changed(.removed(Self.logs))
        #expect(refresh.needsRun)
        refresh.began()
        refresh.changed(.created(TablePosition(table: Self.logs, version: 0, timestamp: 0)))
        refresh.failed(Failure(), planned: [], at: .zero)
        #expect(refresh.needsRun)
        refresh.began()
        refresh.succeeded(Self.snapshot(2, 0))
        #expect(!refresh.needsRun && refresh.error == nil)
    }
}
