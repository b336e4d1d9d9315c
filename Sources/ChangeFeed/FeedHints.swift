package import LakeModel

/// Where those who write, and those who watch the lake's folders, leave word of what has changed; made before both them
/// and the feed. The oldest of very many is lost; the feed finds that with its next look.
package struct FeedHints: Sendable {
    enum Hint: Sendable {
        case table(TableName)
        case tables
    }

    let stream: AsyncStream<Hint>
    private let continuation: AsyncStream<Hint>.Continuation

    package init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1_024))
    }

    /// The table has, or may have, a new commit.
    package func note(_ table: TableName) { continuation.yield(.table(table)) }

    /// A table has, or may have, come or gone.
    package func noteTables() { continuation.yield(.tables) }
}
