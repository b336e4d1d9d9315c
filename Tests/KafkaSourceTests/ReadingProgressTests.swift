import LakeModel
import Testing

@testable import KafkaSource

@Suite struct ReadingProgressTests {
    private let first = SourcePartition(topic: "a", partition: 1)
    private let second = SourcePartition(topic: "b", partition: 0)

    @Test func positionsOnlyGrow() {
        var progress = ReadingProgress([second: 5, first: 10])
        #expect(progress.partitions == [first, second])
        let taken = [
            progress.takes(10, at: 0), progress.takes(9, at: 0), progress.takes(.max, at: 0), progress.takes(0, at: 7),
        ]
        #expect(taken == [true, false, false, false])
        #expect(progress.positions == [11, 5])
        progress.reachedEnd(20, at: 0)
        progress.reachedEnd(3, at: 1)
        progress.reachedEnd(3, at: -1)
        #expect(progress.positions == [20, 5])
        #expect(progress.isAtEnd == [true, true])
        #expect(progress.shownEnds == [20, 3])
        _ = progress.takes(20, at: 0)
        #expect(progress.isAtEnd == [false, true])
    }

    @Test func everyPartitionIsFound() {
        let partitions = (0..<100).map { SourcePartition(topic: "t\($0 % 7)", partition: Int32($0)) }
        let progress = ReadingProgress(Dictionary(uniqueKeysWithValues: partitions.map { ($0, 0) }))
        for partition in partitions {
            #expect(progress.place(of: partition).map { progress.partitions[$0] } == partition)
        }
        #expect(progress.place(of: first) == nil)
        #expect(ReadingProgress().place(of: first) == nil)
    }

    @Test(arguments: [
        (Duration.zero, Int32(0)), (.milliseconds(-5), 0), (.nanoseconds(1), 1), (.milliseconds(1_500), 1_500),
        (.seconds(Int64.max), 2_000_000_000), (.seconds(1_999_999), 1_999_999_000),
    ])
    func waitsFitC(_ wait: Duration, _ milliseconds: Int32) {
        #expect(wait.wholeMilliseconds == milliseconds)
    }

    @Test func linesThatRepeatAreThinnedOut() {
        var lines = Repetitions()
        let given = (1...9).map { lines.times("FAIL", "refused after \($0) ms") }
        #expect(given == [1, 2, nil, 4, nil, nil, nil, 8, nil])
        #expect(lines.times("FAIL", "something else") == 1)
        #expect(lines.times("OTHER", "refused after 1 ms") == 1)
        #expect(lines.times("FAIL", "refused after 1 ms") == 1)
    }

    @Test func secretsAreCutOut() {
        #expect("a secret, secret".hiding(["secret"]) == "a …, …")
        #expect("none".hiding(["secret"]) == "none")
    }
}
