/// One line of the log. Absent and null fields are the same, unknown ones are ignored (Delta protocol, Protocol Evolution).
struct ActionLine: Decodable {
    /// nil for an action that we don't know.
    let action: Action?

    private enum Key: String, CodingKey, CaseIterable {
        case add, remove, commitInfo, txn, metaData, cdc, domainMetadata, sidecar, checkpointMetadata
        case protocolVersion = "protocol"
    }

    init(from decoder: any Decoder) throws {
        let line = try decoder.container(keyedBy: Key.self)
        for key in line.allKeys where try !line.decodeNil(forKey: key) {
            action = try Self.action(key, line)
            return
        }
        action = nil
    }

    private static func action(_ key: Key, _ line: KeyedDecodingContainer<Key>) throws -> Action {
        switch key {
        case .add: .add(try line.decode(AddFile.self, forKey: key))
        case .remove: .remove(try line.decode(RemoveFile.self, forKey: key))
        case .commitInfo: .commitInfo(try line.decode(CommitInfo.self, forKey: key))
        case .txn: .transaction(try line.decode(AppTransaction.self, forKey: key))
        case .metaData: .metadata(try line.decode(TableMetadata.self, forKey: key))
        case .protocolVersion: .protocolVersion(try line.decode(TableProtocol.self, forKey: key))
        case .cdc: .cdc(try line.decode(CDCFile.self, forKey: key))
        case .domainMetadata: .domainMetadata(try line.decode(DomainMetadata.self, forKey: key))
        case .sidecar: .sidecar(try line.decode(SidecarFile.self, forKey: key))
        case .checkpointMetadata: .checkpointMetadata(try line.decode(CheckpointMetadata.self, forKey: key))
        }
    }
}

extension AddFile: Decodable {
    private enum CodingKeys: String, CodingKey {
        case path, partitionValues, size, modificationTime, dataChange, stats, tags, deletionVector
        case defaultRowCommitVersion, clusteringProvider
        case baseRowID = "baseRowId"
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        path = try fields.decode(String.self, forKey: .path)
        partitionValues = try fields.decodeIfPresent([String: String?].self, forKey: .partitionValues) ?? [:]
        size = try fields.decode(Int64.self, forKey: .size)
        modificationTime = try fields.decode(Int64.self, forKey: .modificationTime)
        dataChange = try fields.decode(Bool.self, forKey: .dataChange)
        stats = try fields.decodeIfPresent(String.self, forKey: .stats)
        tags = try fields.decodeIfPresent([String: String?].self, forKey: .tags)
        deletionVector = try fields.decodeIfPresent(DeletionVectorDescriptor.self, forKey: .deletionVector)
        baseRowID = try fields.decodeIfPresent(Int64.self, forKey: .baseRowID)
        defaultRowCommitVersion = try fields.decodeIfPresent(Int64.self, forKey: .defaultRowCommitVersion)
        clusteringProvider = try fields.decodeIfPresent(String.self, forKey: .clusteringProvider)
    }
}

extension RemoveFile: Decodable {
    private enum CodingKeys: String, CodingKey {
        case path, deletionTimestamp, dataChange, extendedFileMetadata, partitionValues, size, stats, tags
        case deletionVector, defaultRowCommitVersion
        case baseRowID = "baseRowId"
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        path = try fields.decode(String.self, forKey: .path)
        deletionTimestamp = try fields.decodeIfPresent(Int64.self, forKey: .deletionTimestamp)
        dataChange = try fields.decodeIfPresent(Bool.self, forKey: .dataChange) ?? true
        extendedFileMetadata = try fields.decodeIfPresent(Bool.self, forKey: .extendedFileMetadata)
        partitionValues = try fields.decodeIfPresent([String: String?].self, forKey: .partitionValues)
        size = try fields.decodeIfPresent(Int64.self, forKey: .size)
        stats = try fields.decodeIfPresent(String.self, forKey: .stats)
        tags = try fields.decodeIfPresent([String: String?].self, forKey: .tags)
        deletionVector = try fields.decodeIfPresent(DeletionVectorDescriptor.self, forKey: .deletionVector)
        baseRowID = try fields.decodeIfPresent(Int64.self, forKey: .baseRowID)
        defaultRowCommitVersion = try fields.decodeIfPresent(Int64.self, forKey: .defaultRowCommitVersion)
    }
}

extension CDCFile: Decodable {
    private enum CodingKeys: String, CodingKey { case path, partitionValues, size, dataChange, tags }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        path = try fields.decode(String.self, forKey: .path)
        partitionValues = try fields.decodeIfPresent([String: String?].self, forKey: .partitionValues) ?? [:]
        size = try fields.decode(Int64.self, forKey: .size)
        dataChange = try fields.decodeIfPresent(Bool.self, forKey: .dataChange) ?? false
        tags = try fields.decodeIfPresent([String: String?].self, forKey: .tags)
    }
}

extension TableMetadata: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id, name, description, format, schemaString, partitionColumns, createdTime, configuration
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(String.self, forKey: .id)
        name = try fields.decodeIfPresent(String.self, forKey: .name)
        description = try fields.decodeIfPresent(String.self, forKey: .description)
        format = try fields.decodeIfPresent(TableFormat.self, forKey: .format) ?? TableFormat()
        schemaString = try fields.decode(String.self, forKey: .schemaString)
        partitionColumns = try fields.decodeIfPresent([String].self, forKey: .partitionColumns) ?? []
        createdTime = try fields.decodeIfPresent(Int64.self, forKey: .createdTime)
        configuration = try fields.decodeStrings(forKey: .configuration)
    }
}

extension TableFormat: Decodable {
    private enum CodingKeys: String, CodingKey { case provider, options }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        provider = try fields.decodeIfPresent(String.self, forKey: .provider) ?? "parquet"
        options = try fields.decodeStrings(forKey: .options)
    }
}

extension DomainMetadata: Decodable {
    private enum CodingKeys: String, CodingKey { case domain, configuration, removed }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        domain = try fields.decode(String.self, forKey: .domain)
        configuration = try fields.decodeIfPresent(String.self, forKey: .configuration) ?? ""
        removed = try fields.decodeIfPresent(Bool.self, forKey: .removed) ?? false
    }
}

extension CommitInfo: Decodable {
    private enum CodingKeys: String, CodingKey {
        case timestamp, inCommitTimestamp, operation, operationParameters, operationMetrics, engineInfo, userMetadata
        case userName, isBlindAppend, readVersion, isolationLevel
        case userID = "userId"
        case transactionID = "txnId"
    }

    /// Provenance informs and binds nobody: a field of another type than usual is dropped, not an error. Only the
    /// in-commit timestamp has a meaning for the protocol.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func lenient<Value: Decodable>(_ key: CodingKeys, _ type: Value.Type) -> Value? {
            try? fields.decodeIfPresent(type, forKey: key)
        }
        timestamp = lenient(.timestamp, Int64.self)
        inCommitTimestamp = try fields.decodeIfPresent(Int64.self, forKey: .inCommitTimestamp)
        operation = lenient(.operation, String.self)
        operationParameters = lenient(.operationParameters, [String: JSONValue].self)?.shown ?? [:]
        operationMetrics = lenient(.operationMetrics, [String: JSONValue].self)?.shown ?? [:]
        engineInfo = lenient(.engineInfo, String.self)
        userMetadata = lenient(.userMetadata, String.self)
        userID = lenient(.userID, String.self)
        userName = lenient(.userName, String.self)
        isBlindAppend = lenient(.isBlindAppend, Bool.self)
        readVersion = lenient(.readVersion, Int64.self)
        isolationLevel = lenient(.isolationLevel, String.self)
        transactionID = lenient(.transactionID, String.self)
    }
}

extension [String: JSONValue] {
    /// As text, nulls left out.
    fileprivate var shown: [String: String] { compactMapValues { $0 == .null ? nil : $0.text } }
}

extension KeyedDecodingContainer {
    /// A map of strings; absent is empty, and keys without a value are left out.
    fileprivate func decodeStrings(forKey key: Key) throws -> [String: String] {
        (try decodeIfPresent([String: String?].self, forKey: key) ?? [:]).compactMapValues { $0 }
    }
}
