import ArgumentParser
import FoundationEssentials
import LakeModel
import LakeStore
import Logging
import Maintenance

struct OptimizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "optimize",
        abstract: "Join a table's small files into large ones; its rows stay the same, and writers go on meanwhile."
    )

    @Argument(help: "The table, schema.table.")
    var table: String

    @Flag(help: "Say what would be done, and do nothing.")
    var dryRun = false

    @OptionGroup var lake: LakeOptions

    func run() async throws {
        try await reportingFailure {
            let name = try UpkeepRun.name(table)
            try await UpkeepRun(MaintenanceRequest(.optimize, of: name, isDryRun: dryRun), Settings(lake)).run()
        }
    }
}

struct VacuumCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vacuum",
        abstract: "Delete files of a table's folder that no version within the retention needs."
    )

    @Argument(help: "The table, schema.table.")
    var table: String

    @Option(help: "Keep what versions of so many hours need. (default: what the table says, else 168)")
    var retainHours: Double?

    @Flag(help: "Allow a retention shorter than the table's: other programs' commits under way may lose files.")
    var force = false

    @Flag(help: "List the files, and delete nothing.")
    var dryRun = false

    @OptionGroup var lake: LakeOptions

    func validate() throws {
        if let retainHours, !(0...1_000_000).contains(retainHours) {
            throw ValidationError("--retain-hours is between 0 and 1000000.")
        }
    }

    func run() async throws {
        try await reportingFailure {
            let request = MaintenanceRequest(
                .vacuum,
                of: try UpkeepRun.name(table),
                isDryRun: dryRun,
                retention: retainHours.map { Int64($0 * 3_600_000) },
                isForced: force
            )
            try await UpkeepRun(request, Settings(lake)).run()
        }
    }
}

/// One job of upkeep, done by this process.
struct UpkeepRun {
    private let request: MaintenanceRequest
    private let settings: Settings

    init(_ request: MaintenanceRequest, _ settings: Settings) {
        self.request = request
        self.settings = settings
    }

    static func name(_ text: String) throws -> TableName {
        guard let name = TableName(parsing: text) else {
            throw SettingsError("A table's name is table or schema.table.")
        }
        return name
    }

    func run() async throws {
        let lake = try await Lake(settings)
        let job = try await finished(in: lake)
        await lake.drainUpkeep()
        if let failure = job.failure { throw WiringError(code: failure.code, message: failure.message) }
        let figures = job.report.figures.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let head = request.isDryRun ? "would do" : "did"
        let lines = ["\(request.table): \(head): \(figures.joined(separator: ", "))"] + job.report.paths
        StandardStreams.write(Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    private func finished(in lake: Lake) async throws -> MaintenanceJob {
        var configuration = MaintenanceConfiguration()
        configuration.automatic = []
        configuration.cpuShare = 1
        let (changes, continuation) = AsyncStream.makeStream(of: MaintenanceJob.self)
        var logger = Logger(label: "tideline") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        let service = MaintenanceService(
            lake: LakeUpkeep(lake: lake, tables: { [] }),
            configuration: configuration,
            clock: ContinuousClock(),
            now: { Int64(Date().timeIntervalSince1970 * 1_000) },
            logger: logger,
            onChange: { continuation.yield($0) }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            defer { group.cancelAll() }
            let id = service.submit(request).id
            for await job in changes where job.id == id && job.state.isOver { return job }
            throw CancellationError()
        }
    }
}
