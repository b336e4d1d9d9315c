import DeltaProtocol

/// Queries that any table can answer.
extension SuggestionAuthor {
    func topValues() -> [QuerySuggestion] {
        let fallback = roles.plain.filter { $0 != roles.time?.name && !roles.groups.contains($0) }
        var result = (roles.groups.prefix(3) + (roles.groups.isEmpty ? fallback.prefix(2) : [])).map { column in
            suggestion(
                .topValues,
                "Top values of \(column)",
                "Which values of \(column) are the most frequent.",
                "SELECT \(quoted(column)), count(*) AS row_count",
                from,
                "GROUP BY \(quoted(column))",
                "ORDER BY row_count DESC",
                "LIMIT 20"
            )
        }
        if roles.groups.count > 1 {
            let pair = Array(roles.groups.prefix(2))
            result.append(
                suggestion(
                    .topValues,
                    "\(pair[0]) and \(pair[1]) together",
                    "Which combinations are the most frequent.",
                    "SELECT \(list(pair)), count(*) AS row_count",
                    from,
                    "GROUP BY \(list(pair))",
                    "ORDER BY row_count DESC",
                    "LIMIT 50"
                )
            )
        }
        return result
    }

    func numbers() -> [QuerySuggestion] {
        var result = roles.measures.prefix(2).map { measure in
            let column = quoted(measure)
            return suggestion(
                .overview,
                "Range of \(measure)",
                "Smallest, largest, average and middle values.",
                "SELECT min(\(column)) AS minimum, avg(\(column)) AS average, percentile(\(column), 0.5) AS median,",
                "       percentile(\(column), 0.95) AS p95, max(\(column)) AS maximum, stddev(\(column)) AS deviation",
                from
            )
        }
        if roles.measures.count > 1 {
            let pair = roles.measures.prefix(2).map(quoted)
            result.append(
                suggestion(
                    .overview,
                    "\(roles.measures[0]) against \(roles.measures[1])",
                    "Whether two numbers rise and fall together.",
                    "SELECT corr(\(pair[0]), \(pair[1])) AS correlation, count(*) AS row_count",
                    from
                )
            )
        }
        return result
    }

    func overview() -> [QuerySuggestion] {
        var result = [
            suggestion(.overview, "Number of rows", "How large the table is.", "SELECT count(*) AS row_count", from)
        ]
        if let time = roles.time {
            let column = quoted(time.name)
            result.append(
                suggestion(
                    .overview,
                    "Newest rows",
                    "What came in last.",
                    "SELECT *",
                    from,
                    "ORDER BY \(column) DESC",
                    "LIMIT 100"
                )
            )
            result.append(
                suggestion(
                    .overview,
                    "Time covered",
                    "From when to when the rows are.",
                    "SELECT min(\(column)) AS first, max(\(column)) AS last, count(*) AS row_count",
                    from
                )
            )
        } else {
            result.append(suggestion(.overview, "Some rows", "What rows look like.", "SELECT *", from, "LIMIT 100"))
        }
        result.append(
            suggestion(
                .overview,
                "Rows at random",
                "What rows from all over the table look like.",
                "SELECT *",
                from,
                "ORDER BY rand()",
                "LIMIT 100"
            )
        )
        let partitions = table.partitionColumns.filter(roles.plain.contains)
        if !partitions.isEmpty {
            result.append(
                suggestion(
                    .overview,
                    "Rows by partition",
                    "How evenly the partitions are filled.",
                    "SELECT \(list(partitions)), count(*) AS row_count",
                    from,
                    "GROUP BY \(list(partitions))",
                    "ORDER BY row_count DESC",
                    "LIMIT 100"
                )
            )
        }
        return result
    }

    func quality() -> [QuerySuggestion] {
        var result = rareValues()
        let counted = roles.plain.prefix(12)
        if !counted.isEmpty {
            let parts = counted.enumerated().map { "count(DISTINCT \(quoted($1))) AS \(alias($1, "distinct", $0))" }
            result.append(
                suggestion(
                    .quality,
                    "Distinct values",
                    "How many different values the columns hold.",
                    "SELECT \(parts.joined(separator: ",\n       "))",
                    from
                )
            )
        }
        let checked = nullable.prefix(20)
        if !checked.isEmpty {
            let parts = checked.enumerated().map { "count(*) - count(\(quoted($1))) AS \(alias($1, "missing", $0))" }
            result.append(
                suggestion(
                    .quality,
                    "Missing values",
                    "How many rows lack a value, by column.",
                    "SELECT count(*) AS row_count, \(parts.joined(separator: ",\n       "))",
                    from
                )
            )
        }
        if roles.plain.count == roles.all.count && !roles.plain.isEmpty {
            result.append(
                suggestion(
                    .quality,
                    "Repeated rows",
                    "Rows that are there more than once.",
                    "SELECT \(list(roles.plain)), count(*) AS copies",
                    from,
                    "GROUP BY \(list(roles.plain))",
                    "HAVING count(*) > 1",
                    "ORDER BY copies DESC",
                    "LIMIT 100"
                )
            )
        }
        return result
    }

    private func rareValues() -> [QuerySuggestion] {
        guard let column = roles.groups.first ?? roles.plain.first else { return [] }
        return [
            suggestion(
                .quality,
                "Values of \(column) that occur once",
                "Whether the column has outliers, or names each row.",
                "SELECT sum(CASE WHEN row_count = 1 THEN 1 ELSE 0 END) AS occur_once, count(*) AS different_values",
                "FROM (SELECT \(quoted(column)), count(*) AS row_count \(from) GROUP BY \(quoted(column))) AS counted"
            )
        ]
    }

    /// Columns that may hold nulls, those that are known to first.
    private var nullable: [String] {
        let names = table.schema.fields.filter(\.nullable).map(\.name)
        let known = names.filter { (table.nulls[$0] ?? 0) > 0 }
        return known + names.filter { !known.contains($0) }
    }

    /// A name for a computed column that is plain whatever the column is called, and unlike all others.
    private func alias(_ column: String, _ word: String, _ position: Int) -> String {
        let letters = column.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        return letters == column ? "\(word)_\(letters)" : "\(word)_\(letters)_\(position + 1)"
    }

    func history() -> [QuerySuggestion] {
        guard table.version > 0 else { return [] }
        let earlier = table.version - 1
        return [
            suggestion(
                .history,
                "Rows before and after the last commit",
                "What the last commit did to the number of rows.",
                "SELECT \(earlier) AS version, count(*) AS row_count \(from) VERSION AS OF \(earlier)",
                "UNION ALL",
                "SELECT \(table.version) AS version, count(*) AS row_count \(from) VERSION AS OF \(table.version)",
                "ORDER BY version"
            )
        ]
    }
}
