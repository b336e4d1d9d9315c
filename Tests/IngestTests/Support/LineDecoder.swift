import Columns
import DeltaProtocol
import Ingest
import LakeModel

/// A decoder for tests: a record is a number, or a number and the name of a column that it needs, `7 extra`; anything
/// else is rejected.
final class LineDecoder: RowDecoding {
    struct Factory: RowDecoderFactory {
        var columns = StructType([StructField("n", .long), StructField("at", .timestamp)])

        func decoder(for schema: StructType, allowsWidening: Bool) throws -> any RowDecoding { try LineDecoder(schema) }
        func schema(of records: SourceRecords) throws -> StructType { columns }
    }

    private let schema: StructType
    private let builder: RecordBatchBuilder
    private var rejected: [RejectedRecord] = []

    private init(_ schema: StructType) throws {
        self.schema = schema
        builder = RecordBatchBuilder(schema: try schema.columnsSchema())
    }

    var rowCount: Int { builder.rowCount }
    var byteSize: Int { builder.byteSize }

    func decode(_ records: SourceRecords, from index: Int) throws -> DecodingStep {
        for place in index..<records.records.count {
            let record = records.records[place]
            let text = String(decoding: record.value.map { records.bytes.array($0) } ?? [], as: UTF8.self)
            let words = text.split(separator: " ").map(String.init)
            guard let number = words.first.flatMap({ Int64($0) }) else {
                rejected.append(
                    RejectedRecord(
                        partition: records.partitions[record.partition],
                        offset: record.offset,
                        timestamp: record.timestamp,
                        value: Array(text.utf8),
                        reason: "not_a_number",
                        detail: "the record is no number"
                    )
                )
                continue
            }
            if words.count > 1, schema[words[1]] == nil {
                return .needs(StructType(schema.fields + [StructField(words[1], .boolean)]), at: place)
            }
            builder["n"].append(number)
            if schema["at"] != nil { builder["at"].append(record.timestamp) }
            if words.count > 1 { builder[words[1]].append(true) }
            builder.endRow()
        }
        return .done
    }

    func finish() throws -> RecordBatch { try builder.finish() }

    func takeRejected() -> [RejectedRecord] {
        defer { rejected = [] }
        return rejected
    }
}
