import Ingest
import KafkaSource
import LakeModel
import LakeStore
import Logging
import ServiceLifecycle
import UnixSignals

/// A pipeline of this process's own, from a cluster's topics into a table of the lake.
struct KafkaIngest {
    private let definition: PipelineDefinition
    private let settings: Settings
    private let untilEnd: Bool

    init(_ definition: PipelineDefinition, _ settings: Settings, untilEnd: Bool) {
        self.definition = definition
        self.settings = settings
        self.untilEnd = untilEnd
    }

    func run() async throws {
        var logger = Logger(label: "tideline") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        try Runtime.makeFolder(settings.lake, "lake")
        let lake = try await Lake(settings)
        let maker = PipelineMaker(lake: lake, logs: "\(settings.state)/ingest", logger: logger)
        let consumer = try maker.consumer(of: definition)
        let pipeline = try maker.pipeline(definition, KafkaRecordSource(consumer: consumer))
        let goal = untilEnd ? ReadingGoal(consumer, ends: try await ends(of: consumer)) : nil
        try await run(pipeline, goal, lake, logger)
        await lake.drainUpkeep()
        StandardStreams.write(Array("\(Summary(pipeline.report))\n".utf8))
    }

    private func ends(of consumer: KafkaConsumer) async throws -> [SourcePartition: Int64] {
        try await consumer.watermarks(of: consumer.partitions()).mapValues(\.upperBound)
    }

    private func run(
        _ pipeline: Pipeline,
        _ goal: ReadingGoal?,
        _ lake: Lake,
        _ logger: Logger
    ) async throws {
        let watch = PipelineWatch(pipeline: pipeline, goal: goal)
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: BackgroundService { await lake.run() }),
                .init(service: BackgroundService { await pipeline.run() }),
                .init(service: watch, successTerminationBehavior: .gracefullyShutdownGroup),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(8)
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// All that some topics held at a moment. Brokers may name an end that is before their last records, so that the reader
/// must have seen the ends too.
private struct ReadingGoal: Sendable {
    private let consumer: KafkaConsumer
    /// The next offset behind what is wanted.
    private let ends: [SourcePartition: Int64]

    init(_ consumer: KafkaConsumer, ends: [SourcePartition: Int64]) {
        self.consumer = consumer
        self.ends = ends
    }

    func isReached(_ report: PipelineReport) -> Bool {
        guard consumer.caughtUp().isSuperset(of: ends.keys) else { return false }
        let committed = Dictionary(report.partitions.map { ($0.partition, $0.position) }) { first, _ in first }
        let read = consumer.positions()
        return ends.allSatisfy { partition, end in
            (committed[partition] ?? -1) + 1 >= max(end, read[partition] ?? 0)
        }
    }
}

/// Shows how far a pipeline is, and ends when there is nothing left to do, or nothing that it can do.
private struct PipelineWatch: Service {
    let pipeline: Pipeline
    /// nil goes on for ever.
    let goal: ReadingGoal?

    private static let interval = Duration.milliseconds(200)
    private static let looksPerLine = 5

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var looks = 0
            while (try? await ContinuousClock().sleep(for: Self.interval)) != nil {
                let report = pipeline.report
                if report.phase == .failed { throw Self.failure(report) }
                if goal?.isReached(report) == true { break }
                looks += 1
                if looks % Self.looksPerLine == 0, StandardStreams.errorIsTerminal {
                    StandardStreams.write(status: "\r\u{1b}[K\(Summary(report))")
                }
            }
            if StandardStreams.errorIsTerminal { StandardStreams.write(status: "\r\u{1b}[K") }
        }
    }

    private static func failure(_ report: PipelineReport) -> WiringError {
        WiringError(
            code: report.lastError?.code ?? .sourceFailed,
            message: report.lastError?.message ?? report.reason ?? "The pipeline failed."
        )
    }
}

/// How far a pipeline is, in one line.
private struct Summary: CustomStringConvertible {
    private let report: PipelineReport

    init(_ report: PipelineReport) { self.report = report }

    var description: String {
        let rejects = report.rejects == 0 ? "" : ", \(report.rejects) rejected"
        let version = report.lastCommit.map { "; \(report.definition.table) is at version \($0.version)" } ?? ""
        let lag = report.phase == .running ? report.lagRecords.map { ", \($0) behind" } ?? "" : ""
        let trouble = report.phase == .backingOff ? "; trying again: \(report.reason ?? "")" : ""
        return "\(report.rows) rows\(rejects) in \(report.commits) commits\(lag)\(version)\(trouble)"
    }
}
