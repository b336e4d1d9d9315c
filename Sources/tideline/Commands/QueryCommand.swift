import ArgumentParser
import Columns
import LakeModel
import QueryService

struct QueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Run Spark SQL and print the rows.",
        discussion: "Asks the server of the state folder if one runs, else starts the engine itself."
    )

    @Argument(help: "A statement of Spark SQL; - reads it from standard input.")
    var sql: String

    @Option(help: "table, csv, json, ndjson or arrow.")
    var format = OutputFormat.table

    @Option(help: "Print at most so many rows. (default: 1000 for a table, else all)")
    var limit: Int?

    @Option(name: .customLong("param"), help: "A parameter as name=value, for :name in the statement. May be repeated.")
    var parameters: [String] = []

    @Option(help: "Ask this server, e.g. http://127.0.0.1:8080.")
    var server: String?

    @Flag(help: "Stay, and show the newest answer after every commit, until Ctrl-C; needs a running server.")
    var live = false

    @OptionGroup var lake: LakeOptions

    private static let tableRows = 1_000

    func validate() throws {
        if live, limit != nil { throw ValidationError("A live query takes no --limit; write LIMIT in the statement.") }
        if live, ![.table, .json, .ndjson].contains(format) {
            throw ValidationError("A live query is shown as a table, or as json: an answer a line.")
        }
        if let limit, limit < 0 { throw ValidationError("--limit is 0 or more.") }
    }

    func run() async throws {
        try await reportingFailure {
            let settings = try await Settings(lake)
            let request = QueryRequest(
                sql: sql == "-" ? try StandardStreams.readInput() : sql,
                parameters: try named(parameters),
                limit: limit ?? (format == .table ? Self.tableRows : nil)
            )
            if live { return try await follow(request, settings) }
            try await Progress.showing("running") {
                if let client = try await ServerClient.find(explicit: server, settings) {
                    try await client.print(request, as: format)
                } else {
                    try await LocalQuery(settings).print(request, as: format)
                }
            }
        }
    }

    private func follow(_ request: QueryRequest, _ settings: Settings) async throws {
        guard let client = try await ServerClient.find(explicit: server, settings) else {
            throw WiringError(
                code: .engineUnavailable,
                message:
                    "A live query needs a server, and none serves the state folder \(settings.state). Start one with "
                    + "`tideline serve`, or name one with --server."
            )
        }
        var request = request
        request.limit = nil
        try await LiveFollower(client: client, request: request, asJSON: format != .table).run()
    }

    private func named(_ pairs: [String]) throws -> QueryParameters {
        guard !pairs.isEmpty else { return .none }
        var values: [String: QueryLiteral] = [:]
        for pair in pairs {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw SettingsError("--param is name=value.")
            }
            values[String(pair[..<equals])] = literal(pair[pair.index(after: equals)...])
        }
        return .named(values)
    }

    /// Numbers, booleans and NULL as they look; anything else, and what stands in quotes, is a string.
    private func literal(_ text: Substring) -> QueryLiteral {
        if text.count > 1, text.first == "'", text.last == "'" { return .string(String(text.dropFirst().dropLast())) }
        if let long = Int64(text) { return .long(long) }
        if let double = Double(text), double.isFinite { return .double(double) }
        switch text.lowercased() {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "null": return .null
        default: return .string(String(text))
        }
    }
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json, ndjson, arrow

    /// nil for the table, which is drawn here.
    var result: ResultFormat? { ResultFormat(rawValue: rawValue) }
}
