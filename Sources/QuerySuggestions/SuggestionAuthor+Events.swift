/// Queries for tables of events: logs, requests, visits.
extension SuggestionAuthor {
    func errors() -> [QuerySuggestion] {
        guard let isError else { return [] }
        let counted = "sum(CASE WHEN \(isError) THEN 1 ELSE 0 END)"
        var result: [QuerySuggestion] = []
        if let group = roles.groups.first { result.append(errorShare(by: group, counted)) }
        if let column = roles.status ?? roles.level { result.append(spread(of: column)) }
        if let time = roles.time {
            result.append(errorsOverTime(counted))
            result.append(latestErrors(isError, by: time.name))
        }
        return result
    }

    private func errorShare(by group: String, _ counted: String) -> QuerySuggestion {
        let average = roles.duration.map {
            ", avg(\(quoted($0))) AS avg_\($0.lowercased().filter { $0.isASCII && $0.isLetter })"
        }
        return suggestion(
            .errors,
            "Errors by \(group)",
            "Which \(group) fails most in \(span), and what share of it.",
            "SELECT \(quoted(group)), \(counted) AS error_count, count(*) AS total,",
            "       round(100.0 * \(counted) / count(*), 2) AS error_percent\(average ?? "")",
            from,
            recent(hours: 24),
            "GROUP BY \(quoted(group))",
            "ORDER BY error_count DESC",
            "LIMIT 20"
        )
    }

    private func spread(of column: String) -> QuerySuggestion {
        suggestion(
            .errors,
            "How \(column) is spread",
            "How often each \(column) occurs in \(span).",
            "SELECT \(quoted(column)), count(*) AS row_count",
            from,
            recent(hours: 24),
            "GROUP BY \(quoted(column))",
            "ORDER BY row_count DESC"
        )
    }

    private func errorsOverTime(_ counted: String) -> QuerySuggestion {
        suggestion(
            .errors,
            "Errors over time",
            "When errors came in bursts, in \(span).",
            "SELECT \(bucket) AS bucket, count(*) AS total, \(counted) AS errors",
            from,
            recent(hours: 24),
            "GROUP BY \(bucket)",
            "ORDER BY bucket"
        )
    }

    private func latestErrors(_ isError: String, by time: String) -> QuerySuggestion {
        suggestion(
            .errors,
            "Latest errors",
            "The newest rows that failed.",
            "SELECT *",
            from,
            "WHERE \(isError)",
            "ORDER BY \(quoted(time)) DESC",
            "LIMIT 100"
        )
    }

    func performance() -> [QuerySuggestion] {
        guard let duration = roles.duration ?? roles.measures.first else { return [] }
        let column = quoted(duration)
        var result = roles.groups.prefix(2).map { group in
            suggestion(
                .performance,
                "\(duration) by \(group)",
                "Average and percentiles of \(duration) for each \(group), in \(span).",
                "SELECT \(quoted(group)), count(*) AS row_count, avg(\(column)) AS average, percentile(\(column), 0.5) AS median,",
                "       percentile(\(column), 0.95) AS p95, percentile(\(column), 0.99) AS p99, max(\(column)) AS maximum",
                from,
                recent(hours: 24),
                "GROUP BY \(quoted(group))",
                "ORDER BY p95 DESC",
                "LIMIT 20"
            )
        }
        result.append(
            suggestion(
                .performance,
                "Rows with the highest \(duration)",
                "The extremes themselves.",
                "SELECT *",
                from,
                "WHERE \(column) IS NOT NULL",
                "ORDER BY \(column) DESC",
                "LIMIT 20"
            )
        )
        return result
    }

    func sessions() -> [QuerySuggestion] {
        var result: [QuerySuggestion] = []
        if let user = roles.user {
            let sessions = roles.session.map { "count(DISTINCT \(quoted($0))) AS session_count, " } ?? ""
            let last = roles.time.map { ", max(\(quoted($0.name))) AS last_seen" } ?? ""
            result.append(
                suggestion(
                    .sessions,
                    "Most active by \(user)",
                    "Who is behind most rows in \(span).",
                    "SELECT \(quoted(user)), \(sessions)count(*) AS row_count\(last)",
                    from,
                    recent(hours: 24, and: "\(quoted(user)) IS NOT NULL"),
                    "GROUP BY \(quoted(user))",
                    "ORDER BY row_count DESC",
                    "LIMIT 20"
                )
            )
        }
        if let session = roles.session, let time = roles.time, !time.isDate {
            let moment = quoted(time.name)
            result.append(
                suggestion(
                    .sessions,
                    "Longest sessions",
                    "How long sessions last and how much happens in them, in \(span).",
                    "SELECT \(quoted(session)), count(*) AS row_count, min(\(moment)) AS started, max(\(moment)) AS ended,",
                    "       unix_timestamp(max(\(moment))) - unix_timestamp(min(\(moment))) AS seconds",
                    from,
                    recent(hours: 24),
                    "GROUP BY \(quoted(session))",
                    "ORDER BY row_count DESC",
                    "LIMIT 20"
                )
            )
        }
        return result
    }

    /// A minute for an event log, a month for dates.
    private var bucket: String {
        guard let time = roles.time else { return "" }
        return "date_trunc('\(time.isDate ? "MONTH" : "HOUR")', \(quoted(time.name)))"
    }

    func timeSeries() -> [QuerySuggestion] {
        guard let time = roles.time else { return [] }
        let column = quoted(time.name)
        var result = [
            suggestion(
                .timeSeries,
                time.isDate ? "Rows per day" : "Rows per minute",
                "How many rows there are over time.",
                "SELECT \(time.isDate ? column : "date_trunc('MINUTE', \(column))") AS bucket, count(*) AS row_count",
                from,
                recent(hours: time.isDate ? 24 : 6),
                "GROUP BY \(time.isDate ? column : "date_trunc('MINUTE', \(column))")",
                "ORDER BY bucket"
            ),
            suggestion(
                .timeSeries,
                time.isDate ? "Rows per month" : "Rows per hour",
                "The long view of the same.",
                "SELECT \(bucket) AS bucket, count(*) AS row_count",
                from,
                "GROUP BY \(bucket)",
                "ORDER BY bucket"
            ),
        ]
        if let measure = roles.duration ?? roles.measures.first {
            result.append(
                suggestion(
                    .timeSeries,
                    "\(measure) over time",
                    "How \(measure) moves.",
                    "SELECT \(bucket) AS bucket, avg(\(quoted(measure))) AS average, max(\(quoted(measure))) AS maximum",
                    from,
                    "GROUP BY \(bucket)",
                    "ORDER BY bucket"
                )
            )
        }
        return result
    }

    func anomalies() -> [QuerySuggestion] {
        var result: [QuerySuggestion] = []
        if let measure = roles.duration ?? roles.measures.first {
            let column = quoted(measure)
            result.append(
                suggestion(
                    .anomalies,
                    "Outliers of \(measure)",
                    "Rows more than three standard deviations above the mean.",
                    "WITH usual AS (SELECT avg(\(column)) AS mean, stddev(\(column)) AS deviation \(from))",
                    "SELECT t.*",
                    "\(from) t CROSS JOIN usual",
                    "WHERE t.\(column) > usual.mean + 3 * usual.deviation",
                    "ORDER BY t.\(column) DESC",
                    "LIMIT 100"
                )
            )
        }
        if let time = roles.time, !time.isDate {
            let minute = "date_trunc('MINUTE', \(quoted(time.name)))"
            result.append(
                suggestion(
                    .anomalies,
                    "Unusual minutes",
                    "Minutes with far more rows than usual.",
                    "WITH minutes AS (SELECT \(minute) AS bucket, count(*) AS row_count \(from) GROUP BY \(minute)),",
                    "     usual AS (SELECT avg(row_count) AS mean, stddev(row_count) AS deviation FROM minutes)",
                    "SELECT bucket, row_count FROM minutes CROSS JOIN usual",
                    "WHERE row_count > mean + 3 * deviation",
                    "ORDER BY row_count DESC",
                    "LIMIT 20"
                )
            )
        }
        return result
    }
}
