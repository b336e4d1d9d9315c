import ChangeFeed
import Columns
import LakeModel
import QueryService
import SQLRewrite
import SparkConnect

/// Joins the READ line to Spark Connect.
struct SparkQueryEngine: QueryEngine {
    let access: EngineAccess
    let sessions: EngineSessions
    let versions: EngineVersions
    let hints: FeedHints

    func execute(_ execution: Execution, receive: @escaping @Sendable (EngineEvent) async throws -> Void) async throws {
        defer { noteNewTables(of: execution) }
        try await withSession(execution) { session, activity in
            try await stream(execution, session) { event in
                activity.note()
                try await forward(event, to: receive)
            }
        }
    }

    func explain(_ execution: Execution, mode: PlanMode) async throws -> String {
        try await withSession(execution) { session, _ in
            try await session.spark.explain(relation(of: execution, for: session), mode: mode.spark)
        }
    }

    /// What `CREATE TABLE` and its like make is in no log that we write, so that whoever follows the tables is told to
    /// look, also after a failure: it may have come too late.
    private func noteNewTables(of execution: Execution) {
        guard execution.statement.kind == .ddl else { return }
        for name in execution.unknown { hints.note(name) }
    }

    /// Runs `body` in a session of the principal in which the engine finds all that the statement reads.
    private func withSession<Value: Sendable>(
        _ execution: Execution,
        _ body: @escaping @Sendable (EngineSession, EngineActivity) async throws -> Value
    ) async throws -> Value {
        try requireReachableSource(execution)
        return try await access.withClient { client, generation, activity in
            let visit = Visit(client: client, generation: generation, execution: execution)
            do {
                if try await needsMirrors(execution) {
                    return try await withMirrors(visit) { try await body($0, activity) }
                }
                let purpose: SessionPurpose = execution.source == nil ? .tables : .file
                return try await body(try await session(visit, purpose, tables: execution.tables), activity)
            } catch let error as SparkConnectError where error.code == .versionNotFound {
                // A checkpoint was written since we looked. The engine says so before it answers anything.
                guard try await canUseMirrors(execution) else { throw unreachable(error) }
                return try await withMirrors(visit) { try await body($0, activity) }
            }
        }
    }

    /// One statement with one engine.
    private struct Visit {
        let client: SparkConnectClient
        let generation: Int
        let execution: Execution
    }

    private func withMirrors<Value: Sendable>(
        _ visit: Visit,
        _ body: (EngineSession) async throws -> Value
    ) async throws -> Value {
        try await versions.withMirrors(of: visit.execution.statement) { tables in
            try await body(try await session(visit, .versions, tables: tables))
        }
    }

    private func needsMirrors(_ execution: Execution) async throws -> Bool {
        guard case .embedded = access.kind else { return false }
        return try await versions.needMirrors(execution.statement)
    }

    /// The engine's own words are about files of its log.
    private func unreachable(_ error: SparkConnectError) -> any DescribedError {
        guard case .embedded = access.kind else { return error }
        return WiringError(
            code: .versionNotFound,
            message: "The embedded engine finds a version before its table's last checkpoint only for a query that "
                + "names each table, not its path or a view of it, and the version as a number or a literal time. "
                + "Write the query so. For a statement that writes, run the query alone, export its result, and upload "
                + "that as a table to read from. If the log was cleaned up, the version is gone."
        )
    }

    private func canUseMirrors(_ execution: Execution) async throws -> Bool {
        guard case .embedded = access.kind else { return false }
        return try await versions.canBeMirrored(execution.statement)
    }

    /// The principal's session, told of what the statement needs. One that the engine has dropped for idling is made
    /// anew, which shows before anything of the statement runs: preparing a session twice does no harm, running a
    /// statement twice would.
    private func session(
        _ visit: Visit,
        _ purpose: SessionPurpose,
        tables: [LocatedTable]
    ) async throws -> EngineSession {
        let execution = visit.execution
        func open() -> EngineSession {
            sessions.session(
                for: execution.statement.principal,
                purpose: purpose,
                on: visit.client,
                generation: visit.generation
            )
        }
        func prepare(_ session: EngineSession) async throws {
            try await session.awaken()
            if execution.statement.kind == .show {
                try await session.prepare(catalog: tables)
            } else {
                try await session.prepare(tables: tables, schemas: execution.schemas)
            }
            try await session.forget(execution.unknown)
        }
        var session = open()
        do { try await prepare(session) } catch let error as SparkConnectError where error.code == .engineDied {
            sessions.forget(session)
            session = open()
            try await prepare(session)
        }
        return session
    }

    /// A statement known to be a query needs one round trip; others are sent as commands, whose effect happens once.
    private func stream(
        _ execution: Execution,
        _ session: EngineSession,
        _ body: (SparkResultEvent) async throws -> Void
    ) async throws {
        let (sql, parameters) = (execution.statement.sql, execution.parameters)
        let (id, spark) = (execution.id.text, session.spark)
        guard execution.statement.kind == .query else {
            return try await spark.withStatement(sql, parameters: parameters, limit: execution.rowLimit, tags: [id]) {
                for try await event in $0 { try await body(event) }
            }
        }
        var relation = try relation(of: execution, for: session)
        if let limit = execution.rowLimit { relation = relation.limit(limit) }
        try await spark.withExecution(of: .relation(relation), tags: [id], operationID: id) {
            for try await event in $0 { try await body(event) }
        }
    }

    private func relation(of execution: Execution, for session: EngineSession) throws -> SparkRelation {
        let query = SparkRelation.sql(execution.statement.sql, parameters: execution.parameters)
        guard let source = execution.source else { return query }
        let rows = SparkRelation.read(
            format: source.format,
            paths: [try session.readable(file: source.path)],
            options: source.options,
            schema: source.schema
        )
        guard let number = source.rowNumber else {
            return .withRelations(query, references: [rows.alias(QuerySource.name)])
        }
        // The numbers are there to order by: they show in no answer, and `result` has none.
        let plain = rows.dropping(number).alias(QuerySource.name)
        guard execution.statement.relations.contains(QuerySource.numberedName) else {
            return .withRelations(query, references: [plain])
        }
        let references = [plain, rows.alias(QuerySource.numberedName)]
        return SparkRelation.withRelations(query, references: references).dropping(number)
    }

    /// The engine opens the source by its path.
    private func requireReachableSource(_ execution: Execution) throws {
        guard execution.source != nil, case .remote(let connection, _) = access.kind, !connection.isLoopback else {
            return
        }
        throw WiringError(
            code: .unsupportedStatement,
            message: "The engine at \(connection.host) can't read this server's files, where results and uploads lie. "
                + "Run the statement on the tables themselves, or serve with the embedded engine."
        )
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
