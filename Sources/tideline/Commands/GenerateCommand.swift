import ArgumentParser
import FoundationEssentials
import LakeModel

struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make realistic web logs, at a steady rate: into a Kafka topic, a Tideline server or a table.",
        discussion: """
            --to kafka://host:9092/topic, --to http://host:8080/delta_lake.logs, or --to delta_lake.logs for a table of \
            --lake. The logs are those of `tideline serve --demo`.
            """
    )

    @Option(help: "kafka://host:port/topic, http://host:port/table, or a table of the lake.")
    var to: String

    @Option(help: "Events a second. (default: 20)")
    var rate = 20.0

    @Option(help: "Stop after so many events.")
    var count: Int?

    @Option(help: "Stop after so many seconds.")
    var seconds: Double?

    @Option(name: .customLong("property"), help: "A setting of librdkafka as name=value. May be repeated.")
    var properties: [String] = []

    @OptionGroup var lake: LakeOptions

    func validate() throws {
        guard rate > 0, rate <= 1_000_000 else {
            throw ValidationError("--rate is more than 0 and at most 1000000 events a second.")
        }
        if let count, count < 1 { throw ValidationError("--count is 1 or more.") }
        if let seconds, !(seconds > 0 && seconds <= 1e9) { throw ValidationError("--seconds is more than 0.") }
    }

    func run() async throws {
        try await reportingFailure {
            let target = try GenerateTarget(to, properties: NameValuePairs.parse(properties, of: "--property"))
            let settings = try await Settings(lake)
            let run = GenerateRun(rate: rate, most: count, time: seconds.map { .seconds($0) })
            let made = try await run.into(target.sink(settings))
            StandardStreams.write(Array("\(made) events\n".utf8))
        }
    }
}
