import HTTPTypes
import Hummingbird
import LakeModel
import QueryService

/// `/api/workspace` and `/api/saved-queries`: what people keep of their own.
struct WorkspaceRoutes: Sendable {
    let store: any WorkspaceStore
    let queries: QueryService

    func add(to router: Router<APIContext>) {
        router.get("/api/workspace/tabs", use: listTabs)
        router.put("/api/workspace/tabs/{id}", use: putTab)
        router.delete("/api/workspace/tabs/{id}", use: deleteTab)
        router.get("/api/saved-queries", use: listQueries)
        router.post("/api/saved-queries", use: addQuery)
        router.put("/api/saved-queries/{id}", use: putQuery)
        router.delete("/api/saved-queries/{id}", use: deleteQuery)
    }

    /// Everybody is one until there are accounts.
    private var owner: Principal { .localAdministrator }

    // MARK: Tabs

    @Sendable private func listTabs(_ request: Request, context: APIContext) async throws -> Response {
        _ = try QueryOptions(request, allowed: [])
        return try JSONAnswer(["tabs": await store.tabs(of: owner).map(TabEntry.init)]).response
    }

    @Sendable private func putTab(_ request: Request, context: APIContext) async throws -> Response {
        let id = try id(context)
        let tab = try await TabBody.decode(request).tab(id, of: owner, now: queries.now)
        try await store.save(tab)
        return try JSONAnswer(TabEntry(tab)).response
    }

    @Sendable private func deleteTab(_ request: Request, context: APIContext) async throws -> Response {
        try await store.deleteTab(id(context), of: owner)
        return Response(status: .noContent)
    }

    // MARK: Saved queries

    @Sendable private func listQueries(_ request: Request, context: APIContext) async throws -> Response {
        _ = try QueryOptions(request, allowed: [])
        let entries = try await store.savedQueries(of: owner).map(SavedQueryEntry.init)
        return try JSONAnswer(["savedQueries": entries]).response
    }

    @Sendable private func addQuery(_ request: Request, context: APIContext) async throws -> Response {
        let body = try await SavedQueryBody.decode(request)
        guard let id = WorkspaceID(queries.makeID().text) else {
            throw APIError(code: .internalError, message: "No id could be made.")
        }
        let query = try body.query(id, of: owner, createdAt: queries.now, now: queries.now)
        try await store.add(query)
        return try JSONAnswer(SavedQueryEntry(query), status: .created).response
    }

    @Sendable private func putQuery(_ request: Request, context: APIContext) async throws -> Response {
        let id = try id(context)
        let body = try await SavedQueryBody.decode(request)
        guard let before = try await store.savedQuery(id, of: owner) else { throw Self.unknown }
        let query = try body.query(id, of: owner, createdAt: before.createdAt, now: queries.now)
        guard try await store.replace(query) else { throw Self.unknown }
        return try JSONAnswer(SavedQueryEntry(query)).response
    }

    @Sendable private func deleteQuery(_ request: Request, context: APIContext) async throws -> Response {
        try await store.deleteSavedQuery(id(context), of: owner)
        return Response(status: .noContent)
    }

    private static var unknown: APIError {
        APIError(code: .notFound, message: "There is no such saved query; GET /api/saved-queries lists them.")
    }

    private func id(_ context: APIContext) throws -> WorkspaceID {
        guard let id = WorkspaceID(try context.parameters.require("id")) else {
            throw APIError.invalid("An id is a lower-case UUID.")
        }
        return id
    }
}
