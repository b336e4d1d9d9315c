import Columns
import FoundationEssentials
import LakeModel
import LiveQuery

/// Live queries and their answers as the API shows them.
enum LiveJSON {
    /// Until refreshes cost only the new data, every one is whole.
    static let refresh = "full"
    static let reason = "Each refresh runs the whole query again."

    struct Table: Encodable {
        let name: String
        let version: DeltaVersion
        let committedAt: String?

        init(_ table: LiveTable) {
            name = table.name.description
            version = table.version
            committedAt = table.committedAt.map { isoTime(milliseconds: $0) }
        }
    }

    struct Problem: Encodable {
        let code, message: String
        let line, column: Int?

        init(_ error: any DescribedError) {
            code = error.code.rawValue
            message = error.message
            line = error.position?.line
            column = error.position?.column
        }
    }

    struct Started: Encodable {
        let liveId: String
        let refresh = LiveJSON.refresh
        let reason = LiveJSON.reason
    }

    /// An element of `GET /api/live`.
    struct Entry: Encodable {
        let liveId, query, principal: String
        let parameters: WrittenParameters
        let refresh = LiveJSON.refresh
        let reason = LiveJSON.reason
        let state, startedAt: String
        let viewers, runs, skipped: Int
        let waitMs, lastRunMs, averageRunMs: Double?
        let cost: Double
        let tables: [Table]
        let error: Problem?

        init(_ status: LiveStatus) {
            liveId = status.id.text
            query = status.request.sql
            principal = status.request.principal.name
            parameters = WrittenParameters(status.request.parameters)
            state = status.state.rawValue
            startedAt = isoTime(milliseconds: status.startedAt)
            viewers = status.viewers
            runs = status.runs
            skipped = status.skipped
            waitMs = status.wait?.milliseconds
            lastRunMs = status.lastRun?.milliseconds
            averageRunMs = status.averageRun?.milliseconds
            cost = (status.cost * 10_000).rounded() / 10_000
            tables = status.tables.map(Table.init)
            error = status.error.map(Problem.init)
        }
    }

    /// The data of a `status` event.
    struct Status: Encodable {
        let liveId, state: String
        let reason: String?
        let waitMs: Double?
        let viewers: Int
        let tables: [Table]

        init(_ status: LiveStatus) {
            liveId = status.id.text
            state = status.state.rawValue
            let pause = "It has used its share of the time that live queries may take; the answer stays until then."
            reason = status.state == .waiting ? pause : status.error?.message
            waitMs = status.wait?.milliseconds
            viewers = status.viewers
            tables = status.tables.map(Table.init)
        }
    }

    struct Failed: Encodable {
        let liveId: String
        let error: Problem
    }

    struct Ended: Encodable {
        let liveId, reason: String
    }

    private struct Column: Encodable {
        let name, type: String
    }

    private struct Head: Encodable {
        let liveId: String
        let sequence: Int
        let version: DeltaVersion?
        let tables: [Table]
        let committedAt: String?
        let sentAt: String
        let refresh = LiveJSON.refresh
        let columns: [Column]
        let rowCount: Int
        let truncated: Bool
        let runMs: Double
        let rowsRead: Int64?
        let filesRead: Int?

        init(_ snapshot: LiveSnapshot) {
            let answer = snapshot.answer
            liveId = snapshot.id.text
            sequence = snapshot.sequence
            version = snapshot.tables.first?.version
            tables = snapshot.tables.map(Table.init)
            committedAt = snapshot.committedAt.map { isoTime(milliseconds: $0) }
            sentAt = isoTime(milliseconds: snapshot.madeAt)
            columns = answer.schema.fields.map { Column(name: $0.name, type: $0.type.sqlName) }
            rowCount = answer.rowCount
            truncated = answer.isTruncated
            runMs = answer.duration.milliseconds
            rowsRead = answer.rowsRead
            filesRead = answer.filesRead
        }
    }

    /// A JSON object; its rows are copied as they were encoded.
    static func bytes(of snapshot: LiveSnapshot) -> [UInt8] {
        var bytes = FrameWriter.json(Head(snapshot))
        bytes.removeLast()
        bytes.reserveCapacity(bytes.count + snapshot.answer.rows.count + 16)
        bytes += Array(#","rows":"#.utf8)
        bytes += snapshot.answer.rows
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}
