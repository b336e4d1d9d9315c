import LakeModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A segment of the write-ahead log that is open. Calls block.
final class LogFile: Sendable {
    let path: String
    private let file: Int32

    /// - Throws: `storage_failed` or `storage_full`.
    init(path: String) throws {
        self.path = path
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw Self.failure("opening") }
    }

    deinit { close(file) }

    func size() throws -> Int64 {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw Self.failure("reading") }
        return Int64(status.st_size)
    }

    func write(_ bytes: [UInt8], at offset: Int64) throws {
        try bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count, let base = buffer.baseAddress {
                let written = pwrite(file, base + done, buffer.count - done, off_t(offset) + off_t(done))
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { throw Self.failure("writing") }
                done += written
            }
        }
    }

    func flush() throws {
        guard fsync(file) == 0 else { throw Self.failure("flushing") }
    }

    /// Cuts the file and makes that durable.
    func truncate(to size: Int64) throws {
        guard ftruncate(file, off_t(size)) == 0 else { throw Self.failure("cutting") }
        try flush()
    }

    /// Fewer bytes than asked for only at the file's end.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var done = 0
        while done < buffer.count, let base = buffer.baseAddress {
            let count = pread(file, base + done, buffer.count - done, off_t(offset) + off_t(done))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure("reading") }
            if count == 0 { break }
            done += count
        }
        return done
    }

    static func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("deleting") }
    }

    /// Makes a folder, for us alone, and those above it.
    static func makeFolder(_ path: String) throws {
        if mkdir(path, 0o700) == 0 { return try flushFolder(parent(of: path)) }
        if errno == EEXIST { return }
        guard errno == ENOENT, path.count > 1 else { throw failure("making the folder of") }
        try makeFolder(parent(of: path))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("making the folder of") }
        try flushFolder(parent(of: path))
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func flushFolder(_ path: String) throws {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure("flushing the folder of") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure("flushing the folder of") }
    }

    static func names(in folder: String) throws -> [String] {
        guard let stream = opendir(folder) else { throw failure("listing") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func failure(_ action: String) -> IngestError {
        let number = errno
        let reason = String(cString: strerror(number))
        guard number == ENOSPC || number == EDQUOT else {
            return IngestError(.storageFailed, "The disk refused \(action) the log of accepted records: \(reason).")
        }
        return IngestError(.storageFull, "No room left while \(action) the log of accepted records; free some space.")
    }
}
