package import Hummingbird
import LakeModel
package import Logging
import NIOCore
package import QueryService

/// What the routes are joined to.
package struct APIServices: Sendable {
    package let queries: QueryService
    package let tables: any TableBrowser
    package let status: any ServerStatus

    package init(queries: QueryService, tables: any TableBrowser, status: any ServerStatus) {
        self.queries = queries
        self.tables = tables
        self.status = status
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
            server: .http1(configuration: .init(additionalChannelHandlers: [connections.makeHandler()])),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "tideline"),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port) },
            logger: logger
        )
    }

    static func router(services: APIServices, connections: Connections, host: String) -> Router<APIContext> {
        let router = Router(context: APIContext.self)
        router.add(middleware: ErrorMiddleware())
        router.add(middleware: SameSiteMiddleware(host: host))
        QueryRoutes(queries: services.queries, connections: connections).add(to: router)
        HistoryRoutes(queries: services.queries).add(to: router)
        TableRoutes(tables: services.tables, queries: services.queries, connections: connections).add(to: router)
        OperationsRoutes(services: services).add(to: router)
        return router
    }
}
