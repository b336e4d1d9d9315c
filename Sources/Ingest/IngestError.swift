package import LakeModel

/// What can go wrong on the way from a source into a table. Messages name pipelines, partitions, offsets and columns, and
/// never a record's content.
package struct IngestError: DescribedError {
    package let code: ErrorCode
    package let message: String
    /// What it comes from, for logs.
    package let cause: (any Error)?

    package init(_ code: ErrorCode, _ message: String, cause: (any Error)? = nil) {
        (self.code, self.message, self.cause) = (code, message, cause)
    }

    /// Any error as one with a code.
    static func described(_ error: any Error) -> any DescribedError {
        (error as? any DescribedError)
            ?? IngestError(.internalError, "Something unexpected went wrong: \(type(of: error)).", cause: error)
    }
}
