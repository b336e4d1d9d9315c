internal import LakeModel

/// The rows of a data file that are deleted, by their index in the file (Delta protocol, Deletion Vector Format).
package struct DeletionVector: Hashable, Sendable {
    /// Ascending.
    package let rows: [Int64]

    /// From the descriptor itself.
    /// - Throws: `corrupt_log`, also when the vector is not inline.
    package init(inline descriptor: DeletionVectorDescriptor) throws {
        guard descriptor.storageType == .inline, let bytes = Z85.decode(descriptor.pathOrInlineDV),
            bytes.count >= Int(descriptor.sizeInBytes), descriptor.sizeInBytes >= 0
        else { throw Self.corrupt("it is not the inline vector that it says to be") }
        try self.init(bitmap: bytes.prefix(Int(descriptor.sizeInBytes)), cardinality: descriptor.cardinality)
    }

    /// From a file, whole.
    /// - Throws: `corrupt_log` for a wrong checksum, size or format.
    package init(file: [UInt8], descriptor: DeletionVectorDescriptor) throws {
        guard file.first == 1 else { throw Self.corrupt("its file has an unknown version") }
        // Offset 0 stands for the first vector, behind the version byte.
        var reader = ByteReader(file.dropFirst(max(1, Int(descriptor.offset ?? 0))))
        guard let size = reader.bigEndian32(), Int64(size) == Int64(descriptor.sizeInBytes),
            let bitmap = reader.bytes(Int(size)), let checksum = reader.bigEndian32()
        else { throw Self.corrupt("its file is too short or holds another vector there") }
        guard CRC32.checksum(bitmap) == checksum else { throw Self.corrupt("its checksum is wrong") }
        try self.init(bitmap: bitmap, cardinality: descriptor.cardinality)
    }

    private init(bitmap: ArraySlice<UInt8>, cardinality: Int64) throws {
        guard let rows = RoaringArray.decode(bitmap) else { throw Self.corrupt("its bitmap is damaged") }
        guard Int64(rows.count) == cardinality else {
            throw Self.corrupt("it deletes another number of rows than it says")
        }
        self.rows = rows
    }

    private static func corrupt(_ problem: String) -> DeltaError {
        DeltaError(
            .corruptLog,
            "A deletion vector can't be read: \(problem). Restore its file from a copy, or read an older version of the table."
        )
    }
}

extension DeletionVectorDescriptor {
    /// The vector's file: relative to the table's folder for `relative`, a URI for `absolute`, nil for `inline` and for a
    /// descriptor that names none (Delta protocol, Derived Fields).
    package var filePath: String? {
        switch storageType {
        case .inline: return nil
        case .absolute: return pathOrInlineDV
        case .relative:
            guard pathOrInlineDV.utf8.count >= 20, let bytes = Z85.decode(String(pathOrInlineDV.suffix(20))),
                bytes.count == 16
            else { return nil }
            let name = "deletion_vector_\(Self.uuid(bytes)).bin"
            let prefix = pathOrInlineDV.dropLast(20)
            return prefix.isEmpty ? name : "\(prefix)/\(name)"
        }
    }

    private static func uuid(_ bytes: [UInt8]) -> String {
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
    }
}
