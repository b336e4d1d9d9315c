package import Columns
import FoundationEssentials
package import LakeModel
import SystemPackage

/// The rows of one result as they were on disk when it was looked up.
package struct SpooledResult: Sendable {
    private let id: QueryID
    private let contents: SpoolIndex.Result
    private let path: String

    init(id: QueryID, contents: SpoolIndex.Result, path: String) {
        self.id = id
        self.contents = contents
        self.path = path
    }

    package var schema: Schema { contents.schema }
    package var rowCount: Int64 { contents.rowCount }
    package var isComplete: Bool { contents.isComplete }

    /// Hands over rows `offset ..< offset + limit` in order, one stored batch in memory at a time.
    /// Throws `result_expired` if the file went meanwhile.
    package func forEachBatch(
        offset: Int64 = 0,
        limit: Int64 = .max,
        _ body: (RecordBatch) async throws -> Void
    ) async throws {
        let end = min(offset.addingReportingOverflow(limit).overflow ? .max : offset + limit, rowCount)
        let wanted = chunks(from: offset, to: end)
        guard !wanted.isEmpty else { return }
        let file = try await open()
        for chunk in wanted {
            var first = chunk.firstRow
            for batch in try await read(chunk, from: file) {
                let start = max(offset - first, 0)
                let stop = min(end - first, Int64(batch.rowCount))
                if start < stop { try await body(batch.slice(offset: Int(start), length: Int(stop - start))) }
                first += Int64(batch.rowCount)
            }
        }
    }

    private func chunks(from start: Int64, to end: Int64) -> ArraySlice<SpoolIndex.Chunk> {
        guard start < end else { return [] }
        let first = contents.chunks.partitioningIndex { $0.firstRow + Int64($0.rowCount) > start }
        let last = contents.chunks.partitioningIndex { $0.firstRow >= end }
        return contents.chunks[first..<max(first, last)]
    }

    private func read(_ chunk: SpoolIndex.Chunk, from file: SpoolFile) async throws -> [RecordBatch] {
        let bytes: Data
        do { bytes = try await file.read(chunk.length, at: chunk.offset) } catch let error as Errno {
            throw QueryServiceError.storage("read a result", error, isFull: false)
        }
        do { return try RowBlock(rowCount: chunk.rowCount, stream: bytes).batches() } catch {
            throw QueryServiceError.corrupt(error)
        }
    }

    private func open() async throws -> SpoolFile {
        do { return try await SpoolFile.open(path) } catch let error as Errno {
            guard error == .noSuchFileOrDirectory else {
                throw QueryServiceError.storage("read a result", error, isFull: false)
            }
            throw QueryServiceError.expired(id)
        }
    }
}

extension [SpoolIndex.Chunk] {
    /// The first index whose element fulfils `predicate`, which must hold for all that follow it.
    fileprivate func partitioningIndex(_ predicate: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
