extension JSONWriter {
    /// One action as the object that makes a line of the log; absent fields are left out.
    mutating func write(_ action: Action) {
        object { json in
            switch action {
            case .add(let file): json.envelope("add") { $0.fields(file) }
            case .remove(let file): json.envelope("remove") { $0.fields(file) }
            case .cdc(let file): json.envelope("cdc") { $0.fields(file) }
            case .metadata(let metadata): json.envelope("metaData") { $0.fields(metadata) }
            case .protocolVersion(let version): json.envelope("protocol") { $0.fields(version) }
            case .transaction(let transaction): json.envelope("txn") { $0.fields(transaction) }
            case .commitInfo(let info): json.envelope("commitInfo") { $0.fields(info) }
            case .domainMetadata(let domain): json.envelope("domainMetadata") { $0.fields(domain) }
            case .sidecar(let sidecar): json.envelope("sidecar") { $0.fields(sidecar) }
            case .checkpointMetadata(let metadata): json.envelope("checkpointMetadata") { $0.fields(metadata) }
            }
        }
    }

    mutating func envelope(_ name: String, _ body: (inout JSONWriter) -> Void) {
        key(name)
        object(body)
    }

    mutating func fields(_ metadata: TableMetadata) {
        field("id", metadata.id)
        field("name", ifPresent: metadata.name)
        field("description", ifPresent: metadata.description)
        envelope("format") { json in
            json.field("provider", metadata.format.provider)
            json.field("options", ifPresent: metadata.format.options)
        }
        field("schemaString", metadata.schemaString)
        field("partitionColumns", ifPresent: metadata.partitionColumns)
        field("createdTime", ifPresent: metadata.createdTime)
        field("configuration", ifPresent: metadata.configuration)
    }

    mutating func fields(_ version: TableProtocol) {
        field("minReaderVersion", Int64(version.minReaderVersion))
        field("minWriterVersion", Int64(version.minWriterVersion))
        field("readerFeatures", ifPresent: version.readerFeatures)
        field("writerFeatures", ifPresent: version.writerFeatures)
    }

    mutating func fields(_ transaction: AppTransaction) {
        field("appId", transaction.appID)
        field("version", transaction.version)
        field("lastUpdated", ifPresent: transaction.lastUpdated)
    }

    mutating func fields(_ domain: DomainMetadata) {
        field("domain", domain.domain)
        field("configuration", domain.configuration)
        field("removed", domain.removed)
    }

    private mutating func fields(_ file: AddFile) {
        field("path", file.path)
        field("partitionValues", ifPresent: file.partitionValues)
        field("size", file.size)
        field("modificationTime", file.modificationTime)
        field("dataChange", file.dataChange)
        field("stats", ifPresent: file.stats)
        field("tags", ifPresent: file.tags)
        deletionVector(file.deletionVector)
        field("baseRowId", ifPresent: file.baseRowID)
        field("defaultRowCommitVersion", ifPresent: file.defaultRowCommitVersion)
        field("clusteringProvider", ifPresent: file.clusteringProvider)
    }

    private mutating func fields(_ file: RemoveFile) {
        field("path", file.path)
        field("deletionTimestamp", ifPresent: file.deletionTimestamp)
        field("dataChange", file.dataChange)
        field("extendedFileMetadata", ifPresent: file.extendedFileMetadata)
        field("partitionValues", ifPresent: file.partitionValues)
        field("size", ifPresent: file.size)
        field("stats", ifPresent: file.stats)
        field("tags", ifPresent: file.tags)
        deletionVector(file.deletionVector)
        field("baseRowId", ifPresent: file.baseRowID)
        field("defaultRowCommitVersion", ifPresent: file.defaultRowCommitVersion)
    }

    private mutating func fields(_ file: CDCFile) {
        field("path", file.path)
        field("partitionValues", ifPresent: file.partitionValues)
        field("size", file.size)
        field("dataChange", file.dataChange)
        field("tags", ifPresent: file.tags)
    }

    private mutating func fields(_ sidecar: SidecarFile) {
        field("path", sidecar.path)
        field("sizeInBytes", sidecar.sizeInBytes)
        field("modificationTime", sidecar.modificationTime)
        field("tags", ifPresent: sidecar.tags)
    }

    private mutating func fields(_ metadata: CheckpointMetadata) {
        field("version", metadata.version)
        field("tags", ifPresent: metadata.tags)
    }

    private mutating func fields(_ info: CommitInfo) {
        // First, so that readers that only want the commit's time find it early.
        field("inCommitTimestamp", ifPresent: info.inCommitTimestamp)
        field("timestamp", ifPresent: info.timestamp)
        field("userId", ifPresent: info.userID)
        field("userName", ifPresent: info.userName)
        field("operation", ifPresent: info.operation)
        field("operationParameters", ifPresent: info.operationParameters)
        field("readVersion", ifPresent: info.readVersion)
        field("isolationLevel", ifPresent: info.isolationLevel)
        field("isBlindAppend", ifPresent: info.isBlindAppend)
        field("operationMetrics", ifPresent: info.operationMetrics)
        field("userMetadata", ifPresent: info.userMetadata)
        field("engineInfo", ifPresent: info.engineInfo)
        field("txnId", ifPresent: info.transactionID)
    }

    private mutating func deletionVector(_ descriptor: DeletionVectorDescriptor?) {
        guard let descriptor else { return }
        envelope("deletionVector") { json in
            json.field("storageType", descriptor.storageType.rawValue)
            json.field("pathOrInlineDv", descriptor.pathOrInlineDV)
            json.field("offset", ifPresent: descriptor.offset.map(Int64.init))
            json.field("sizeInBytes", Int64(descriptor.sizeInBytes))
            json.field("cardinality", descriptor.cardinality)
        }
    }

    /// For maps whose values are all there.
    private mutating func field(_ name: String, ifPresent map: [String: String]) {
        field(name, ifPresent: map.mapValues(Optional.some) as [String: String?]?)
    }
}
