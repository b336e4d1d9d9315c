import FoundationEssentials
import HTTPTypes
import Hummingbird
import LakeModel
import LiveQuery
import NIOCore

/// `/api/live`: queries whose newest answer is pushed to those who follow `/events`.
struct LiveRoutes: Sendable {
    let live: LiveQueries

    func add(to router: Router<APIContext>) {
        router.post("/api/live", use: start)
        router.get("/api/live", use: list)
        router.get("/api/live/{id}", use: show)
        router.delete("/api/live/{id}", use: end)
    }

    @Sendable private func start(_ request: Request, context: APIContext) async throws -> Response {
        let body = try await LiveBody.decode(request)
        let query = QueryRequest(sql: body.query, parameters: body.parameters?.parameters ?? .none)
        let (status, isNew) = try await live.start(query)
        let answer = LiveJSON.Started(liveId: status.id.text)
        var response = try JSONAnswer(answer, status: isNew ? .created : .ok).response
        response.headers[.location] = "/api/live/\(status.id)"
        return response
    }

    @Sendable private func list(_ request: Request, context: APIContext) async throws -> Response {
        _ = try QueryOptions(request, allowed: [])
        return try JSONAnswer(["live": live.all.map(LiveJSON.Entry.init)]).response
    }

    @Sendable private func show(_ request: Request, context: APIContext) async throws -> Response {
        _ = try QueryOptions(request, allowed: [])
        let id = try id(context)
        var bytes = FrameWriter.json(LiveJSON.Entry(try live.status(of: id)))
        bytes.removeLast()
        bytes += Array(#","snapshot":"#.utf8)
        bytes += live.snapshot(of: id).map(LiveJSON.bytes) ?? Array("null".utf8)
        bytes.append(UInt8(ascii: "}"))
        return Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    @Sendable private func end(_ request: Request, context: APIContext) async throws -> Response {
        try live.end(id(context))
        return Response(status: .noContent)
    }

    private func id(_ context: APIContext) throws -> LiveID {
        let text = try context.parameters.require("id")
        guard QueryID(text) != nil else { throw APIError.invalid("The id of a live query is a lower-case UUID.") }
        return LiveID(text)
    }
}

private struct LiveBody: StrictBody {
    static let keys: Set<String> = ["query", "parameters"]

    let query: String
    let parameters: ParametersBody?
}
