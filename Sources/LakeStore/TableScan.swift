package import Columns
package import DeltaProtocol
import LakeModel

/// The rows of some files of a snapshot, one file in memory at a time. For samples and tests; queries are the engine's.
///
/// Columns are the table's (its names, order and types), whatever the data files call them; partition values are filled
/// in.
package struct TableScan: AsyncSequence, Sendable {
    package typealias Element = RecordBatch

    /// Of every batch.
    package let schema: Schema
    let folder: TableFolder
    let files: [AddFile]
    let projection: FileProjection

    package func makeAsyncIterator() -> Iterator { Iterator(scan: self) }

    package struct Iterator: AsyncIteratorProtocol {
        private let scan: TableScan
        private var nextFile = 0
        private var ready: ArraySlice<RecordBatch> = []

        init(scan: TableScan) { self.scan = scan }

        package mutating func next() async throws -> RecordBatch? {
            while ready.isEmpty {
                guard nextFile < scan.files.count else { return nil }
                ready = try await scan.rows(of: scan.files[nextFile])[...]
                nextFile += 1
            }
            return ready.popFirst()
        }
    }

    /// The same, of other files.
    func reading(_ files: [AddFile]) -> TableScan {
        TableScan(schema: schema, folder: folder, files: files, projection: projection)
    }

    /// All rows, or the first ones.
    package func collect(limit: Int = .max) async throws -> [RecordBatch] {
        var batches: [RecordBatch] = []
        var room = limit
        for try await batch in self where room > 0 {
            let part = batch.slice(offset: 0, length: room)
            batches.append(part)
            room -= part.rowCount
            if room == 0 { break }
        }
        return batches
    }

    private func rows(of file: AddFile) async throws -> [RecordBatch] {
        let key = try key(file.decodedPath ?? file.path)
        guard let bytes = try await folder.store.get(key) else { throw missing(key) }
        let deleted = try await deletedRows(of: file)
        return try await BlockingPool.shared.run { [projection] in
            do {
                let batches = try projection.rows(of: ParquetFile(bytes: bytes), file: file)
                return try deleted.isEmpty ? batches : Self.without(deleted, batches)
            } catch let error as ColumnsError {
                throw LakeStoreError(
                    .corruptData,
                    "The data file \(key) can't be read: \(error.message).",
                    cause: error
                )
            }
        }
    }

    /// One file's rows, one batch at a time, its deleted ones left out.
    func reading(of file: AddFile, batchRows: Int) async throws -> FilteredReading {
        let key = try key(file.decodedPath ?? file.path)
        let path = try await folder.store.localPath(key)
        let bytes = path == nil ? try await folder.store.get(key) : nil
        let deleted = try await deletedRows(of: file)
        return try await BlockingPool.shared.run { [projection] in
            let parquet: ParquetFile
            if let path {
                parquet = try ParquetFile(path: path)
            } else if let bytes {
                parquet = try ParquetFile(bytes: bytes)
            } else {
                throw missing(key)
            }
            return FilteredReading(try projection.reading(of: parquet, file: file, batchRows: batchRows), deleted)
        }
    }

    /// The row indexes that the file's deletion vector takes away, ascending.
    private func deletedRows(of file: AddFile) async throws -> [Int64] {
        guard let descriptor = file.deletionVector else { return [] }
        guard descriptor.storageType != .inline else { return try DeletionVector(inline: descriptor).rows }
        let key = try key(descriptor.filePath ?? "/")
        guard let bytes = try await folder.store.get(key) else { throw missing(key) }
        return try DeletionVector(file: bytes, descriptor: descriptor).rows
    }

    static func without(_ deleted: [Int64], _ batches: [RecordBatch]) throws -> [RecordBatch] {
        var filter = RowFilter(deleted: deleted)
        return try batches.map { try filter($0) }
    }

    private func key(_ path: String) throws -> String {
        guard !path.hasPrefix("/"), !path.contains("://") else {
            throw LakeStoreError(
                .unsupportedTableFeature,
                "A data file of the table lies outside of its folder; query the table by the engine instead."
            )
        }
        return folder.key(path)
    }

    private func missing(_ key: String) -> LakeStoreError {
        LakeStoreError(
            .missingDataFile,
            "The file \(key) is in the log but not in the folder; restore it, or read an older version of the table."
        )
    }
}

/// Takes deleted rows out of the batches of one file, which come in order.
struct RowFilter {
    private var rest: ArraySlice<Int64>
    private var first: Int64 = 0

    /// - Parameter deleted: row indexes, ascending.
    init(deleted: [Int64]) { rest = deleted[...] }

    mutating func callAsFunction(_ batch: RecordBatch) throws -> RecordBatch {
        let end = first + Int64(batch.rowCount)
        defer { first = end }
        guard let next = rest.first, next < end else { return batch }
        var kept: [Range<Int>] = []
        var start = 0
        while let next = rest.first, next < end {
            rest.removeFirst()
            let row = Int(next - first)
            guard row >= start else { continue }
            if row > start { kept.append(start..<row) }
            start = row + 1
        }
        if start < batch.rowCount { kept.append(start..<batch.rowCount) }
        return try RowGather.rows(kept, of: batch)
    }
}

/// Rows of one file as they are decoded.
///
/// Unchecked: it is used by one call at a time, on whichever thread that runs.
final class FilteredReading: @unchecked Sendable {
    private let reading: FileReading
    private var filter: RowFilter

    init(_ reading: FileReading, _ deleted: [Int64]) {
        self.reading = reading
        filter = RowFilter(deleted: deleted)
    }

    /// nil at the end.
    func next() throws -> RecordBatch? { try reading.next().map { try filter($0) } }
}

extension DeltaTable {
    /// - Parameters:
    ///   - columns: top-level columns, in the order wanted; nil means all.
    ///   - files: which of the snapshot's files; nil means all, by path.
    /// - Throws: `column_not_found`, `unsupported_table_feature`; while it goes also `missing_data_file`,
    ///   `corrupt_data`.
    package func scan(_ snapshot: Snapshot, columns: [String]? = nil, files: [AddFile]? = nil) throws -> TableScan {
        try snapshot.requireReadable()
        let fields = try columns?.map { name in
            guard let field = snapshot.schema[name] else {
                throw LakeStoreError(.columnNotFound, "The table \(self.name) has no column \(TableName.quoted(name)).")
            }
            return field
        }
        let projection = try FileProjection(snapshot, fields: fields ?? snapshot.schema.fields)
        return TableScan(
            schema: projection.schema,
            folder: folder,
            files: files ?? snapshot.sortedFiles(),
            projection: projection
        )
    }
}
