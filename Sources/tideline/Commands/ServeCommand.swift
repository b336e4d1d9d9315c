import ArgumentParser
import FoundationEssentials
import HTTPAPI
import LakeModel
import Logging
import ServiceLifecycle
import UnixSignals
import Workspace

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the lake: queries over HTTP, and the workbench."
    )

    @OptionGroup var lake: LakeOptions
    @OptionGroup var serve: ServeOptions

    func run() async throws {
        try await reportingFailure {
            var settings = try await Settings(lake)
            try settings.apply(serve)
            try await Server(settings).run()
        }
    }
}

/// `tideline serve` from its start to its end.
struct Server {
    /// SIGTERM drains for so long; what still runs then is cancelled.
    private static let drainTime = Duration.seconds(8)

    private let settings: Settings
    private let logger: Logger

    init(_ settings: Settings) {
        self.settings = settings
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        logger = Logger(label: "tideline")
    }

    func run() async throws {
        ProcessMemory.keepSmall()
        try Runtime.makeFolder(settings.state, "state")
        let lock = try StateLock(settings.state)
        defer { withExtendedLifetime(lock) {} }
        let workspace = try Workspace(path: Workspace.path(inState: settings.state))
        try await workspace.endInterruptedRuns()
        try await workspace.tidyHistory(keeping: 100_000)
        let runtime = try await Runtime(settings, workspace: workspace, logger: logger)
        let status = ProcessStatus(access: runtime.access, lake: settings.lake)
        let writing = try await WriteLine(runtime, settings, logger: logger)
        let line = LiveLine(runtime, writing, status: status, cores: settings.liveCores, logger: logger)
        let address = ServerAddress(stateFolder: settings.state)
        let api = HTTPAPI.application(
            services: APIServices(
                queries: runtime.queries,
                tables: LakeBrowser(lake: runtime.lake, workspace: workspace),
                status: status,
                workspace: workspace,
                page: WebPage(folder: WebFolder.find()),
                uploads: runtime.uploads,
                live: line.live,
                events: line.events,
                pipelines: writing.pipelines,
                upkeep: writing.upkeep
            ),
            host: settings.host,
            port: settings.port,
            logger: logger,
            onRunning: { port in announce(port ?? settings.port, address) }
        )
        var services = runtime.services + line.services + writing.services
        if settings.demo {
            services.append(
                DemoFeed(lake: runtime.lake, pipelines: writing.pipelines, rate: settings.demoRate, logger: logger)
            )
        }
        // The last one is the first that is told to stop.
        services += [api, line.eventService, DrainSignal(status)]
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: quiet
        )
        configuration.maximumGracefulShutdownDuration = Self.drainTime
        defer { address.withdraw() }
        try await ServiceGroup(configuration: configuration).run()
    }

    /// The life of services is their own news; the group's is none.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = .warning
        return logger
    }

    private func announce(_ port: Int, _ address: ServerAddress) {
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let url = "http://\(host):\(port)"
        address.publish(url)
        StandardStreams.write(Array("Tideline \(Tideline.version) serves the lake \(settings.lake) at \(url)\n".utf8))
    }
}
