#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// Looks at TCP ports of 127.0.0.1.
enum LoopbackPort {
    /// Whether something listens there: one connection, closed at once. Waits 50 ms at most.
    static func accepts(_ port: Int) -> Bool {
        guard let number = UInt16(exactly: port) else { return false }
        #if canImport(Darwin)
            let socketType = SOCK_STREAM
        #else
            let socketType = Int32(SOCK_STREAM.rawValue)
        #endif
        let file = socket(AF_INET, socketType, 0)
        guard file >= 0 else { return false }
        defer { close(file) }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        _ = fcntl(file, F_SETFL, O_NONBLOCK)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = number.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return status == 0 || (errno == EINPROGRESS && finishes(file))
    }

    private static func finishes(_ file: Int32) -> Bool {
        var waiting = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
        guard poll(&waiting, 1, 50) == 1 else { return false }
        var failure: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(file, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0
    }

    /// Finds the port in what the engine prints at its start: `… server on 127.0.0.1:37945...`.
    struct Announcement {
        private var seen: [UInt8] = []

        /// Takes the next bytes of output; the port, once, when it is complete. Looks at the first 64 kB only.
        mutating func port(in bytes: some Sequence<UInt8>) -> Int? {
            guard seen.count < 65_536 else { return nil }
            seen += bytes
            let marker = Array("127.0.0.1:".utf8)
            guard let found = seen.firstRange(of: marker) else { return nil }
            let digits = seen[found.upperBound...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard digits.endIndex < seen.endIndex else { return nil }
            seen = [UInt8](repeating: 0, count: 65_536)
            return Int(String(decoding: digits, as: UTF8.self))
        }
    }
}
