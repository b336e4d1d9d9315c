internal import Columns

/// Puts actions into the rows of a checkpoint, one action a row.
struct CheckpointRows {
    private let builder: RecordBatchBuilder
    private let batchRows: Int
    private var batches: [RecordBatch] = []

    init(schema: Schema, batchRows: Int) {
        builder = RecordBatchBuilder(schema: schema)
        self.batchRows = batchRows
    }

    mutating func append(_ action: Action) throws(ColumnsError) {
        switch action {
        case .add(let file): builder["add"].appendStruct { $0.append(file) }
        case .remove(let file): builder["remove"].appendStruct { $0.append(file) }
        case .metadata(let metadata): builder["metaData"].appendStruct { $0.append(metadata) }
        case .protocolVersion(let version): builder["protocol"].appendStruct { $0.append(version) }
        case .transaction(let transaction): builder["txn"].appendStruct { $0.append(transaction) }
        case .domainMetadata(let domain): builder["domainMetadata"].appendStruct { $0.append(domain) }
        case .cdc, .commitInfo, .sidecar, .checkpointMetadata: return
        }
        builder.endRow()
        if builder.rowCount >= batchRows { batches.append(try builder.finish()) }
    }

    mutating func finish() throws(ColumnsError) -> [RecordBatch] {
        if builder.rowCount > 0 || batches.isEmpty { batches.append(try builder.finish()) }
        return batches
    }
}

extension ColumnBuilder {
    fileprivate func append(_ file: AddFile) {
        self["path"].append(file.path)
        self["partitionValues"].append(optionalValues: file.partitionValues)
        self["size"].append(file.size)
        self["modificationTime"].append(file.modificationTime)
        self["dataChange"].append(false)
        self["stats"].append(file.stats)
        if let tags = file.tags { self["tags"].append(optionalValues: tags) }
        if let vector = file.deletionVector { self["deletionVector"].appendStruct { $0.append(vector) } }
        self["baseRowId"].append(file.baseRowID)
        self["defaultRowCommitVersion"].append(file.defaultRowCommitVersion)
        self["clusteringProvider"].append(file.clusteringProvider)
    }

    fileprivate func append(_ file: RemoveFile) {
        self["path"].append(file.path)
        self["deletionTimestamp"].append(file.deletionTimestamp)
        self["dataChange"].append(false)
        self["extendedFileMetadata"].append(file.extendedFileMetadata)
        if let values = file.partitionValues { self["partitionValues"].append(optionalValues: values) }
        self["size"].append(file.size)
        if let vector = file.deletionVector { self["deletionVector"].appendStruct { $0.append(vector) } }
        self["baseRowId"].append(file.baseRowID)
        self["defaultRowCommitVersion"].append(file.defaultRowCommitVersion)
    }

    private func append(_ vector: DeletionVectorDescriptor) {
        self["storageType"].append(vector.storageType.rawValue)
        self["pathOrInlineDv"].append(vector.pathOrInlineDV)
        self["offset"].append(vector.offset.map(Int64.init))
        self["sizeInBytes"].append(Int64(vector.sizeInBytes))
        self["cardinality"].append(vector.cardinality)
    }

    fileprivate func append(_ metadata: TableMetadata) {
        self["id"].append(metadata.id)
        self["name"].append(metadata.name)
        self["description"].append(metadata.description)
        self["format"].appendStruct { format in
            format["provider"].append(metadata.format.provider)
            format["options"].append(metadata.format.options)
        }
        self["schemaString"].append(metadata.schemaString)
        self["partitionColumns"].append(metadata.partitionColumns)
        self["createdTime"].append(metadata.createdTime)
        self["configuration"].append(metadata.configuration)
    }

    fileprivate func append(_ version: TableProtocol) {
        self["minReaderVersion"].append(Int64(version.minReaderVersion))
        self["minWriterVersion"].append(Int64(version.minWriterVersion))
        if let features = version.readerFeatures { self["readerFeatures"].append(features) }
        if let features = version.writerFeatures { self["writerFeatures"].append(features) }
    }

    fileprivate func append(_ transaction: AppTransaction) {
        self["appId"].append(transaction.appID)
        self["version"].append(transaction.version)
        self["lastUpdated"].append(transaction.lastUpdated)
    }

    fileprivate func append(_ domain: DomainMetadata) {
        self["domain"].append(domain.domain)
        self["configuration"].append(domain.configuration)
        self["removed"].append(domain.removed)
    }

    /// Sorted, so that the same table gives the same bytes.
    private func append(optionalValues map: [String: String?]) {
        appendMap { keys, values in
            for (key, value) in map.sorted(by: { $0.key < $1.key }) {
                keys.append(key)
                values.append(value)
            }
        }
    }
}
