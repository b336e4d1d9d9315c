import Foundation
import NIOCore

@testable import HTTPAPI

/// A frame of an event stream, read by the HTML standard's rules (Server-sent events, 9.2.6).
struct ReceivedEvent {
    let id: String
    let name: String
    let data: String

    func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(data.utf8))
    }

    /// Whole frames; comments are left out.
    static func parse(_ text: String) -> [ReceivedEvent] {
        text.components(separatedBy: "\n\n").compactMap { frame in
            var fields: [String: String] = [:]
            for line in frame.components(separatedBy: "\n") where !line.isEmpty && !line.hasPrefix(":") {
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                let value = parts.count > 1 ? String(parts[1]) : ""
                fields[String(parts[0])] = value.hasPrefix(" ") ? String(value.dropFirst()) : value
            }
            guard let data = fields["data"], let name = fields["event"] else { return nil }
            return ReceivedEvent(id: fields["id"] ?? "", name: name, data: data)
        }
    }
}

/// Reads a connection's events as a client would.
final class EventClient {
    let reader: EventReader
    private var text = ""
    private var ready: [ReceivedEvent] = []

    init(_ reader: EventReader) { self.reader = reader }

    /// Everything that waits now; for tests in which a client reads seldom.
    func drain(_ hub: EventHub) -> [ReceivedEvent] {
        var text = ""
        while let parts = hub.take(reader) { for part in parts { text += String(buffer: part) } }
        return ReceivedEvent.parse(text)
    }

    /// Waits for the next event of this name; those before are passed over.
    func next(_ name: String) async throws -> ReceivedEvent {
        while true {
            while !ready.isEmpty {
                let event = ready.removeFirst()
                if event.name == name { return event }
            }
            try await fill()
        }
    }

    /// Takes what waits, or waits for more.
    private func fill() async throws {
        struct Filled: Error {}
        do {
            try await reader.handOn { bytes in
                text += String(buffer: bytes)
                guard text.hasSuffix("\n\n") else { return }
                ready += ReceivedEvent.parse(text)
                text = ""
                if !ready.isEmpty { throw Filled() }
            }
        } catch is Filled { return }
        throw CancellationError()
    }
}
