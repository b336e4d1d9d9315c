import LakeModel
import Maintenance

/// A job as the API shows it: an element of `GET /api/jobs`, and the data of a `job` event.
struct JobJSON: Encodable {
    struct Failure: Encodable { let code, message: String }

    let id, kind, table, state, startedAt: String
    let endedAt: String?
    let dryRun: Bool
    /// Whether policy asked for it, and not a person.
    let automatic: Bool
    let figures: [String: Int64]
    /// The first of the files that a vacuum deletes, relative to the table's folder.
    let paths: [String]?
    let error: Failure?

    init(_ job: MaintenanceJob) {
        id = job.id
        kind = job.kind.rawValue
        table = job.table.description
        state = job.state.rawValue
        startedAt = isoTime(milliseconds: job.startedAt)
        endedAt = job.endedAt.map { isoTime(milliseconds: $0) }
        dryRun = job.request.isDryRun
        automatic = job.isAutomatic
        figures = job.report.figures
        paths = job.report.paths.isEmpty ? nil : job.report.paths
        error = job.failure.map { Failure(code: $0.code.rawValue, message: $0.message) }
    }
}
