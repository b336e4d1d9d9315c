import Hummingbird
import LakeModel
import Maintenance

/// `/api/jobs`: upkeep of tables, by policy or by request.
struct JobRoutes: Sendable {
    let upkeep: MaintenanceService
    let tables: any TableBrowser

    func add(to router: Router<APIContext>) {
        router.get("/api/jobs", use: list)
        router.get("/api/jobs/{id}", use: show)
        router.delete("/api/jobs/{id}", use: cancel)
        router.post("/api/tables/{name}/optimize", use: optimize)
        router.post("/api/tables/{name}/vacuum", use: vacuum)
    }

    @Sendable private func list(_ request: Request, context: APIContext) async throws -> Response {
        let options = try QueryOptions(request, allowed: ["table"])
        let wanted = try options["table"].map { try TableName(named: $0) }
        let jobs = upkeep.jobs.filter { job in wanted.map { $0 == job.table } ?? true }
        return try JSONAnswer(jobs.map(JobJSON.init)).response
    }

    @Sendable private func show(_ request: Request, context: APIContext) async throws -> Response {
        try JSONAnswer(JobJSON(job(context))).response
    }

    /// One that is over already stays as it is.
    @Sendable private func cancel(_ request: Request, context: APIContext) async throws -> Response {
        let id = try job(context).id
        upkeep.cancel(id)
        return Response(status: .noContent)
    }

    @Sendable private func optimize(_ request: Request, context: APIContext) async throws -> Response {
        let body = try await OptimizeBody.decode(request, isOptional: true)
        return try await submit(
            MaintenanceRequest(.optimize, of: context.tableName("name"), isDryRun: body.dryRun ?? false)
        )
    }

    @Sendable private func vacuum(_ request: Request, context: APIContext) async throws -> Response {
        let body = try await VacuumBody.decode(request, isOptional: true)
        if let hours = body.retainHours, !(0...1_000_000).contains(hours) {
            throw APIError.invalid("\"retainHours\" is between 0 and 1000000.")
        }
        return try await submit(
            MaintenanceRequest(
                .vacuum,
                of: context.tableName("name"),
                isDryRun: body.dryRun ?? false,
                retention: body.retainHours.map { Int64($0 * 3_600_000) },
                isForced: body.force ?? false
            )
        )
    }

    private func submit(_ request: MaintenanceRequest) async throws -> Response {
        _ = try await tables.detail(request.table, version: nil)
        return try JSONAnswer(JobJSON(upkeep.submit(request)), status: .accepted).response
    }

    private func job(_ context: APIContext) throws -> MaintenanceJob {
        guard let job = upkeep.job(try context.parameters.require("id")) else {
            throw APIError(code: .notFound, message: "There is no such job; GET /api/jobs lists the newest ones.")
        }
        return job
    }

}

/// `{"dryRun"?}`
private struct OptimizeBody: StrictBody {
    static let keys: Set<String> = ["dryRun"]

    let dryRun: Bool?
}

/// `{"dryRun"?, "retainHours"?, "force"?}`
private struct VacuumBody: StrictBody {
    static let keys: Set<String> = ["dryRun", "retainHours", "force"]

    let dryRun: Bool?
    let retainHours: Double?
    let force: Bool?
}
