import Columns
import DeltaProtocol
import Ingest
import LakeModel
import LogGenerator

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

// Records decoded again and again on one core; prints megabytes (10^6) of JSON a second of the processor's time: the demo's
// log shape as JSON writers emit it, and objects with nested objects and arrays.

/// Seconds of the processor that this program took.
func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// One record for each row of the demo's logs, with some of its columns.
func logRecords(_ rows: Int, _ columns: [String]) throws -> SourceRecords {
    var generator = LogGenerator(seed: 7)
    let start: Int64 = 1_790_000_000_000_000
    let end = start + 3_600_000_000
    guard let batch = try generator.liveBatch(from: start, to: end, eventsPerSecond: 10_000, maximumRows: rows) else {
        return records([])
    }
    let chosen = try batch.select(columns)
    return records(try RowEncoder.encode([chosen], schema: chosen.schema, format: .ndjson).split(separator: 0x0a))
}

func nestedRecords(_ rows: Int) -> SourceRecords {
    records(
        (0..<rows).map { row in
            let noise = UInt64(row) &* 0x9e37_79b9_7f4a_7c15
            let text = """
                {"id":\(row),"at":\(1_790_000_000_000 + row),"user":{"id":\(noise % 50_000),"name":"user \(noise % 997)",\
                "address":{"city":"Berlin","zip":"10\(noise % 900)"}},"tags":["a","b\(noise % 7)"],"price":\(noise % 9_999).25,\
                "items":[{"sku":"S-\(noise % 5_000)","count":2,"price":12.50},{"sku":"S-\(noise % 333)","count":1,"price":3.99}],\
                "labels":{"region":"eu-\(noise % 3)","tier":"gold"},"ok":true,"note":null}
                """
            return Array(text.utf8)[...]
        }
    )
}

func records(_ values: [ArraySlice<UInt8>]) -> SourceRecords {
    var builder = ByteBlockBuilder()
    let records = values.enumerated().map { offset, value in
        SourceRecords.Record(partition: 0, offset: Int64(offset), value: builder.append(value))
    }
    return SourceRecords(
        partitions: [SourcePartition(topic: "events", partition: 0)],
        records: records,
        bytes: builder.finish()
    )
}

struct Problem: Error { let text: String }

func measure(_ name: String, _ records: SourceRecords, schema: StructType, mode: SchemaMode) throws {
    let decoder = try RecordDecoder(DecoderConfiguration(format: .json, mode: mode), schema: schema)
    var (bytes, rows) = (0, 0)
    let start = processorTime()
    while processorTime() - start < 3 {
        guard case .done = try decoder.decode(records) else { throw Problem(text: "the schema changed") }
        bytes += records.bytes.count
        rows += try decoder.finish().rowCount
        let rejects = decoder.takeRejects()
        if let first = rejects.first { throw Problem(text: "\(rejects.count) rejects: \(first.detail)") }
    }
    let seconds = processorTime() - start
    let size = records.bytes.count / max(1, records.records.count)
    print(
        "\(name)\t\(size) B a record\t\(Int(Double(bytes) / seconds / 1e6)) MB/s\t\(Int(Double(rows) / seconds)) rows/s"
    )
}

let logs = try logRecords(20_000, LogGenerator.schema.fields.map(\.name))
let short = try logRecords(
    20_000,
    [
        "timestamp", "level", "source", "endpoint", "method", "status", "response_time", "user_id", "session_id",
        "client_address",
    ]
)
let nested = nestedRecords(20_000)
let labels = DeltaType.map(key: .string, value: .string, valueContainsNull: true)
try measure(
    "short logs, evolve",
    short,
    schema: SchemaInference.schema(of: short, DecoderConfiguration(format: .json, mode: .evolve)),
    mode: .evolve
)
try measure("logs, fixed", logs, schema: StructType(LogGenerator.schema), mode: .fixed)
for mode in [SchemaMode.evolve, .rescue] {
    let configuration = DecoderConfiguration(format: .json, mode: mode)
    try measure("logs, \(mode)", logs, schema: SchemaInference.schema(of: logs, configuration), mode: mode)
}
var inferred = try SchemaInference.schema(of: nested, DecoderConfiguration(format: .json, mode: .fixed))
try measure("nested, fixed", nested, schema: inferred, mode: .fixed)
if let place = inferred.fields.firstIndex(where: { $0.name == "labels" }) { inferred.fields[place].type = labels }
try measure("nested with a map, fixed", nested, schema: inferred, mode: .fixed)
