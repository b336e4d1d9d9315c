/// An event stream in pieces → whole events (HTML standard, Server-sent events, 9.2.6).
struct EventLines {
    struct Event: Equatable {
        let id: String
        let name: String
        let data: String
    }

    private var line: [UInt8] = []
    private var id = ""
    private var name = ""
    private var data: [String] = []

    /// The events that the piece completes.
    mutating func append(_ bytes: some Sequence<UInt8>) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            if byte != UInt8(ascii: "\n") {
                line.append(byte)
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if let event = take(String(decoding: line, as: UTF8.self)) { events.append(event) }
            line.removeAll(keepingCapacity: true)
        }
        return events
    }

    private mutating func take(_ line: String) -> Event? {
        guard !line.isEmpty else {
            defer { (name, data) = ("", []) }
            return data.isEmpty ? nil : Event(id: id, name: name, data: data.joined(separator: "\n"))
        }
        guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return nil }
        var value = line[line.index(after: colon)...]
        if value.first == " " { value.removeFirst() }
        switch line[..<colon] {
        case "id": id = String(value)
        case "event": name = String(value)
        case "data": data.append(String(value))
        default: break
        }
        return nil
    }
}
