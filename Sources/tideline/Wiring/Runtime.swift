import ChangeFeed
import EngineHost
import FoundationEssentials
import HTTPAPI
import LakeModel
import LakeStore
import Logging
import QueryService
import ServiceLifecycle
import SparkConnect
import Uploads
import Workspace

/// The parts of one Tideline, joined: what `serve` puts behind HTTP, and a one-off command uses directly.
struct Runtime: Sendable {
    let lake: Lake
    let workspace: Workspace
    let access: EngineAccess
    let queries: QueryService
    let uploads: UploadStore
    /// Word of each commit that this process makes.
    let hints: FeedHints
    /// The same for upkeep; the oldest of very many is lost.
    let commits: AsyncStream<TableName>
    private let engine: EngineHost?

    /// Makes the folders that are missing. Nothing runs before `services` do.
    init(_ settings: Settings, workspace: Workspace, logger: Logger) async throws {
        try Self.makeFolder(settings.lake, "lake")
        self.workspace = workspace
        let connections = EngineConnections(trustRoots: settings.engineTrustRoots)
        engine = try await Self.engine(settings, connections, logger)
        let kind = try engine.map { EngineAccess.Kind.embedded($0) } ?? Self.remote(settings, connections)
        access = EngineAccess(kind: kind, connections: connections)
        let hints = FeedHints()
        self.hints = hints
        let (commits, commit) = AsyncStream.makeStream(of: TableName.self, bufferingPolicy: .bufferingNewest(1_024))
        self.commits = commits
        lake = Lake(
            root: settings.lake,
            onCommit: {
                hints.note($0)
                commit.yield($0)
            },
            onTrouble: { table, error in
                logger.warning("A table's log needs attention", metadata: ["table": "\(table)", "error": "\(error)"])
            }
        )
        for table in try await workspace.registeredTables() { await Self.register(table, in: lake, logger) }
        let mirrors = VersionMirrors(folder: "\(settings.state)/versions")
        try await mirrors.prepare()
        queries = QueryService(
            engine: SparkQueryEngine(
                access: access,
                sessions: EngineSessions(
                    lakeRoot: settings.lake,
                    links: engine == nil ? nil : EngineLinks(stateFolder: settings.state),
                    logger: logger
                ),
                versions: EngineVersions(lake: lake, mirrors: mirrors),
                hints: hints
            ),
            tables: LakeTables(lake: lake, hints: hints),
            history: workspace,
            spool: ResultSpool(
                directory: "\(settings.state)/results",
                limits: .init(quota: settings.spoolQuota, lifetime: settings.resultLifetime)
            ),
            configuration: .init(timeout: settings.queryTimeout),
            environment: .system,
            logger: logger
        )
        try await queries.spool.prepare()
        uploads = UploadStore(directory: "\(settings.state)/uploads", makeID: Self.makeUploadID)
        try uploads.prepare()
    }

    /// In the order of their start; they stop in the reverse.
    var services: [any Service] {
        let (lake, queries, uploads, connections) = (lake, queries, uploads, access.connections)
        var services: [any Service] = [connections]
        if let engine { services.insert(engine, at: 0) }
        if case .remote(_, let probe) = access.kind { services.append(BackgroundService { await probe.run() }) }
        services += [
            BackgroundService { await lake.run() },
            BackgroundService { await queries.host() },
            BackgroundService { await Self.tidy(queries, uploads) },
        ]
        return services
    }

    @Sendable private static func makeUploadID() -> WorkspaceID {
        var generator = SystemRandomNumberGenerator()
        return .random(using: &generator)
    }

    private static func tidy(_ queries: QueryService, _ uploads: UploadStore) async {
        while (try? await ContinuousClock().sleep(for: .seconds(30))) != nil {
            queries.spool.expire()
            uploads.expire()
            ProcessMemory.giveBack()
        }
    }

    private static func engine(
        _ settings: Settings,
        _ connections: EngineConnections,
        _ logger: Logger
    ) async throws -> EngineHost? {
        guard settings.engine == .embedded else { return nil }
        let executable = try EngineExecutable.require()
        let configuration = EngineHostConfiguration(executable: executable, stateFolder: settings.state)
        let version = await EngineProgram.version(of: executable) ?? EngineVersion("unknown")
        return EngineHost(configuration: configuration, logger: logger) { endpoint in
            let client = try connections.client(
                generation: endpoint.generation,
                SparkConnection(host: endpoint.host, port: endpoint.port)
            )
            // Reading a setting parses no SQL, so that probes cost the engine no memory.
            _ = try await client.makeSession(id: probeSession).configuration(withDefaults: [probeSetting: ""])
            return version
        }
    }

    static let probeSetting = "spark.sql.session.timeZone"

    /// One session for all probes of a process: each new one would cost the engine memory.
    static let probeSession = "00000000-0000-4000-8000-00007469646c"

    private static func remote(
        _ settings: Settings,
        _ connections: EngineConnections
    ) throws -> EngineAccess.Kind {
        guard case .remote(let text) = settings.engine else {
            throw WiringError(code: .internalError, message: "There is no engine to use.")
        }
        let connection = try SparkConnection(parsing: text)
        guard settings.engineTrustRoots == nil || connection.usesTLS else {
            throw SettingsError(
                "\"engineTrustRoots\" is for an engine that is reached over TLS; add use_ssl=true to \(connection)."
            )
        }
        return .remote(connection, RemoteEngineProbe(connection, connections))
    }

    /// A registered table that is gone must not keep the server from starting; it is missing from the list until it
    /// comes back and the server starts again.
    private static func register(_ table: RegisteredTable, in lake: Lake, _ logger: Logger) async {
        do { try await lake.register(table.name, location: table.location) } catch {
            logger.warning(
                "A registered table can't be read",
                metadata: ["table": "\(table.name)", "error": "\(error)"]
            )
        }
    }

    static func makeFolder(_ path: String, _ what: String) throws {
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw WiringError(
                code: .storageFailed,
                message: "The \(what) folder \(path) can't be made; give a place that you may write to (--\(what))."
            )
        }
    }
}

/// Work that goes on until the program stops.
struct BackgroundService: Service {
    private let body: @Sendable () async -> Void

    init(_ body: @escaping @Sendable () async -> Void) { self.body = body }

    func run() async throws { await cancelWhenGracefulShutdown { await body() } }
}

extension Workspace: QueryHistory {}
extension Workspace: WorkspaceStore {}

extension QueryService.Environment {
    /// The machine's clocks and randomness.
    static var system: Self {
        Self(
            clock: ContinuousClock(),
            now: { Int64(Date().timeIntervalSince1970 * 1_000_000) },
            makeID: {
                var generator = SystemRandomNumberGenerator()
                return .random(using: &generator)
            }
        )
    }
}
