import ArgumentParser
import FoundationEssentials
import Ingest
import LakeModel
import LakeStore
import Logging

struct RedriveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Put records that could not be rows into their table, each once, as they are or repaired.",
        discussion: """
            Without --id and --all it lists them as NDJSON. Lines of that list, their values repaired, are what --values \
            takes.
            """
    )

    @Option(help: "The table, schema.table.")
    var table: String

    @Option(help: "The pipeline's name. (default: ingest)")
    var name = "ingest"

    @Option(name: .customLong("id"), help: "A record to put back, as the list names it. May be repeated.")
    var ids: [String] = []

    @Flag(help: "Put all of them back.")
    var all = false

    @Option(help: "A file of lines {\"id\": …, \"value\": …}: records to put back with another value.")
    var values: String?

    @Option(help: "json, csv or text.")
    var format = RecordFormat.json

    @Option(help: "evolve, rescue or fixed.")
    var schemaMode = SchemaMode.evolve

    @OptionGroup var lake: LakeOptions

    private struct Line: Codable {
        let id: String
        var reason, detail: String?
        let value: String?
    }

    func run() async throws {
        try await reportingFailure {
            let lake = try await Lake(Settings(lake))
            let redrive = try redrive(lake)
            let values = try repaired()
            let open = try await redrive.open()
            var wanted = ids + values.keys.sorted()
            if all { wanted = open.map(\.id) }
            guard !wanted.isEmpty else { return try list(open) }
            try await put(wanted, values, open, redrive)
            await lake.drainUpkeep()
        }
    }

    private func redrive(_ lake: Lake) throws -> Redrive {
        let definition = try PipelineDefinition(
            name: name,
            source: .init(type: .http, topics: []),
            table: table,
            format: format,
            schemaMode: schemaMode
        ).validated()
        let logger = Logger(label: "tideline") { StreamLogHandler.standardError(label: $0) }
        return try PipelineMaker(lake: lake, logs: "", logger: logger).redrive(definition)
    }

    private func repaired() throws -> [String: [UInt8]] {
        guard let values else { return [:] }
        guard let data = FileManager.default.contents(atPath: values) else {
            throw SettingsError("The file \(values) does not exist or can't be read.")
        }
        var repaired: [String: [UInt8]] = [:]
        for line in data.split(separator: UInt8(ascii: "\n")) {
            guard let line = try? JSONDecoder().decode(Line.self, from: line), let value = line.value else {
                throw SettingsError("\(values) has a line that is not {\"id\": …, \"value\": …}.")
            }
            repaired[line.id] = Array(value.utf8)
        }
        return repaired
    }

    private func list(_ rows: [RejectedRow]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        for row in rows {
            let value = row.value.map { String(decoding: $0, as: UTF8.self) }
            let line = Line(id: row.id, reason: row.reason, detail: row.detail, value: value)
            StandardStreams.write(Array(try encoder.encode(line)) + [UInt8(ascii: "\n")])
        }
    }

    private func put(
        _ wanted: [String],
        _ values: [String: [UInt8]],
        _ open: [RejectedRow],
        _ redrive: Redrive
    ) async throws {
        let known = Set(open.map(\.id))
        if let unknown = wanted.first(where: { !known.contains($0) }) {
            throw WiringError(
                code: .notFound,
                message: "There is no rejected record \(unknown.prefix(200)) to put back; it may have been already."
            )
        }
        var redriven = 0
        for start in stride(from: 0, to: wanted.count, by: Redrive.mostIDs) {
            let some = Array(wanted[start..<min(wanted.count, start + Redrive.mostIDs)])
            let result = try await redrive(some, values: values)
            redriven += result.redriven
            for (id, reason) in result.rejected.sorted(by: { $0.key < $1.key }) {
                StandardStreams.complain("\(id) still can't be a row: \(reason)")
            }
        }
        StandardStreams.write(Array("\(redriven) of \(wanted.count) records put back\n".utf8))
    }
}
