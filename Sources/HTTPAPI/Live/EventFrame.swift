import FoundationEssentials
import LakeModel
import LiveQuery
import NIOCore

/// What a reader of events may ask for besides live queries.
package enum EventTopic: String, Sendable, CaseIterable {
    case tables, queries, engine, jobs, pipelines
}

/// Whom an event is for: those who follow the topic, or those who watch the live query.
enum EventScope: Hashable, Sendable {
    case topic(EventTopic)
    case live(LiveID)
}

/// One event as its bytes on the wire, made once and shared by all who get it.
struct EventFrame: Sendable {
    let number: Int
    let scope: EventScope
    let bytes: ByteBuffer
}

/// A live query's answer on the wire: what follows the head that each reader has of its own.
struct SnapshotFrame: Sendable {
    let id: LiveID
    let sequence: Int
    let revision: Int
    let bytes: ByteBuffer
}

/// Writes frames as the HTML standard has them (Server-sent events, section 9.2.5): each a few lines, then an empty one.
struct FrameWriter: Sendable {
    /// Names this run of the server: ids of another one mean nothing to it.
    let boot: String

    static let heartbeat = ByteBuffer(string: ":\n\n")

    /// - Parameter data: one line of JSON.
    func frame(_ name: String, _ number: Int, _ data: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer(string: "id: \(boot)-\(number)\nevent: \(name)\ndata: ")
        buffer.writeBytes(data)
        buffer.writeString("\n\n")
        return buffer
    }

    /// What stands before the shared rest of a snapshot.
    func snapshotHead(_ number: Int, skipped: Int) -> ByteBuffer {
        ByteBuffer(string: "id: \(boot)-\(number)\nevent: snapshot\ndata: {\"skipped\":\(skipped),")
    }

    static func snapshotRest(_ snapshot: LiveSnapshot) -> ByteBuffer {
        let json = LiveJSON.bytes(of: snapshot)
        var buffer = ByteBuffer()
        buffer.reserveCapacity(json.count + 2)
        buffer.writeBytes(json.dropFirst())
        buffer.writeString("\n\n")
        return buffer
    }

    /// The number of an id that this run of the server gave out.
    func number(of id: String) -> Int? {
        guard id.hasPrefix("\(boot)-") else { return nil }
        return Int(id.dropFirst(boot.utf8.count + 1))
    }

    /// One line: JSON text has no line ends outside of strings, and escapes them inside.
    static func json(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { Array($0) } ?? Array("null".utf8)
    }
}
