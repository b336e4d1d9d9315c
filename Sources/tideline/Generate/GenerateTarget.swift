import FoundationEssentials
import LakeModel

/// Where generated events go, as `--to` says it.
enum GenerateTarget: Equatable {
    case kafka(brokers: String, topic: String, properties: [String: String])
    /// The whole address that takes the events.
    case http(String)
    case table(TableName)

    init(_ text: String, properties: [String: String] = [:]) throws {
        if let rest = Self.rest(of: text, after: "kafka://") {
            guard let slash = rest.firstIndex(of: "/"), slash != rest.startIndex,
                rest.index(after: slash) != rest.endIndex
            else { throw SettingsError("--to kafka://host:port/topic names brokers and a topic.") }
            let (brokers, topic) = (String(rest[..<slash]), String(rest[rest.index(after: slash)...]))
            self = .kafka(brokers: brokers, topic: topic, properties: properties)
            return
        }
        guard properties.isEmpty else { throw SettingsError("--property is a setting of Kafka; --to names no broker.") }
        if text.contains("://") {
            self = .http(try Self.address(text))
            return
        }
        guard let table = TableName(parsing: text) else {
            throw SettingsError("--to is kafka://host:port/topic, http://host:port/table, or a table as schema.table.")
        }
        self = .table(table)
    }

    private static func rest(of text: String, after scheme: String) -> Substring? {
        text.lowercased().hasPrefix(scheme) ? text.dropFirst(scheme.count) : nil
    }

    /// `http://host:port/table` means the route that takes a table's records.
    private static func address(_ text: String) throws -> String {
        guard let rest = rest(of: text, after: "http://") ?? rest(of: text, after: "https://"),
            let slash = rest.firstIndex(of: "/"), slash != rest.startIndex
        else { throw SettingsError("--to http://host:port/table names a server and a table.") }
        let path = rest[slash...].dropFirst()
        if path.hasPrefix("api/ingest/") { return text }
        guard let table = TableName(parsing: String(path)) else {
            throw SettingsError("--to http://host:port/table: the table is table or schema.table.")
        }
        return "\(text[..<slash])/api/ingest/\(table)"
    }

    func sink(_ settings: Settings) async throws -> any GenerateSink {
        switch self {
        case .kafka(let brokers, let topic, let properties): try KafkaSink(brokers, topic, properties)
        case .http(let url): HTTPSink(url: url)
        case .table(let table): try await TableSink(table, settings)
        }
    }
}

/// Options that are written as `name=value`.
enum NameValuePairs {
    static func parse(_ texts: [String], of option: String) throws -> [String: String] {
        var pairs: [String: String] = [:]
        for text in texts {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw SettingsError("\(option) is name=value.")
            }
            pairs[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return pairs
    }
}
