import ArgumentParser
import Columns
import DeltaProtocol
import LakeModel
import LakeStore

struct TablesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tables",
        abstract: "List the lake's tables: rows, bytes, files, last commit."
    )

    @OptionGroup var options: LakeOptions

    func run() async throws {
        try await reportingFailure {
            let settings = try await Settings(options)
            let tables = try await Lake(settings).tables()
            guard !tables.isEmpty else {
                return StandardStreams.complain("The lake \(settings.lake) has no tables. Try `tideline serve --demo`.")
            }
            var text = TextTable(Self.schema)
            try text.append(batch(tables))
            StandardStreams.write(Array(text.text.utf8))
        }
    }

    private static let schema = Schema([
        Field("table", .string), Field("version", .int64), Field("rows", .int64), Field("size", .string),
        Field("files", .int64), Field("last commit", .timestamp), Field("operation", .string),
    ])

    private func batch(_ tables: [TableListing]) throws -> RecordBatch {
        let builder = RecordBatchBuilder(schema: Self.schema)
        for table in tables {
            builder["table"].append(table.name.description)
            switch table.result {
            case .success(let summary):
                builder["version"].append(summary.version)
                builder["rows"].append(summary.rows)
                builder["size"].append(summary.bytes.description)
                builder["files"].append(summary.files)
                builder["last commit"].append(summary.lastCommit.timestamp &* 1_000)
                builder["operation"].append(summary.lastCommit.operation)
            case .failure(let error): builder["operation"].append(error.description)
            }
            builder.endRow()
        }
        return try builder.finish()
    }
}
