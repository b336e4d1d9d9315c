import NIOCore

/// The last events, for readers who come back.
struct EventRing {
    private var frames: [EventFrame] = []
    private var next = 0
    private var bytes = 0
    private let mostBytes: Int
    /// Of those up to this number some are gone.
    private(set) var forgotten = 0

    init(mostBytes: Int) { self.mostBytes = mostBytes }

    mutating func append(_ frame: EventFrame) {
        frames.append(frame)
        bytes += frame.bytes.readableBytes
        while bytes > mostBytes, next < frames.count {
            bytes -= frames[next].bytes.readableBytes
            forgotten = frames[next].number
            next += 1
        }
        guard next > 1_024 else { return }
        frames.removeFirst(next)
        next = 0
    }

    func frames(after number: Int) -> ArraySlice<EventFrame> { frames[next...].drop { $0.number <= number } }
}
