import Columns
import FoundationEssentials
import HTTPTypes
import Hummingbird
package import LakeModel
import QueryService

/// What the server says of itself, for people and machines that look after it.
package protocol ServerStatus: Sendable {
    var version: String { get }
    var uptime: Duration { get }
    var engine: EngineReport { get }
    /// The folder of the lake's tables, for commands that people copy.
    var lake: String { get }
    /// Where the program itself is; nil where the system doesn't tell.
    var program: String? { get }
    /// Of the server process itself, without the engine.
    var residentMemory: ByteCount? { get }
    /// False from the moment the server stops taking new work.
    var isAcceptingWork: Bool { get }
}

/// The engine as seen from the server.
package struct EngineReport: Encodable, Sendable {
    package var kind: String
    package var state: String
    package var isReady: Bool
    package var version: String?
    package var address: String?
    package var processId: Int32?
    package var residentBytes: Int64?
    package var restarts: Int
    package var rotations: Int
    package var activeQueries: Int
    package var lastExit: String?
    package var logPath: String?

    package init(kind: String, state: String, isReady: Bool) {
        self.kind = kind
        self.state = state
        self.isReady = isReady
        restarts = 0
        rotations = 0
        activeQueries = 0
    }
}

/// Health, metrics, the API's description, and where things are.
struct OperationsRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("/", use: root)
        router.get("/healthz", use: health)
        router.get("/readyz", use: ready)
        router.get("/metrics", use: metrics)
        router.get("/openapi.json", use: openAPI)
    }

    private struct Root: Encodable {
        let name = "Tideline"
        let version: String
        let about = "A live SQL workbench for Delta Lake."
        let tryThis = #"curl -s localhost:8080/api/query -d '{"query":"SELECT 1 AS one"}'"#
        let routes: [String: String]
    }

    @Sendable private func root(_ request: Request, context: APIContext) async throws -> Response {
        try JSONAnswer(
            Root(
                version: services.status.version,
                routes: [
                    "query": "POST /api/query", "queries": "GET /api/queries", "tables": "GET /api/tables",
                    "health": "GET /healthz", "readiness": "GET /readyz", "metrics": "GET /metrics",
                    "api": "GET /openapi.json",
                ]
            )
        ).response
    }

    private struct Health: Encodable {
        let status: String
        let version: String
        let uptimeSeconds: Double
        let lake: String
        let program: String?
        let engine: EngineReport
    }

    /// The process lives and serves.
    @Sendable private func health(_ request: Request, context: APIContext) async throws -> Response {
        try JSONAnswer(report("ok")).response
    }

    /// Queries can run now.
    @Sendable private func ready(_ request: Request, context: APIContext) async throws -> Response {
        let isReady = services.status.engine.isReady && services.status.isAcceptingWork
        return try JSONAnswer(report(isReady ? "ready" : "not ready"), status: isReady ? .ok : .serviceUnavailable)
            .response
    }

    private func report(_ status: String) -> Health {
        Health(
            status: status,
            version: services.status.version,
            uptimeSeconds: (services.status.uptime.milliseconds / 1_000).rounded(),
            lake: services.status.lake,
            program: services.status.program,
            engine: services.status.engine
        )
    }

    @Sendable private func metrics(_ request: Request, context: APIContext) async throws -> Response {
        let text = MetricsText(services).text
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    @Sendable private func openAPI(_ request: Request, context: APIContext) async throws -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_json))
        )
    }
}
