/// The words that Spark SQL's grammar gives a meaning (its lexer's keyword list, Spark 4), and the few more that Delta's
/// grammar adds. Few are reserved: most may name a column or table too, so a token of kind `.identifier` carries its
/// keyword, and the parser decides by the place where it stands. Raw values are lower case.
package enum Keyword: String, CaseIterable, Sendable {
    case add, after, all, alter, always, analyze, and, anti, `any`
    case anyValue = "any_value"
    case archive, array, `as`,
        asc, at, authorization
    case begin, between, bigint, binary, binding, boolean, both, bucket, buckets, by, byte
    case cache, called, cascade, `case`, cast, catalog, catalogs, change, char, character, check, clear, cluster,
        clustered, codegen, collate, collation, collection, column, columns, comment, commit, compact,
        compactions, compensation, compute, concatenate, constraint, contains, cost, create, cross, cube, current
    case
        currentDate = "current_date"
    case currentTime = "current_time"
    case currentTimestamp = "current_timestamp"
    case
        currentUser = "current_user"
    case data, database, databases, date, dateadd, datediff
    case dateAdd = "date_add"
    case dateDiff = "date_diff"
    case day,
        dayofyear, days, dbproperties, dec, decimal, declare, `default`, defined, definer, delete, delimited,
        desc, describe, deterministic, dfs, directories, directory, distinct, distribute, div, `do`, double, drop
    case `else`, end, escape, escaped, evolution, except, exchange, exclude, execute, exists, explain, export,
        extended, external, extract
    case `false`, fetch, fields, fileformat, filter, first, float, following, `for`, foreign, format, formatted,
        from, full, function, functions
    case generated, global, grant, group, grouping
    case having, hour, hours
    case identifier, `if`, ignore, ilike, immediate, `import`, `in`, include, index, indexes, inner, inpath,
        input, inputformat, insert, int, integer, intersect, interval, into, invoker, `is`, items
    case join
    case keys
    case language, last, lateral, lazy, leading, left, level, like, limit, lines, list, load, local, location, lock,
        locks, logical, long
    case macro, map, matched, max, merge, microsecond, microseconds, millisecond, milliseconds, minus, minute, minutes,
        modifies, month, months, msck
    case name, namespace, namespaces, nanosecond, nanoseconds, natural, no, none, not, null, nulls, numeric
    case of, offset, on, only, optimize, option, options, or, order, out, outer, outputformat, over, overlaps,
        overlay, overwrite
    case partition, partitioned, partitions, percent, pivot, placing, position, preceding, primary, principals,
        properties, purge
    case qualify, quarter, query
    case range, reads, real, recordreader, recordwriter, recover, recursion, recursive, reduce, references, refresh,
        regexp,
        rename, repair, repeatable, replace, reset, respect, restore, restrict, `return`, returns, revoke, right,
        rlike, role, roles, rollback, rollup, row, rows
    case schema, schemas, second, seconds, security, select, semi, separated, serde, serdeproperties
    case sessionUser = "session_user"
    case set, sets, short, show, single, skewed, smallint, some, sort, sorted, source, specific,
        sql, start, statistics, stored, stratify, string, `struct`, substr, substring, sync
    case systemTime =
        "system_time"
    case systemVersion = "system_version"
    case table, tables, tablesample, target, tblproperties, temp, temporary, terminated, then, time, timediff,
        timestamp, timestampadd, timestampdiff
    case timestampLtz = "timestamp_ltz"
    case timestampNtz = "timestamp_ntz"
    case
        tinyint, to, touch, trailing, transaction, transactions, transform, trim, `true`, truncate
    case tryCast =
        "try_cast"
    case type
    case unarchive, unbounded, uncache, union, unique, unknown, unlock, unpivot, unset, update, use, user, using
    case vacuum, values, `var`, varchar, variable, variant, version, view, views, void
    case week, weeks, when, `where`, `while`, window, with, within
    case x
    case year, years
    case zone
}

extension Keyword {
    /// The keyword that these bytes spell, in any case; nil when they spell none.
    package init?(spelledBy bytes: some Collection<UInt8>) {
        guard bytes.count <= Self.longest else { return nil }
        let lowered = bytes.lazy.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        guard let keyword = Self.bySpelling[String(decoding: lowered, as: UTF8.self)] else { return nil }
        self = keyword
    }

    private static let bySpelling = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
    private static let longest = allCases.lazy.map(\.rawValue.utf8.count).max() ?? 0
}
