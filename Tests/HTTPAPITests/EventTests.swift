import ChangeFeed
import Foundation
import LakeModel
import LiveQuery
import NIOCore
import QueryService
import TestSupport
import Testing

@testable import HTTPAPI

@Suite(.timeLimit(.minutes(1))) struct EventTests {
    private struct Snapshot: Decodable {
        struct Table: Decodable {
            let name, committedAt: String
            let version: Int
        }
        struct Column: Decodable { let name, type: String }
        let liveId, refresh, sentAt, committedAt: String
        let sequence, version, rowCount, rowsRead, filesRead, skipped: Int
        let truncated: Bool
        let runMs: Double
        let tables: [Table]
        let columns: [Column]
        let rows: [[Int]]
    }

    private struct Status: Decodable {
        let liveId, state: String
        let viewers: Int
    }

    private struct Hello: Decodable {
        let resumed: Bool
        let server: String
    }

    private static let engine = ScriptedEngine(answering: TestRows.batches([2, 1]))

    private func with(
        _ engine: ScriptedEngine = EventTests.engine,
        limits: EventHub.Limits = .init(),
        _ body: (LiveLine, QueryBench) async throws -> Void
    ) async throws {
        let bench = try await QueryBench(engine, tables: ["delta_lake.logs"])
        let line = LiveLine(bench, limits: limits)
        try await line.running { try await body(line, bench) }
    }

    private func connect(
        _ line: LiveLine,
        live: Set<LiveID> = [],
        topics: Set<EventTopic> = [],
        lastID: String? = nil
    ) throws -> EventClient {
        EventClient(try line.events.connect(live: live, topics: topics, lastID: lastID))
    }

    private func start(_ line: LiveLine) async throws -> LiveID {
        try await line.live.start(QueryRequest(sql: "SELECT n FROM logs")).status.id
    }

    // MARK: live queries

    @Test func aCommitArrivesAsASnapshot() async throws {
        try await with { line, _ in
            let id = try await start(line)
            let client = try connect(line, live: [id])
            #expect(try await client.next("hello").decoded(Hello.self).resumed == false)
            let first: Snapshot = try await client.next("snapshot").decoded()
            #expect(first.liveId == id.text && first.sequence == 1 && first.version == 7 && first.skipped == 0)
            #expect(first.rows == [[0], [1], [2]] && first.rowCount == 3 && !first.truncated)
            #expect(first.columns.map(\.name) == ["n"] && first.columns.map(\.type) == ["bigint"])
            #expect(first.tables.map(\.name) == ["delta_lake.logs"] && first.refresh == "full")
            #expect(first.committedAt == "2023-11-14T22:13:27.000Z" && first.sentAt == "2025-11-25T00:00:00.000Z")
            #expect(first.rowsRead == 100 && first.filesRead == 3)
            line.commit()
            let second: Snapshot = try await client.next("snapshot").decoded()
            #expect(second.sequence == 2 && second.version == 8)
        }
    }

    @Test func whoComesLaterGetsTheNewestAnswerAtOnce() async throws {
        try await with { line, _ in
            let id = try await start(line)
            _ = try await connect(line, live: [id]).next("snapshot")
            let late = try connect(line, live: [id])
            let waiting = late.drain(line.events)
            #expect(waiting.map(\.name) == ["hello", "status", "snapshot"])
            #expect(Set(waiting.map(\.id)).count == 1)
        }
    }

    @Test func aSlowReaderKeepsTheNewestAndIsToldWhatItMissed() async throws {
        try await with { line, _ in
            let id = try await start(line)
            let slow = try connect(line, live: [id])
            let quick = try connect(line, live: [id])
            for sequence in 1...4 {
                let snapshot: Snapshot = try await quick.next("snapshot").decoded()
                #expect(snapshot.sequence == sequence)
                if sequence < 4 { line.commit() }
            }
            let snapshots = slow.drain(line.events).filter { $0.name == "snapshot" }
            #expect(snapshots.count == 1)
            let last: Snapshot = try #require(snapshots.first).decoded()
            #expect(last.sequence == 4 && last.skipped == 3)
            #expect(line.events.snapshotsSkipped == 3)
        }
    }

    @Test func aFailureIsAnEventAndTheAnswerStays() async throws {
        struct Failure: DescribedError {
            let code = ErrorCode.queryFailed
            let message = "as told"
        }
        let runs = Counter()
        let engine = ScriptedEngine { _, receive in
            runs.add()
            if runs.value == 2 { throw Failure() }
            try await receive(.schema(TestRows.schema))
        }
        try await with(engine) { line, _ in
            let id = try await start(line)
            let client = try connect(line, live: [id])
            _ = try await client.next("snapshot")
            line.commit()
            #expect(try await client.next("error").data.contains(#""code":"query_failed""#))
            var status: Status
            repeat { status = try await client.next("status").decoded() } while status.state != "failed"
            let late = try connect(line, live: [id]).drain(line.events).map(\.name)
            #expect(late == ["hello", "status", "error", "snapshot"])
        }
    }

    @Test func anEndedOrUnknownLiveQueryIsSaid() async throws {
        try await with { line, _ in
            let id = try await start(line)
            let client = try connect(line, live: [id, LiveID("nobody")])
            #expect(try await client.next("ended").data == #"{"liveId":"nobody","reason":"unknown"}"#)
            _ = try await client.next("snapshot")
            try line.live.end(id)
            #expect(try await client.next("ended").data == #"{"liveId":"\#(id)","reason":"deleted"}"#)
        }
    }

    @Test func aClosedReaderWatchesNoLonger() async throws {
        try await with { line, _ in
            let id = try await start(line)
            let client = try connect(line, live: [id])
            #expect(try line.live.status(of: id).viewers == 1)
            client.reader.close()
            client.reader.close()
            #expect(try line.live.status(of: id).viewers == 0)
            #expect(line.events.readerCount == 0)
        }
    }

    // MARK: topics

    @Test func tablesAreFollowedFromTheirCommitsToTheirEnd() async throws {
        try await with { line, _ in
            let client = try connect(line, topics: [.tables])
            #expect(try await client.next("table").data == #"{"resync":true,"table":"delta_lake.logs","version":7}"#)
            line.commit()
            let change = try await client.next("table").data
            for part in [#""version":8"#, #""filesAdded":1"#, #""rowsAdded":10"#, #""dataChanged":true"#] {
                #expect(change.contains(part))
            }
            line.log.remove(LiveLine.logs)
            line.feed.hint(LiveLine.logs)
            #expect(try await client.next("table").data == #"{"removed":true,"table":"delta_lake.logs"}"#)
            line.log.create(LiveLine.logs, at: 0)
            line.feed.hintTables()
            #expect(try await client.next("table").data == #"{"created":true,"table":"delta_lake.logs","version":0}"#)
        }
    }

    @Test func aRunIsToldOfAtItsStartAndEnd() async throws {
        try await with { line, bench in
            let client = try connect(line, topics: [.queries])
            let record = try await bench.service.run(QueryRequest(sql: "SELECT 1"))
            let first = try await client.next("query").data
            #expect(first.contains(record.id.text) && first.contains(#""state":"running""#))
            while true {
                let event = try await client.next("query").data
                if event.contains(#""state":"succeeded""#) {
                    #expect(event.contains(#""rowCount":3"#))
                    break
                }
            }
        }
    }

    @Test func theEngineIsToldOfAtOnce() async throws {
        try await with { line, _ in
            let client = try connect(line, topics: [.engine, .jobs])
            #expect(try await client.next("engine").data == #"{"engine":"embedded","restarts":0,"state":"running"}"#)
        }
    }

    @Test func silenceIsBrokenByAComment() async throws {
        try await with { line, _ in
            let client = try connect(line, topics: [.queries])
            _ = client.drain(line.events)
            for _ in 0..<76 {
                line.clock.advance(by: .milliseconds(200))
                await line.clock.waitForSleeper()
            }
            let parts = try #require(line.events.take(client.reader))
            #expect(parts.map { String(buffer: $0) } == [":\n\n"])
            #expect(line.events.take(client.reader) == nil)
        }
    }

    // MARK: coming back

    @Test func whoComesBackGetsWhatItMissed() async throws {
        try await with { line, _ in
            let stays = try connect(line, topics: [.tables])
            let leaves = try connect(line, topics: [.tables])
            _ = try await stays.next("table")
            line.commit()
            let last = try await leaves.next("table").id
            _ = leaves.drain(line.events)
            leaves.reader.close()
            for _ in 0..<3 {
                line.commit()
                _ = try await stays.next("table")
            }
            let back = try connect(line, topics: [.tables], lastID: last).drain(line.events)
            #expect(back.map(\.name).first == "hello")
            #expect(try back.first?.decoded(Hello.self).resumed == true)
            let versions = back.dropFirst().compactMap { try? $0.decoded([String: IntOrOther].self)["version"]?.int }
            #expect(versions.suffix(3) == [9, 10, 11])
            #expect(Set(versions).count == versions.count)
            let stranger = try connect(line, topics: [.tables], lastID: "other-1").drain(line.events)
            #expect(try stranger.first?.decoded(Hello.self).resumed == false)
            #expect(stranger.count == 1)
        }
    }

    @Test func whatIsForgottenIsNotResumed() async throws {
        var limits = EventHub.Limits()
        limits.keptBytes = 400
        try await with(limits: limits) { line, _ in
            let client = try connect(line, topics: [.tables])
            let first = try await client.next("table").id
            for _ in 0..<4 {
                line.commit()
                _ = try await client.next("table")
            }
            let back = try connect(line, topics: [.tables], lastID: first).drain(line.events)
            #expect(try back.first?.decoded(Hello.self).resumed == false)
        }
    }

    @Test func whoFallsTooFarBehindBeginsAnew() async throws {
        var limits = EventHub.Limits()
        limits.waitingBytes = 1_500
        try await with(limits: limits) { line, _ in
            let id = try await start(line)
            let quick = try connect(line, live: [id], topics: [.tables])
            let slow = try connect(line, live: [id], topics: [.tables])
            _ = try await quick.next("snapshot")
            for _ in 0..<20 {
                line.commit()
                _ = try await quick.next("table")
            }
            let events = slow.drain(line.events)
            #expect(events.first?.name == "hello")
            #expect(try events.first?.decoded(Hello.self).resumed == false)
            #expect(events.contains { $0.name == "snapshot" })
            #expect(events.reduce(0) { $0 + $1.data.utf8.count } < 4_000)
        }
    }

    @Test func theEndOfTheServerEndsTheEvents() async throws {
        let bench = try await QueryBench(Self.engine, tables: ["delta_lake.logs"])
        let line = LiveLine(bench)
        let client = try await line.running { try connect(line, topics: [.queries]).reader }
        try await client.handOn { _ in }
        #expect(throws: APIError.self) { try connect(line) }
    }
}

/// A JSON value of which only whole numbers matter.
private struct IntOrOther: Decodable {
    let int: Int?

    init(from decoder: any Decoder) throws { int = try? decoder.singleValueContainer().decode(Int.self) }
}
