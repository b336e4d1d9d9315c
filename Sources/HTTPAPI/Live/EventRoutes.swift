import HTTPTypes
import Hummingbird
import LakeModel
import LiveQuery
import NIOCore

/// `GET /events`: one connection that carries all that a page follows.
struct EventRoutes: Sendable {
    private static let mostLive = 100

    let events: EventHub
    let connections: Connections

    func add(to router: Router<APIContext>) {
        router.get("/events", use: follow)
    }

    @Sendable private func follow(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["live", "topics"])
        let live = try Self.live(options["live"])
        let topics = try Self.topics(options["topics"])
        let reader = try events.connect(live: live, topics: topics, lastID: request.headers[.lastEventID])
        let connection = context.connection
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream",
                .cacheControl: "no-store",
                // Proxies that collect answers before they hand them on would hold back every event.
                .accelBuffering: "no",
            ],
            body: ResponseBody { [connections] writer in
                defer { reader.close() }
                try await connections.watching(connection, onClose: { reader.close() }) {
                    try await reader.handOn { try await writer.write($0) }
                }
                try await writer.finish(nil)
            }
        )
    }

    private static func live(_ text: String?) throws -> Set<LiveID> {
        let ids = list(text).map { LiveID($0) }
        guard ids.count <= mostLive else {
            throw APIError.invalid("\"live\" names at most \(mostLive) live queries.")
        }
        return Set(ids)
    }

    private static func topics(_ text: String?) throws -> Set<EventTopic> {
        Set(
            try list(text).map { name in
                guard let topic = EventTopic(rawValue: name) else {
                    let known = EventTopic.allCases.map(\.rawValue).joined(separator: ", ")
                    throw APIError.invalid("\"topics\" names some of \(known), separated by commas.")
                }
                return topic
            }
        )
    }

    private static func list(_ text: String?) -> [String] { (text ?? "").split(separator: ",").map(String.init) }
}

extension HTTPField.Name {
    /// Sent by browsers that connect again (HTML standard, server-sent events).
    // swift-format-ignore: NeverForceUnwrap
    static let lastEventID = Self("Last-Event-ID")!
    // swift-format-ignore: NeverForceUnwrap
    static let accelBuffering = Self("X-Accel-Buffering")!
}
