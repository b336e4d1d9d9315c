import Columns
import LakeModel
import Testing

@testable import DeltaProtocol

@Suite struct FeatureTests {
    private static func snapshot(
        _ version: TableProtocol,
        _ properties: [String: String] = [:],
        _ schema: StructType = ActionMaker.schema
    ) throws -> Snapshot {
        let metadata = TableMetadata(id: "t", schemaString: schema.encoded(), configuration: properties)
        var builder = SnapshotBuilder()
        try builder.apply(
            Commit(version: 0, modificationTime: 0, actions: [.protocolVersion(version), .metadata(metadata)])
        )
        return try builder.finish()
    }

    private static func features(_ reader: [String], _ writer: [String] = []) -> TableProtocol {
        TableProtocol(minReaderVersion: 3, minWriterVersion: 7, readerFeatures: reader, writerFeatures: reader + writer)
    }

    @Test(
        arguments: [
            (TableProtocol(minReaderVersion: 1, minWriterVersion: 2), [:], [], []),
            (TableProtocol(minReaderVersion: 2, minWriterVersion: 6), [:], [], []),
            (
                TableProtocol(minReaderVersion: 4, minWriterVersion: 8), [:], ["reader version 4"],
                ["reader version 4", "writer version 8"]
            ),
            (
                features(
                    ["deletionVectors", "timestampNtz", "v2Checkpoint"],
                    ["domainMetadata", "inCommitTimestamp"]
                ), [:], [], []
            ),
            (features(["variantType", "future"]), [:], ["future", "variantType"], ["future", "variantType"]),
            (features([], ["rowTracking"]), [:], [], ["rowTracking"]),
            (
                TableProtocol(minReaderVersion: 1, minWriterVersion: 3), ["delta.constraints.c": "id > 0"], [],
                ["checkConstraints"]
            ),
            (
                TableProtocol(minReaderVersion: 1, minWriterVersion: 4), ["delta.enableChangeDataFeed": "true"], [],
                ["changeDataFeed"]
            ),
            (TableProtocol(minReaderVersion: 1, minWriterVersion: 2), ["delta.enableChangeDataFeed": "true"], [], []),
            (
                TableProtocol(minReaderVersion: 2, minWriterVersion: 5), ["delta.columnMapping.mode": "id"], [],
                ["columnMapping"]
            ),
        ] as [(TableProtocol, [String: String], [String], [String])]
    )
    func supportIsNamed(version: TableProtocol, properties: [String: String], read: [String], write: [String]) throws {
        let snapshot = try Self.snapshot(version, properties)
        #expect(snapshot.readSupport.unsupported == read)
        #expect(Set(snapshot.writeSupport.unsupported) == Set(write))
        guard let first = write.first else { return }
        let error = #expect(throws: DeltaError.self) { try snapshot.requireWritable() }
        #expect(error?.code == .unsupportedTableFeature)
        #expect(error?.message.contains(first) == true)
    }

    @Test(arguments: [
        ("delta.invariants", "invariants", 2), ("delta.generationExpression", "generatedColumns", 4),
        ("delta.identity.start", "identityColumns", 6),
    ])
    func columnsThatNeedAnEngineRefuseWriting(key: String, feature: String, writer: Int) throws {
        let inner = StructType([StructField("x", .long, metadata: [key: .string("1")])])
        let schema = StructType([StructField("s", .array(element: .structure(inner), containsNull: true))])
        let snapshot = try Self.snapshot(TableProtocol(minReaderVersion: 1, minWriterVersion: writer), [:], schema)
        #expect(snapshot.writeSupport.unsupported == [feature])
    }

    @Test func variantColumnsAreNotReadable() throws {
        let schema = StructType([StructField("v", .variant)])
        #expect(
            try Self.snapshot(TableProtocol(minReaderVersion: 1, minWriterVersion: 2), [:], schema).readSupport
                .unsupported == ["variantType"]
        )
    }
}
