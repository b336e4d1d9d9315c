import Columns
import HTTPTypes
import Hummingbird
import LakeModel
import QueryService
import Synchronization

/// What the workbench asks besides rows: runs that belong to the server, plans, the engine's functions.
struct LaunchRoutes: Sendable {
    let queries: QueryService
    let functions: FunctionList
    let connections: Connections

    func add(to router: Router<APIContext>) {
        router.post("/api/queries", use: launch)
        router.post("/api/explain", use: explain)
        router.get("/api/functions", use: listFunctions)
    }

    /// The run goes on when the client goes away; its entry and its rows say how far it is.
    @Sendable private func launch(_ request: Request, context: APIContext) async throws -> Response {
        let id = try queries.launch(await QueryBody.decode(request).request)
        var response = try JSONAnswer(["queryId": id.text], status: .accepted).response
        response.headers[.location] = "/api/queries/\(id)"
        return response
    }

    @Sendable private func explain(_ request: Request, context: APIContext) async throws -> Response {
        let body = try await ExplainBody.decode(request)
        let mode = try PlanMode(option: body.mode ?? PlanMode.formatted.rawValue, named: "mode")
        let request = QueryRequest(sql: body.query, parameters: body.parameters?.parameters ?? .none)
        return try await connections.cancelling(context.connection) { [queries] in
            try JSONAnswer(["plan": await queries.explain(request, mode: mode)]).response
        }
    }

    @Sendable private func listFunctions(_ request: Request, context: APIContext) async throws -> Response {
        _ = try QueryOptions(request, allowed: [])
        return try await connections.cancelling(context.connection) { [functions] in
            try JSONAnswer(["functions": await functions.names().map { ["name": $0] }]).response
        }
    }
}

private struct ExplainBody: StrictBody {
    static let keys: Set<String> = ["query", "parameters", "mode"]

    let query: String
    let parameters: ParametersBody?
    let mode: String?
}

extension PlanMode {
    init(option: String, named name: String) throws {
        guard let mode = PlanMode(rawValue: option) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIError.invalid("\"\(name)\" is one of \(known).")
        }
        self = mode
    }
}

/// The names of the engine's functions, asked for once in an engine's life.
final class FunctionList: Sendable {
    /// What tells one engine from the next.
    private struct Engine: Hashable {
        let version: String?
        let restarts: Int
    }

    private let queries: QueryService
    private let status: any ServerStatus
    private let known = Mutex<(engine: Engine, names: [String])?>(nil)

    init(queries: QueryService, status: any ServerStatus) {
        self.queries = queries
        self.status = status
    }

    func names() async throws -> [String] {
        let engine = Engine(version: status.engine.version, restarts: status.engine.restarts)
        if let known = known.withLock({ $0 }), known.engine == engine { return known.names }
        let rows = try await queries.smallResult(of: QueryRequest(sql: "SHOW FUNCTIONS"))
        // Operators are listed too, which nobody completes.
        let names = Set(rows.compactMap { $0.first?.stringValue }.filter { $0.first?.isLetter == true }).sorted()
        known.withLock { $0 = (engine, names) }
        return names
    }
}
