/// `add`: a logical file that belongs to the table (Delta protocol, Add File and Remove File).
package struct AddFile: Hashable, Sendable {
    /// Percent-encoded, relative to the table's folder or absolute; `decodedPath` opens it.
    package var path: String
    /// By physical column name; a null partition is a nil value.
    package var partitionValues: [String: String?]
    /// Bytes.
    package var size: Int64
    /// Milliseconds since 1970.
    package var modificationTime: Int64
    package var dataChange: Bool
    /// Statistics as the JSON that the log holds (Delta protocol, Per-file Statistics); decoded only when asked for.
    package var stats: String?
    package var tags: [String: String?]?
    package var deletionVector: DeletionVectorDescriptor?
    package var baseRowID: Int64?
    package var defaultRowCommitVersion: Int64?
    package var clusteringProvider: String?

    package init(
        path: String,
        partitionValues: [String: String?] = [:],
        size: Int64,
        modificationTime: Int64,
        dataChange: Bool = true,
        stats: String? = nil,
        tags: [String: String?]? = nil,
        deletionVector: DeletionVectorDescriptor? = nil,
        baseRowID: Int64? = nil,
        defaultRowCommitVersion: Int64? = nil,
        clusteringProvider: String? = nil
    ) {
        self.path = path
        self.partitionValues = partitionValues
        self.size = size
        self.modificationTime = modificationTime
        self.dataChange = dataChange
        self.stats = stats
        self.tags = tags
        self.deletionVector = deletionVector
        self.baseRowID = baseRowID
        self.defaultRowCommitVersion = defaultRowCommitVersion
        self.clusteringProvider = clusteringProvider
    }

    package var key: FileKey { FileKey(path: path, deletionVectorID: deletionVector?.uniqueID) }

    /// The path to open, or nil if its percent-encoding is broken.
    package var decodedPath: String? { URIPath.decode(path) }

    /// Rows in the data file, deleted ones included; nil if the statistics don't say.
    package var physicalRows: Int64? { stats.flatMap(StatisticsCodec.numRecords(in:)) }

    /// Rows that a reader sees: the file's less those that its deletion vector removes.
    package var rows: Int64? {
        guard let physicalRows, physicalRows >= 0 else { return nil }
        return max(0, physicalRows &- max(0, deletionVector?.cardinality ?? 0))
    }
}

/// `remove`: a logical file that no longer belongs to the table; a tombstone until it expires.
package struct RemoveFile: Hashable, Sendable {
    package var path: String
    /// Milliseconds since 1970.
    package var deletionTimestamp: Int64?
    package var dataChange: Bool
    package var extendedFileMetadata: Bool?
    package var partitionValues: [String: String?]?
    package var size: Int64?
    package var stats: String?
    package var tags: [String: String?]?
    package var deletionVector: DeletionVectorDescriptor?
    package var baseRowID: Int64?
    package var defaultRowCommitVersion: Int64?

    package init(
        path: String,
        deletionTimestamp: Int64?,
        dataChange: Bool = true,
        extendedFileMetadata: Bool? = nil,
        partitionValues: [String: String?]? = nil,
        size: Int64? = nil,
        stats: String? = nil,
        tags: [String: String?]? = nil,
        deletionVector: DeletionVectorDescriptor? = nil,
        baseRowID: Int64? = nil,
        defaultRowCommitVersion: Int64? = nil
    ) {
        self.path = path
        self.deletionTimestamp = deletionTimestamp
        self.dataChange = dataChange
        self.extendedFileMetadata = extendedFileMetadata
        self.partitionValues = partitionValues
        self.size = size
        self.stats = stats
        self.tags = tags
        self.deletionVector = deletionVector
        self.baseRowID = baseRowID
        self.defaultRowCommitVersion = defaultRowCommitVersion
    }

    /// The removal of `file`, with the metadata that lets change readers do without the `add`.
    package init(_ file: AddFile, deletionTimestamp: Int64, dataChange: Bool) {
        self.init(
            path: file.path,
            deletionTimestamp: deletionTimestamp,
            dataChange: dataChange,
            extendedFileMetadata: true,
            partitionValues: file.partitionValues,
            size: file.size,
            stats: file.stats,
            tags: file.tags,
            deletionVector: file.deletionVector,
            baseRowID: file.baseRowID,
            defaultRowCommitVersion: file.defaultRowCommitVersion
        )
    }

    package var key: FileKey { FileKey(path: path, deletionVectorID: deletionVector?.uniqueID) }

    package var decodedPath: String? { URIPath.decode(path) }
}

/// `cdc`: a file of row-level changes made by one commit (Delta protocol, Add CDC File).
package struct CDCFile: Hashable, Sendable {
    package var path: String
    package var partitionValues: [String: String?]
    package var size: Int64
    package var dataChange: Bool
    package var tags: [String: String?]?

    package init(
        path: String,
        partitionValues: [String: String?] = [:],
        size: Int64,
        dataChange: Bool = false,
        tags: [String: String?]? = nil
    ) {
        self.path = path
        self.partitionValues = partitionValues
        self.size = size
        self.dataChange = dataChange
        self.tags = tags
    }
}
