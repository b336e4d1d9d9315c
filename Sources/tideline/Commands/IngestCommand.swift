import ArgumentParser
import Ingest
import KafkaSource
import LakeModel
import LakeStore
import Logging
import ServiceLifecycle
import UnixSignals

struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Bring the records of Kafka topics into a Delta table, each exactly once, until Ctrl-C.",
        discussion: """
            The positions are in the table's log, so that it goes on where it stopped, whatever stopped it. Records that \
            can't be rows go to the table <table>__rejects.
            """
    )

    @Option(help: "Kafka brokers, host:port, several with commas between them.")
    var brokers: String

    @Option(name: .customLong("topic"), help: "A topic to read. May be repeated.")
    var topics: [String]

    @Option(help: "The table, schema.table; it is made of the first records if there is none.")
    var table: String

    @Option(help: "json, csv or text.")
    var format = RecordFormat.json

    @Option(
        help: """
            What becomes of a field that the table lacks: evolve makes it a column, rescue keeps it in _rescued, fixed \
            rejects the record.
            """
    )
    var schemaMode = SchemaMode.evolve

    @Option(
        help: "Where to begin when the table has no position: earliest, latest, or a time such as 2026-01-31T12:00:00Z."
    )
    var start = "earliest"

    @Option(help: "The name under which positions stand in the table. (default: ingest)")
    var name = "ingest"

    @Option(help: "A partition column of a table that is made, such as \"date(timestamp) AS day\". May be repeated.")
    var partitionBy: [String] = []

    @Option(name: .customLong("property"), help: "A setting of librdkafka as name=value. May be repeated.")
    var properties: [String] = []

    @Option(help: "A column for what the broker knows, as key, topic, partition, offset, timestamp or headers=column.")
    var metadata: [String] = []

    @Option(help: "Milliseconds between two commits at most. (default: 500)")
    var flushInterval = 500

    @Flag(help: "Stop when the table has what the topics hold now.")
    var untilEnd = false

    @OptionGroup var lake: LakeOptions

    func run() async throws {
        try await reportingFailure {
            let settings = try await Settings(lake)
            try await KafkaIngest(definition(), settings, untilEnd: untilEnd).run()
        }
    }

    private func definition() throws -> PipelineDefinition {
        guard let start = StartPosition(start) else {
            throw SettingsError("--start is earliest, latest, or a time with its zone, such as 2026-01-31T12:00:00Z.")
        }
        return try PipelineDefinition(
            name: name,
            source: .init(
                type: .kafka,
                brokers: brokers,
                topics: topics,
                start: start,
                properties: Self.pairs(properties, "--property")
            ),
            table: table,
            format: format,
            schemaMode: schemaMode,
            partitionBy: partitionBy,
            flush: .init(intervalMs: flushInterval),
            metadataColumns: Self.pairs(metadata, "--metadata")
        ).validated()
    }

    private static func pairs(_ texts: [String], _ option: String) throws -> [String: String] {
        var pairs: [String: String] = [:]
        for text in texts {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw SettingsError("\(option) is name=value.")
            }
            pairs[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return pairs
    }
}

extension RecordFormat: ExpressibleByArgument {}
extension SchemaMode: ExpressibleByArgument {}
