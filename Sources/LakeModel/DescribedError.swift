/// What every error of Tideline can say to the person who caused it: a stable code, and a message that says what to do.
///
/// Messages never hold row values, parameters, tokens or other secrets, so they are safe in logs and answers.
package protocol DescribedError: Error, Sendable, CustomStringConvertible {
    var code: ErrorCode { get }
    var message: String { get }
    /// Where in the statement or document the fault lies, where that is known.
    var position: TextPosition? { get }
}

extension DescribedError {
    package var position: TextPosition? { nil }

    package var description: String {
        let place = position.map { " at line \($0.line), column \($0.column)" } ?? ""
        return "\(code.rawValue)\(place): \(message)"
    }
}

/// A place in a text; both numbers count from 1, columns in Unicode scalars.
package struct TextPosition: Hashable, Sendable, Codable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// The stable names that clients may match on. One closed list, so that `HTTPAPI` maps each to a status in one
/// exhaustive switch and a new code can't be forgotten there.
package enum ErrorCode: String, CaseIterable, Sendable {
    // The request
    case invalidRequest = "invalid_request"
    case malformedJSON = "malformed_json"
    case missingParameter = "missing_parameter"
    case forbidden
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case notAcceptable = "not_acceptable"
    case payloadTooLarge = "payload_too_large"
    case tooManyRequests = "too_many_requests"

    // The workspace
    case nameTaken = "name_taken"
    case tooManyItems = "too_many_items"

    // The statement
    case syntaxError = "syntax_error"
    case statementTooComplex = "statement_too_complex"
    case unsupportedStatement = "unsupported_statement"
    case typeError = "type_error"
    case columnNotFound = "column_not_found"
    case functionNotFound = "function_not_found"
    case invalidValue = "invalid_value"
    case queryFailed = "query_failed"
    case queryCancelled = "query_cancelled"
    case queryTimedOut = "query_timed_out"
    case queryNotFound = "query_not_found"
    case resultExpired = "result_expired"
    case resultTooLarge = "result_too_large"

    // Tables
    case tableNotFound = "table_not_found"
    case tableExists = "table_exists"
    case versionNotFound = "version_not_found"
    case unsupportedTableFeature = "unsupported_table_feature"
    case corruptLog = "corrupt_log"
    case corruptData = "corrupt_data"
    case missingDataFile = "missing_data_file"
    case commitConflict = "commit_conflict"

    // Sources
    case brokerUnavailable = "broker_unavailable"
    case authenticationFailed = "authentication_failed"
    case accessDenied = "access_denied"
    case topicNotFound = "topic_not_found"
    case offsetOutOfRange = "offset_out_of_range"
    case sourceFailed = "source_failed"
    /// The source has not got any more what the table still needs.
    case recordsLost = "records_lost"
    /// A record can't be a row, and the pipeline was told to stop at such.
    case recordRejected = "record_rejected"

    // The machine
    case storageFull = "storage_full"
    case storageFailed = "storage_failed"
    case engineUnavailable = "engine_unavailable"
    case engineDied = "engine_died"
    case configurationInvalid = "configuration_invalid"
    case dependencyMissing = "dependency_missing"
    case shuttingDown = "shutting_down"
    case internalError = "internal_error"
}
