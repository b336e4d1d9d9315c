/// Where the deleted rows of a data file are listed (Delta protocol, Deletion Vector Descriptor Schema).
package struct DeletionVectorDescriptor: Hashable, Sendable, Decodable {
    package enum Storage: String, Sendable, Decodable {
        /// In a file named by a UUID in the table's folder.
        case relative = "u"
        /// In the descriptor itself.
        case inline = "i"
        /// In a file with an absolute path.
        case absolute = "p"
    }

    package var storageType: Storage
    package var pathOrInlineDV: String
    /// Bytes from the file's start; nil means 0, and always nil inline.
    package var offset: Int32?
    /// Bytes of the serialized vector, before base 85.
    package var sizeInBytes: Int32
    /// Rows that it removes.
    package var cardinality: Int64

    private enum CodingKeys: String, CodingKey {
        case storageType, offset, sizeInBytes, cardinality
        case pathOrInlineDV = "pathOrInlineDv"
    }

    package init(
        storageType: Storage,
        pathOrInlineDV: String,
        offset: Int32? = nil,
        sizeInBytes: Int32,
        cardinality: Int64
    ) {
        self.storageType = storageType
        self.pathOrInlineDV = pathOrInlineDV
        self.offset = offset
        self.sizeInBytes = sizeInBytes
        self.cardinality = cardinality
    }

    /// What tells this vector from others of the same file (Delta protocol, Derived Fields).
    package var uniqueID: String {
        let base = storageType.rawValue + pathOrInlineDV
        return offset.map { "\(base)@\($0)" } ?? base
    }
}
