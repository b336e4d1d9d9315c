internal import LakeModel

/// A table to be created.
package struct NewTable: Hashable, Sendable {
    /// A UUID.
    package var id: String
    package var name: String?
    package var description: String?
    package var schema: StructType
    package var partitionColumns: [String]
    package var properties: [String: String]

    package init(
        id: String,
        name: String? = nil,
        description: String? = nil,
        schema: StructType,
        partitionColumns: [String] = [],
        properties: [String: String] = [:]
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.schema = schema
        self.partitionColumns = partitionColumns
        self.properties = properties
    }
}

extension CommitActions {
    /// Version 0: protocol and metadata, and files if there are any.
    /// - Throws: `invalid_value` for a schema, partitioning or property that can't be.
    package static func create(
        _ table: NewTable,
        files: [AddFile] = [],
        transactions: [AppTransaction] = [],
        _ context: CommitContext
    ) throws -> [Action] {
        try TableRules.validate(table)
        let metadata = TableMetadata(
            id: table.id,
            name: table.name,
            description: table.description,
            schemaString: table.schema.encoded(),
            partitionColumns: table.partitionColumns,
            createdTime: context.now,
            configuration: table.properties
        )
        var info = context.info(
            "CREATE TABLE",
            parameters: [
                "isManaged": "false", "partitionBy": JSONValue.array(table.partitionColumns.map { .string($0) }).text,
                "properties": JSONValue.object(table.properties.mapValues { .string($0) }).text,
            ],
            after: nil,
            isBlindAppend: true
        )
        let version = TableProtocol.minimal(for: table.schema, metadata)
        if InCommitTimestamps(version, metadata) != nil { info.inCommitTimestamp = context.now }
        let actions: [Action] =
            [.commitInfo(info), .protocolVersion(version), .metadata(metadata)]
            + transactions.map { .transaction($0) } + files.map { .add($0) }
        try CommitRules.validate(actions, after: nil)
        return actions
    }

    /// Another schema for the same data: see `SchemaChange` for what is safe.
    /// - Throws: `invalid_value` for a change that is not, `unsupported_table_feature`.
    package static func changeSchema(
        to schema: StructType,
        of snapshot: Snapshot,
        operation: String = "ADD COLUMNS",
        _ context: CommitContext
    ) throws -> [Action] {
        try snapshot.requireWritable()
        let info = context.info(operation, parameters: [:], after: snapshot, isBlindAppend: false)
        let actions = [.commitInfo(info)] + (try metadata(changing: snapshot, to: schema))
        try CommitRules.validate(actions, after: snapshot)
        return actions
    }

    /// What a commit has to say about the schema so that rows of `schema` fit; nil when they do already.
    /// - Throws: as `changeSchema`.
    package static func metadata(merging schema: StructType, into snapshot: Snapshot) throws -> [Action]? {
        let merged = snapshot.schema.merged(with: schema)
        return merged == snapshot.schema ? nil : try metadata(changing: snapshot, to: merged)
    }

    private static func metadata(changing snapshot: Snapshot, to schema: StructType) throws -> [Action] {
        let change = SchemaChange(allowsWidening: snapshot.allowsTypeWidening)
        let merged = try change.schema(changing: snapshot.schema, to: schema)
        var metadata = snapshot.metadata
        metadata.schemaString = merged.encoded()
        try TableRules.validateColumns(merged, partitionColumns: metadata.partitionColumns)
        let upgraded = snapshot.tableProtocol.upgraded(for: merged)
        return [.metadata(metadata)] + (upgraded == snapshot.tableProtocol ? [] : [.protocolVersion(upgraded)])
    }
}

extension Snapshot {
    /// Whether columns of the table may get wider types (Delta protocol, Type Widening).
    package var allowsTypeWidening: Bool {
        tableProtocol.requiredWriterFeatures.contains(TableFeature.typeWidening)
            && metadata.isOn(TableProperty.enableTypeWidening)
    }

    /// The state that a commit of these actions alone would make.
    package func changed(by actions: [Action]) throws -> Snapshot {
        try applying([Commit(version: version &+ 1, modificationTime: timestamp, actions: actions)])
    }
}

extension TableProtocol {
    /// As old as the table's schema and properties permit, for the sake of other readers.
    static func minimal(for schema: StructType, _ metadata: TableMetadata) -> TableProtocol {
        let legacy = TableProtocol(minReaderVersion: 1, minWriterVersion: 2)
        let upgraded = legacy.upgraded(for: schema)
        let needsTimes = metadata.isOn(TableProperty.enableInCommitTimestamps)
        return needsTimes ? upgraded.adding(TableFeature.inCommitTimestamp, toReaders: false) : upgraded
    }

    /// With what the schema's types need (Delta protocol, Timestamp without timezone).
    func upgraded(for schema: StructType) -> TableProtocol {
        let needsNTZ = schema.allFields.contains { $0.type.holdsTimestampNTZ }
        return needsNTZ ? adding(TableFeature.timestampNTZ, toReaders: true) : self
    }

    /// Turns the versions into lists of features where that is needed.
    private func adding(_ feature: String, toReaders: Bool) -> TableProtocol {
        guard !requiredWriterFeatures.contains(feature) else { return self }
        var result = self
        result.writerFeatures = (requiredWriterFeatures + [feature]).sorted()
        result.minWriterVersion = 7
        if toReaders {
            result.readerFeatures = (requiredReaderFeatures + [feature]).sorted()
            result.minReaderVersion = 3
        }
        return result
    }
}

extension DeltaType {
    fileprivate var holdsTimestampNTZ: Bool {
        switch self {
        case .timestampNTZ: true
        case .array(let element, _): element.holdsTimestampNTZ
        case .map(let key, let value, _): key.holdsTimestampNTZ || value.holdsTimestampNTZ
        default: false
        }
    }
}
