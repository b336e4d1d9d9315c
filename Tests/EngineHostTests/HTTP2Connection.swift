import EngineHost
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// As much of HTTP/2 as shows that a gRPC server serves: preface and SETTINGS out, a SETTINGS frame back (RFC 9113, 3.4).
struct HTTP2Connection: Sendable {
    struct NoAnswer: Error {}

    private let file: Int32

    /// Blocks for at most `timeout` seconds.
    init(port: Int, timeout: Int = 1) throws {
        #if canImport(Glibc)
            file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            file = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var limit = timeval(tv_sec: timeout, tv_usec: 0)
        setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let greeting = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]
        guard status == 0, send(file, greeting, greeting.count, Int32(MSG_NOSIGNAL)) == greeting.count,
            let frame = readBytes(), frame.count >= 4, frame[3] == 4
        else {
            close(file)
            throw NoAnswer()
        }
    }

    /// Nil at the end of the connection and after the time limit.
    private func readBytes() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(file, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    /// Returns when the server has closed the connection, or after the time limit.
    func waitForEnd() async {
        await Self.onThread { while readBytes() != nil {} }
    }

    func end() { close(file) }

    static func open(port: Int, timeout: Int = 1) async throws -> HTTP2Connection {
        try await onThread { Result { try HTTP2Connection(port: port, timeout: timeout) } }.get()
    }

    static func probe(_ endpoint: EngineEndpoint) async throws -> EngineVersion {
        let connection = try await open(port: endpoint.port)
        connection.end()
        return EngineVersion("HTTP/2")
    }

    private static func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: work()) }.start()
        }
    }
}
