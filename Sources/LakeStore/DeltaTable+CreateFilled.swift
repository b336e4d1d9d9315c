package import Columns
package import DeltaProtocol
import LakeModel

extension DeltaTable {
    /// Makes the table together with its rows, by its first commit: there is a table with all of them, or none.
    ///
    /// - Parameter fill: gives rows batch by batch; they are written as they come, and nothing of them stays in memory.
    /// - Throws: what `create` and `append` throw, and what `fill` throws; what was written is deleted then.
    package func create(
        _ definition: TableDefinition,
        fill: (_ append: @escaping (RecordBatch) async throws -> Void) async throws -> Void
    ) async throws -> Snapshot {
        let (context, table) = (context(), newTable(definition))
        guard try await log.listing().latestVersion == nil else { throw Self.exists(name) }
        let rows = TableFiller(writer(for: try draft(of: table, context), dataChange: true), rows: options.rowsPerFile)
        defer { rows.settle() }
        do {
            try await fill { try await rows.append($0) }
            let files = try await rows.finish()
            return try await putFirst(try CommitActions.create(table, files: files, context), context)
        } catch {
            // An entry whose fate is unknown may name them.
            if (try? await log.commit(0)) == nil { await rows.discard() }
            throw error
        }
    }

    /// The state that the first commit will make, without its files.
    private func draft(of table: NewTable, _ context: CommitContext) throws -> Snapshot {
        var builder = SnapshotBuilder()
        let actions = try CommitActions.create(table, context)
        try builder.apply(Commit(version: 0, modificationTime: context.now, actions: actions))
        return try builder.finish()
    }
}

/// Writes rows into data files of a table as they come. Used by one task.
private final class TableFiller {
    /// Of rows in memory that wait for their file.
    private static let mostBytes = 128 << 20

    private let writer: DataFileWriter
    private let mostRows: Int
    private var waiting: [RecordBatch] = []
    private var waitingRows = 0
    private var waitingBytes = 0
    private var files: [AddFile] = []

    init(_ writer: DataFileWriter, rows: Int) {
        self.writer = writer
        mostRows = rows
    }

    func append(_ batch: RecordBatch) async throws {
        waiting.append(batch)
        waitingRows += batch.rowCount
        waitingBytes += batch.byteSize
        if waitingRows >= mostRows || waitingBytes >= Self.mostBytes { try await write() }
    }

    func finish() async throws -> [AddFile] {
        try await write()
        return files
    }

    func discard() async { await writer.discard(files) }

    func settle() { writer.settle(files) }

    private func write() async throws {
        let batches = waiting
        (waiting, waitingRows, waitingBytes) = ([], 0, 0)
        guard !batches.isEmpty else { return }
        files += try await writer.write(batches)
    }
}
