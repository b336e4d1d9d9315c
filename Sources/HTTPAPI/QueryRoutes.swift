import AsyncAlgorithms
import Columns
import HTTPTypes
import Hummingbird
import LakeModel
import QueryService

/// `POST /api/query`: runs a statement and answers with its rows.
struct QueryRoutes: Sendable {
    /// Rows of a JSON answer when the request sets no limit; the others wait in the spool.
    static let inlineRows: Int64 = 10_000

    let queries: QueryService
    let connections: Connections

    func add(to router: Router<APIContext>) {
        router.post("/api/query", use: query)
    }

    @Sendable private func query(_ request: Request, context: APIContext) async throws -> Response {
        let format = try AcceptedFormat(request.headers[values: .accept])
        let body = try await QueryBody.decode(request)
        switch format {
        case .answer: return try await answer(body.request, context)
        case .stream(let format):
            let run = queries.start(body.request)
            let stop: @Sendable () -> Void = { [weak run] in run?.cancel() }
            return try await connections.watching(context.connection, onClose: stop) {
                try await stream(run, format) { [connections] body in
                    try await connections.watching(context.connection, onClose: stop, body)
                }
            }
        }
    }

    // MARK: JSON, once the whole result is in the spool

    private func answer(_ request: QueryRequest, _ context: APIContext) async throws -> Response {
        let id = queries.makeID()
        let stop: @Sendable () -> Void = { [queries] in _ = queries.running.cancel(id) }
        let record = try await connections.watching(context.connection, onClose: stop) {
            try await queries.run(request, id: id)
        }
        let rows = request.limit.map(Int64.init) ?? Self.inlineRows
        // Rows that others have pushed out of the spool already are an error, never an empty answer.
        let result = record.rowCount > 0 ? try await queries.result(of: id) : try await queries.spool.result(id)
        return try QueryAnswer(record: record, result: result).response(rows: rows)
    }

    // MARK: bytes while the engine works

    /// Waits for the schema before the status is sent, so that a statement that fails at once fails as an error.
    /// The body is written within `watched`, which stops the run when the client goes away.
    private func stream(
        _ run: HostedRun,
        _ format: ResultFormat,
        watched: @escaping @Sendable (() async throws -> Void) async throws -> Void
    ) async throws -> Response {
        var id: QueryID?
        var schema: Schema?
        for try await event in run.events {
            if case .started(let started, _) = event { id = started }
            if case .schema(let found) = event {
                schema = found
                break
            }
        }
        // A cancelled task sees the end of the events, not an error.
        try Task.checkCancellation()
        guard let id else { throw CancellationError() }
        var headers: HTTPFields = [.contentType: format.mediaType]
        headers[.queryID] = id.text
        guard let schema else { return Response(status: .ok, headers: headers) }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                let encoder = try ResultEncoder(format, schema: schema)
                try await watched {
                    try await writer.write(encoder.start())
                    for try await event in run.events {
                        guard case .rows(let block) = event else { continue }
                        try await writer.write(encoder.append(block))
                    }
                    try Task.checkCancellation()
                    try await writer.write(encoder.finish())
                }
                try await writer.finish([.truncated: "\(run.record?.truncated ?? false)"])
            }
        )
    }
}

extension HTTPField.Name {
    /// The run that made the answer: its record is at `/api/queries/{id}`.
    // swift-format-ignore: NeverForceUnwrap
    static let queryID = Self("Tideline-Query-Id")!
    /// A trailer of streamed answers, since it is known only at their end.
    // swift-format-ignore: NeverForceUnwrap
    static let truncated = Self("Tideline-Truncated")!
}
