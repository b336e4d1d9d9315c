import LakeModel
import Testing

@testable import ChangeFeed

/// Clients learn of tables from lists too, not from the feed alone; each must hear of the end of what it was shown.
@Suite struct ShownTableTests {
    private static let table = TableName(schema: "feed", table: "short_lived")
    private static let other = TableName(schema: "feed", table: "other")

    private var feed = ChangeFeedState(configuration: ChangeFeed.Configuration())

    private func view(_ version: DeltaVersion, identity: String = "first") -> LogView {
        let position = TablePosition(table: Self.table, version: version, timestamp: version)
        return LogView(newest: position, identity: identity, changes: [])
    }

    private func events(_ feed: inout ChangeFeedState, _ reader: Int) -> [FeedEvent] {
        var events: [FeedEvent] = []
        while let event = feed.take(reader) { events.append(event) }
        return events
    }

    private func look(_ actions: [ChangeFeedState.Action]) throws -> ChangeFeedState.Look {
        let looks = actions.compactMap { if case .look(let look) = $0 { look } else { nil } }
        return try #require(looks.first)
    }

    /// A reader of all tables, after a listing of these names and their looks.
    private func reader(_ feed: inout ChangeFeedState, listing names: [TableName] = []) throws -> Int {
        let (reader, _) = feed.join(nil)
        for case .look(let look) in feed.listed(names) { _ = feed.looked(look, view(1)) }
        _ = events(&feed, reader)
        return reader
    }

    @Test func aTableThatGoesBeforeItIsListedIsTold() throws {
        var feed = feed
        let reader = try reader(&feed)
        let look = try look(feed.shown([Self.table]))
        #expect(feed.looked(look, nil) == [.wake(reader)])
        #expect(events(&feed, reader) == [.removed(Self.table)])
        #expect(feed.followedTables == 0)
    }

    @Test func aTableThatStaysIsNewToThoseWhoWereNotShownIt() throws {
        var feed = feed
        let reader = try reader(&feed)
        let look = try look(feed.shown([Self.table]))
        _ = feed.looked(look, view(3))
        #expect(events(&feed, reader) == [.created(view(3).newest)])
        #expect(feed.shown([Self.table]) == [])
    }

    @Test func beforeTheFirstListingNothingIsNew() throws {
        var feed = feed
        let (reader, _) = feed.join(nil)
        let look = try look(feed.shown([Self.table]))
        _ = feed.looked(look, view(3))
        #expect(events(&feed, reader) == [.resync(view(3).newest)])
    }

    @Test func aTableOfTheFirstListingThatGoesBeforeItsLookIsTold() throws {
        var feed = feed
        let (reader, _) = feed.join(nil)
        let first = try look(feed.listed([Self.table]))
        #expect(feed.shown([Self.table]) == [])
        let second = try look(feed.looked(first, nil))
        _ = feed.looked(second, nil)
        #expect(events(&feed, reader) == [.removed(Self.table)])
    }

    @Test func aLookFromBeforeTheAnswerDecidesNothing() throws {
        var feed = feed
        let reader = try reader(&feed, listing: [Self.table])
        let stale = try look(feed.hint(Self.table))
        // Gone when that look was taken, then made again, then shown.
        #expect(feed.shown([Self.table]) == [])
        let fresh = try look(feed.looked(stale, nil))
        _ = feed.looked(fresh, view(0, identity: "second"))
        #expect(events(&feed, reader) == [.removed(Self.table), .created(view(0).newest)])
    }

    @Test func whoJoinsWhileALookFindsNothingIsToldByTheNext() throws {
        var feed = feed
        let first = try reader(&feed, listing: [Self.table])
        let running = try look(feed.hint(Self.table))
        let (late, _) = feed.join(nil)
        let again = try look(feed.looked(running, nil))
        #expect(events(&feed, first) == [.removed(Self.table)])
        #expect(events(&feed, late) == [])
        _ = feed.looked(again, nil)
        #expect(events(&feed, first) == [])
        #expect(events(&feed, late) == [.removed(Self.table)])
        #expect(feed.followedTables == 0)
    }

    @Test func aTableThatComesAndGoesUnseenIsNoNews() throws {
        var feed = feed
        let reader = try reader(&feed)
        let look = try look(feed.listed([Self.table]))
        _ = feed.looked(look, nil)
        #expect(events(&feed, reader) == [] && feed.followedTables == 0)
    }

    @Test func theEndOfATableThatNobodyCouldReadIsTold() throws {
        var feed = feed
        let reader = try reader(&feed)
        let first = try look(feed.shown([Self.table]))
        _ = feed.failed(first)
        let second = try look(feed.hint(Self.table))
        _ = feed.looked(second, nil)
        #expect(events(&feed, reader) == [.unreadable(Self.table), .removed(Self.table)])
    }

    @Test func aHintWhileTheTablesAreListedListsThemAgain() throws {
        var feed = feed
        _ = feed.join(nil)
        #expect(feed.hint(Self.table) == [])
        #expect(feed.hintTables() == [])
        #expect(feed.listed([]) == [.listTables])
        #expect(feed.listed([Self.other]).contains(.listTables) == false)
    }

    @Test func nothingIsKeptForNobody() {
        var feed = feed
        #expect(feed.shown([Self.table]) == [])
        #expect(feed.followedTables == 0)
    }
}
