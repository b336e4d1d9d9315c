import Columns
import LakeModel

/// A run as `/api/queries` shows it.
struct QueryEntry: Encodable {
    private struct Table: Encodable {
        let name: String
        let version: DeltaVersion
    }

    private struct Timings: Encodable {
        let plannedMs: Double?
        let firstBatchMs: Double?
        let totalMs: Double?
    }

    private struct Failure: Encodable {
        let code, message: String
        let line, column: Int?
    }

    private let queryId, query, principal, state, startedAt: String
    private let source: String?
    private let timings: Timings
    private let elapsedMs: Double?
    private let rowCount, resultBytes: Int64
    private let truncated: Bool
    private let tables: [Table]
    private let error: Failure?
    var plan: String?

    /// - Parameter now: microseconds since 1970-01-01 UTC, from which the time of a run in progress counts.
    init(_ record: QueryRecord, now: Int64) {
        queryId = record.id.text
        query = record.sql
        principal = record.principal.name
        state = record.state.rawValue
        startedAt = isoTime(milliseconds: record.startedAt / 1_000)
        source = record.source?.text
        timings = Timings(
            plannedMs: record.timings.planned?.milliseconds,
            firstBatchMs: record.timings.firstBatch?.milliseconds,
            totalMs: record.timings.finished?.milliseconds
        )
        elapsedMs = record.state == .running ? Double(max(0, now &- record.startedAt)) / 1_000 : nil
        rowCount = record.rowCount
        resultBytes = record.resultBytes.bytes
        truncated = record.truncated
        tables = record.tables.map { Table(name: $0.table.description, version: $0.version) }
        error = record.errorCode.map { code in
            Failure(
                code: code,
                message: record.errorMessage ?? "",
                line: record.errorPosition?.line,
                column: record.errorPosition?.column
            )
        }
    }
}
