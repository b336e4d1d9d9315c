internal import LakeModel

/// Whether we may do something to a table, and if not, which of its features we lack.
package struct FeatureSupport: Hashable, Sendable {
    /// Names of features, or of protocol versions that are newer than we are.
    package let unsupported: [String]

    package var isSupported: Bool { unsupported.isEmpty }
}

/// Names of the protocol's features (Delta protocol, Valid Feature Names in Table Features).
package enum TableFeature {
    package static let appendOnly = "appendOnly"
    package static let invariants = "invariants"
    package static let checkConstraints = "checkConstraints"
    package static let changeDataFeed = "changeDataFeed"
    package static let generatedColumns = "generatedColumns"
    package static let allowColumnDefaults = "allowColumnDefaults"
    package static let columnMapping = "columnMapping"
    package static let identityColumns = "identityColumns"
    package static let deletionVectors = "deletionVectors"
    package static let timestampNTZ = "timestampNtz"
    package static let domainMetadata = "domainMetadata"
    package static let v2Checkpoint = "v2Checkpoint"
    package static let inCommitTimestamp = "inCommitTimestamp"
    package static let vacuumProtocolCheck = "vacuumProtocolCheck"
    package static let typeWidening = "typeWidening"
    package static let clustering = "clustering"
    package static let icebergCompatV1 = "icebergCompatV1"
    package static let icebergCompatV2 = "icebergCompatV2"
}

/// The properties that decide whether a feature is active (`metaData.configuration`).
package enum TableProperty {
    package static let appendOnly = "delta.appendOnly"
    package static let columnMappingMode = "delta.columnMapping.mode"
    package static let columnMappingMaxID = "delta.columnMapping.maxColumnId"
    package static let enableChangeDataFeed = "delta.enableChangeDataFeed"
    package static let enableInCommitTimestamps = "delta.enableInCommitTimestamps"
    package static let inCommitTimestampEnablementVersion = "delta.inCommitTimestampEnablementVersion"
    package static let inCommitTimestampEnablementTimestamp = "delta.inCommitTimestampEnablementTimestamp"
    package static let enableDeletionVectors = "delta.enableDeletionVectors"
    package static let enableTypeWidening = "delta.enableTypeWidening"
    package static let constraintPrefix = "delta.constraints."
    package static let deletedFileRetention = "delta.deletedFileRetentionDuration"
    package static let logRetention = "delta.logRetentionDuration"
    package static let enableExpiredLogCleanup = "delta.enableExpiredLogCleanup"
    package static let autoCompact = "delta.autoOptimize.autoCompact"
    package static let targetFileSize = "delta.targetFileSize"
    package static let checkpointInterval = "delta.checkpointInterval"
    package static let statsAsJSON = "delta.checkpoint.writeStatsAsJson"
    package static let indexedColumns = "delta.dataSkippingNumIndexedCols"
}

extension TableMetadata {
    package func isOn(_ property: String) -> Bool { configuration[property]?.lowercased() == "true" }
}

extension TableProtocol {
    package static let newestReaderVersion = 3
    package static let newestWriterVersion = 7

    private static let readable: Set<String> = [
        TableFeature.columnMapping, TableFeature.deletionVectors, TableFeature.timestampNTZ,
        TableFeature.v2Checkpoint, TableFeature.vacuumProtocolCheck, TableFeature.typeWidening,
    ]

    /// Writing is possible with these listed; some must also be inactive, see `obstructs`.
    private static let writable: Set<String> = readable.union([
        TableFeature.appendOnly, TableFeature.invariants, TableFeature.checkConstraints, TableFeature.changeDataFeed,
        TableFeature.generatedColumns, TableFeature.allowColumnDefaults, TableFeature.identityColumns,
        TableFeature.domainMetadata, TableFeature.inCommitTimestamp, TableFeature.clustering,
        TableFeature.icebergCompatV1, TableFeature.icebergCompatV2,
    ])

    /// The features that readers must implement, those implied by an older version included.
    package var requiredReaderFeatures: [String] {
        switch minReaderVersion {
        case ...1: []
        case 2: [TableFeature.columnMapping]
        default: readerFeatures ?? []
        }
    }

    /// The features that writers must implement (Delta protocol, Writer Version Requirements).
    package var requiredWriterFeatures: [String] {
        if minWriterVersion >= 7 { return writerFeatures ?? [] }
        let since: [(Int, [String])] = [
            (2, [TableFeature.appendOnly, TableFeature.invariants]),
            (3, [TableFeature.checkConstraints]),
            (4, [TableFeature.changeDataFeed, TableFeature.generatedColumns]),
            (5, [TableFeature.columnMapping]),
            (6, [TableFeature.identityColumns]),
        ]
        return since.filter { $0.0 <= minWriterVersion }.flatMap(\.1)
    }

    /// Deleting what no version needs asks for less than writing: to know the features is enough, however they are used
    /// (Delta protocol, Vacuum Protocol Check).
    package var vacuumSupport: FeatureSupport {
        if minWriterVersion > Self.newestWriterVersion {
            return FeatureSupport(unsupported: ["writer version \(minWriterVersion)"])
        }
        let lacking = requiredWriterFeatures.filter { !Self.writable.contains($0) }
        return FeatureSupport(unsupported: Set(lacking).union(readSupport.unsupported).sorted())
    }

    package var readSupport: FeatureSupport {
        if minReaderVersion > Self.newestReaderVersion {
            return FeatureSupport(unsupported: ["reader version \(minReaderVersion)"])
        }
        return FeatureSupport(unsupported: requiredReaderFeatures.filter { !Self.readable.contains($0) }.sorted())
    }

    /// - Parameter schema: the one of `metadata`.
    package func writeSupport(_ metadata: TableMetadata, _ schema: StructType) -> FeatureSupport {
        if minWriterVersion > Self.newestWriterVersion {
            return FeatureSupport(unsupported: ["writer version \(minWriterVersion)"])
        }
        let lacking = requiredWriterFeatures.filter {
            !Self.writable.contains($0) || Self.obstructs($0, metadata, schema)
        }
        return FeatureSupport(unsupported: Set(lacking).union(readSupport.unsupported).sorted())
    }

    /// Whether a feature is active in a way that asks more of a writer than we do: evaluating SQL, writing change files,
    /// writing physical names and field ids.
    private static func obstructs(_ feature: String, _ metadata: TableMetadata, _ schema: StructType) -> Bool {
        func anyField(_ key: String) -> Bool { schema.allFields.contains { $0.metadata[key] != nil } }
        return switch feature {
        case TableFeature.invariants: anyField(ColumnMetadataKey.invariants)
        case TableFeature.checkConstraints:
            metadata.configuration.keys.contains { $0.hasPrefix(TableProperty.constraintPrefix) }
        case TableFeature.changeDataFeed: metadata.isOn(TableProperty.enableChangeDataFeed)
        case TableFeature.generatedColumns: anyField(ColumnMetadataKey.generationExpression)
        case TableFeature.allowColumnDefaults: anyField(ColumnMetadataKey.currentDefault)
        case TableFeature.identityColumns: anyField(ColumnMetadataKey.identityStart)
        case TableFeature.columnMapping: (metadata.configuration[TableProperty.columnMappingMode] ?? "none") != "none"
        case TableFeature.icebergCompatV1: metadata.isOn("delta.enableIcebergCompatV1")
        case TableFeature.icebergCompatV2: metadata.isOn("delta.enableIcebergCompatV2")
        default: false
        }
    }
}

extension Snapshot {
    package var readSupport: FeatureSupport {
        let unreadable = schema.allFields.contains { $0.type == .variant } ? ["variantType"] : []
        return FeatureSupport(unsupported: Set(tableProtocol.readSupport.unsupported + unreadable).sorted())
    }

    package var writeSupport: FeatureSupport {
        let support = tableProtocol.writeSupport(metadata, schema)
        return FeatureSupport(unsupported: Set(support.unsupported + readSupport.unsupported).sorted())
    }

    /// - Throws: `unsupported_table_feature` naming what we lack.
    package func requireReadable() throws { try Self.require(readSupport, "read") }

    /// - Throws: `unsupported_table_feature` naming what we lack.
    package func requireWritable() throws { try Self.require(writeSupport, "written") }

    /// - Throws: `unsupported_table_feature` naming what we lack.
    package func requireVacuumable() throws { try Self.require(tableProtocol.vacuumSupport, "cleaned up") }

    private static func require(_ support: FeatureSupport, _ verb: String) throws {
        guard !support.isSupported else { return }
        throw DeltaError(
            .unsupportedTableFeature,
            """
            This table can't be \(verb): it uses \(support.unsupported.joined(separator: ", ")), which Tideline does not \
            support. Use an engine that does, or turn the feature off for the table.
            """
        )
    }

    /// Data may only be added and rearranged (Delta protocol, Append-only Tables).
    package var isAppendOnly: Bool {
        tableProtocol.requiredWriterFeatures.contains(TableFeature.appendOnly)
            && metadata.isOn(TableProperty.appendOnly)
    }

    package var columnMapping: ColumnMappingMode { ColumnMappingMode(tableProtocol, metadata) }
}

/// How columns are found in data files (Delta protocol, Column Mapping).
package enum ColumnMappingMode: String, Sendable {
    case none, name, id

    /// The property counts only where the protocol has the feature.
    package init(_ tableProtocol: TableProtocol, _ metadata: TableMetadata) {
        let honoured = tableProtocol.requiredReaderFeatures.contains(TableFeature.columnMapping)
        let mode = metadata.configuration[TableProperty.columnMappingMode].flatMap(Self.init)
        self = honoured ? mode ?? .none : .none
    }
}
