package import DeltaProtocol
package import LakeModel

/// Decoders of a pipeline's format and schema mode.
package struct RecordDecoders: RowDecoderFactory {
    private let configuration: DecoderConfiguration

    package init(_ definition: PipelineDefinition) {
        configuration = DecoderConfiguration(
            format: definition.format,
            mode: definition.schemaMode,
            csv: CSVOptions(
                delimiter: definition.delimiter?.utf8.first ?? UInt8(ascii: ","),
                header: definition.format == .csv ? definition.columns?.map(\.name) : nil
            ),
            metadataColumns: Dictionary(
                definition.metadataColumns.compactMap { kind, column in
                    MetadataColumn(rawValue: kind).map { ($0, column) }
                },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }

    package func decoder(for schema: StructType, allowsWidening: Bool) throws -> any RowDecoding {
        var configuration = configuration
        configuration.allowsWidening = allowsWidening
        return try RecordDecoder(configuration, schema: schema)
    }

    package func schema(of records: SourceRecords) throws -> StructType {
        try SchemaInference.schema(of: records, configuration)
    }
}

extension RecordDecoder: RowDecoding {
    package func takeRejected() -> [RejectedRecord] {
        takeRejects().map {
            RejectedRecord(
                partition: $0.partition,
                offset: $0.offset,
                timestamp: $0.timestamp,
                value: $0.value,
                reason: $0.reason.rawValue,
                detail: $0.detail
            )
        }
    }
}
