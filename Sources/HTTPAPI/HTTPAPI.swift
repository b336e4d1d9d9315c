package import Hummingbird
import LakeModel
package import LiveQuery
package import Logging
package import Maintenance
import NIOCore
package import QueryService
package import Uploads

/// What the routes are joined to.
package struct APIServices: Sendable {
    package let queries: QueryService
    package let tables: any TableBrowser
    package let status: any ServerStatus
    package let workspace: any WorkspaceStore
    package let page: WebPage
    package let uploads: UploadStore
    package let live: LiveQueries
    package let events: EventHub
    package let pipelines: any PipelineManager
    package let upkeep: MaintenanceService

    package init(
        queries: QueryService,
        tables: any TableBrowser,
        status: any ServerStatus,
        workspace: any WorkspaceStore,
        page: WebPage,
        uploads: UploadStore,
        live: LiveQueries,
        events: EventHub,
        pipelines: any PipelineManager,
        upkeep: MaintenanceService
    ) {
        self.queries = queries
        self.tables = tables
        self.status = status
        self.workspace = workspace
        self.page = page
        self.uploads = uploads
        self.live = live
        self.events = events
        self.pipelines = pipelines
        self.upkeep = upkeep
    }
}

/// The REST API as a Hummingbird application: routes, error shape, connection handling.
package enum HTTPAPI {
    /// - Parameter onRunning: called with the bound port once connections are accepted.
    package static func application(
        services: APIServices,
        host: String,
        port: Int,
        logger: Logger,
        onRunning: @escaping @Sendable (Int?) async -> Void
    ) -> some ApplicationProtocol {
        let connections = Connections()
        return Application(
            router: router(services: services, connections: connections, host: host),
            server: .http1(
                configuration: .init(additionalChannelHandlers: [MalformedRequestHandler(), connections.makeHandler()])
            ),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "tideline"),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port) },
            logger: logger
        )
    }

    static func router(services: APIServices, connections: Connections, host: String) -> Router<APIContext> {
        let known = Router(context: APIContext.self)
        addRoutes(services, connections, to: known)
        let routes = KnownRoutes(known)
        let router = Router(context: APIContext.self)
        router.add(middleware: ErrorMiddleware(routes: routes))
        router.add(middleware: SameSiteMiddleware(host: host))
        router.add(middleware: PageMiddleware(page: services.page, routes: routes))
        addRoutes(services, connections, to: router)
        return router
    }

    private static func addRoutes(_ services: APIServices, _ connections: Connections, to router: Router<APIContext>) {
        let functions = FunctionList(queries: services.queries, status: services.status)
        QueryRoutes(queries: services.queries, connections: connections).add(to: router)
        HistoryRoutes(queries: services.queries, connections: connections).add(to: router)
        let reader = UploadReader(services.queries)
        TableRoutes(
            tables: services.tables,
            queries: services.queries,
            connections: connections,
            uploads: services.uploads,
            reader: reader,
            events: services.events
        ).add(to: router)
        UploadRoutes(uploads: services.uploads, reader: reader, tables: services.tables).add(to: router)
        LiveRoutes(live: services.live).add(to: router)
        PipelineRoutes(pipelines: services.pipelines).add(to: router)
        IngestRoutes(pipelines: services.pipelines, room: IngestRoom()).add(to: router)
        JobRoutes(upkeep: services.upkeep, tables: services.tables).add(to: router)
        EventRoutes(events: services.events, connections: connections).add(to: router)
        OperationsRoutes(services: services).add(to: router)
        LaunchRoutes(queries: services.queries, functions: functions, connections: connections).add(to: router)
        SQLRoutes().add(to: router)
        WorkspaceRoutes(store: services.workspace, queries: services.queries).add(to: router)
    }
}
