import Columns
import DeltaProtocol
import LakeModel

/// Puts the rows of some files of one partition into new ones, in the order of the files, a few batches at a time: what
/// is in memory is a step's worth of rows, what the encoder keeps of the row group in the making, and pages of the file
/// that is read.
struct FileRewriter: Sendable {
    private static let batchRows = 8_192

    let scan: TableScan
    let writer: DataFileWriter
    let options: RewriteOptions

    init(_ table: DeltaTable, _ snapshot: Snapshot, _ options: RewriteOptions) throws {
        let columns = snapshot.schema.fields.map(\.name).filter { !snapshot.partitionColumns.contains($0) }
        scan = try table.scan(snapshot, columns: columns)
        writer = table.writer(for: snapshot, dataChange: false)
        self.options = options
    }

    /// The new files, written and durable. On failure what was written is deleted.
    ///
    /// - Throws: `corrupt_data` when the files hold another number of rows than the log says.
    func rewrite(_ group: FileGroup) async throws -> [AddFile] {
        var output = RewriteOutput(self, group)
        do {
            for file in group.files {
                let reading = try await reading(of: file)
                while try await output.take(from: reading) { try await options.pause() }
            }
            try await output.close()
            try check(output.files, against: group)
            return output.files
        } catch {
            await output.discard()
            throw Self.described(error)
        }
    }

    private func reading(of file: AddFile) async throws -> FilteredReading {
        do {
            return try await scan.reading(of: file, batchRows: Self.batchRows)
        } catch let error as ColumnsError {
            throw LakeStoreError(
                .corruptData,
                "The data file \(file.path) can't be read: \(error.message).",
                cause: error
            )
        }
    }

    /// Nothing may be lost by a damaged file, or by a defect of ours.
    private func check(_ files: [AddFile], against group: FileGroup) throws {
        let wanted = group.files.map(\.rows)
        guard !wanted.contains(nil) else { return }
        let expected = wanted.reduce(Int64(0)) { $0 &+ ($1 ?? 0) }
        let found = files.reduce(Int64(0)) { $0 &+ ($1.rows ?? 0) }
        guard expected == found else {
            throw LakeStoreError(
                .corruptData,
                """
                \(group.files.count) files to be joined hold \(found) rows, but the log says \(expected); they stay as \
                they are. Look for a damaged file among those of version \(writer.snapshot.version).
                """
            )
        }
    }

    private static func described(_ error: any Error) -> any Error {
        guard let error = error as? ColumnsError else { return error }
        return LakeStoreError(.corruptData, "Rows can't be moved to other files: \(error.message).", cause: error)
    }
}

/// The files that come of one group, one of them open.
private struct RewriteOutput {
    private let rewriter: FileRewriter
    private let values: [(column: String, value: String?)]
    private let rowGroupRows: Int
    private var open: OpenFile?
    private(set) var files: [AddFile] = []

    private struct OpenFile {
        let path: String
        let object: any ObjectWriter
        let encoder: RewriteEncoder
        var size: Int64 = 0
    }

    init(_ rewriter: FileRewriter, _ group: FileGroup) {
        self.rewriter = rewriter
        let partition = group.files.first?.partitionValues ?? [:]
        values = rewriter.writer.snapshot.partitionColumns.map { (column: $0, value: partition[$0] ?? nil) }
        rowGroupRows = Self.rowGroupRows(of: group, rewriter.options)
    }

    /// As many rows as make a row group of the wanted size, if the new files are as dense as the old ones.
    private static func rowGroupRows(of group: FileGroup, _ options: RewriteOptions) -> Int {
        let rows = group.files.compactMap(\.physicalRows).reduce(0, &+)
        guard rows > 0, group.bytes > 0 else { return 1 << 17 }
        let share = Double(options.rowGroup.bytes) / Double(group.bytes)
        return Int(min(max(Double(rows) * share, 4_096), 1_048_576))
    }

    /// Moves one step's worth of rows; false at the end of the file that is read.
    mutating func take(from reading: FilteredReading) async throws -> Bool {
        let file = try await current()
        let step = rewriter.options.step.bytes
        let result = try await BlockingPool.shared.run { try file.encoder.take(from: reading, bytes: step) }
        try await append(result.bytes)
        if let size = open?.size, size >= rewriter.options.maximumFile.bytes { try await close() }
        return result.hasMore
    }

    private mutating func current() async throws -> OpenFile {
        if let open { return open }
        let path = DataFileWriter.newPath(values, rewriter.writer.environment)
        let folder = rewriter.writer.folder
        rewriter.writer.pending.add(path)
        let file = OpenFile(
            path: path,
            object: try await folder.store.writer(folder.key(path)),
            encoder: try RewriteEncoder(schema: rewriter.scan.schema, rowGroupRows: rowGroupRows)
        )
        open = file
        return file
    }

    private mutating func append(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty, let file = open else { return }
        try await file.object.append(bytes)
        open?.size += Int64(bytes.count)
    }

    /// The open file becomes one of `files`; an empty one is given up.
    mutating func close() async throws {
        guard let file = open else { return }
        let snapshot = rewriter.writer.snapshot
        let (rest, stats, rows) = try await BlockingPool.shared.run {
            (try file.encoder.finish(), file.encoder.statistics.encoded(for: snapshot), file.encoder.statistics.rows)
        }
        guard rows > 0 else { return await giveUp() }
        try await append(rest)
        guard let size = open?.size else { return }
        try await file.object.finish()
        open = nil
        files.append(
            AddFile(
                path: URIPath.encode(file.path),
                partitionValues: Dictionary(values.map { ($0.column, $0.value) }) { first, _ in first },
                size: size,
                modificationTime: rewriter.writer.environment.now(),
                dataChange: false,
                stats: stats
            )
        )
    }

    private mutating func giveUp() async {
        guard let file = open else { return }
        await file.object.discard()
        rewriter.writer.pending.remove([file.path])
        open = nil
    }

    mutating func discard() async {
        await giveUp()
        await rewriter.writer.discard(files)
    }
}

/// Encodes rows as they are decoded, and collects their statistics.
///
/// Unchecked: it is used by one call at a time, on whichever thread that runs.
private final class RewriteEncoder: @unchecked Sendable {
    private let encoder: ParquetEncoder
    private(set) var statistics = DataFileStatistics()

    init(schema: Schema, rowGroupRows: Int) throws {
        var options = ParquetOptions()
        options.rowGroupRows = rowGroupRows
        encoder = try ParquetEncoder(schema: schema, options: options)
    }

    func take(from reading: FilteredReading, bytes limit: Int64) throws -> (bytes: [UInt8], hasMore: Bool) {
        var made: [UInt8] = []
        var decoded: Int64 = 0
        while decoded < limit {
            guard let batch = try reading.next() else { return (made, false) }
            decoded += Int64(batch.byteSize)
            guard batch.rowCount > 0 else { continue }
            statistics.add(batch)
            made += try encoder.append(batch)
        }
        return (made, true)
    }

    func finish() throws -> [UInt8] { try encoder.finish() }
}
