/// The words that Spark SQL's grammar gives a meaning (its lexer's keyword list, Spark 4.3), and the few more that Delta's
/// grammar adds. Few are reserved: most may name a column or table too, so a token of kind `.identifier` carries its
/// keyword, and the parser decides by the place where it stands. Raw values are lower case.
package enum Keyword: String, CaseIterable, Sendable {
    case add, after, aggregate, align, all, alter, always, analyze, and, anti, `any`, apply, approx, archive, array,
        `as`, asc, asensitive, asof, at, atomic, authorization, auto
    case anyValue = "any_value"
    case begin, bernoulli, between, bigint, bin, binary, binding, boolean, both, bucket, buckets, by, byte
    case binDistributeRatio = "bin_distribute_ratio"
    case binEnd = "bin_end"
    case binStart = "bin_start"
    case cache, call, called, cascade, `case`, cast, catalog, catalogs, cdc, change, changes, char, character, check,
        clear, clone, close, cluster, clustered, codegen, collate, collation, collations, collection, column, columns,
        comment, commit, compact, compactions, compensation, compute, concatenate, condition, constraint, contains,
        `continue`, convert, cost, create, cross, cube, current, cursor
    case currentDatabase = "current_database"
    case currentDate = "current_date"
    case currentPath = "current_path"
    case currentSchema = "current_schema"
    case currentTime = "current_time"
    case currentTimestamp = "current_timestamp"
    case currentUser = "current_user"
    case data, database, databases, date, dateadd, datediff, day, dayofyear, days, dbproperties, dec, decimal,
        declare, deep, `default`, defined, definer, delay, delete, delimited, desc, describe, detail, deterministic,
        dfs, directories, directory, distance, distinct, distribute, div, `do`, double, drop, dry
    case dateAdd = "date_add"
    case dateDiff = "date_diff"
    case defaultPath = "default_path"
    case `else`, elseif, end, enforced, error, escape, escaped, evolution, exact, except, exchange, exclude,
        exclusive, execute, exists, exit, explain, export, extend, extended, external, extract
    case `false`, fetch, fields, fileformat, filter, first, float, flow, following, `for`, foreign, format, formatted,
        found, from, full, function, functions
    case generated, geography, geometry, global, grant, group, grouping
    case handler, having, history, hour, hours
    case identified, identifier, identity, `if`, ignore, ilike, immediate, `import`, `in`, include, inclusive,
        increment, index, indexes, inner, inpath, input, inputformat, insensitive, insert, int, integer, intersect,
        interval, into, inventory, invoker, `is`, items, iterate
    case join, json
    case jsonTable = "json_table"
    case key, keys
    case language, last, lateral, lazy, leading, leave, left, level, like, limit, lines, list, load, local, localtime,
        location, lock, locks, logical, long, loop
    case macro, map, matched, materialized, max, measure, merge, metrics, microsecond, microseconds, millisecond,
        milliseconds, minus, minute, minutes, modifies, month, months, msck
    case matchCondition = "match_condition"
    case name, namespace, namespaces, nanosecond, nanoseconds, natural, nearest, next, no, none, norely, not, null,
        nulls, numeric
    case of, offset, on, only, open, optimize, option, options, or, order, ordinality, out, outer, outputformat, over,
        overlaps, overlay, overwrite
    case partition, partitioned, partitions, path, percent, pivot, placing, position, preceding, primary, principals,
        procedure, procedures, properties, purge
    case qualify, quarter, query
    case range, read, reads, real, recordreader, recordwriter, recover, recursion, recursive, reduce, references,
        refresh, regexp, rely, rename, reorg, repair, `repeat`, repeatable, replace, reset, respect, restore,
        restrict, retain, `return`, returns, revoke, right, rlike, role, roles, rollback, rollup, row, rows
    case scd, schema, schemas, second, seconds, security, select, semi, separated, sequence, serde, serdeproperties,
        set, sets, shallow, short, show, similarity, single, skewed, smallint, some, sort, sorted, source, specific,
        sql, sqlexception, sqlstate, start, statistics, stored, stratify, stream, streaming, string, `struct`, substr,
        substring, sync, system
    case sessionUser = "session_user"
    case systemPath = "system_path"
    case systemTime = "system_time"
    case systemVersion = "system_version"
    case table, tables, tablesample, target, tblproperties, temp, temporary, terminated, then, time, timediff,
        timestamp, timestampadd, timestampdiff, tinyint, to, touch, track, trailing, transaction, transactions,
        transform, trim, `true`, truncate, type
    case timestampLtz = "timestamp_ltz"
    case timestampNtz = "timestamp_ntz"
    case tryCast = "try_cast"
    case unarchive, unbounded, uncache, uniform, union, unique, unknown, unlock, unnest, unpivot, unset, until,
        update, use, user, using
    case vacuum, value, values, `var`, varchar, variable, variant, version, view, views, void
    case watermark, week, weeks, when, `where`, `while`, width, window, with, within, without
    case x
    case year, years
    case zone, zorder
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
