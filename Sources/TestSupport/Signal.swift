/// Something that has happened, for one who waits for it; it may have happened before.
package final class Signal: Sendable {
    private let (stream, continuation) = AsyncStream.makeStream(of: Void.self)

    package init() {}

    package func send() { continuation.finish() }

    package func wait() async { for await _ in stream {} }
}
