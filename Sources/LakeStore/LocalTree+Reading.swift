import LakeModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension LocalTree {
    func info(_ key: String) throws -> ObjectInfo? {
        guard let place = try existing(key) else { return nil }
        var status = stat()
        guard lstat(place.path, &status) == 0 else { return try Self.absent(key, "reading") }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        return ObjectInfo(key: key, status: status)
    }

    func read(_ key: String, range: Range<Int64>?) throws -> [UInt8]? {
        guard let place = try existing(key) else { return nil }
        // The name was resolved just now; a link that takes its place meanwhile is not followed.
        let file = open(place.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return try Self.absent(key, "reading") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw Self.failure(errno, "reading", key) }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        let size = Int64(status.st_size)
        let wanted = (range ?? 0..<size).clamped(to: 0..<size)
        return try Self.bytes(of: file, wanted, key)
    }

    private static func bytes(of file: Int32, _ range: Range<Int64>, _ key: String) throws -> [UInt8] {
        guard let count = Int(exactly: range.upperBound - range.lowerBound) else { throw refused(key) }
        return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, let start = buffer.baseAddress {
                let read = pread(file, start + filled, count - filled, off_t(range.lowerBound) + off_t(filled))
                if read < 0, errno == EINTR { continue }
                guard read >= 0 else { throw failure(errno, "reading", key) }
                if read == 0 { return }
                filled += read
            }
        }
    }
}

extension ObjectInfo {
    init(key: String, status: stat) {
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        self.init(
            key: key,
            size: Int64(status.st_size),
            modified: Int64(time.tv_sec) &* 1_000 &+ Int64(time.tv_nsec) / 1_000_000,
            etag: "\(status.st_ino)-\(time.tv_sec).\(time.tv_nsec)-\(status.st_size)"
        )
    }
}
