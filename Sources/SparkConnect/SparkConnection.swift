/// Where an engine is and how to greet it: what a Spark Connect connection string says.
///
/// The description is safe to print: it holds neither the token nor the values of headers.
package struct SparkConnection: Sendable, Hashable {
    package static let defaultPort = 15002
    package static let defaultUserAgent = "tideline"

    /// A name, an IPv4 address, or an IPv6 address without brackets.
    package let host: String
    package let port: Int
    /// True for `use_ssl=true`, and when there is a token for every host but `localhost`, so that no token travels in the
    /// clear.
    package let usesTLS: Bool
    /// Sent as `Authorization: Bearer …`.
    package let token: String?
    package let userID: String?
    package let userAgent: String
    /// A UUID in its 36-character form.
    package let sessionID: String?
    package let headers: [Header]
    /// nil when switched off.
    package let keepalive: Keepalive?

    /// How a connection that died silently is noticed; the defaults are those of Spark's clients.
    package struct Keepalive: Sendable, Hashable {
        /// How long nothing is heard before a ping is sent.
        package var time: Duration = .seconds(60)
        /// How long the ping's answer may take.
        package var timeout: Duration = .seconds(20)
        package var withoutCalls = true
    }

    /// A parameter that the connection string's format doesn't know: sent with every call.
    package struct Header: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    /// An engine without TLS and without a token: the embedded one.
    package init(host: String, port: Int) {
        self.init(host: host, port: port, parameters: Parameters())
    }

    init(host: String, port: Int, parameters: Parameters) {
        self.host = host
        self.port = port
        token = parameters.token
        userID = parameters.userID
        userAgent = parameters.userAgent ?? Self.defaultUserAgent
        sessionID = parameters.sessionID
        headers = parameters.headers
        keepalive = parameters.keepaliveEnabled ? parameters.keepalive : nil
        usesTLS = parameters.usesTLS || (parameters.token != nil && host != "localhost")
    }

    /// What stands behind the `/;` of a connection string.
    struct Parameters {
        var usesTLS = false
        var token: String?
        var userID: String?
        var userAgent: String?
        var sessionID: String?
        var headers: [Header] = []
        var keepaliveEnabled = true
        var keepalive = Keepalive()
    }

    /// True when packets to the host never leave this machine.
    package var isLoopback: Bool { Self.isLoopback(host) }

    static func isLoopback(_ host: String) -> Bool {
        host.lowercased() == "localhost" || host == "::1" || (isIPv4(host) && host.hasPrefix("127."))
    }

    static func isIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}

extension SparkConnection: CustomStringConvertible {
    package var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "sc://\(name):\(port)\(usesTLS ? " over TLS" : "")\(token == nil ? "" : " with a token")"
    }
}
