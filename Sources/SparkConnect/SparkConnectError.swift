package import LakeModel

/// What went wrong between Tideline and a Spark Connect engine, or inside the engine.
///
/// The message is the engine's own, without its error class, SQLSTATE, excerpt of the statement, stack trace and values
/// of rows: what belongs to a field of its own is there, and the rest must not reach logs.
package struct SparkConnectError: DescribedError, Hashable {
    package let code: ErrorCode
    package let message: String
    package let position: TextPosition?
    /// Five characters of the SQL standard, such as `42P01`; nil when the engine gives none.
    package let sqlState: String?
    /// Spark's name for the condition, such as `TABLE_OR_VIEW_NOT_FOUND`; nil when the engine gives none.
    package let errorClass: String?
    /// True when nothing has happened on the engine, so that sending the same again can't do anything twice.
    package let isRetryable: Bool

    package init(
        _ code: ErrorCode,
        _ message: String,
        position: TextPosition? = nil,
        sqlState: String? = nil,
        errorClass: String? = nil,
        isRetryable: Bool = false
    ) {
        self.code = code
        self.message = message
        self.position = position
        self.sqlState = sqlState
        self.errorClass = errorClass
        self.isRetryable = isRetryable
    }
}
