import ChangeFeed
import HTTPTypes
import LakeModel
import TestSupport
import Testing

@testable import HTTPAPI

/// What `GET /api/tables` shows and what `/events` tells fit together, however fast tables come and go. The feed's clock
/// stands still: nothing is found by waiting.
@Suite(.timeLimit(.minutes(1))) struct TablesToldTests {
    private static let table = TableName(schema: "feed", table: "short_lived")
    private static let removed = #"{"removed":true,"table":"feed.short_lived"}"#
    private static let created = #"{"created":true,"table":"feed.short_lived","version":0}"#

    /// Beside a client that follows the tables and has heard of all that there were.
    private func with(
        _ browser: ScriptedBrowser = ScriptedBrowser(tables: ["feed.short_lived"]),
        limits: EventHub.Limits = .init(),
        _ body: (API, EventClient) async throws -> Void
    ) async throws {
        let api = try await API(browser: browser, limits: limits)
        try await api.line.running {
            let client = EventClient(try api.line.events.connect(live: [], topics: [.tables], lastID: nil))
            #expect(try await client.next("table").data.contains("delta_lake.logs"))
            try await body(api, client)
        }
    }

    /// It was read, and went before the answer did.
    @Test func aListedTableThatHasGoneIsToldAsRemoved() async throws {
        try await with { api, client in
            let answer = try await api.bareAsk(.get, "/api/tables")
            #expect(answer.text.contains("feed.short_lived"))
            #expect(try await client.next("table").data == Self.removed)
        }
    }

    @Test func aListedTableIsToldToTheOthersAndThenItsEnd() async throws {
        try await with { api, client in
            api.line.log.create(Self.table)
            _ = try await api.bareAsk(.get, "/api/tables")
            #expect(try await client.next("table").data == Self.created)
            api.line.log.remove(Self.table)
            await api.line.feedClock.waitForSleeper()
            api.line.feedClock.advance(by: .milliseconds(250))
            #expect(try await client.next("table").data == Self.removed)
        }
    }

    @Test func aTableThatIsAskedForByItsNameIsListedToo() async throws {
        try await with(ScriptedBrowser(describing: Self.table)) { api, client in
            let answer = try await api.bareAsk(.get, "/api/tables/feed.short_lived")
            let event = try await client.next("table")
            #expect(answer.status == 200 && event.data == Self.removed)
        }
    }

    /// Else the list that a client asks for after `hello` could be older than the first event.
    @Test func tablesAreFollowedBeforeHello() async throws {
        let api = try await API()
        let client = try api.line.events.connect(live: [], topics: [.tables], lastID: nil)
        api.line.events.shown([Self.table])
        #expect(api.line.feed.followedTables == 1)
        client.close()
    }

    @Test func tablesAreFollowedAnewAfterNobodyWantedThem() async throws {
        var limits = EventHub.Limits()
        limits.tablesLinger = .seconds(1)
        try await with(limits: limits) { api, client in
            client.reader.close()
            while api.line.feed.followedTables > 0 {
                api.line.clock.advance(by: .milliseconds(200))
                await api.line.clock.waitForSleeper()
            }
            #expect(api.line.clock.now.offset >= limits.tablesLinger)
            let back = EventClient(try api.line.events.connect(live: [], topics: [.tables], lastID: nil))
            #expect(try await back.next("table").data.contains("delta_lake.logs"))
        }
    }
}
