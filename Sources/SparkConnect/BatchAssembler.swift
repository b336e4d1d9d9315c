internal import Columns
internal import FoundationEssentials
internal import LakeModel

/// Puts batches together that the engine has cut into several responses, and checks that nothing is missing between them.
///
/// Source: Spark Connect, result chunking: `chunk_index` counts from 0 within a batch of `num_chunks_in_batch`.
struct BatchAssembler: Sendable {
    typealias Part = ProtoExecutePlanResponse.ArrowBatch

    /// What one batch may weigh in all.
    static let maximumBytes = 1 << 30

    private var chunks = Data()
    private var nextChunk: Int64 = 0
    private var rowsBefore: Int64 = 0

    /// The batch when this was its last part.
    mutating func add(_ part: Part) throws(SparkConnectError) -> RowBlock? {
        guard part.chunkIndex == nextChunk else { throw Self.incomplete }
        guard nextChunk > 0 || !part.hasStartOffset || part.startOffset == rowsBefore else { throw Self.incomplete }
        guard part.rowCount >= 0, part.data.count <= Self.maximumBytes - chunks.count else {
            throw SparkConnectError(.resultTooLarge, "The engine sent a batch of more than 1 GB; select fewer columns.")
        }
        let data: Data
        if nextChunk == 0 && part.numChunksInBatch <= 1 {
            data = part.data
        } else {
            chunks.append(part.data)
            nextChunk += 1
            guard nextChunk >= part.numChunksInBatch else { return nil }
            data = chunks
        }
        chunks = Data()
        nextChunk = 0
        let (rows, overflow) = rowsBefore.addingReportingOverflow(part.rowCount)
        guard !overflow else { throw Self.incomplete }
        rowsBefore = rows
        return RowBlock(rowCount: Int(part.rowCount), stream: data)
    }

    /// Call at the answer's end.
    func finish() throws(SparkConnectError) {
        guard nextChunk == 0 else { throw Self.incomplete }
    }

    private static let incomplete = SparkConnectError(
        .corruptData,
        "A part of the engine's answer is missing; run the query again."
    )
}
