package import DeltaProtocol
package import LakeModel

/// The schema of a table that is made for records.
package enum SchemaInference {
    /// Records that are looked at.
    private static let recordLimit = 10_000

    /// The columns of the first records' fields, then those of metadata, then `_rescued` in mode `rescue`. Numbers are
    /// long, decimal (integers beyond 64 bits) or double; ISO 8601 text is date or timestamp; fields of which the types
    /// have nothing in common are strings, which take any value.
    ///
    /// What only nulls were seen of is left out where the table can get it later (mode `evolve`), else a string. So are
    /// fields whose names a table can't have. Without any field that has a type there are no columns but metadata's.
    package static func schema(
        of records: SourceRecords,
        _ configuration: DecoderConfiguration
    ) throws -> StructType {
        var fields = InferredFields()
        if configuration.format == .text {
            fields.merge(DecoderConfiguration.textColumn, .string)
        } else {
            let shapes = try ShapeReader(configuration)
            records.bytes.withUnsafeBytes { bytes in
                for record in records.records.prefix(recordLimit) {
                    guard let value = record.value, value.upperBound <= bytes.count else { continue }
                    guard case .object(let members)? = shapes.shape(of: .init(rebasing: bytes[value])) else { continue }
                    for member in members { fields.merge(member.name, InferredType(member.value)) }
                }
            }
        }
        let isKeptApart = configuration.isReserved
        let schema = fields.structType(keepsUntyped: configuration.mode != .evolve, isReserved: isKeptApart)
        return adding(configuration, to: schema, hasTextKeys: hasTextKeys(records))
    }

    /// With the columns for metadata and rescued parts that the schema lacks.
    static func adding(
        _ configuration: DecoderConfiguration,
        to schema: StructType,
        hasTextKeys: Bool
    ) -> StructType {
        var schema = schema
        for kind in MetadataColumn.allCases {
            guard let name = configuration.metadataColumns[kind], schema[name] == nil else { continue }
            schema.fields.append(StructField(name, kind.columnType(hasTextKeys: hasTextKeys)))
        }
        if configuration.mode == .rescue, schema[DecoderConfiguration.rescueColumn] == nil {
            schema.fields.append(StructField(DecoderConfiguration.rescueColumn, .string))
        }
        return schema
    }

    static func hasTextKeys(_ records: SourceRecords) -> Bool {
        records.bytes.withUnsafeBytes { bytes in
            records.records.prefix(recordLimit).allSatisfy { record in
                guard let key = record.key, key.upperBound <= bytes.count else { return true }
                return UnsafeRawBufferPointer(rebasing: bytes[key]).isUTF8
            }
        }
    }
}

/// Reads records for their types only.
private final class ShapeReader {
    private let parser: JSONParser?
    private let csv: CSVSplitter
    private let header: [String]?

    init(_ configuration: DecoderConfiguration) throws(DecodeError) {
        parser = configuration.format == .json ? try JSONParser() : nil
        csv = CSVSplitter(delimiter: configuration.csv.delimiter)
        header = configuration.csv.header
    }

    func shape(of record: UnsafeRawBufferPointer) -> ValueShape? {
        if let parser { return parser.shape(of: record) }
        guard record.isUTF8, csv.split(record) == nil else { return nil }
        return csv.shape { CSVRows.name(of: $0, self.header) }
    }
}

extension JSONParser {
    func shape(of record: UnsafeRawBufferPointer) -> ValueShape? {
        guard let events = parsed(record) else { return nil }
        return ValueShape(events, events)
    }
}

extension CSVSplitter {
    /// The last record's fields by what they read as.
    func shape(name: (Int) -> String) -> ValueShape {
        .object(
            fields.enumerated().map { place, field in
                ValueShape.Member(
                    name: name(place),
                    value: ValueShape(csv: field.text, isQuoted: field.isQuoted)
                )
            }
        )
    }
}
