import FoundationEssentials
import GRDB
package import LakeModel

extension Workspace {
    /// Writes a run that begins, and does not wait for that. Writes come in the order in which they were asked for, so
    /// a `save` that follows replaces it.
    package func begin(_ record: QueryRecord) {
        database.asyncWriteWithoutTransaction { try? HistoryRow(record).save($0) }
    }

    /// Closes the runs that a server which is gone has left open: for a server that has the file to itself and begins.
    package func endInterruptedRuns() async throws {
        try await failing("close the query history") {
            try await database.write { database in
                try database.execute(
                    sql: "UPDATE query SET state = ?, errorCode = ?, errorMessage = ? WHERE state = ?",
                    arguments: [
                        QueryRecord.State.failed.rawValue, ErrorCode.queryFailed.rawValue,
                        "The server ended while the query ran. Run it again.", QueryRecord.State.running.rawValue,
                    ]
                )
            }
        }
    }

    /// Writes the run's newest state over what was known of it; also from a cancelled task, for a run that was
    /// cancelled is remembered too.
    package func save(_ record: QueryRecord) async throws {
        try await failing("save to the query history") {
            try await withCheckedThrowingContinuation { done in
                database.asyncWriteWithoutTransaction { database in
                    done.resume(with: Result { try HistoryRow(record).save(database) })
                }
            }
        }
    }

    package func query(_ id: QueryID) async throws -> QueryRecord? {
        try await failing("read the query history") {
            try await database.read { try HistoryRow.fetchOne($0, key: id.text)?.record }
        }
    }

    /// The newest runs first, those behind `before` if it is given; `search` is a part of the SQL text, compared without
    /// regard to case. Runs that read another's result are left out unless `derived` is set.
    package func queries(
        search: String?,
        derived: Bool,
        limit: Int,
        before: QueryRecord.Place?
    ) async throws -> [QueryRecord] {
        try await failing("read the query history") {
            try await database.read { database in
                var rows = HistoryRow.order(Column("startedAt").desc, Column("id").desc).limit(limit)
                if let before {
                    let place: StatementArguments = [before.startedAt, before.id.text]
                    rows = rows.filter(sql: "(startedAt, id) < (?, ?)", arguments: place)
                }
                if !derived { rows = rows.filter(Column("source") == nil) }
                if let search { rows = rows.filter(sql: "instr(lower(sql), lower(?)) > 0", arguments: [search]) }
                return try rows.fetchAll(database).compactMap(\.record)
            }
        }
    }

    /// Forgets all but the newest `keeping` runs.
    package func tidyHistory(keeping count: Int) async throws {
        try await failing("tidy the query history") {
            try await database.write { database in
                try database.execute(
                    sql: """
                        DELETE FROM query WHERE rowid NOT IN (
                            SELECT rowid FROM query ORDER BY startedAt DESC, id DESC LIMIT ?)
                        """,
                    arguments: [count]
                )
            }
        }
    }

    func failing<Value>(_ what: String, _ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as DatabaseError { throw WorkspaceError(what, error) }
    }
}

/// `QueryRecord` as a row of the table `query`.
private struct HistoryRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "query"

    let id, sql, principal, state: String
    let startedAt: Int64
    let plannedMicros, firstBatchMicros, finishedMicros: Int64?
    let rowCount, resultBytes: Int64
    let truncated: Bool
    /// A JSON list of `ReadTable`.
    let tables: String
    let errorCode, errorMessage: String?
    let errorLine, errorColumn: Int?
    let source: String?

    init(_ record: QueryRecord) {
        id = record.id.text
        sql = record.sql
        principal = record.principal.name
        state = record.state.rawValue
        startedAt = record.startedAt
        plannedMicros = record.timings.planned?.microseconds
        firstBatchMicros = record.timings.firstBatch?.microseconds
        finishedMicros = record.timings.finished?.microseconds
        rowCount = record.rowCount
        resultBytes = record.resultBytes.bytes
        truncated = record.truncated
        tables = ReadTable.text(of: record.tables)
        errorCode = record.errorCode
        errorMessage = record.errorMessage
        errorLine = record.errorPosition?.line
        errorColumn = record.errorPosition?.column
        source = record.source?.text
    }

    /// nil for a row that this version can't read: a newer state name, or an id that was edited by hand.
    var record: QueryRecord? {
        guard let id = QueryID(id), let state = QueryRecord.State(rawValue: state) else { return nil }
        var record = QueryRecord(id: id, sql: sql, principal: Principal(name: principal), startedAt: startedAt)
        record.state = state
        record.timings = QueryTimings(
            planned: plannedMicros.map { .microseconds($0) },
            firstBatch: firstBatchMicros.map { .microseconds($0) },
            finished: finishedMicros.map { .microseconds($0) }
        )
        record.rowCount = rowCount
        record.resultBytes = ByteCount(resultBytes)
        record.truncated = truncated
        record.tables = ReadTable.tables(in: tables)
        record.errorCode = errorCode
        record.errorMessage = errorMessage
        if let errorLine, let errorColumn {
            record.errorPosition = TextPosition(line: errorLine, column: errorColumn)
        }
        record.source = source.flatMap { QueryID($0) }
        return record
    }
}

/// A table that a run has read, as the history keeps it.
private struct ReadTable: Codable {
    let schema, table: String
    let version: DeltaVersion

    static func text(of tables: [TableVersion]) -> String {
        let rows = tables.map { ReadTable(schema: $0.table.schema, table: $0.table.table, version: $0.version) }
        return (try? JSONEncoder().encode(rows)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    /// Empty for a text that was edited by hand.
    static func tables(in text: String) -> [TableVersion] {
        let rows = (try? JSONDecoder().decode([ReadTable].self, from: Data(text.utf8))) ?? []
        return rows.map { TableVersion(table: TableName(schema: $0.schema, table: $0.table), version: $0.version) }
    }
}
