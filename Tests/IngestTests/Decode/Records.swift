import Columns
import DeltaProtocol
import Ingest
import LakeModel

/// Records, one after another in one block, of partition 3 of a topic.
func records(_ values: [[UInt8]?], keys: [[UInt8]?] = []) -> SourceRecords {
    var bytes = ByteBlockBuilder()
    let records = values.enumerated().map { place, value in
        SourceRecords.Record(
            partition: 0,
            offset: 100 + Int64(place),
            timestamp: 1_700_000_000_000_000 + Int64(place),
            key: keys.indices.contains(place) ? keys[place].map { bytes.append($0) } : nil,
            value: value.map { bytes.append($0) }
        )
    }
    return SourceRecords(
        partitions: [SourcePartition(topic: "events", partition: 3)],
        records: records,
        bytes: bytes.finish()
    )
}

func records(_ lines: [String]) -> SourceRecords { records(lines.map { Array($0.utf8) as [UInt8]? }) }

extension StructType {
    /// From Spark's spelling of the columns: `a:int,b:array<string>`.
    init(sql columns: String) {
        if case .structure(let type)? = DeltaType(sqlName: "struct<\(columns)>") { self = type } else { self.init([]) }
    }
}

/// What became of records that were decoded at once.
struct Decoded {
    let batch: RecordBatch
    let rejects: [Reject]
    let step: DecodingStep

    init(
        _ records: SourceRecords,
        _ schema: StructType,
        mode: SchemaMode = .fixed,
        format: RecordFormat = .json,
        csv: CSVOptions = CSVOptions(),
        metadata: [MetadataColumn: String] = [:]
    ) throws {
        let configuration = DecoderConfiguration(format: format, mode: mode, csv: csv, metadataColumns: metadata)
        let decoder = try RecordDecoder(configuration, schema: schema)
        step = try decoder.decode(records)
        batch = try decoder.finish()
        rejects = decoder.takeRejects()
    }

    init(_ lines: [String], _ columns: String, mode: SchemaMode = .fixed) throws {
        try self.init(records(lines), StructType(sql: columns), mode: mode)
    }

    var rows: [[ScalarValue]] { (0..<batch.rowCount).map { batch.row($0) } }
    var reasons: [RejectReason] { rejects.map(\.reason) }
    func column(_ name: String) -> [ScalarValue] {
        (0..<batch.rowCount).compactMap { batch.column(name)?.value(at: $0) }
    }
}

/// The value that a JSON value becomes in a column of a type; nil if its record was rejected.
func value(_ json: String, as type: String) throws -> ScalarValue? {
    let decoded = try Decoded(["{\"c\":\(json)}"], "c:\(type)")
    return decoded.rows.first?.first
}

func reason(_ json: String, as type: String) throws -> RejectReason? {
    try Decoded(["{\"c\":\(json)}"], "c:\(type)").reasons.first
}

/// Decodes as a pipeline does: with another decoder wherever the schema has to change. One batch for each decoder.
func evolve(
    _ records: SourceRecords,
    _ schema: StructType,
    _ configuration: DecoderConfiguration = DecoderConfiguration(format: .json, mode: .evolve)
) throws -> (schema: StructType, batches: [RecordBatch], rejects: [Reject]) {
    var (schema, place, batches, rejects) = (schema, 0, [RecordBatch](), [Reject]())
    while true {
        let decoder = try RecordDecoder(configuration, schema: schema)
        let step = try decoder.decode(records, from: place)
        batches.append(try decoder.finish())
        rejects += decoder.takeRejects()
        guard case .needs(let wider, let next) = step, wider != schema else { return (schema, batches, rejects) }
        (schema, place) = (wider, next)
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
