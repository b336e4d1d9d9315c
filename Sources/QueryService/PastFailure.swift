package import LakeModel

/// Why a run that has ended has no rows, for who asks for them later: what was said then.
package struct PastFailure: DescribedError {
    package let code: ErrorCode
    package let message: String
    /// In the statement of that run.
    package let position: TextPosition?

    /// nil for a run that goes on, or had an answer.
    init?(_ record: QueryRecord) {
        switch record.state {
        case .running, .succeeded: return nil
        case .failed: code = record.errorCode.flatMap(ErrorCode.init) ?? .queryFailed
        case .cancelled: code = .queryCancelled
        }
        message = record.errorMessage ?? "Query \(record.id) gave no rows; run it again."
        position = record.errorPosition
    }
}
