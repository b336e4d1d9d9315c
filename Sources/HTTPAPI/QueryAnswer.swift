import Columns
import FoundationEssentials
import HTTPTypes
import Hummingbird
import LakeModel
import NIOCore
import QueryService

/// The JSON answer of `POST /api/query`: its head, rows straight from the spool, its tail.
struct QueryAnswer {
    private struct ColumnHead: Encodable {
        let name: String
        let type: String
    }

    private struct TableHead: Encodable {
        let name: String
        let version: DeltaVersion
    }

    /// Answers up to this size are made in memory, with a length; larger ones stream.
    private static let inMemoryBytes: Int64 = 4 << 20

    let record: QueryRecord
    /// nil when the statement has no rows to give.
    let result: SpooledResult?

    func response(rows limit: Int64) throws -> Response {
        let shown = min(limit, result?.rowCount ?? 0)
        let (head, tail) = try (head(), tail(shown: shown))
        let headers: HTTPFields = [.contentType: "application/json"]
        let (result, isLarge) = (result, record.resultBytes.bytes > Self.inMemoryBytes && shown > 0)
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                var bytes = head
                try await Self.writeRows(of: result, limit: shown) { rows in
                    bytes += rows
                    guard isLarge, bytes.count > 1 << 18 else { return }
                    try await writer.write(ByteBuffer(bytes: bytes))
                    bytes.removeAll(keepingCapacity: true)
                }
                bytes += tail
                try await writer.write(ByteBuffer(bytes: bytes))
                try await writer.finish(nil)
            }
        )
    }

    /// `[[…],[…]]`, in pieces.
    static func writeRows(
        of result: SpooledResult?,
        offset: Int64 = 0,
        limit: Int64,
        _ write: ([UInt8]) async throws -> Void
    ) async throws {
        guard let result else { return try await write(Array("[]".utf8)) }
        var encoder = try RowEncoder(schema: result.schema, format: .jsonRows)
        var bytes: [UInt8] = []
        encoder.start(into: &bytes)
        try await result.forEachBatch(offset: offset, limit: limit) { batch in
            try encoder.append(batch, into: &bytes)
            try await write(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        encoder.finish(into: &bytes)
        try await write(bytes)
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    static func columns(of result: SpooledResult?) throws -> [UInt8] {
        let columns = (result?.schema.fields ?? []).map { ColumnHead(name: $0.name, type: $0.type.sqlName) }
        return Array(try Self.encoder.encode(columns))
    }

    private func head() throws -> [UInt8] {
        Array(#"{"queryId":"\#(record.id)","columns":"#.utf8) + (try Self.columns(of: result))
            + Array(#","rows":"#.utf8)
    }

    private func tail(shown: Int64) throws -> [UInt8] {
        let total = result?.rowCount ?? 0
        let tables = try Self.encoder.encode(
            record.tables.map { TableHead(name: $0.table.description, version: $0.version) }
        )
        let truncated = record.truncated || shown < total
        let time = record.timings.finished?.milliseconds ?? 0
        return Array(
            #","rowCount":\#(shown),"totalRowCount":\#(total),"truncated":\#(truncated),"tables":"#.utf8
        ) + Array(tables)
            + Array(#","executionTimeMs":\#(time)}"#.utf8)
    }
}
