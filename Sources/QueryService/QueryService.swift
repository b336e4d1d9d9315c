package import Columns
package import LakeModel
package import Logging
package import SQLRewrite

/// The READ line: parse → authorize → rewrite → execute → stream. Every statement of every user goes through `run`;
/// there is no other way to the engine.
package final class QueryService: Sendable {
    package struct Configuration: Sendable {
        package var timeout: Duration
        package var limits: StatementLimits
        /// Statements in the engine at once, and those that wait for their turn; more are refused.
        package var concurrent: Int
        package var waiting: Int

        package init(
            timeout: Duration = .seconds(300),
            limits: StatementLimits = .standard,
            concurrent: Int = 16,
            waiting: Int = 256
        ) {
            self.timeout = timeout
            self.limits = limits
            self.concurrent = concurrent
            self.waiting = waiting
        }
    }

    /// What the outside gives: clocks and randomness, so that tests own them.
    package struct Environment: Sendable {
        package var clock: any Clock<Duration>
        /// Microseconds since 1970-01-01 UTC.
        package var now: @Sendable () -> Int64
        package var makeID: @Sendable () -> QueryID

        package init(
            clock: any Clock<Duration>,
            now: @escaping @Sendable () -> Int64,
            makeID: @escaping @Sendable () -> QueryID
        ) {
            self.clock = clock
            self.now = now
            self.makeID = makeID
        }
    }

    package let running = RunningQueries()
    package let spool: ResultSpool
    package let history: any QueryHistory
    package let tables: any TableResolver
    let engine: any QueryEngine
    let configuration: Configuration
    let environment: Environment
    let logger: Logger
    let admission: Admission
    private let counters = QueryCounters()
    let hosted = AsyncStream.makeStream(of: HostedJob.self)

    package init(
        engine: any QueryEngine,
        tables: any TableResolver,
        history: any QueryHistory,
        spool: ResultSpool,
        configuration: Configuration = Configuration(),
        environment: Environment,
        logger: Logger
    ) {
        self.engine = engine
        self.tables = tables
        self.history = history
        self.spool = spool
        admission = Admission(places: configuration.concurrent, waiting: configuration.waiting)
        self.configuration = configuration
        self.environment = environment
        self.logger = logger
    }

    /// Runs the statement to its end and returns what became of it. The rows are in the spool under the record's id,
    /// and go to `receive` in order as they come, if it is given. Cancelling the task stops the engine.
    ///
    /// - Parameters:
    ///   - id: of `makeID()`, for a caller who may want to cancel the run; a new one if nil.
    ///   - onStop: called when the run is stopped or its time is up, so that a `receive` that waits can give up.
    /// - Throws: a `DescribedError` whose position is in the request's own text. The history has the failure too.
    package func run(
        _ request: QueryRequest,
        id: QueryID? = nil,
        receive: ((ResultEvent) async throws -> Void)? = nil,
        onStop: @escaping @Sendable (any Error) -> Void = { _ in }
    ) async throws -> QueryRecord {
        try await run(begin(request, id: id ?? makeID()), receive: receive, onStop: onStop)
    }

    /// Makes the run known: from here on it is listed and can be cancelled. It must go on to `run` or `running.end`.
    func begin(_ request: QueryRequest, id: QueryID) throws -> BegunRun {
        var record = QueryRecord(
            id: id,
            sql: request.sql,
            principal: request.principal,
            startedAt: environment.now()
        )
        record.source = request.source?.queryID
        guard let cancellation = running.begin(record, isListed: request.isKept && request.isRemembered) else {
            throw QueryServiceError(code: .internalError, message: "Query id \(id) is in use; send the query again.")
        }
        return BegunRun(request: request, record: record, cancellation: cancellation)
    }

    func run(
        _ begun: BegunRun,
        receive: ((ResultEvent) async throws -> Void)? = nil,
        onStop: @escaping @Sendable (any Error) -> Void = { _ in }
    ) async throws -> QueryRecord {
        let (request, record, cancellation) = (begun.request, begun.record, begun.cancellation)
        defer { running.end(record.id) }
        let run = QueryRun(service: self, request: request, record: record)
        let isRemembered = request.isKept && request.isRemembered
        // A statement that takes the server down with it is the one that somebody will look for.
        if isRemembered { history.begin(record) }
        let outcome = await run.outcome(cancellation: cancellation, onStop: onStop, receive: receive)
        counters.add(run.record)
        running.update(run.record)
        if isRemembered { await remember(run.record) }
        return try outcome.get()
    }

    /// The engine's plan for the statement at the newest versions of its tables.
    package func explain(_ request: QueryRequest, mode: PlanMode) async throws -> String {
        let run = QueryRun(
            service: self,
            request: request,
            record: QueryRecord(id: environment.makeID(), sql: request.sql, principal: request.principal, startedAt: 0)
        )
        return try await run.explain(mode)
    }

    /// A run in progress, else what the history knows.
    package func record(of id: QueryID) async throws -> QueryRecord {
        if let record = running.record(of: id) { return record }
        guard let record = try await history.query(id) else { throw QueryServiceError.unknown(id) }
        return record
    }

    /// Stops a run; one that has ended already is left as it is.
    package func cancel(_ id: QueryID) async throws {
        guard !running.cancel(id) else { return }
        guard try await history.query(id) != nil else { throw QueryServiceError.unknown(id) }
    }

    /// The rows of a run; throws `PastFailure` when it gave none, `query_not_found` or `result_expired`.
    package func result(of id: QueryID) async throws -> SpooledResult {
        if let result = try await spool.result(id) { return result }
        if let failure = PastFailure(try await record(of: id)) { throw failure }
        throw QueryServiceError.expired(id)
    }

    /// The rows that a run has given until now; nil for one in progress whose columns are not known yet.
    package func rowsSoFar(of id: QueryID) async throws -> SpooledResult? {
        let isRunning = running.record(of: id) != nil
        if isRunning, try await spool.result(id) == nil { return nil }
        return try await result(of: id)
    }

    package func makeID() -> QueryID { environment.makeID() }

    /// Microseconds since 1970-01-01 UTC.
    package var now: Int64 { environment.now() }

    /// For answers of a few rows that Tideline itself needs; through the same gate as everything, but not in the history.
    package func smallResult(of request: QueryRequest) async throws -> [[ScalarValue]] {
        var request = request
        request.isKept = false
        var rows: [[ScalarValue]] = []
        _ = try await run(request) { event in
            guard case .rows(let block) = event else { return }
            for batch in try block.batches() { rows += (0..<batch.rowCount).map(batch.row) }
        }
        return rows
    }

    package var totals: QueryTotals { counters.totals }

    /// Statements that wait for a place in the engine.
    package var waitingCount: Int { admission.waitingCount }

    /// A history that can't be written must not take the answer away from who waits for it.
    private func remember(_ record: QueryRecord) async {
        do { try await history.save(record) } catch {
            logger.warning("Query history not saved", metadata: ["query": "\(record.id)", "error": "\(error)"])
        }
    }
}

/// A run that is known and has not been taken up yet.
struct BegunRun: Sendable {
    let request: QueryRequest
    let record: QueryRecord
    /// Its first element is the wish to stop.
    let cancellation: AsyncStream<Void>
}

/// What a run hands over, in this order: one `started`, one `schema`, rows.
package enum ResultEvent: Sendable {
    case started(QueryID, tables: [TableVersion])
    case schema(Schema)
    case rows(RowBlock)
}
