import Columns
import FoundationEssentials
import HTTPTypes
import Hummingbird
import LakeModel
import NIOCore

/// `/api/tables/{name}/diff/rows`.
struct RowDiffAnswer {
    private struct Column: Encodable {
        let name, type: String
    }

    private let table: TableName
    private let rows: VersionRows

    init(_ table: TableName, _ rows: VersionRows) { (self.table, self.rows) = (table, rows) }

    func response() throws -> Response {
        var bytes = Array(#"{"from":\#(rows.from),"to":\#(rows.to),"method":"#.utf8)
        switch rows.method {
        case .files: bytes += Array(#""files""#.utf8)
        case .compared: bytes += Array(#""compared""#.utf8)
        case .none(let reason): bytes += Array(#""none","reason":"#.utf8) + (try Self.json(reason))
        }
        bytes += Array(#","comparedColumns":"#.utf8) + (try Self.json(rows.sharedColumns.map(\.after)))
        if let query { bytes += Array(#","query":"#.utf8) + (try Self.json(query)) }
        bytes += Array(#","added":"#.utf8)
        try Self.append(rows.added, to: &bytes)
        bytes += Array(#","removed":"#.utf8)
        try Self.append(rows.removed, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
        return Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    /// The whole difference by the engine, which reads both versions for it; nil when there is nothing to compare by.
    private var query: String? {
        guard !rows.sharedColumns.isEmpty else { return nil }
        let before = rows.sharedColumns.map { column in
            let name = TableName.quoted(column.before)
            return column.before == column.after ? name : "\(name) AS \(TableName.quoted(column.after))"
        }
        let old = "SELECT \(before.joined(separator: ", ")) FROM \(table.sql) VERSION AS OF \(rows.from)"
        let after = rows.sharedColumns.map { TableName.quoted($0.after) }.joined(separator: ", ")
        let new = "SELECT \(after) FROM \(table.sql) VERSION AS OF \(rows.to)"
        return """
            SELECT 'added' AS change, * FROM (
              \(new)
              EXCEPT ALL
              \(old)
            )
            UNION ALL
            SELECT 'removed' AS change, * FROM (
              \(old)
              EXCEPT ALL
              \(new)
            )
            """
    }

    private static func append(_ side: VersionRows.Side, to bytes: inout [UInt8]) throws {
        let columns = side.schema.fields.map { Column(name: $0.name, type: $0.type.sqlName) }
        bytes += Array(#"{"columns":"#.utf8) + (try json(columns)) + Array(#","rows":"#.utf8)
        bytes += try RowEncoder.encode(side.rows, schema: side.schema, format: .jsonRows)
        if let count = side.rowCount { bytes += Array(#","rowCount":\#(count)"#.utf8) }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }
}
