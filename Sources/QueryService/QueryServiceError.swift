import Columns
package import LakeModel

/// Why a query gave no answer, or an answer can't be read again.
package struct QueryServiceError: DescribedError {
    package let code: ErrorCode
    package let message: String
    package let position: TextPosition?
    package let cause: (any Error)?

    package init(code: ErrorCode, message: String, position: TextPosition? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.position = position
        self.cause = cause
    }

    static func cancelled(_ id: QueryID) -> Self {
        Self(code: .queryCancelled, message: "Query \(id) was cancelled.")
    }

    static func timedOut(after timeout: Duration) -> Self {
        let advice = "Narrow the time range, or ask for a longer timeout."
        return Self(code: .queryTimedOut, message: "The query was stopped after \(timeout). \(advice)")
    }

    static func unknown(_ id: QueryID) -> Self {
        Self(code: .queryNotFound, message: "No query \(id) is known; GET /api/queries lists them.")
    }

    static func expired(_ id: QueryID) -> Self {
        let reason = "results are kept for a time and within a quota of bytes"
        return Self(code: .resultExpired, message: "The rows of query \(id) are gone (\(reason)); run it again.")
    }

    static func stillRunning(_ id: QueryID) -> Self {
        Self(code: .invalidRequest, message: "Query \(id) is still running; ask of its result when it has ended.")
    }

    static func withoutRows(_ id: QueryID, _ failure: PastFailure) -> Self {
        Self(
            code: .invalidRequest,
            message: "Query \(id) has no rows to read, for it did not succeed: \(failure.message)",
            cause: failure
        )
    }

    static func noRoom(_ id: QueryID) -> Self {
        let advice = "Make the result smaller, or set a larger spool quota."
        return Self(code: .resultTooLarge, message: "The spool has no room for a copy of query \(id). \(advice)")
    }

    static var tooMany: Self {
        let advice = "send this one again in a while."
        return Self(code: .tooManyRequests, message: "Too many statements wait for the engine; \(advice)")
    }

    static var stopping: Self {
        Self(code: .shuttingDown, message: "The server is stopping; send the query again.")
    }

    static func corrupt(_ error: ColumnsError) -> Self {
        let message = "The rows are no valid Arrow data (\(error.message)); run the query again."
        return Self(code: .corruptData, message: message, cause: error)
    }

    static func storage(_ what: String, _ error: any Error, isFull: Bool) -> Self {
        let advice = isFull ? "The disk is full: free space, or set a smaller spool quota." : "Check the state folder."
        return Self(
            code: isFull ? .storageFull : .storageFailed,
            message: "Could not \(what). \(advice)",
            cause: error
        )
    }
}
