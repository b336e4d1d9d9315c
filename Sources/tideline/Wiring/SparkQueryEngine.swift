import Columns
import LakeModel
import QueryService
import SQLRewrite
import SparkConnect

/// Joins the READ line to Spark Connect.
struct SparkQueryEngine: QueryEngine {
    let access: EngineAccess
    let sessions: EngineSessions

    func execute(_ execution: Execution, receive: @escaping @Sendable (EngineEvent) async throws -> Void) async throws {
        try await withSession(execution) { session, activity in
            try await stream(execution, session.spark) { event in
                activity.note()
                try await forward(event, to: receive)
            }
        }
    }

    func explain(_ execution: Execution, mode: PlanMode) async throws -> String {
        try await withSession(execution) { session, _ in
            let relation = SparkRelation.sql(execution.statement.sql, parameters: execution.parameters)
            return try await session.spark.explain(relation, mode: mode.spark)
        }
    }

    /// Runs `body` in the principal's session. A session that the engine has dropped for idling is made anew, which shows
    /// before anything of the statement runs: preparing a session twice does no harm, running a statement twice would.
    private func withSession<Value: Sendable>(
        _ execution: Execution,
        _ body: @escaping @Sendable (EngineSession, EngineActivity) async throws -> Value
    ) async throws -> Value {
        try await access.withClient { client, generation, activity in
            let principal = execution.statement.principal
            var session = sessions.session(for: principal, on: client, generation: generation)
            do { try await prepare(session, for: execution) } catch let error as SparkConnectError
                where error.code == .engineDied
            {
                sessions.forget(session, generation: generation, principal: principal)
                session = sessions.session(for: principal, on: client, generation: generation)
                try await prepare(session, for: execution)
            }
            return try await body(session, activity)
        }
    }

    private func prepare(_ session: EngineSession, for execution: Execution) async throws {
        try await session.awaken()
        try await session.prepare(tables: execution.tables, schemas: execution.schemas)
        try await session.forget(execution.unknown)
    }

    /// A statement known to be a query needs one round trip; others are sent as commands, whose effect happens once.
    private func stream(
        _ execution: Execution,
        _ spark: SparkSession,
        _ body: (SparkResultEvent) async throws -> Void
    ) async throws {
        let (sql, parameters) = (execution.statement.sql, execution.parameters)
        let id = execution.id.text
        guard execution.statement.kind == .query else {
            return try await spark.withStatement(sql, parameters: parameters, limit: execution.rowLimit, tags: [id]) {
                for try await event in $0 { try await body(event) }
            }
        }
        var relation = SparkRelation.sql(sql, parameters: parameters)
        if let limit = execution.rowLimit { relation = relation.limit(limit) }
        try await spark.withExecution(of: .relation(relation), tags: [id], operationID: id) {
            for try await event in $0 { try await body(event) }
        }
    }

    private func forward(
        _ event: SparkResultEvent,
        to receive: @Sendable (EngineEvent) async throws -> Void
    ) async throws {
        switch event {
        case .schema(let schema): try await receive(.schema(schema))
        case .rows(let block): try await receive(.rows(block))
        case .metrics, .sqlCommandResult, .resultComplete: break
        }
    }
}

extension PlanMode {
    fileprivate var spark: SparkExplainMode {
        switch self {
        case .simple: .simple
        case .extended: .extended
        case .formatted: .formatted
        case .cost: .cost
        }
    }
}
