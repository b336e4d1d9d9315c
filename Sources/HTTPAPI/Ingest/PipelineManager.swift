package import Columns
package import DeltaProtocol
package import Ingest
package import LakeModel

/// What the routes need of those who run pipelines; `tideline` joins them to sources and the lake.
package protocol PipelineManager: Sendable {
    /// By name.
    var reports: [PipelineReport] { get }

    /// - Throws: `not_found`, as everything that names a pipeline.
    func report(of name: String) throws -> PipelineReport
    /// - Throws: `name_taken`, `configuration_invalid`.
    func add(_ definition: PipelineDefinition, by principal: Principal) async throws -> PipelineReport
    /// The table keeps its rows and positions.
    func remove(_ name: String, by principal: Principal) async throws
    func command(_ command: PipelineCommand, _ name: String, by principal: Principal) async throws -> PipelineReport
    /// What people asked of it, newest first.
    func actions(on name: String) async throws -> [PipelineAction]
    func ledger(of name: String) async throws -> PipelineLedger
    /// Records that could not become rows and were not put back, oldest first.
    func rejects(of name: String) async throws -> [RejectedRow]
    func redrive(
        _ name: String,
        _ ids: [String],
        values: [String: [UInt8]],
        by principal: Principal
    ) async throws -> Redrive.Result
    /// The newest records of a source and what they decode to; nothing is written.
    func preview(_ definition: PipelineDefinition, limit: Int) async throws -> PipelinePreview
    /// Who takes records over HTTP for a table; made by the first request for it.
    func receiver(for table: TableName) async throws -> HTTPIngest
}

package enum PipelineCommand: Sendable {
    case pause, resume, restart
    case reset(ResetTarget)
}

/// One thing that somebody asked of a pipeline.
package struct PipelineAction: Sendable, Hashable {
    /// `create`, `delete`, `pause`, `resume`, `restart`, `reset` or `redrive`.
    package let action: String
    /// What a reset went to, how many records were put back; nil where the action says it all.
    package let detail: String?
    package let principal: String
    /// Milliseconds since 1970.
    package let at: Int64

    package init(action: String, detail: String?, principal: String, at: Int64) {
        self.action = action
        self.detail = detail
        self.principal = principal
        self.at = at
    }
}

/// What a table's log and a source say of each other.
package struct PipelineLedger: Sendable {
    package let ledger: Ledger
    /// What the source has now; nil when it does not answer.
    package let watermarks: [SourcePartition: Range<Int64>]?

    package init(ledger: Ledger, watermarks: [SourcePartition: Range<Int64>]?) {
        self.ledger = ledger
        self.watermarks = watermarks
    }
}

package struct PipelinePreview: Sendable {
    package let records: SourceRecords
    package let schema: StructType
    /// nil when no record became a row.
    package let rows: RecordBatch?
    package let rejects: [RejectedRecord]

    package init(records: SourceRecords, schema: StructType, rows: RecordBatch?, rejects: [RejectedRecord]) {
        self.records = records
        self.schema = schema
        self.rows = rows
        self.rejects = rejects
    }
}
