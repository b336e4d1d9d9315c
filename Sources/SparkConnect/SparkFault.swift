internal import FoundationEssentials
internal import GRPCCore
internal import GRPCProtobuf
internal import LakeModel

/// What a failed call says about its cause, before it is translated.
struct SparkFault: Sendable {
    var message: String
    var errorClass: String?
    var sqlState: String?
    /// By name; may hold values of rows.
    var parameters: [String: String] = [:]
    /// Where to ask for the rest.
    var errorID: String?
    /// 0-based offset of the first faulty character.
    var startOffset: Int?
    /// Java classes of the exception, the most special one first.
    var classes: [String] = []
}

extension SparkFault {
    /// Reads `google.rpc.Status` in the call's trailers, where a Spark server puts an `ErrorInfo`.
    init(_ error: RPCError) {
        message = error.message
        guard let status = try? error.unpackGoogleRPCStatus() else { return }
        if !status.message.isEmpty { message = status.message }
        for detail in status.details {
            guard let info = detail.errorInfo else { continue }
            errorClass = info.metadata["errorClass"]
            sqlState = info.metadata["sqlState"]
            errorID = info.metadata["errorId"]
            parameters = Self.decoded([String: String].self, info.metadata["messageParameters"]) ?? [:]
            classes = Self.decoded([String].self, info.metadata["classes"]) ?? []
        }
    }

    private static func decoded<Value: Decodable>(_ type: Value.Type, _ json: String?) -> Value? {
        json.flatMap { try? JSONDecoder().decode(type, from: Data($0.utf8)) }
    }

    /// Adds what the engine tells when asked: trailers are short, and cut the message.
    mutating func add(_ answer: ProtoFetchErrorDetailsResponse) {
        let root = Int(answer.rootErrorIdx)
        guard answer.hasRootErrorIdx, answer.errors.indices.contains(root) else { return }
        let error = answer.errors[root]
        if !error.message.isEmpty { message = error.message }
        guard error.hasSparkThrowable else { return }
        if error.sparkThrowable.hasErrorClass { errorClass = error.sparkThrowable.errorClass }
        if error.sparkThrowable.hasSqlState { sqlState = error.sparkThrowable.sqlState }
        startOffset = error.sparkThrowable.queryContexts.first { $0.contextType == .sql }.map { Int($0.startIndex) }
    }

    func described(sql: String?) -> SparkConnectError {
        guard errorClass != nil || sqlState != nil else { return EngineMessages.error(for: message, sql: sql) }
        let offset = startOffset.flatMap { offset in
            sql.flatMap { StatementPosition.position(ofScalar: offset, in: $0) }
        }
        return SparkConnectError(
            Self.code(errorClass: errorClass ?? "", sqlState: sqlState ?? ""),
            readable,
            position: StatementPosition.sparkPosition(in: message) ?? offset,
            sqlState: sqlState,
            errorClass: errorClass
        )
    }
}

// MARK: - Messages

extension SparkFault {
    /// The sentence for people: without class, SQLSTATE, excerpt, plan, stack trace and row values.
    var readable: String {
        var text = message[...]
        text = text.drop { $0.isWhitespace }
        if let errorClass, text.hasPrefix("[\(errorClass)]") { text = text.dropFirst(errorClass.count + 2) }
        for mark in [
            " SQLSTATE: ", "\n\n== SQL", "\n== SQL", "\n== DataFrame", "\n\tat ", "\nDriver stacktrace:",
            "\nJVM stacktrace:",
        ] {
            if let cut = text.firstRange(of: mark) { text = text[..<cut.lowerBound] }
        }
        let sentence = text.split(whereSeparator: \.isNewline).joined(separator: " ").drop { $0 == " " }
        return Self.bounded(withoutValues(String(sentence)))
    }

    static func bounded(_ text: String) -> String {
        text.count <= 1_000 ? text : text.prefix(1_000) + "…"
    }

    /// SQLSTATE class 22 is about data: what fills its messages are values, but for types and settings.
    private func withoutValues(_ text: String) -> String {
        guard sqlState?.hasPrefix("22") == true else { return text }
        return parameters.reduce(text) { text, parameter in
            let (name, value) = parameter
            let isHarmless =
                name.lowercased().hasSuffix("type") || name.lowercased().contains("conf")
                || name.lowercased().contains("func") || value.isEmpty
            return isHarmless ? text : text.replacing(value, with: "…")
        }
    }
}

// MARK: - Codes

extension SparkFault {
    /// Error classes first, because several share a SQLSTATE; the longest matching prefix stands first.
    private static let codesByClass: [(prefix: String, code: ErrorCode)] = [
        ("OPERATION_CANCELED", .queryCancelled),
        ("INVALID_HANDLE.SESSION_", .engineDied),
        ("INVALID_HANDLE.OPERATION_ABANDONED", .queryCancelled),
        ("PARSE_", .syntaxError),
        ("TABLE_OR_VIEW_NOT_FOUND", .tableNotFound),
        ("VIEW_NOT_FOUND", .tableNotFound),
        ("SCHEMA_NOT_FOUND", .tableNotFound),
        ("TABLE_OR_VIEW_ALREADY_EXISTS", .tableExists),
        ("TEMP_TABLE_OR_VIEW_ALREADY_EXISTS", .tableExists),
        ("SCHEMA_ALREADY_EXISTS", .tableExists),
        ("UNRESOLVED_ROUTINE", .functionNotFound),
        ("UNRESOLVABLE_TABLE_VALUED_FUNCTION", .functionNotFound),
        ("UNBOUND_SQL_PARAMETER", .missingParameter),
        ("PATH_NOT_FOUND", .missingDataFile),
        ("FAILED_READ_FILE.FILE_NOT_EXIST", .missingDataFile),
        ("FAILED_READ_FILE", .corruptData),
        ("FEATURE_NOT_ENABLED", .unsupportedStatement),
        ("UNSUPPORTED_", .unsupportedStatement),
        ("WRONG_NUM_ARGS", .typeError),
        ("DATATYPE_MISMATCH", .typeError),
        ("DATA_SOURCE_NOT_FOUND", .unsupportedStatement),
    ]

    /// Source: the SQL standard's classes, as Spark assigns them (its documentation of error conditions).
    private static let codesByState: [(prefix: String, code: ErrorCode)] = [
        ("22", .invalidValue),
        ("21", .invalidValue),
        ("0A", .unsupportedStatement),
        ("HY008", .queryCancelled),
        ("54", .statementTooComplex),
        ("42P01", .tableNotFound),
        ("42P07", .tableExists),
        ("42703", .columnNotFound),
        ("42704", .columnNotFound),
        ("42883", .functionNotFound),
        ("42P02", .missingParameter),
        ("42K09", .typeError),
        ("42K08", .typeError),
        ("42804", .typeError),
        ("42846", .typeError),
        ("42", .syntaxError),
    ]

    static func code(errorClass: String, sqlState: String) -> ErrorCode {
        codesByClass.first { errorClass.hasPrefix($0.prefix) }?.code
            ?? codesByState.first { sqlState.hasPrefix($0.prefix) }?.code
            ?? .queryFailed
    }
}
