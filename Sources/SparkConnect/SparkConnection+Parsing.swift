internal import FoundationEssentials
internal import LakeModel

extension SparkConnection {
    /// Parses `sc://host:port/;name=value;…` as Spark's clients do.
    ///
    /// The port is 15002 unless given. Values are percent-decoded. `use_ssl`, `token`, `user_id`, `user_agent` and
    /// `session_id` configure the connection, any other name is a header of every call. Errors name the part that is
    /// wrong, and never show a value. Source: Spark Connect client connection string, Apache Spark 4.
    package init(parsing text: String) throws(SparkConnectError) {
        guard text.hasPrefix("sc://") else {
            throw Self.invalid("it must begin with sc://, as in sc://host:15002")
        }
        let rest = text.dropFirst("sc://".count)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        guard !authority.contains(where: { ";?#@".contains($0) }) else {
            throw Self.invalid("between sc:// and /; there is only host:port, without user name or parameters")
        }
        let (host, port) = try Self.hostAndPort(authority)
        self.init(host: host, port: port, parameters: try Self.parameters(behind: rest[slash...]))
    }

    private static func hostAndPort(_ authority: Substring) throws(SparkConnectError) -> (String, Int) {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else {
                throw invalid("the bracket around the IPv6 address is not closed")
            }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let behind = authority[authority.index(after: end)...]
            guard behind.isEmpty || behind.hasPrefix(":") else {
                throw invalid("behind the bracket of the IPv6 address there may only be a port")
            }
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || ":.%".contains($0) }) else {
                throw invalid("the host in brackets is no IPv6 address")
            }
            port = behind.isEmpty ? nil : behind.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
            guard port?.contains(":") != true else {
                throw invalid("an IPv6 address stands in brackets, as in sc://[::1]:15002")
            }
        }
        guard !host.isEmpty else { throw invalid("the host is missing") }
        guard let port, !port.isEmpty else { return (String(host), defaultPort) }
        guard port.allSatisfy(\.isASCII), let number = UInt16(port), number > 0 else {
            throw invalid("the port must be a number from 1 to 65535")
        }
        return (String(host), Int(number))
    }

    private static func parameters(behind path: Substring) throws(SparkConnectError) -> Parameters {
        var parameters = Parameters()
        guard !path.isEmpty, path != "/" else { return parameters }
        guard path.hasPrefix("/;") else {
            throw invalid("the path must be empty: parameters begin with /; as in sc://host:15002/;use_ssl=true")
        }
        for pair in path.dropFirst(2).split(separator: ";") {
            let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw invalid("each parameter is name=value, with = in a value written as %3D")
            }
            let name = String(parts[0])
            guard let value = percentDecoded(parts[1]) else {
                throw invalid("the value of \(name) has a % that no two hexadecimal digits follow")
            }
            try parameters.set(name, to: value)
        }
        return parameters
    }

    /// nil when a `%` is not followed by two hexadecimal digits, or the bytes are not UTF-8.
    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let decoded = UInt8(String(Substring(digits)), radix: 16), digits.first != 0x2B
            else { return nil }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    static func invalid(_ reason: String) -> SparkConnectError {
        SparkConnectError(.configurationInvalid, "The Spark Connect connection string is not valid: \(reason).")
    }
}

extension SparkConnection.Parameters {
    mutating func set(_ name: String, to value: String) throws(SparkConnectError) {
        switch name {
        case "use_ssl": usesTLS = try Self.boolean(value, of: name)
        case "token": token = try Self.headerValue(value, of: name)
        case "user_id": userID = value
        case "user_agent": userAgent = try Self.userAgent(value)
        case "session_id": sessionID = try Self.sessionID(value)
        case "grpc_keepalive_enabled": keepaliveEnabled = try Self.boolean(value, of: name)
        case "grpc_keepalive_time_ms": keepalive.time = try Self.milliseconds(value, of: name)
        case "grpc_keepalive_timeout_ms": keepalive.timeout = try Self.milliseconds(value, of: name)
        case "grpc_keepalive_without_calls": keepalive.withoutCalls = try Self.boolean(value, of: name)
        default: headers.append(.init(name: try Self.headerName(name), value: try Self.headerValue(value, of: name)))
        }
    }

    private static func boolean(_ value: String, of name: String) throws(SparkConnectError) -> Bool {
        switch value.lowercased() {
        case "true": true
        case "false": false
        default: throw SparkConnection.invalid("\(name) must be true or false")
        }
    }

    private static func milliseconds(_ value: String, of name: String) throws(SparkConnectError) -> Duration {
        guard let number = Int32(value), number > 0 else {
            throw SparkConnection.invalid("\(name) must be a number of milliseconds above 0")
        }
        return .milliseconds(number)
    }

    private static func userAgent(_ value: String) throws(SparkConnectError) -> String {
        guard value.utf8.count <= 2_048 else { throw SparkConnection.invalid("user_agent is longer than 2048 bytes") }
        return try headerValue(value, of: "user_agent")
    }

    private static func sessionID(_ value: String) throws(SparkConnectError) -> String {
        guard let uuid = UUID(uuidString: value) else { throw SparkConnection.invalid("session_id is not a UUID") }
        return uuid.uuidString.lowercased()
    }

    /// A name that gRPC may carry as metadata: `grpc-` is the protocol's own.
    private static func headerName(_ name: String) throws(SparkConnectError) -> String {
        let folded = name.lowercased()
        let isToken = folded.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_.".utf8.contains(byte)
        }
        guard isToken, !folded.hasPrefix("grpc-"), !folded.hasSuffix("-bin") else {
            throw SparkConnection.invalid("the parameter name \(name) can't be the name of a header")
        }
        return folded
    }

    private static func headerValue(_ value: String, of name: String) throws(SparkConnectError) -> String {
        guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw SparkConnection.invalid("the value of \(name) has characters that a header can't carry")
        }
        return value
    }
}
