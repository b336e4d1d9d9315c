import Columns
import FoundationEssentials
import HTTPTypes
import Hummingbird
import LakeModel
import NIOCore
import QueryService

/// `/api/queries`: what ran and runs, pages and exports of results, cancel.
struct HistoryRoutes: Sendable {
    private static let pageRows = 1_000
    private static let largestPage = 100_000
    /// More are no way through the history: what is skipped is read.
    private static let largestOffset = 100_000

    let queries: QueryService
    let connections: Connections

    func add(to router: Router<APIContext>) {
        router.get("/api/queries", use: list)
        router.get("/api/queries/{id}", use: show)
        router.get("/api/queries/{id}/rows", use: rows)
        router.get("/api/queries/{id}/export", use: export)
        router.delete("/api/queries/{id}", use: cancel)
    }

    @Sendable private func list(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["limit", "offset", "before", "search", "derived"])
        let limit = try options.integer("limit", default: 100, in: 1...1_000)
        let offset = try options.integer("offset", default: 0, in: 0...Self.largestOffset)
        let search = options["search"]
        let derived = try options.flag("derived")
        var before: QueryRecord.Place?
        if let id = options["before"] { before = try await queries.record(of: queryID(id)).place }
        let running = queries.running.records.filter { record in
            (derived || record.source == nil)
                && search.map { record.sql.lowercased().contains($0.lowercased()) } ?? true
                && before.map { record.place < $0 } ?? true
        }
        let past = try await queries.history.queries(
            search: search,
            derived: derived,
            limit: offset + limit,
            before: before
        )
        // A run that has just ended is in both.
        let ids = Set(running.map(\.id))
        let all = (running + past.filter { !ids.contains($0.id) }).sorted { $0.place > $1.place }
        let shown = all.dropFirst(offset).prefix(limit)
        return try JSONAnswer(["queries": shown.map { QueryEntry($0, now: queries.now) }]).response
    }

    @Sendable private func show(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["plan"])
        let record = try await queries.record(of: id(context))
        var entry = QueryEntry(record, now: queries.now)
        if let name = options["plan"] {
            entry.plan = try await plan(of: record, PlanMode(option: name, named: "plan"), context)
        }
        return try JSONAnswer(entry).response
    }

    /// The history holds no values of parameters.
    private func plan(of record: QueryRecord, _ mode: PlanMode, _ context: APIContext) async throws -> String {
        let request = QueryRequest(
            sql: record.sql,
            principal: record.principal,
            source: record.source.map { .result($0) }
        )
        do {
            return try await connections.cancelling(context.connection) { [queries] in
                try await queries.explain(request, mode: mode)
            }
        } catch let error as any DescribedError where error.code == .missingParameter {
            throw APIError(
                code: .missingParameter,
                message: "The plan of a statement with parameters needs their values, which the history does not keep. "
                    + "Ask POST /api/explain with the statement and its parameters."
            )
        }
    }

    @Sendable private func rows(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["offset", "limit"])
        let offset = Int64(try options.integer("offset", default: 0, in: 0...Int.max))
        let limit = try options.integer("limit", default: Self.pageRows, in: 0...Self.largestPage)
        let id = try id(context)
        let result = try await queries.rowsSoFar(of: id)
        let total = result?.rowCount ?? 0
        let count = max(0, min(Int64(limit), total - offset))
        let head =
            #"{"queryId":"\#(id)","offset":\#(offset),"rowCount":\#(count),"totalRowCount":\#(total),"#
            + #""complete":\#(result?.isComplete ?? false),"columns":"#
        let columns = try QueryAnswer.columns(of: result)
        return Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody { writer in
                var bytes = Array(head.utf8) + columns + Array(#","rows":"#.utf8)
                try await QueryAnswer.writeRows(of: result, offset: offset, limit: count) { rows in
                    bytes += rows
                    try await writer.write(ByteBuffer(bytes: bytes))
                    bytes.removeAll(keepingCapacity: true)
                }
                try await writer.write(ByteBuffer(string: "}"))
                try await writer.finish(nil)
            }
        )
    }

    @Sendable private func export(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["format"])
        guard let format = ResultFormat(rawValue: options["format"] ?? "csv") else {
            let known = ResultFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIError.invalid("\"format\" is one of \(known).")
        }
        let id = try id(context)
        let result = try await queries.result(of: id)
        guard result.isComplete else {
            throw APIError.invalid("Query \(id) is still running; export it when it has ended.")
        }
        var headers: HTTPFields = [.contentType: format.mediaType, .queryID: id.text]
        headers[.contentDisposition] = #"attachment; filename="\#(id).\#(format.rawValue)""#
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                let encoder = try ResultEncoder(format, schema: result.schema)
                try await writer.write(encoder.start())
                try await result.forEachBatch { batch in
                    try await writer.write(encoder.append(RowBlock(batch)))
                }
                try await writer.write(encoder.finish())
                try await writer.finish(nil)
            }
        )
    }

    @Sendable private func cancel(_ request: Request, context: APIContext) async throws -> Response {
        try await queries.cancel(id(context))
        return Response(status: .noContent)
    }

    private func id(_ context: APIContext) throws -> QueryID { try queryID(context.parameters.require("id")) }

    private func queryID(_ text: String) throws -> QueryID {
        guard let id = QueryID(text) else { throw APIError.invalid("A query id is a lower-case UUID.") }
        return id
    }
}
