import Foundation

/// `GET /events` on a connection of its own, read as it comes. Hangs up with its last reference.
final class EventConnection {
    struct Event {
        let id, name: String
        let data: JSON
    }

    private let connection: RawConnection
    private var raw: [UInt8] = []
    private var hasHead = false
    private var text: [UInt8] = []
    private var events: [Event] = []
    private var isOpen = true

    init(_ server: TidelineServer, live: [String] = [], topics: [String] = [], lastID: String? = nil) throws {
        connection = try RawConnection(to: server.url)
        let path = "/events?live=\(live.joined(separator: ","))&topics=\(topics.joined(separator: ","))"
        connection.write("GET", path, headers: lastID.map { ["Last-Event-ID": $0] } ?? [:])
    }

    /// The first event that is as wanted; what came before it is thrown away.
    func next(_ name: String, where isWanted: (JSON) -> Bool = { _ in true }) async throws -> Event {
        try await eventually("a \(name) event comes") {
            try read()
            while !events.isEmpty {
                let event = events.removeFirst()
                if event.name == name, isWanted(event.data) { return event }
            }
            guard isOpen else { throw Failure("the events ended without \(name)") }
            return nil
        }
    }

    /// Returns when the server has ended the events, in order.
    func ended() async throws {
        try await eventually("the events end") {
            try read()
            return !isOpen
        }
    }

    private func read() throws {
        while isOpen {
            guard let piece = connection.readAvailable() else {
                isOpen = false
                break
            }
            if piece.isEmpty { break }
            raw += piece
        }
        takeHead()
        takeChunks()
        while let end = text.firstRange(of: Array("\n\n".utf8)) {
            let frame = String(decoding: text[..<end.lowerBound], as: UTF8.self)
            text.removeSubrange(..<end.upperBound)
            try take(frame)
        }
    }

    private func takeHead() {
        guard !hasHead, let end = raw.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
        hasHead = true
        raw.removeSubrange(..<end.upperBound)
    }

    private func takeChunks() {
        while hasHead, let line = raw.firstRange(of: Array("\r\n".utf8)),
            let size = Int(String(decoding: raw[..<line.lowerBound], as: UTF8.self), radix: 16),
            raw.count >= line.upperBound + size + 2
        {
            text += raw[line.upperBound..<(line.upperBound + size)]
            raw.removeSubrange(..<(line.upperBound + size + 2))
        }
    }

    private func take(_ frame: String) throws {
        var fields: [String: String] = [:]
        for line in frame.split(separator: "\n") where !line.hasPrefix(":") {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            fields[parts[0]] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        guard let name = fields["event"], let data = fields["data"] else { return }
        events.append(Event(id: fields["id"] ?? "", name: name, data: try JSON(Data(data.utf8))))
    }
}
