import ArgumentParser
import Configuration
import FoundationEssentials
import Ingest
import LakeModel

/// Where the engine is.
enum EngineChoice: Equatable {
    case embedded
    /// A Spark Connect connection string, `sc://…`; it may hold a token.
    case remote(String)
}

/// What the program was told, each value from the first that names it: flag, environment (`TIDELINE_…`), file.
struct Settings {
    var lake = "lake"
    var state = ".tideline"
    var host = "127.0.0.1"
    var port = 8080
    var engine = EngineChoice.embedded
    /// A PEM file with the authorities that may have signed a remote engine's certificate; nil means the machine's.
    var engineTrustRoots: String?
    var demo = false
    var demoRate = 20.0
    var queryTimeout = Duration.seconds(300)
    var spoolQuota = ByteCount.gibibytes(8)
    var resultLifetime = Duration.seconds(3_600)
    /// Cores that all live queries together may keep busy.
    var liveCores = 0.5
    /// Whether tables are kept up by policy: small files joined, and what nobody needs deleted.
    var upkeep = true
    /// Declared in the file.
    var pipelines: [PipelineDefinition] = []

    /// The names in a configuration file, and in capitals with underscores behind `TIDELINE_` in the environment.
    static let names: Set<String> = [
        "lake", "state", "host", "port", "engine", "engineTrustRoots", "demo", "demoRate", "queryTimeoutSeconds",
        "spoolQuotaMebibytes", "resultLifetimeSeconds", "liveCores", "upkeep",
    ]

    /// What only a file can hold.
    private static let fileNames: Set<String> = ["pipelines"]

    init(_ flags: LakeOptions, environment: [String: String] = ProcessInfo.processInfo.environment) async throws {
        try Self.checkNames(inEnvironment: environment)
        let file = flags.config ?? environment["TIDELINE_CONFIG"]
        try read(Self.reader(file: file, environment: environment))
        if let file { pipelines = try ConfigurationFile(file).pipelines() }
        if let lake = flags.lake { self.lake = lake }
        if let state = flags.state { self.state = state }
        if let engine = flags.engine { self.engine = try Self.choice(engine) }
        try checkTrustRoots()
        lake = try Self.absolute(lake)
        state = try Self.absolute(state)
    }

    mutating func apply(_ flags: ServeOptions) throws {
        if let host = flags.host { self.host = host }
        if let port = flags.port { self.port = port }
        if flags.demo { demo = true }
        if let rate = flags.demoRate { demoRate = rate }
        try check()
    }

    // MARK: sources

    private static func reader(file: String?, environment: [String: String]) throws -> ConfigReader {
        let variables = EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "tideline")
        guard let file else { return ConfigReader(provider: variables) }
        try checkNames(inFile: file)
        return ConfigReader(providers: [variables, InMemoryProvider(values: try ConfigurationFile(file).settings)])
    }

    /// `queryTimeoutSeconds` is `TIDELINE_QUERY_TIMEOUT_SECONDS`.
    private static func variable(_ name: String) -> String {
        "TIDELINE_" + name.reduce(into: "") { $0 += $1.isUppercase ? "_\($1)" : $1.uppercased() }
    }

    private static func checkNames(inEnvironment environment: [String: String]) throws {
        let known = names.map(variable) + ["TIDELINE_CONFIG", "TIDELINE_ENGINE_PATH", "TIDELINE_WEB"]
        let unknown = Set(environment.keys.filter { $0.hasPrefix("TIDELINE_") }).subtracting(known).sorted()
        guard unknown.isEmpty else {
            throw SettingsError(
                "The environment sets \(unknown.joined(separator: ", ")), which is unknown. Known are: "
                    + "\(known.sorted().joined(separator: ", "))."
            )
        }
    }

    /// An option that would be ignored is an error.
    private static func checkNames(inFile file: String) throws {
        let names = Set(try ConfigurationFile(file).names)
        let unknown = names.subtracting(Self.names.union(fileNames)).sorted().joined(separator: ", ")
        guard unknown.isEmpty else {
            let known = Self.names.union(fileNames).sorted().joined(separator: ", ")
            throw SettingsError(
                "The configuration file \(file) sets \(unknown), which is unknown. Known are: \(known)."
            )
        }
    }

    private mutating func read(_ reader: ConfigReader) throws {
        lake = try value(reader, "lake", lake) { $0 }
        state = try value(reader, "state", state) { $0 }
        host = try value(reader, "host", host) { $0 }
        port = try value(reader, "port", port) { Int($0) }
        engine = try value(reader, "engine", engine) { try Self.choice($0) }
        engineTrustRoots = try value(reader, "engineTrustRoots", engineTrustRoots) { try Self.absolute($0) }
        demo = try value(reader, "demo", demo) { Bool($0) }
        demoRate = try value(reader, "demoRate", demoRate) { Double($0) }
        queryTimeout = try value(reader, "queryTimeoutSeconds", queryTimeout) { Int($0).map { .seconds($0) } }
        spoolQuota = try value(reader, "spoolQuotaMebibytes", spoolQuota) { Int64($0).map { .mebibytes($0) } }
        resultLifetime = try value(reader, "resultLifetimeSeconds", resultLifetime) { Int($0).map { .seconds($0) } }
        liveCores = try value(reader, "liveCores", liveCores) { Double($0) }
        upkeep = try value(reader, "upkeep", upkeep) { Bool($0) }
        try check()
    }

    /// A file may write a number or a boolean without quotes; the environment has only strings.
    private func value<Value>(
        _ reader: ConfigReader,
        _ name: String,
        _ standard: Value,
        _ parse: (String) throws -> Value?
    ) throws -> Value {
        let key = ConfigKey(name)
        let number = reader.double(forKey: key).map { Int64(exactly: $0).map(String.init) ?? String($0) }
        guard let text = reader.string(forKey: key) ?? number ?? reader.bool(forKey: key).map(String.init) else {
            return standard
        }
        guard let value = try parse(text) else { throw SettingsError("The setting \(name) can't be \"\(text)\".") }
        return value
    }

    // MARK: sense

    private func check() throws {
        guard (0...65_535).contains(port) else { throw SettingsError("A port is a number from 0 to 65535.") }
        guard demoRate > 0, demoRate <= 100_000 else {
            throw SettingsError("The demo's rate is more than 0 and at most 100000 events a second.")
        }
        guard queryTimeout > .zero, resultLifetime > .zero, spoolQuota > .mebibytes(0) else {
            throw SettingsError("Timeouts, lifetimes and quotas must be more than 0.")
        }
        guard liveCores > 0, liveCores <= 1_024 else {
            throw SettingsError("\"liveCores\" is more than 0 and at most 1024.")
        }
    }

    private func checkTrustRoots() throws {
        guard let engineTrustRoots else { return }
        guard engine != .embedded else {
            throw SettingsError("\"engineTrustRoots\" is for a remote engine; the embedded one uses no TLS.")
        }
        guard FileManager.default.isReadableFile(atPath: engineTrustRoots) else {
            throw SettingsError("\"engineTrustRoots\" names \(engineTrustRoots), which can't be read.")
        }
    }

    private static func choice(_ text: String) throws -> EngineChoice {
        if text == "embedded" { return .embedded }
        guard text.hasPrefix("sc://") else {
            throw SettingsError("--engine is \"embedded\" or a Spark Connect address, sc://host:port.")
        }
        return .remote(text)
    }

    private static func absolute(_ path: String) throws -> String {
        if path.hasPrefix("/") { return path }
        return FileManager.default.currentDirectoryPath + "/"
            + (path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
    }
}

/// The program was told something that it can't do.
struct SettingsError: DescribedError {
    let code = ErrorCode.configurationInvalid
    let message: String

    init(_ message: String) { self.message = message }
}

/// Flags of every command that looks at a lake.
struct LakeOptions: ParsableArguments {
    @Option(help: "Folder of the lake; it holds <schema>/<table>. (default: ./lake)")
    var lake: String?

    @Option(help: "Folder for history, results and engine logs. (default: ./.tideline)")
    var state: String?

    @Option(help: "\"embedded\", or a Spark Connect address: sc://host:port/;token=… (default: embedded)")
    var engine: String?

    @Option(help: "A JSON file with the same settings; TIDELINE_… variables go before it, flags before both.")
    var config: String?
}

/// Flags of `tideline serve`.
struct ServeOptions: ParsableArguments {
    @Option(
        help: "Address to listen on; there is no login yet, so think before you leave 127.0.0.1. (default: 127.0.0.1)"
    )
    var host: String?

    @Option(help: "Port to listen on, 0 for a free one. (default: 8080)")
    var port: Int?

    @Flag(help: "Fill an empty lake with two days of realistic web logs, and go on appending.")
    var demo = false

    @Option(help: "Events a second that the demo appends. (default: 20)")
    var demoRate: Double?
}
