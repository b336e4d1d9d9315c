package import Columns
import FoundationEssentials
package import LakeModel
import SystemPackage

/// The rows of one result as they were on disk when it was looked up.
package struct SpooledResult: Sendable {
    private let contents: SpoolIndex.Result
    private let file: SpoolFile

    init(contents: SpoolIndex.Result, file: SpoolFile) {
        self.contents = contents
        self.file = file
    }

    package var schema: Schema { contents.schema }
    package var rowCount: Int64 { contents.rowCount }
    package var isComplete: Bool { contents.isComplete }

    /// Hands over rows `offset ..< offset + limit` in order, one stored block in memory at a time.
    package func forEachBatch(
        offset: Int64 = 0,
        limit: Int64 = .max,
        _ body: (RecordBatch) async throws -> Void
    ) async throws {
        let end = min(offset.addingReportingOverflow(limit).overflow ? .max : offset + limit, rowCount)
        for chunk in chunks(from: offset, to: end) {
            var first = chunk.firstRow
            for batch in try await read(chunk) {
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

    private func read(_ chunk: SpoolIndex.Chunk) async throws -> [RecordBatch] {
        let bytes: Data
        do { bytes = try await file.read(chunk.length, at: chunk.offset) } catch let error as Errno {
            throw QueryServiceError.storage("read a result", error, isFull: false)
        }
        do { return try RowBlock(rowCount: chunk.rowCount, stream: bytes).batches() } catch {
            throw QueryServiceError.corrupt(error)
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
