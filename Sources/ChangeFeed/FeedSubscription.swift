/// What a reader of the feed pulls; the feed folds what waits too long. For one task. Ends when it is cancelled or its
/// last reference goes.
package final class FeedSubscription: AsyncSequence, Sendable {
    package typealias Element = FeedEvent

    private let feed: ChangeFeed
    private let reader: ChangeFeedState.ReaderID
    private let signals: AsyncStream<Void>

    init(feed: ChangeFeed, reader: ChangeFeedState.ReaderID, signals: AsyncStream<Void>) {
        self.feed = feed
        self.reader = reader
        self.signals = signals
    }

    deinit { feed.leave(reader) }

    package func cancel() { feed.leave(reader) }

    package func makeAsyncIterator() -> Iterator { Iterator(subscription: self, signals: signals.makeAsyncIterator()) }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let subscription: FeedSubscription
        fileprivate var signals: AsyncStream<Void>.Iterator

        package mutating func next() async -> FeedEvent? {
            while true {
                if let event = subscription.feed.take(subscription.reader) { return event }
                guard await signals.next() != nil else { return nil }
            }
        }
    }
}
