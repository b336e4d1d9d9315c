/// What a person or program asks: a statement of Spark SQL and the values of its parameters.
package struct QueryRequest: Sendable {
    package var sql: String
    package var parameters: QueryParameters
    /// Rows that the answer holds at most; nil means all of them.
    package var limit: Int?
    package var principal: Principal
    /// nil means the server's default.
    package var timeout: Duration?
    /// Rows that the statement reads as the table `result`, the only one that it may name then; nil for the lake's tables.
    package var source: QuerySource?
    /// False for runs that Tideline repeats by itself, as a live query's refreshes: they are neither listed nor kept in the
    /// history, and their rows go to the receiver alone.
    package var isKept = true
    /// False for a run whose rows are kept though nobody wrote the statement, as a table's sample: the history leaves it
    /// out.
    package var isRemembered = true

    package init(
        sql: String,
        parameters: QueryParameters = .none,
        limit: Int? = nil,
        principal: Principal = .localAdministrator,
        timeout: Duration? = nil,
        source: QuerySource? = nil
    ) {
        self.sql = sql
        self.parameters = parameters
        self.limit = limit
        self.principal = principal
        self.timeout = timeout
        self.source = source
    }
}

/// Values for `:name` or `?` markers; Spark allows one kind in a statement.
package enum QueryParameters: Sendable, Hashable {
    case none
    case named([String: QueryLiteral])
    case positional([QueryLiteral])
}

/// A parameter's value with the Spark type it is sent as.
package enum QueryLiteral: Sendable, Hashable {
    case null
    case boolean(Bool)
    case long(Int64)
    case double(Double)
    /// Digits as written, at most 38 of them, so that nothing goes through a double.
    case decimal(String)
    case string(String)
    /// Days since 1970-01-01.
    case date(Int32)
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    case timestamp(Int64)
}
