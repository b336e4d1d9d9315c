package import LakeModel

/// What can go wrong between us and the lake: the code says whose fault it is, the message names the file and the
/// remedy.
///
/// Paths in messages are relative to the store (the lake, or the registered table's folder).
package struct LakeStoreError: DescribedError {
    package let code: ErrorCode
    package let message: String
    package let cause: (any Error)?

    package init(_ code: ErrorCode, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}

extension LakeStoreError {
    /// The error itself if it is one of ours, else a storage failure around it; cancellation is never wrapped.
    static func wrapping(_ error: any Error, _ action: String) -> any Error {
        switch error {
        case is LakeStoreError, is CancellationError: error
        case let error as any DescribedError: LakeStoreError(error.code, "\(action): \(error.message)", cause: error)
        default: LakeStoreError(.storageFailed, "\(action) failed: \(error)", cause: error)
        }
    }

    /// Any error as one of ours, for places where an error is an answer.
    static func described(_ error: any Error) -> LakeStoreError {
        switch error {
        case let error as LakeStoreError: error
        case let error as any DescribedError: LakeStoreError(error.code, error.message, cause: error)
        default: LakeStoreError(.internalError, "Something unexpected went wrong: \(error)", cause: error)
        }
    }
}
