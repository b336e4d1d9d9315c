package import LakeModel

/// One change to a table's state (Delta protocol, Actions). Unknown actions never become one: they are skipped.
package enum Action: Hashable, Sendable {
    case add(AddFile)
    case remove(RemoveFile)
    case cdc(CDCFile)
    case metadata(TableMetadata)
    case protocolVersion(TableProtocol)
    case transaction(AppTransaction)
    case commitInfo(CommitInfo)
    case domainMetadata(DomainMetadata)
    /// Only in V2 checkpoints.
    case sidecar(SidecarFile)
    /// Only in V2 checkpoints.
    case checkpointMetadata(CheckpointMetadata)
}

/// The primary key of a logical file: a data file and the deletion vector that applies to it
/// (Delta protocol, Add File and Remove File).
package struct FileKey: Hashable, Sendable {
    /// As written in the log: percent-encoded.
    package let path: String
    /// `DeletionVectorDescriptor.uniqueID`, nil for a file without one.
    package let deletionVectorID: String?

    package init(path: String, deletionVectorID: String? = nil) {
        self.path = path
        self.deletionVectorID = deletionVectorID
    }
}

/// `metaData`: the table's schema and properties; a later one replaces it whole (Delta protocol, Change Metadata).
package struct TableMetadata: Hashable, Sendable {
    package var id: String
    package var name: String?
    package var description: String?
    package var format = TableFormat()
    /// The schema as JSON; `StructType.decode` reads it.
    package var schemaString: String
    package var partitionColumns: [String]
    /// Milliseconds since 1970.
    package var createdTime: Int64?
    package var configuration: [String: String]

    package init(
        id: String,
        name: String? = nil,
        description: String? = nil,
        schemaString: String,
        partitionColumns: [String] = [],
        createdTime: Int64? = nil,
        configuration: [String: String] = [:]
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.schemaString = schemaString
        self.partitionColumns = partitionColumns
        self.createdTime = createdTime
        self.configuration = configuration
    }
}

/// How data files are encoded; every table of today says `parquet`.
package struct TableFormat: Hashable, Sendable {
    package var provider = "parquet"
    package var options: [String: String] = [:]

    package init(provider: String = "parquet", options: [String: String] = [:]) {
        self.provider = provider
        self.options = options
    }
}

/// `protocol`: what a client must implement to read and to write the table (Delta protocol, Protocol Evolution).
package struct TableProtocol: Hashable, Sendable, Decodable {
    package var minReaderVersion: Int
    package var minWriterVersion: Int
    /// Present with reader version 3 only.
    package var readerFeatures: [String]?
    /// Present with writer version 7 only.
    package var writerFeatures: [String]?

    package init(
        minReaderVersion: Int,
        minWriterVersion: Int,
        readerFeatures: [String]? = nil,
        writerFeatures: [String]? = nil
    ) {
        self.minReaderVersion = minReaderVersion
        self.minWriterVersion = minWriterVersion
        self.readerFeatures = readerFeatures
        self.writerFeatures = writerFeatures
    }
}

/// `txn`: how far an application has come, committed with its data (Delta protocol, Transaction Identifiers).
package struct AppTransaction: Hashable, Sendable, Decodable {
    package var appID: String
    package var version: Int64
    /// Milliseconds since 1970.
    package var lastUpdated: Int64?

    private enum CodingKeys: String, CodingKey {
        case version, lastUpdated
        case appID = "appId"
    }

    package init(appID: String, version: Int64, lastUpdated: Int64? = nil) {
        self.appID = appID
        self.version = version
        self.lastUpdated = lastUpdated
    }
}

/// `domainMetadata`: named configuration; `removed` is a tombstone (Delta protocol, Domain Metadata).
package struct DomainMetadata: Hashable, Sendable {
    package var domain: String
    package var configuration: String
    package var removed: Bool

    package init(domain: String, configuration: String, removed: Bool = false) {
        self.domain = domain
        self.configuration = configuration
        self.removed = removed
    }
}

/// `sidecar`: a Parquet file with a part of a V2 checkpoint's file actions.
package struct SidecarFile: Hashable, Sendable, Decodable {
    /// Percent-encoded; normally only a name in `_delta_log/_sidecars`.
    package var path: String
    package var sizeInBytes: Int64
    /// Milliseconds since 1970.
    package var modificationTime: Int64
    package var tags: [String: String?]?

    package init(path: String, sizeInBytes: Int64, modificationTime: Int64, tags: [String: String?]? = nil) {
        self.path = path
        self.sizeInBytes = sizeInBytes
        self.modificationTime = modificationTime
        self.tags = tags
    }

    /// The sidecar's place relative to the table's folder; nil if it is an absolute path or leaves the folder.
    package var tableRelativePath: String? {
        guard let name = URIPath.decode(path)?.split(separator: "/").last, name != "..", name != "." else { return nil }
        return "\(DeltaPaths.sidecarFolder)/\(name)"
    }
}

/// `checkpointMetadata`: the mark of a V2 checkpoint.
package struct CheckpointMetadata: Hashable, Sendable, Decodable {
    package var version: DeltaVersion
    package var tags: [String: String?]?

    package init(version: DeltaVersion, tags: [String: String?]? = nil) {
        self.version = version
        self.tags = tags
    }
}
