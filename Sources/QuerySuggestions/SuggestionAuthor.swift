import LakeModel

/// Writes the queries for one table.
struct SuggestionAuthor {
    let table: TableFacts
    let roles: ColumnRoles

    init(_ table: TableFacts) {
        self.table = table
        roles = ColumnRoles(table)
    }

    var from: String { "FROM \(quoted(table.name.schema)).\(quoted(table.name.table))" }

    func suggestion(_ category: QuerySuggestion.Category, _ title: String, _ description: String, _ lines: String...)
        -> QuerySuggestion
    {
        QuerySuggestion(
            title: title,
            description: description,
            category: category,
            sql: lines.filter { !$0.isEmpty }.joined(separator: "\n")
        )
    }

    /// Back-quoted unless it is a plain name that no grammar reserves.
    func quoted(_ name: String) -> String {
        Self.reserved.contains(name.lowercased()) ? "`\(name)`" : TableName.quoted(name)
    }

    func list(_ names: [String]) -> String { names.map(quoted).joined(separator: ", ") }

    private static let reserved: Set<String> = [
        "all", "and", "anti", "any", "as", "at", "between", "both", "by", "case", "cast", "check", "collate", "column",
        "constraint", "create", "cross", "cube", "current_date", "current_time", "current_timestamp", "current_user",
        "delete",
        "describe", "distinct", "drop", "else", "end", "escape", "except", "execute", "exists", "false", "fetch",
        "filter",
        "for", "foreign", "from", "full", "function", "grant", "group", "grouping", "having", "if", "in", "inner",
        "insert",
        "intersect", "interval", "into", "is", "join", "lateral", "leading", "left", "like", "limit", "minus",
        "natural",
        "not", "null", "of", "offset", "on", "only", "or", "order", "outer", "overlaps", "partition", "primary",
        "qualify",
        "range", "references", "right", "rollup", "row", "rows", "select", "semi", "session_user", "set", "some",
        "table",
        "then", "time", "to", "trailing", "true", "union", "unique", "unknown", "unpivot", "update", "user", "using",
        "values", "version", "when", "where", "window", "with", "within",
    ]

    // MARK: Time

    private static let day: Int64 = 86_400_000_000

    /// Whether the newest row is of the last day, so that "the last 24 hours" from now holds rows.
    private var isFresh: Bool {
        guard let time = roles.time, let latest = table.latest[time.name] else { return false }
        return latest > table.now - Self.day / 2
    }

    /// `WHERE time is in the last hours (or days)` of the data; empty for a table without time.
    func recent(hours: Int, and condition: String? = nil) -> String {
        guard let time = roles.time else { return condition.map { "WHERE \($0)" } ?? "" }
        let column = quoted(time.name)
        let span = time.isDate ? "INTERVAL \(max(hours / 24, 1) * 30) DAYS" : "INTERVAL \(hours) HOURS"
        let lower = "\(column) >= \(anchor(time)) - \(span)"
        return "WHERE \(lower)" + (condition.map { " AND \($0)" } ?? "")
    }

    /// The moment from which the past is counted: now, or the data's own last moment where that is old or not known.
    private func anchor(_ time: ColumnRoles.TimeColumn) -> String {
        if isFresh && !time.isDate && time.hasZone { return "current_timestamp()" }
        guard let latest = table.latest[time.name] else { return "(SELECT max(\(quoted(time.name))) \(from))" }
        let text = CivilTime(microseconds: latest)
        if time.isDate { return "DATE '\(text.date)'" }
        return time.hasZone ? "TIMESTAMP '\(text.date) \(text.time)Z'" : "TIMESTAMP_NTZ '\(text.date) \(text.time)'"
    }

    /// "last 24 hours", as the description of a query names its span.
    var span: String {
        guard let time = roles.time else { return "the whole table" }
        return time.isDate
            ? "the last 30 days of the data" : isFresh ? "the last 24 hours" : "the last 24 hours of the data"
    }

    /// What counts as an error; nil for a table that has no such notion.
    var isError: String? {
        if let status = roles.status { return "\(quoted(status)) >= 400" }
        return roles.level.map { "upper(\(quoted($0))) IN ('ERROR', 'FATAL', 'CRITICAL')" }
    }
}

/// A UTC moment in the calendar's digits.
struct CivilTime {
    let date: String
    let time: String

    /// Days to a date by the era arithmetic of the proleptic Gregorian calendar.
    init(microseconds: Int64) {
        let day: Int64 = 86_400_000_000
        var days = microseconds / day
        var rest = microseconds % day
        if rest < 0 {
            rest += day
            days -= 1
        }
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let seconds = rest / 1_000_000
        date =
            "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2))"
        time = "\(Self.padded(seconds / 3_600, 2)):\(Self.padded(seconds / 60 % 60, 2)):\(Self.padded(seconds % 60, 2))"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}
