import FoundationEssentials

/// Where a received IPC stream's messages lie, as far as handing them on asks for it.
///
/// Source: Arrow columnar format, "Encapsulated message format": each message is a continuation mark of four 0xFF, the
/// length of its metadata as a little-endian int32, the metadata, and a body; a schema has no body, and a length of 0
/// ends the stream.
struct ArrowFraming {
    private static let mark: [UInt8] = [0xff, 0xff, 0xff, 0xff]
    private static let end: [UInt8] = mark + [0, 0, 0, 0]

    /// The schema message.
    let head: Data
    /// What follows it, up to the end mark.
    let messages: Data

    /// nil for streams that are framed in another (older) way or have no end mark.
    init?(_ stream: Data) {
        let prefix = stream.prefix(8)
        guard prefix.count == 8, prefix.starts(with: Self.mark), stream.suffix(8).elementsEqual(Self.end) else {
            return nil
        }
        let length = prefix.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length > 0, length <= stream.count - 16 else { return nil }
        head = stream.prefix(8 + length)
        messages = stream.dropFirst(8 + length).dropLast(8)
    }
}
