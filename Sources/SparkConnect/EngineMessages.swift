internal import LakeModel

/// Translates the messages of engines that give no error class: the embedded engine (Sail 0.7) calls everything internal.
///
/// Each row was seen on the real engine; `Fixtures/sql/engine-errors.tsv` holds statements with what they become, so a
/// new version of the engine that words things otherwise is noticed.
enum EngineMessages {
    static func error(for message: String, sql: String?) -> SparkConnectError {
        for rule in rules {
            guard let wording = rule.wording(in: message) else { continue }
            return SparkConnectError(
                rule.code,
                SparkFault.bounded(wording),
                position: rule.code == .syntaxError ? syntaxPosition(in: message, sql: sql) : nil
            )
        }
        let paragraph = message.firstRange(of: "\n\n").map { String(message[..<$0.lowerBound]) } ?? message
        return SparkConnectError(.queryFailed, SparkFault(message: paragraph).readable)
    }

    /// One pattern of the engine's messages and what it means.
    private struct Rule: Sendable {
        let code: ErrorCode
        /// Stands somewhere in the message.
        let mark: String
        /// Makes the message for people; nil when the rule does not fit after all.
        let wording: @Sendable (String) -> String?

        init(_ code: ErrorCode, _ mark: String, _ wording: @escaping @Sendable (String) -> String? = { $0.firstLine }) {
            self.code = code
            self.mark = mark
            self.wording = wording
        }

        func wording(in message: String) -> String? {
            message.contains(mark) ? wording(message) : nil
        }
    }

    private static let rules: [Rule] = statementRules + nameRules + typeRules + valueRules + machineRules

    private static let statementRules: [Rule] = [
        Rule(.typeError, "Failed to parse schema"),
        Rule(.syntaxError, "found end of input expected") { "The statement ends too early: expected \(expected($0))." },
        Rule(.syntaxError, "found ") { message in
            message.firstMatch(of: /found (.+?) at \d+:\d+ expected/).map {
                "Syntax error at or near '\($0.output.1)': expected \(expected(message))."
            }
        },
        Rule(.missingParameter, "was not provided a value for execution") { message in
            let name = message.firstMatch(of: /Placeholder '([^']*)'/).map { " \($0.output.1)" } ?? ""
            return "The parameter\(name) has no value; give it one with the query."
        },
        Rule(.syntaxError, "Aggregate function calls cannot be nested") { _ in
            "An aggregate function can't stand inside another one."
        },
        Rule(.syntaxError, "logical expression AggregateFunction") { _ in
            "An aggregate function can't stand here, as in WHERE; use HAVING."
        },
        Rule(.syntaxError, "No field named ") { _ in
            "A column is neither in GROUP BY nor inside an aggregate function."
        },
        Rule(.syntaxError, "Aggregate requires at least one grouping") { _ in
            "HAVING needs a GROUP BY or an aggregate function."
        },
        Rule(.syntaxError, "different number of columns"),
        Rule(.syntaxError, "number of column names") { $0.replacing("invalid argument: ", with: "").firstLine },
        Rule(.syntaxError, "LIMIT must be >= 0") { _ in "LIMIT must not be negative." },
        Rule(.typeError, "Expected LIMIT to be an integer") { _ in "LIMIT must be an integer." },
        Rule(.syntaxError, "Could not find config namespace") { _ in "This setting is not known to the engine." },
        Rule(.unsupportedStatement, "unsupported ") { "The engine does not support this: \($0.firstLine)." },
        Rule(.unsupportedStatement, "not supported"),
        Rule(.unsupportedStatement, "not implemented"),
        Rule(.unsupportedStatement, "This feature is not implemented"),
    ]

    private static let nameRules: [Rule] = [
        Rule(.functionNotFound, "unknown function: ") {
            name($0, behind: "unknown function: ").map { "There is no function \($0)." }
        },
        Rule(.functionNotFound, "unknown window function: ") {
            name($0, behind: "unknown window function: ").map { "There is no window function \($0)." }
        },
        Rule(.functionNotFound, "unknown table function: ") {
            name($0, behind: "unknown table function: ").map { "There is no table function \($0)." }
        },
        Rule(.columnNotFound, "cannot resolve attribute") {
            attribute($0).map { "There is no column \($0) here; check its spelling and the tables of the query." }
        },
        Rule(.columnNotFound, "ambiguous attribute: ") {
            attribute($0).map { "The column \($0) is in several tables of the query; put a table's name before it." }
        },
        Rule(.tableNotFound, "Table or view not found: ") {
            tableNotFound(name($0, behind: "Table or view not found: "))
        },
        Rule(.tableNotFound, "[TABLE_OR_VIEW_NOT_FOUND]") { message in
            tableNotFound(message.firstMatch(of: /`([^`]+)`/).map { String($0.output.1) })
        },
        Rule(.tableNotFound, "Table not found: ") { tableNotFound(name($0, behind: "Table not found: ")) },
        Rule(.tableNotFound, "View not found: ") { tableNotFound(name($0, behind: "View not found: ")) },
        Rule(.tableNotFound, "Database not found: ") {
            name($0, behind: "Database not found: ").map { "There is no schema \($0)." }
        },
        Rule(.tableExists, "already exists"),
        Rule(.tableNotFound, "No commit files found in _delta_log") { _ in "There is no Delta table at this location."
        },
    ]

    private static let typeRules: [Rule] = [
        Rule(.typeError, "Cannot coerce arithmetic expression") { message in
            message.firstMatch(of: /expression (.+) to valid types/).map {
                "The types of an expression don't fit together: \(sparkTypes($0.output.1)). Cast one of its sides."
            }
        },
        Rule(.typeError, "non-boolean predicate") { _ in
            "A condition must be true or false; compare the value with something."
        },
        Rule(.typeError, "value expected: ") { _ in wrongArguments },
        Rule(.typeError, "values expected: ") { _ in wrongArguments },
        Rule(.typeError, " arguments") { _ in wrongArguments },
        Rule(.typeError, "user-defined coercion failed") { _ in wrongArguments },
        Rule(.typeError, "failed to match any signature") { message in
            message.firstMatch(of: /Function '([^']+)' failed/).map {
                "The arguments of \($0.output.1) have the wrong types or number."
            }
        },
        Rule(.typeError, "No function matches the given name and argument types") { _ in wrongArguments },
        Rule(.typeError, "type_coercion") { _ in "The types of an expression don't fit together; cast one of its sides."
        },
    ]

    /// Without the values that the engine quotes: they may be rows.
    private static let valueRules: [Rule] = [
        Rule(.invalidValue, "ivide by zero") { _ in "Division by zero; use try_divide to get NULL instead." },
        Rule(.invalidValue, "ivision by zero") { _ in "Division by zero; use try_divide to get NULL instead." },
        Rule(.invalidValue, "Cannot cast string") { castFailure($0) },
        Rule(.invalidValue, "Can't cast value") { castFailure($0) },
        Rule(.invalidValue, "Cast error") { castFailure($0) },
        Rule(.invalidValue, "cannot be cast to") { castFailure($0) },
        Rule(.invalidValue, "index is out of bounds") { _ in "An index is outside its array." },
        Rule(.invalidValue, "more than one row") { _ in "A subquery that stands for one value returned several rows." },
        Rule(.invalidValue, "regex parse error") { _ in
            "A regular expression is not valid, or uses what the engine lacks."
        },
        Rule(.invalidValue, "verflow") { _ in "A number is too large for its type." },
        Rule(.invalidValue, "out of range") { _ in "A value is outside the range that its function or type allows." },
        Rule(.invalidValue, "is not true!") { _ in "An assertion of the query is not true." },
        Rule(.invalidValue, "invalid argument: interval") { _ in "An interval is not valid." },
        Rule(.invalidValue, "Error parsing timestamp") { _ in "A text is no timestamp of the expected form." },
        Rule(.invalidValue, "Parser error") { _ in "A text is not of the form that its conversion expects." },
    ]

    private static let machineRules: [Rule] = [
        Rule(.queryFailed, "Resources exhausted") { _ in outOfMemory },
        Rule(.queryFailed, "memory pool") { _ in outOfMemory },
        Rule(.engineDied, " is not running") { message in
            message.contains("session") ? "The session on the engine is gone; open a new one." : nil
        },
        Rule(.missingDataFile, "No such file or directory") { _ in "A data file that the query needs is missing." },
        Rule(.missingDataFile, "Object at location") { _ in "A data file that the query needs is missing." },
        Rule(.corruptData, "Parquet error") { _ in "A data file is damaged or no Parquet file." },
        Rule(.corruptData, "Invalid Parquet file") { _ in "A data file is damaged or no Parquet file." },
        Rule(.versionNotFound, "Missing commit file: expected version ") { _ in
            "The engine can't read this version here: the log has a later checkpoint. Read it by a SELECT that names "
                + "tables of the lake only."
        },
        Rule(.storageFull, "No space left on device") { _ in "The disk is full; make room and run it again." },
    ]

    private static let wrongArguments = "A function has the wrong number or types of arguments."
    private static let outOfMemory =
        "The query needs more memory than the engine has; filter or aggregate earlier, or raise the engine's limit."

    /// The engine's own names of types, as Spark SQL writes them.
    private static func sparkTypes(_ text: Substring) -> String {
        let names = [
            ("non-null ", ""), ("LargeUtf8", "string"), ("Utf8View", "string"), ("Utf8", "string"), ("Int64", "bigint"),
            ("Int32", "int"), ("Int16", "smallint"), ("Int8", "tinyint"), ("Float64", "double"), ("Float32", "float"),
            ("Boolean", "boolean"), ("Date32", "date"), ("List(", "array("),
        ]
        return names.reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
    }

    private static func tableNotFound(_ name: String?) -> String? {
        name.map { "There is no table or view \($0); check its spelling." }
    }

    private static func castFailure(_ message: String) -> String {
        let target = message.firstMatch(of: /(?:to value of|to type|cast to) ([A-Za-z0-9_(), ]+?)(?: type)?$/)
        return
            "A value can't be cast\(target.map { " to \(sparkTypes($0.output.1))" } ?? ""); use try_cast to get NULL instead."
    }

    /// The first dozen of what the parser would have taken.
    private static func expected(_ message: String) -> String {
        guard let match = message.firstLine.firstMatch(of: /\ expected (.+)$/) else { return "something else" }
        let all = match.output.1.split(separator: ", ")
        return all.count <= 12
            ? String(match.output.1) : all.prefix(12).joined(separator: ", ") + " or another of \(all.count)"
    }

    private static func name(_ message: String, behind mark: String) -> String? {
        guard let range = message.ranges(of: mark).last else { return nil }
        let name = message[range.upperBound...].firstLine
        return name.isEmpty ? nil : name
    }

    /// `ObjectName([Identifier("t"), Identifier("a")])` is `t.a`.
    private static func attribute(_ message: String) -> String? {
        let parts = message.matches(of: /Identifier\("([^"]*)"\)/).map { String($0.output.1) }
        return parts.isEmpty ? nil : parts.joined(separator: ".")
    }

    /// The parser counts characters from 0, and gives the end as the statement's end.
    private static func syntaxPosition(in message: String, sql: String?) -> TextPosition? {
        guard let sql else { return nil }
        if message.contains("found end of input") { return StatementPosition.end(of: sql) }
        guard let match = message.firstMatch(of: /\ at (\d+):\d+ expected/), let offset = Int(match.output.1) else {
            return nil
        }
        return StatementPosition.position(ofScalar: offset, in: sql)
    }
}

extension StringProtocol {
    fileprivate var firstLine: String {
        String(prefix { !$0.isNewline })
    }
}
