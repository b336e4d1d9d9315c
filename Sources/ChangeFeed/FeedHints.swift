package import LakeModel

/// Where writers leave word of their commits, made before both them and the feed. The oldest of very many is lost; the
/// feed finds those commits with its next look.
package struct FeedHints: Sendable {
    let stream: AsyncStream<TableName>
    private let continuation: AsyncStream<TableName>.Continuation

    package init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1_024))
    }

    package func note(_ table: TableName) { continuation.yield(table) }
}
