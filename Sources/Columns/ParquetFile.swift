import CArrow

/// A Parquet file opened for reading; opening reads its footer only. Damage throws.
///
/// Unchecked: the handle is not changed after `init`, and each reader of it has decoding state of its own.
package final class ParquetFile: @unchecked Sendable {
    package struct RowGroup: Sendable, Hashable {
        package let rowCount: Int
        /// Bytes of its columns uncompressed.
        package let byteSize: Int
    }

    package let schema: Schema
    package let rowCount: Int
    package let rowGroups: [RowGroup]
    /// Key-value pairs of the footer; the last of equal keys wins.
    package let metadata: [String: String]
    private let handle: OpaquePointer

    /// What decoding may hold at once unless the caller says otherwise.
    package static let defaultMemoryLimit = 1 << 32

    package convenience init(bytes: [UInt8], memoryLimit: Int = defaultMemoryLimit) throws(ColumnsError) {
        var handle: OpaquePointer?
        try shim(.invalidParquet) {
            carrow_parquet_open_bytes(bytes, Int64(bytes.count), Int64(memoryLimit), &handle, $0)
        }
        try self.init(taking: handle)
    }

    /// Reads pages from the file as they are needed.
    package convenience init(path: String, memoryLimit: Int = defaultMemoryLimit) throws(ColumnsError) {
        var handle: OpaquePointer?
        try shim(.invalidParquet) { carrow_parquet_open_path(path, Int64(memoryLimit), &handle, $0) }
        try self.init(taking: handle)
    }

    private init(taking handle: OpaquePointer?) throws(ColumnsError) {
        guard let handle else { throw ColumnsError(.internalError, "the file was not opened") }
        self.handle = handle
        rowCount = Int(carrow_parquet_row_count(handle))
        metadata = Self.metadata(handle)
        do {
            schema = try Schema.imported(.invalidParquet) { carrow_parquet_schema(handle, $0, $1) }
            rowGroups = try Self.rowGroups(handle)
        } catch {
            carrow_parquet_close(handle)
            throw error
        }
    }

    deinit { carrow_parquet_close(handle) }

    /// Batches of the chosen top-level columns (nil: all), in the file's order of columns, of the chosen row groups.
    /// Choosing no column gives batches that only count rows.
    package func read(columns: [String]? = nil, rowGroups: [Int]? = nil) throws(ColumnsError) -> [RecordBatch] {
        let reader = try batches(columns: columns, rowGroups: rowGroups, batchRows: 1 << 16)
        var batches: [RecordBatch] = []
        while let batch = try reader.next() { batches.append(batch) }
        return batches
    }

    /// The same, one batch at a time.
    package func batches(
        columns: [String]? = nil,
        rowGroups: [Int]? = nil,
        batchRows: Int = 8_192
    ) throws(ColumnsError) -> ParquetBatchReader {
        let fields = try indices(of: columns)
        let groups = rowGroups?.map { Int32(clamping: $0) }
        var reader: OpaquePointer?
        try shim(.invalidParquet) { failure in
            carrow_parquet_read(
                handle,
                fields,
                Int64(fields.count),
                groups ?? [],
                Int64(groups?.count ?? -1),
                Int64(max(1, batchRows)),
                &reader,
                failure
            )
        }
        return ParquetBatchReader(try BatchReader(taking: reader, invalid: .invalidParquet))
    }

    private func indices(of names: [String]?) throws(ColumnsError) -> [Int32] {
        guard let names else { return schema.fields.indices.map { Int32($0) } }
        var chosen: Set<Int32> = []
        for name in names {
            guard let index = schema.index(of: name) else {
                throw ColumnsError(.columnNotFound, "the file has no column '\(name)'")
            }
            chosen.insert(Int32(index))
        }
        return chosen.sorted()
    }

    private static func rowGroups(_ handle: OpaquePointer) throws(ColumnsError) -> [RowGroup] {
        var groups: [RowGroup] = []
        for index in 0..<carrow_parquet_row_group_count(handle) {
            var rows: Int64 = 0
            var bytes: Int64 = 0
            try shim(.invalidParquet) { carrow_parquet_row_group(handle, index, &rows, &bytes, $0) }
            groups.append(RowGroup(rowCount: Int(rows), byteSize: Int(bytes)))
        }
        return groups
    }

    private static func metadata(_ handle: OpaquePointer) -> [String: String] {
        var pairs: [String: String] = [:]
        for index in 0..<carrow_parquet_metadata_count(handle) {
            var key: UnsafePointer<CChar>?
            var value: UnsafePointer<CChar>?
            var keySize: Int64 = 0
            var valueSize: Int64 = 0
            carrow_parquet_metadata(handle, index, &key, &keySize, &value, &valueSize)
            let keyBytes = UnsafeRawBufferPointer(start: key, count: Int(keySize))
            let valueBytes = UnsafeRawBufferPointer(start: value, count: Int(valueSize))
            pairs[String(decoding: keyBytes, as: UTF8.self)] = String(decoding: valueBytes, as: UTF8.self)
        }
        return pairs
    }
}

/// Pulls batches out of a Parquet file. Not for concurrent use.
package final class ParquetBatchReader {
    private let reader: BatchReader

    init(_ reader: BatchReader) { self.reader = reader }

    /// The chosen columns.
    package var schema: Schema { reader.schema }

    /// nil at the end.
    package func next() throws(ColumnsError) -> RecordBatch? { try reader.next() }
}
