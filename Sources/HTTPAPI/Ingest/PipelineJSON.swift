import Ingest
import LakeModel

/// A pipeline as the API shows it: an element of `GET /api/pipelines`, and the data of a `pipeline` event. The properties
/// of its source are left out, since they may hold secrets.
struct PipelineJSON: Encodable {
    struct Source: Encodable {
        let type: String
        let brokers: String?
        let topics: [String]
        let start: StartPosition
        let onRetentionLoss: String
    }

    struct Position: Encodable {
        let lagRecords: Int64?
        let lagSeconds: Double
    }

    struct Rates: Encodable { let rowsPerSecond, bytesPerSecond: Double }
    struct Totals: Encodable { let rows, bytes, rejects, commits: Int64 }

    struct Batch: Encodable {
        let rows: Int
        let milliseconds: Double
    }

    struct Commit: Encodable {
        let milliseconds: Double
        let version: DeltaVersion
        let at: String
    }

    struct Freshness: Encodable { let p50Milliseconds, p99Milliseconds: Int64 }

    struct Reason: Encodable {
        let reason: String
        let count: Int64
    }

    struct Failure: Encodable { let code, message, at: String }

    struct Partition: Encodable {
        let topic: String
        let partition: Int32
        /// The next offset to read.
        let position: Int64
        let end: Int64?
        /// Left out where offsets don't count records: the generator's are times.
        let lagRecords: Int64?
        let lagSeconds, rowsPerSecond: Double
        let rejects: Int64

        init(_ partition: PipelineReport.Partition) {
            topic = partition.partition.topic
            self.partition = partition.partition.partition
            position = partition.position &+ 1
            end = partition.end
            lagRecords = partition.lagRecords
            lagSeconds = rounded(partition.lagSeconds)
            rowsPerSecond = rounded(partition.rowsPerSecond)
            rejects = partition.rejects
        }
    }

    let name: String
    let source: Source
    let table, format, schemaMode, state: String
    let reason: String?
    let since: String
    let position: Position
    let rates: Rates
    let totals: Totals
    let batch: Batch?
    let commit: Commit?
    let freshness: Freshness?
    let rejects: [Reason]
    let lastError: Failure?
    let partitions: [Partition]
    let flush: PipelineDefinition.Flush
    let onError: String
    let partitionBy: [String]
    let timeColumn: String?
    let metadataColumns: [String: String]
    let columns: [PipelineDefinition.Column]?
    let delimiter: String?

    init(_ report: PipelineReport) {
        let definition = report.definition
        name = definition.name
        source = Source(
            type: definition.source.type.rawValue,
            brokers: definition.source.brokers,
            topics: definition.source.topics,
            start: definition.source.start,
            onRetentionLoss: definition.source.onRetentionLoss.rawValue
        )
        table = definition.tableName?.description ?? definition.table
        format = definition.format.rawValue
        schemaMode = definition.schemaMode.rawValue
        state = report.phase.rawValue
        reason = report.reason
        since = isoTime(milliseconds: report.since / 1_000)
        position = Position(
            lagRecords: report.lagRecords,
            lagSeconds: rounded(report.lagSeconds)
        )
        rates = Rates(rowsPerSecond: rounded(report.rowsPerSecond), bytesPerSecond: rounded(report.bytesPerSecond))
        totals = Totals(
            rows: report.rows,
            bytes: report.bytes,
            rejects: report.rejects,
            commits: report.commits
        )
        batch = report.lastCommit.map { Batch(rows: $0.batchRows, milliseconds: rounded($0.batchMilliseconds)) }
        commit = report.lastCommit.map {
            Commit(
                milliseconds: rounded($0.milliseconds),
                version: $0.version,
                at: isoTime(milliseconds: $0.at / 1_000)
            )
        }
        freshness = report.freshnessP50.flatMap { p50 in
            report.freshnessP99.map { Freshness(p50Milliseconds: p50, p99Milliseconds: $0) }
        }
        rejects = report.rejectsByReason.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { Reason(reason: $0.key, count: $0.value) }
        lastError = report.lastError.map {
            Failure(code: $0.code.rawValue, message: $0.message, at: isoTime(milliseconds: $0.at / 1_000))
        }
        partitions = report.partitions.map(Partition.init)
        flush = definition.flush
        onError = definition.onError.rawValue
        partitionBy = definition.partitionBy
        timeColumn = definition.timeColumn
        metadataColumns = definition.metadataColumns
        columns = definition.columns
        delimiter = definition.delimiter
    }
}

private func rounded(_ number: Double) -> Double { (number * 1_000).rounded() / 1_000 }

/// The data of a `pipeline` event about one that is no more.
struct RemovedPipelineJSON: Encodable {
    let name: String
    let removed = true
}

struct PipelineActionJSON: Encodable {
    let action: String
    let detail: String?
    let by, at: String

    init(_ action: PipelineAction) {
        self.action = action.action
        detail = action.detail
        by = action.principal
        at = isoTime(milliseconds: action.at)
    }
}
