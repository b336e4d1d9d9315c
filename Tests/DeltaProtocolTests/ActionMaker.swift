import DeltaProtocol

/// Random actions, and the small tables that tests begin with.
enum ActionMaker {
    static let schema = StructType([StructField("id", .long), StructField("p", .string)])

    static func start(_ properties: [String: String] = [:], partitionColumns: [String] = []) -> [Action] {
        [
            .protocolVersion(TableProtocol(minReaderVersion: 1, minWriterVersion: 2)),
            .metadata(
                TableMetadata(
                    id: "t",
                    schemaString: schema.encoded(),
                    partitionColumns: partitionColumns,
                    configuration: properties
                )
            ),
        ]
    }

    static func snapshot(_ properties: [String: String] = [:], files: [AddFile] = []) throws -> Snapshot {
        var builder = SnapshotBuilder()
        try builder.apply(
            Commit(version: 0, modificationTime: 1000, actions: start(properties) + files.map { .add($0) })
        )
        return try builder.finish()
    }

    static func vector(_ random: inout SeededRandom) -> DeletionVectorDescriptor? {
        guard random.chance(1, in: 3) else { return nil }
        return DeletionVectorDescriptor(
            storageType: .relative,
            pathOrInlineDV: "v\(Int.random(in: 0..<3, using: &random))",
            offset: random.chance(1, in: 2) ? nil : 1,
            sizeInBytes: 4,
            cardinality: 2
        )
    }

    static func add(_ random: inout SeededRandom) -> AddFile {
        AddFile(
            path: "f\(Int.random(in: 0..<12, using: &random)).parquet",
            partitionValues: random.pick([[:], ["p": "a"], ["p": nil]]),
            size: Int64.random(in: 0..<1000, using: &random),
            modificationTime: Int64.random(in: 0..<1_000_000, using: &random),
            dataChange: random.chance(1, in: 2),
            stats: random.pick([nil, #"{"numRecords":7}"#, #"{"minValues":{},"numRecords":9}"#]),
            tags: random.pick([nil, [:], ["k": "v\u{1}\"\\é", "n": nil]]),
            deletionVector: vector(&random),
            baseRowID: random.pick([nil, 5]),
            clusteringProvider: random.pick([nil, "liquid"])
        )
    }

    static func remove(_ random: inout SeededRandom) -> RemoveFile {
        RemoveFile(add(&random), deletionTimestamp: Int64.random(in: 0..<1_000_000, using: &random), dataChange: true)
    }

    static func action(_ random: inout SeededRandom) -> Action {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...3: .add(add(&random))
        case 4...6: .remove(remove(&random))
        case 7:
            .transaction(
                AppTransaction(
                    appID: "app\(Int.random(in: 0..<3, using: &random))",
                    version: Int64.random(in: -5..<100, using: &random),
                    lastUpdated: random.pick([nil, 12])
                )
            )
        case 8:
            .domainMetadata(
                DomainMetadata(
                    domain: "d\(Int.random(in: 0..<2, using: &random))",
                    configuration: "{}",
                    removed: random.chance(1, in: 3)
                )
            )
        default: .cdc(CDCFile(path: "_change_data/c", partitionValues: ["p": nil], size: 3))
        }
    }
}
