import DeltaProtocol
import LakeModel

/// What the columns of a table seem to be, by their names and types.
struct ColumnRoles {
    struct TimeColumn {
        let name: String
        let isDate: Bool
        let hasZone: Bool
    }

    private(set) var time: TimeColumn?
    /// An HTTP status or its like: 400 and above are errors.
    private(set) var status: String?
    /// A severity in words.
    private(set) var level: String?
    /// How long something took.
    private(set) var duration: String?
    private(set) var user: String?
    private(set) var session: String?
    /// What rows can be grouped by, the most telling first.
    private(set) var groups: [String] = []
    /// Numbers that can be averaged.
    private(set) var measures: [String] = []
    /// Columns that can be counted, compared and grouped: no structs, arrays, maps, variants or bytes.
    private(set) var plain: [String] = []
    /// Every column.
    let all: [String]

    init(_ table: TableFacts) {
        let fields = table.schema.fields
        all = fields.map(\.name)
        plain = fields.filter { Self.isPlain($0.type) }.map(\.name)
        time = Self.time(fields)
        let numbers = fields.filter { Self.isNumber($0.type) }
        let strings = fields.filter { $0.type == .string }.map(\.name)
        status = Self.first(
            of: numbers.filter { Self.isWhole($0.type) }.map(\.name),
            ["status", "statuscode", "httpstatus", "responsecode", "responsestatus"]
        )
        level = Self.first(of: strings, ["level", "loglevel", "severity"])
        duration = numbers.map(\.name).first { name in
            ["responsetime", "latency", "duration", "elapsed", "took", "millis"].contains {
                Self.folded(name).contains($0)
            }
        }
        user = Self.first(
            of: plain,
            ["userid", "user", "username", "customerid", "accountid", "clientid", "customer", "account"]
        )
        session = Self.first(of: plain, ["sessionid", "session", "visitid"])
        let taken = Set([status, level, duration, user, session].compactMap(\.self))
        measures = numbers.map(\.name).filter {
            !taken.contains($0) && !Self.isIdentifier($0) && !table.partitionColumns.contains($0)
        }
        groups = Self.groups(
            fields,
            strings,
            partitions: table.partitionColumns,
            except: taken.subtracting([level].compactMap(\.self))
        )
    }

    private static func time(_ fields: [StructField]) -> TimeColumn? {
        let instants = fields.filter { $0.type == .timestamp || $0.type == .timestampNTZ }
        let names = instants.map(\.name)
        let preferred = first(
            of: names,
            ["timestamp", "ts", "time", "eventtime", "eventtimestamp", "datetime", "createdat"]
        )
        if let name = preferred ?? names.first, let field = instants.first(where: { $0.name == name }) {
            return TimeColumn(name: name, isDate: false, hasZone: field.type == .timestamp)
        }
        return fields.first { $0.type == .date }.map { TimeColumn(name: $0.name, isDate: true, hasZone: false) }
    }

    private static func groups(_ fields: [StructField], _ strings: [String], partitions: [String], except: Set<String>)
        -> [String]
    {
        let wanted = [
            "endpoint", "route", "path", "url", "page", "source", "service", "method", "level", "category", "kind",
            "type",
            "country", "region", "city", "product", "name", "host",
        ]
        let texts = strings.filter { !except.contains($0) && !isIdentifier($0) && !isProse($0) }
        let ranked = texts.enumerated().sorted { left, right in
            let ranks = [left, right].map { wanted.firstIndex(of: folded($0.element)) ?? wanted.count }
            return ranks[0] == ranks[1] ? left.offset < right.offset : ranks[0] < ranks[1]
        }
        let booleans = fields.filter { $0.type == .boolean }.map(\.name)
        var seen: Set<String> = []
        let plainPartitions = fields.filter { partitions.contains($0.name) && isPlain($0.type) }.map(\.name)
        return (ranked.map(\.element) + booleans + plainPartitions).filter {
            !except.contains($0) && seen.insert($0).inserted
        }
    }

    /// The column whose name is one of these, case and underscores aside; the earlier in the list, the better.
    private static func first(of names: [String], _ wanted: [String]) -> String? {
        for word in wanted {
            if let name = names.first(where: { folded($0) == word }) { return name }
        }
        return nil
    }

    private static func folded(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    private static func isIdentifier(_ name: String) -> Bool {
        let lower = name.lowercased()
        return lower == "id" || lower.hasSuffix("_id") || name.hasSuffix("Id")
            || ["uuid", "guid", "hash", "token"].contains { lower.contains($0) }
    }

    private static func isProse(_ name: String) -> Bool {
        let lower = name.lowercased()
        return ["message", "text", "comment", "description", "agent", "body", "payload", "address"].contains {
            lower.contains($0)
        }
    }

    private static func isWhole(_ type: DeltaType) -> Bool {
        switch type {
        case .byte, .short, .integer, .long: true
        default: false
        }
    }

    private static func isNumber(_ type: DeltaType) -> Bool {
        switch type {
        case .float, .double, .decimal: true
        default: isWhole(type)
        }
    }

    private static func isPlain(_ type: DeltaType) -> Bool {
        switch type {
        case .string, .boolean, .date, .timestamp, .timestampNTZ: true
        default: isNumber(type)
        }
    }
}
