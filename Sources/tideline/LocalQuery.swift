import Columns
import LakeModel
import LakeStore
import Logging
import QueryService
import ServiceLifecycle
import Synchronization
import UnixSignals
import Workspace

/// A statement run by this process itself, with an engine of its own for the while.
struct LocalQuery {
    private let settings: Settings

    init(_ settings: Settings) { self.settings = settings }

    func print(_ request: QueryRequest, as format: OutputFormat) async throws {
        try await withRuntime { runtime in
            let printer = ResultPrinter(format)
            let record = try await runtime.queries.run(request) { event in
                switch event {
                case .started: break
                case .schema(let schema): try printer.begin(schema)
                case .rows(let block): try printer.append(block)
                }
            }
            await runtime.lake.drainUpkeep()
            try printer.finish(truncated: record.truncated)
        }
    }

    func smallResult(_ sql: String) async throws -> [[ScalarValue]] {
        let rows = Mutex<[[ScalarValue]]>([])
        try await withRuntime { runtime in
            let result = try await runtime.queries.smallResult(of: QueryRequest(sql: sql))
            rows.withLock { $0 = result }
        }
        return rows.withLock { $0 }
    }

    private func withRuntime(_ body: @escaping @Sendable (Runtime) async throws -> Void) async throws {
        var logger = Logger(label: "tideline") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        // A folder of its own: a server may be using the other at the same time.
        let own = try TemporaryFolder()
        defer { own.remove() }
        let workspace = try Workspace(inMemory: ())
        for table in try await RegisteredTable.all(inState: settings.state) { try await workspace.register(table) }
        var settings = settings
        settings.state = own.path
        let runtime = try await Runtime(settings, workspace: workspace, logger: logger)
        let job = OneJob { try await body(runtime) }
        var configuration = ServiceGroupConfiguration(
            services: runtime.services.map { .init(service: $0) }
                + [.init(service: job, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(5)
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// Something done once, at whose end the program stops.
private struct OneJob: Service {
    let body: @Sendable () async throws -> Void

    func run() async throws { try await cancelWhenGracefulShutdown { try await body() } }
}
