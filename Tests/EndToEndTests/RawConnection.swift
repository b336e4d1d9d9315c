import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A TCP connection to the server, for one request: also for broken ones, and for hanging up.
final class RawConnection: Sendable {
    private let descriptor: Int32

    init(to url: String) throws {
        guard let port = url.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw Failure("no port in \(url)")
        }
        // No child that another test starts meanwhile may hold the connection open: its end must be ours to give.
        #if canImport(Glibc)
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure("can't connect to \(url)") }
    }

    deinit { close(descriptor) }

    func write(_ bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, noSignal) }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Everything that comes until the server closes the connection, or says nothing for `patience`.
    func readAll(patience: Duration = .seconds(60)) async -> [UInt8] {
        await withCheckedContinuation { continuation in
            // A thread of its own: the shared pool has as many as there are cores.
            Thread.detachNewThread { [self] in
                var limit = timeval(tv_sec: Int(patience.components.seconds), tv_usec: 0)
                limit.tv_usec = numericCast(patience.components.attoseconds / 1_000_000_000_000)
                setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
                var (all, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
                while true {
                    let count = recv(descriptor, &buffer, buffer.count, 0)
                    guard count > 0 else { break }
                    all += buffer[..<count]
                }
                continuation.resume(returning: all)
            }
        }
    }

    /// What has come by now, maybe nothing; nil once the connection has ended.
    func readAvailable() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count > 0 { return Array(buffer[..<count]) }
        return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? [] : nil
    }

    /// nil when the server closes the connection without a word.
    func exchange(
        _ method: String,
        _ path: String,
        headers: [String: String] = [:],
        body: Data? = nil
    ) async throws -> HTTPAnswer? {
        write(method, path, headers: headers, body: body)
        let bytes = await readAll()
        return bytes.isEmpty ? nil : try HTTPAnswer(bytes)
    }

    /// A whole request; the server closes the connection after its answer.
    func write(_ method: String, _ path: String, headers: [String: String] = [:], body: Data? = nil) {
        var fields = ["Host": "localhost", "Connection": "close"].merging(headers) { $1 }
        if let body { fields["Content-Length"] = "\(body.count)" }
        let lines = ["\(method) \(path) HTTP/1.1"] + fields.map { "\($0): \($1)" } + ["", ""]
        write(Array(lines.joined(separator: "\r\n").utf8) + (body ?? Data()))
    }

    #if canImport(Glibc)
        private let noSignal = Int32(MSG_NOSIGNAL)
    #else
        private let noSignal: Int32 = 0
    #endif
}
