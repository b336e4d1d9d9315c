import LakeModel
import Logging
import QueryService
import SparkConnect
import Synchronization

/// Sessions that must not mix what they are told.
enum SessionPurpose: Hashable {
    /// Knows tables where they lie, and the person's temporary views.
    case tables
    /// Knows tables by their version mirrors.
    case versions
    /// Is told of no table, so that a statement which must not name one can't.
    case file
}

/// One engine session for each person, purpose and engine process: temporary views and settings stay until the engine goes.
/// The engine's catalog is per session, so each session is told of a table when a statement first names it.
final class EngineSessions: Sendable {
    private struct Key: Hashable {
        let generation: Int
        let principal: Principal
        let purpose: SessionPurpose
    }

    private let lakeRoot: String
    /// nil for an engine elsewhere, whose paths are its own.
    private let links: EngineLinks?
    private let logger: Logger
    private let sessions = Mutex<[Key: EngineSession]>([:])

    init(lakeRoot: String, links: EngineLinks?, logger: Logger) {
        self.lakeRoot = lakeRoot
        self.links = links
        self.logger = logger
    }

    func session(
        for principal: Principal,
        purpose: SessionPurpose,
        on client: SparkConnectClient,
        generation: Int
    ) -> EngineSession {
        sessions.withLock { sessions in
            let key = Key(generation: generation, principal: principal, purpose: purpose)
            if let session = sessions[key] { return session }
            for old in sessions.keys where old.generation < generation - 1 { sessions[old] = nil }
            let session = EngineSession(
                spark: client.makeSession(userID: principal.name),
                lakeRoot: lakeRoot,
                links: links,
                logger: logger
            )
            sessions[key] = session
            return session
        }
    }

    /// For a session that the engine has dropped: idle too long.
    func forget(_ session: EngineSession) {
        sessions.withLock { sessions in
            for key in sessions.keys where sessions[key] === session { sessions[key] = nil }
        }
    }
}

/// A session and what it has been told.
final class EngineSession: Sendable {
    private struct Known {
        var isConfigured = false
        var schemas: Set<String> = []
        var tables: [TableName: String] = [:]
        /// Those that the engine refuses to know.
        var refused: Set<TableName> = []
        var lastUse = ContinuousClock.now
    }

    let spark: SparkSession
    private let lakeRoot: String
    private let links: EngineLinks?
    private let logger: Logger
    private let known = Mutex(Known())

    init(spark: SparkSession, lakeRoot: String, links: EngineLinks?, logger: Logger) {
        self.spark = spark
        self.lakeRoot = lakeRoot
        self.links = links
        self.logger = logger
    }

    /// The folder's path as the engine can read it.
    private func readable(_ folder: String) throws -> String { try links?.readable(folder) ?? folder }

    /// The same for a file that has a plain name.
    func readable(file: String) throws -> String {
        guard let slash = file.lastIndex(of: "/") else { return file }
        return try readable(String(file[..<slash])) + file[slash...]
    }

    /// The engine drops sessions that idle for minutes.
    private static let surelyAlive = Duration.seconds(30)

    /// Fails with `engine_died` if the engine has dropped the session. Reading a setting parses no SQL, which would cost
    /// the engine memory.
    func awaken() async throws {
        let idle = known.withLock { known in
            let now = ContinuousClock.now
            defer { known.lastUse = now }
            return known.lastUse.duration(to: now)
        }
        guard idle > Self.surelyAlive else { return }
        _ = try await spark.configuration(withDefaults: ["spark.sql.session.timeZone": ""])
    }

    /// Makes the statement's tables, and the schemas that it may create tables in, known to the engine.
    /// Two statements that tell it the same at once do no harm: every step is `IF NOT EXISTS`.
    func prepare(tables: [LocatedTable], schemas: Set<String>) async throws {
        try await configure()
        for schema in schemas.union(tables.map(\.name.schema)).union([TableName.defaultSchema]) {
            try await prepare(schema: schema)
        }
        for table in tables { try await prepare(table) }
    }

    /// The same for statements that list the catalog: a table that the engine refuses is missing there, and the rest is
    /// served.
    func prepare(catalog tables: [LocatedTable]) async throws {
        try await prepare(tables: [], schemas: [])
        for table in tables {
            do {
                try await prepare(schema: table.name.schema)
                try await prepare(table)
                known.withLock { _ = $0.refused.remove(table.name) }
            } catch let error as any DescribedError where !Self.isOfEngine(error) { note(error, of: table.name) }
        }
    }

    /// Whether no other table would fare better.
    private static func isOfEngine(_ error: any DescribedError) -> Bool {
        [.engineDied, .engineUnavailable, .shuttingDown, .queryCancelled].contains(error.code)
    }

    private func note(_ error: any DescribedError, of table: TableName) {
        guard known.withLock({ $0.refused.insert(table).inserted }) else { return }
        logger.warning(
            "The engine can't be told of a table; lists of tables leave it out",
            metadata: ["table": "\(table)", "error": "\(error)"]
        )
    }

    /// A table that was forgotten or has gone must not go on answering because the session was once told of it.
    func forget(_ names: [TableName]) async throws {
        for name in names where known.withLock({ $0.tables[name] != nil }) {
            try await run("DROP TABLE IF EXISTS \(name.sql)")
            known.withLock { $0.tables[name] = nil }
        }
    }

    /// UTC is the only zone in which the engine's answers are right; the workbench shows times in the viewer's. A table
    /// without a format is a Delta table, for the lake sees no others.
    private func configure() async throws {
        guard !known.withLock({ $0.isConfigured }) else { return }
        try await spark.setConfiguration([
            "spark.sql.session.timeZone": "UTC", "spark.sql.sources.default": "delta",
        ])
        known.withLock { $0.isConfigured = true }
    }

    /// With its folder as location, so that `CREATE TABLE` puts the table where the lake finds it.
    private func prepare(schema: String) async throws {
        guard !known.withLock({ $0.schemas.contains(schema.lowercased()) }) else { return }
        let location = SQLText.literal(try readable("\(lakeRoot)/\(schema)"))
        try await run("CREATE DATABASE IF NOT EXISTS \(TableName.quoted(schema)) LOCATION \(location)")
        known.withLock { _ = $0.schemas.insert(schema.lowercased()) }
    }

    private func prepare(_ table: LocatedTable) async throws {
        let before = known.withLock { $0.tables[table.name] }
        guard before != table.location else { return }
        if before != nil { try await run("DROP TABLE IF EXISTS \(table.name.sql)") }
        let location = SQLText.literal(try readable(table.location))
        try await run("CREATE TABLE IF NOT EXISTS \(table.name.sql) USING delta LOCATION \(location)")
        known.withLock { $0.tables[table.name] = table.location }
    }

    private func run(_ sql: String) async throws { _ = try await spark.run(.sql(sql)) }
}

/// Spelling of values in SQL text that Tideline itself writes.
enum SQLText {
    /// A string literal: back-slashes and quotes escaped, since the engine drops doubled quotes.
    static func literal(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
