import Foundation
import Hummingbird
import Ingest
import LakeModel

/// `/api/pipelines`: what brings records into tables.
struct PipelineRoutes: Sendable {
    private static let largestDefinition = 1 << 20

    let pipelines: any PipelineManager

    func add(to router: Router<APIContext>) {
        router.get("/api/pipelines", use: list)
        router.post("/api/pipelines", use: add)
        router.post("/api/pipelines/preview", use: preview)
        router.get("/api/pipelines/{name}", use: show)
        router.delete("/api/pipelines/{name}", use: remove)
        router.post("/api/pipelines/{name}/pause", use: pause)
        router.post("/api/pipelines/{name}/resume", use: resume)
        router.post("/api/pipelines/{name}/restart", use: restart)
        router.post("/api/pipelines/{name}/reset", use: reset)
        router.get("/api/pipelines/{name}/actions", use: actions)
        router.get("/api/pipelines/{name}/ledger", use: ledger)
        router.get("/api/pipelines/{name}/rejects", use: rejects)
        router.post("/api/pipelines/{name}/redrive", use: redrive)
    }

    /// Everybody is one until there are accounts.
    private var principal: Principal { .localAdministrator }

    @Sendable private func list(_ request: Request, context: APIContext) async throws -> Response {
        _ = try QueryOptions(request, allowed: [])
        return try JSONAnswer(pipelines.reports.map(PipelineJSON.init)).response
    }

    @Sendable private func show(_ request: Request, context: APIContext) async throws -> Response {
        try JSONAnswer(PipelineJSON(pipelines.report(of: name(context)))).response
    }

    @Sendable private func add(_ request: Request, context: APIContext) async throws -> Response {
        let body = try await request.body.collect(upTo: Self.largestDefinition)
        let definition = try PipelineDefinition(json: Array(body.readableBytesView))
        return try JSONAnswer(PipelineJSON(await pipelines.add(definition, by: principal)), status: .created).response
    }

    @Sendable private func remove(_ request: Request, context: APIContext) async throws -> Response {
        try await pipelines.remove(name(context), by: principal)
        return Response(status: .noContent)
    }

    // MARK: commands

    @Sendable private func pause(_ request: Request, context: APIContext) async throws -> Response {
        try await command(.pause, context)
    }

    @Sendable private func resume(_ request: Request, context: APIContext) async throws -> Response {
        try await command(.resume, context)
    }

    @Sendable private func restart(_ request: Request, context: APIContext) async throws -> Response {
        try await command(.restart, context)
    }

    @Sendable private func reset(_ request: Request, context: APIContext) async throws -> Response {
        try await command(.reset(ResetBody.decode(request).target), context)
    }

    private func command(_ command: PipelineCommand, _ context: APIContext) async throws -> Response {
        try JSONAnswer(PipelineJSON(await pipelines.command(command, name(context), by: principal))).response
    }

    @Sendable private func actions(_ request: Request, context: APIContext) async throws -> Response {
        try JSONAnswer(await pipelines.actions(on: name(context)).map(PipelineActionJSON.init)).response
    }

    private func name(_ context: APIContext) throws -> String {
        try context.text("name")
    }

    // MARK: what became of the records

    @Sendable private func ledger(_ request: Request, context: APIContext) async throws -> Response {
        try JSONAnswer(LedgerJSON(await pipelines.ledger(of: name(context)))).response
    }

    @Sendable private func rejects(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["limit", "offset"])
        let limit = try options.integer("limit", default: 100, in: 1...1_000)
        let offset = try options.integer("offset", default: 0, in: 0...Int.max)
        let all = try await pipelines.rejects(of: name(context))
        return try JSONAnswer(RejectPage(all, offset: offset, limit: limit)).response
    }

    @Sendable private func redrive(_ request: Request, context: APIContext) async throws -> Response {
        let body = try await RedriveBody.decode(request)
        let values = (body.values ?? [:]).mapValues { Array($0.utf8) }
        let result = try await pipelines.redrive(name(context), body.ids, values: values, by: principal)
        return try JSONAnswer(RedriveJSON(result)).response
    }

    @Sendable private func preview(_ request: Request, context: APIContext) async throws -> Response {
        let body = try await PreviewBody.decode(request)
        return try PreviewAnswer(await pipelines.preview(body.definition, limit: body.limit)).response
    }
}

/// `{"to": "earliest" | "latest" | "<ISO time>" | {"topic/0": offset}}`.
private struct ResetBody: StrictBody {
    static let keys: Set<String> = ["to"]

    private enum CodingKeys: String, CodingKey { case to }

    let target: ResetTarget

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        if let start = try? fields.decode(StartPosition.self, forKey: .to) {
            target = .start(start)
            return
        }
        guard let offsets = try? fields.decode([String: Int64].self, forKey: .to) else {
            throw APIError.invalid(
                #""to" is "earliest", "latest", a time such as "2026-01-31T12:00:00Z", or offsets such as {"topic/0": 17}."#
            )
        }
        target = .offsets(
            Dictionary(
                try offsets.map { name, offset in
                    guard let partition = SourcePartition(name) else {
                        throw APIError.invalid("A partition is named topic/0.")
                    }
                    return (partition, offset)
                },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }
}

private struct RedriveBody: StrictBody {
    static let keys: Set<String> = ["ids", "values"]

    let ids: [String]
    let values: [String: String]?
}

/// `{"source", "format"?, "limit"?}`.
private struct PreviewBody: StrictBody {
    static let keys: Set<String> = ["source", "format", "limit"]

    private enum CodingKeys: String, CodingKey { case source, format, limit }

    let definition: PipelineDefinition
    let limit: Int

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let format = try fields.decodeIfPresent(RecordFormat.self, forKey: .format) ?? .json
        limit = try fields.decodeIfPresent(Int.self, forKey: .limit) ?? 20
        guard (1...1_000).contains(limit) else { throw APIError.invalid("\"limit\" is between 1 and 1000.") }
        definition = PipelineDefinition(
            name: "sample",
            source: try fields.decode(PipelineDefinition.Source.self, forKey: .source),
            table: "sample",
            format: format
        )
    }
}
