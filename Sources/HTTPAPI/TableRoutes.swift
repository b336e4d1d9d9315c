import Columns
import Foundation
import HTTPTypes
import Hummingbird
import LakeModel
import QueryService
import Uploads

/// `/api/tables`: the lake as its Delta logs tell it.
struct TableRoutes: Sendable {
    let tables: any TableBrowser
    let queries: QueryService
    let connections: Connections
    let uploads: UploadStore
    let reader: UploadReader
    let events: EventHub

    func add(to router: Router<APIContext>) {
        router.get("/api/tables", use: list)
        router.post("/api/tables", use: add)
        router.get("/api/tables/{name}", use: detail)
        router.delete("/api/tables/{name}", use: forget)
        router.get("/api/tables/{name}/schema", use: schema)
        router.get("/api/tables/{name}/ddl", use: ddl)
        router.get("/api/tables/{name}/history", use: history)
        router.get("/api/tables/{name}/files", use: files)
        router.get("/api/tables/{name}/sample", use: sample)
        router.get("/api/tables/{name}/profile", use: profile)
        router.get("/api/tables/{name}/suggestions", use: suggestions)
        router.get("/api/tables/{name}/diff", use: diff)
        router.get("/api/tables/{name}/diff/rows", use: rowDiff)
    }

    @Sendable private func list(_ request: Request, context: APIContext) async throws -> Response {
        _ = try QueryOptions(request, allowed: [])
        let listed = try await tables.list()
        events.shown(listed.map(\.table))
        return try JSONAnswer(["tables": listed]).response
    }

    @Sendable private func detail(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["version"])
        let name = try name(context)
        let detail = try await tables.detail(name, version: options.version("version"))
        events.shown([name])
        return try JSONAnswer(detail).response
    }

    @Sendable private func schema(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["version"])
        let detail = try await tables.detail(name(context), version: options.version("version"))
        return try JSONAnswer(
            SchemaAnswer(
                name: detail.name,
                version: detail.version,
                columns: detail.schema,
                partitionColumns: detail.partitionColumns
            )
        ).response
    }

    @Sendable private func ddl(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["version"])
        let detail = try await tables.detail(name(context), version: options.version("version"))
        return try JSONAnswer(["ddl": TableDDL(detail).text]).response
    }

    @Sendable private func history(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["limit"])
        let limit = try options.integer("limit", default: 100, in: 1...10_000)
        return try JSONAnswer(["commits": await tables.history(of: name(context), limit: limit)]).response
    }

    @Sendable private func files(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["version", "limit", "columns"])
        let limit = try options.integer("limit", default: 1_000, in: 1...100_000)
        return try JSONAnswer(
            await tables.files(
                of: name(context),
                version: options.version("version"),
                limit: limit,
                columns: options.names("columns") ?? []
            )
        ).response
    }

    @Sendable private func diff(_ request: Request, context: APIContext) async throws -> Response {
        let (from, to) = try Self.range(QueryOptions(request, allowed: ["from", "to"]))
        return try JSONAnswer(await tables.diff(of: name(context), from: from, to: to)).response
    }

    @Sendable private func rowDiff(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["from", "to", "limit"])
        let (from, to) = try Self.range(options)
        let limit = try options.integer("limit", default: 100, in: 1...1_000)
        let name = try name(context)
        return try await connections.cancelling(context.connection) { [tables] in
            try RowDiffAnswer(name, await tables.rowDiff(of: name, from: from, to: to, limit: limit)).response()
        }
    }

    private static func range(_ options: QueryOptions) throws -> (from: DeltaVersion, to: DeltaVersion) {
        let (from, to) = (try options.requiredVersion("from"), try options.requiredVersion("to"))
        guard from <= to else { throw APIError.invalid("\"from\" must not be after \"to\".") }
        return (from, to)
    }

    @Sendable private func suggestions(_ request: Request, context: APIContext) async throws -> Response {
        _ = try QueryOptions(request, allowed: [])
        return try JSONAnswer(["suggestions": await tables.suggestions(for: name(context))]).response
    }

    /// The first rows that the engine finds, as `POST /api/query` gives them.
    @Sendable private func sample(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["limit", "version"])
        let limit = try options.integer("limit", default: 100, in: 1...10_000)
        let name = try name(context)
        _ = try await tables.detail(name, version: nil)
        let version = try options.version("version").map { " VERSION AS OF \($0)" } ?? ""
        let (id, stop) = cancellable()
        var query = QueryRequest(sql: "SELECT * FROM \(name.sql)\(version) LIMIT \(limit)")
        query.isRemembered = false
        let record = try await connections.watching(context.connection, onClose: stop) {
            try await queries.run(query, id: id)
        }
        return try await QueryAnswer(record: record, result: queries.spool.result(id)).response(rows: Int64(limit))
    }

    @Sendable private func profile(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["columns", "version"])
        let statistics = try await tables.statistics(of: name(context), version: options.version("version"))
        let wanted = options.names("columns")
        let profiler = TableProfiler(queries: queries, statistics: statistics)
        return try await connections.cancelling(context.connection) {
            try JSONAnswer(await profiler.profile(columns: wanted)).response
        }
    }

    @Sendable private func add(_ request: Request, context: APIContext) async throws -> Response {
        let body = try await NewTableBody.decode(request)
        guard let name = TableName(parsing: body.name) else {
            throw APIError.invalid("\"name\" is a table or schema.table.")
        }
        let detail =
            switch (body.location, body.upload, body.columns) {
            case (let location?, nil, nil): try await tables.register(name, location: location)
            case (nil, nil, let columns?): try await tables.create(body.table(name, columns: columns))
            case (nil, let upload?, let columns): try await load(upload, columns ?? [], as: name, body)
            default:
                throw APIError.invalid(
                    "Give \"location\" to register a table, \"columns\" to create one, or \"upload\" to make one of a file."
                )
            }
        events.shown([name])
        return try JSONAnswer(detail, status: .created).response
    }

    /// Nothing is written before every value is known to convert.
    private func load(
        _ upload: String,
        _ wanted: [TableToCreate.Column],
        as name: TableName,
        _ body: NewTableBody
    ) async throws -> TableDetail {
        guard let id = WorkspaceID(upload) else { throw APIError.invalid("\"upload\" is a lower-case UUID.") }
        let detail = try await uploads.using(id) { upload in
            let types = wanted.map { UploadColumn(name: $0.name, type: $0.type) }
            let plan = try await reader.plan(upload, wanting: types)
            try await reader.check(plan)
            let columns = plan.columns.map { column in
                let described = wanted.first { $0.name.lowercased() == column.name.lowercased() }
                return TableToCreate.Column(
                    name: column.name,
                    type: column.type,
                    nullable: described?.nullable,
                    comment: described?.comment
                )
            }
            return try await tables.create(body.table(name, columns: columns)) { append in
                try await reader.forEachBatch(of: plan, append)
            }
        }
        uploads.delete(id)
        return detail
    }

    @Sendable private func forget(_ request: Request, context: APIContext) async throws -> Response {
        let name = try name(context)
        try await tables.forget(name)
        events.forgot(name)
        return Response(status: .noContent)
    }

    private func name(_ context: APIContext) throws -> TableName { try context.tableName("name") }

    private func cancellable() -> (QueryID, @Sendable () -> Void) {
        let id = queries.makeID()
        return (id, { [queries] in _ = queries.running.cancel(id) })
    }
}

private struct SchemaAnswer: Encodable {
    let name: String
    let version: DeltaVersion
    let columns: [ColumnEntry]
    let partitionColumns: [String]
}

/// `POST /api/tables`: `{"name","location"}` registers, `{"name","columns",…}` creates.
private struct NewTableBody: StrictBody {
    static let keys: Set<String> = [
        "name", "location", "upload", "columns", "partitionColumns", "properties", "description",
    ]

    let name: String
    let location: String?
    let upload: String?
    let columns: [TableToCreate.Column]?
    let partitionColumns: [String]?
    let properties: [String: String]?
    let description: String?

    func table(_ name: TableName, columns: [TableToCreate.Column]) -> TableToCreate {
        TableToCreate(
            name: name,
            columns: columns,
            partitionColumns: partitionColumns ?? [],
            properties: properties ?? [:],
            description: description
        )
    }
}
