import Columns
import DeltaProtocol
import LakeModel

/// Turns rows into data files of a table: divided by partition, Parquet with zstd, dictionaries and statistics, each
/// flushed before its name is given to the log.
struct DataFileWriter: Sendable {
    /// Files that are encoded and written at the same time, which bounds what is in memory next to the rows.
    private static let parallelFiles = 4

    let folder: TableFolder
    let environment: StoreEnvironment
    let snapshot: Snapshot
    let rowsPerFile: Int
    let dataChange: Bool
    let pending: PendingFiles

    /// The files, written and durable. When one fails, those that were written are deleted.
    func write(_ batches: [RecordBatch]) async throws -> [AddFile] {
        let pieces = try await BlockingPool.shared.run { () throws -> [Piece] in try self.pieces(of: batches) }
        let outcome = await withTaskGroup(of: (Int, Result<AddFile, any Error>).self) { group in
            var results: [(Int, Result<AddFile, any Error>)] = []
            for (index, piece) in pieces.enumerated() {
                if index >= Self.parallelFiles, let result = await group.next() { results.append(result) }
                group.addTask { await (index, self.attempt(piece)) }
            }
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
        do {
            return try outcome.map { try $0.get() }
        } catch {
            await discard(outcome.compactMap { try? $0.get() })
            throw error
        }
    }

    /// Deletes files that no log entry names. What can't be deleted is left for vacuum.
    func discard(_ files: [AddFile]) async {
        try? await folder.store.delete(files.compactMap { $0.decodedPath }.map(folder.key))
        settle(files)
    }

    /// The files' commit was made, or never will be.
    func settle(_ files: [AddFile]) { pending.remove(files.compactMap { $0.decodedPath }) }

    /// Rows of one partition that make one file.
    struct Piece: Sendable {
        let values: [String?]
        let batches: [RecordBatch]
    }

    private func pieces(of batches: [RecordBatch]) throws -> [Piece] {
        let conform = try RowConformance(snapshot.schema)
        let columns = snapshot.partitionColumns.compactMap { snapshot.schema[$0] }
        let rows = try batches.filter { $0.rowCount > 0 }.map { try conform($0) }
        return try PartitionSplit.partitions(of: rows, by: columns).flatMap { partition in
            Self.cut(partition.batches, rows: max(1, rowsPerFile)).map { Piece(values: partition.values, batches: $0) }
        }
    }

    static func cut(_ batches: [RecordBatch], rows: Int) -> [[RecordBatch]] {
        var pieces: [[RecordBatch]] = []
        var room = 0
        for batch in batches {
            var offset = 0
            while offset < batch.rowCount {
                if room == 0 {
                    pieces.append([])
                    room = rows
                }
                let part = batch.slice(offset: offset, length: room)
                pieces[pieces.count - 1].append(part)
                offset += part.rowCount
                room -= part.rowCount
            }
        }
        return pieces
    }

    private func attempt(_ piece: Piece) async -> Result<AddFile, any Error> {
        do {
            let values = Array(zip(snapshot.partitionColumns, piece.values)).map { (column: $0, value: $1) }
            let path = Self.newPath(values, environment)
            let (bytes, stats) = try await BlockingPool.shared.run {
                let schema = piece.batches.first?.schema ?? Schema([])
                return (try Parquet.encode(piece.batches, schema: schema), self.statistics(of: piece.batches))
            }
            try await put(bytes, at: path)
            return .success(
                AddFile(
                    path: URIPath.encode(path),
                    partitionValues: Dictionary(values.map { ($0.column, $0.value) }) { first, _ in first },
                    size: Int64(bytes.count),
                    modificationTime: environment.now(),
                    dataChange: dataChange,
                    stats: stats
                )
            )
        } catch let error as ColumnsError {
            return .failure(
                LakeStoreError(.internalError, "The rows can't be written as Parquet: \(error.message).", cause: error)
            )
        } catch {
            return .failure(error)
        }
    }

    private func put(_ bytes: [UInt8], at path: String) async throws {
        pending.add(path)
        do {
            try await folder.store.put(folder.key(path), bytes)
        } catch {
            pending.remove([path])
            throw error
        }
    }

    private func statistics(of batches: [RecordBatch]) -> String {
        var statistics = DataFileStatistics()
        for batch in batches { statistics.add(batch) }
        return statistics.encoded(for: snapshot)
    }

    /// Where a new file of a partition goes, relative to the table's folder.
    /// - Parameter values: in the order of the partition columns.
    static func newPath(_ values: [(column: String, value: String?)], _ environment: StoreEnvironment) -> String {
        let folder = values.isEmpty ? "" : PartitionValue.folder(values) + "/"
        return folder + "part-00000-\(environment.uuid())-c000.zstd.parquet"
    }
}
