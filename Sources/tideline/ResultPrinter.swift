import Columns
import LakeModel
import NIOCore
import QueryService

/// Writes a result to standard output while it comes.
final class ResultPrinter {
    private let format: OutputFormat
    private var encoder: ResultEncoder?
    private var table: TextTable?

    init(_ format: OutputFormat) { self.format = format }

    func begin(_ schema: Schema) throws {
        if let result = format.result {
            let encoder = try ResultEncoder(result, schema: schema)
            StandardStreams.write(Array(buffer: try encoder.start()))
            self.encoder = encoder
        } else {
            table = TextTable(schema)
        }
    }

    func append(_ block: RowBlock) throws {
        if let encoder { StandardStreams.write(Array(buffer: try encoder.append(block))) }
        guard table != nil else { return }
        for batch in try block.batches() { try table?.append(batch) }
    }

    /// A table can be drawn only when its widest values are known.
    func finish(truncated: Bool) throws {
        if let encoder { StandardStreams.write(Array(buffer: try encoder.finish())) }
        if let table { StandardStreams.write(Array(table.text.utf8)) }
        guard truncated else { return }
        let advice = format == .table ? "Raise --limit, or use --format csv for all." : "Raise --limit for more."
        StandardStreams.complain("There are more rows. \(advice)")
    }
}
