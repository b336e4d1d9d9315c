import LakeModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension LocalTree {
    /// Where an object is to be written; makes the folders above it, each durable before the next.
    func place(forWriting key: String) throws -> LocalPlace {
        if let place = try place(key) { return place }
        let parts = try Self.parts(of: key)
        try makeFolder(root, key: "")
        // One by one from the top, each looked at through `folder`, so that a link out is met before anything is made.
        for count in 1..<max(1, parts.count) {
            let known = parts.prefix(count).joined(separator: "/")
            guard try folder(known) == nil else { continue }
            guard let above = try folder(parts.prefix(count - 1).joined(separator: "/")) else { continue }
            try Self.make(above + "/" + parts[count - 1], in: above, key: known)
        }
        guard let place = try place(key) else { throw Self.failure(ENOENT, "writing", key) }
        return place
    }

    /// Makes the root and what is above it.
    private func makeFolder(_ path: String, key: String) throws {
        guard try Self.resolve(path, key: key) == nil else { return }
        guard let slash = path.lastIndex(of: "/") else { throw Self.refused(path) }
        let above = slash == path.startIndex ? "/" : String(path[..<slash])
        if above != path { try makeFolder(above, key: key) }
        try Self.make(path, in: above, key: key)
    }

    private static func make(_ path: String, in above: String, key: String) throws {
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw failure(errno, "making the folder", key) }
        try flush(folder: above, key: key)
    }

    /// A flushed file with these bytes in the folder of `place`, under a name that no listing shows.
    func writeTemporary(_ bytes: [UInt8], beside place: LocalPlace, mark: UInt64) throws -> String {
        let temporary = try openTemporary(beside: place, mark: mark)
        do {
            try Self.write(bytes, to: temporary.file, place.key)
        } catch {
            close(temporary.file)
            unlink(temporary.path)
            throw error
        }
        try Self.finish(temporary, place.key)
        return temporary.path
    }

    /// An empty file in the folder of `place`, under a name that no listing shows.
    func openTemporary(beside place: LocalPlace, mark: UInt64) throws -> (path: String, file: Int32) {
        let path = "\(place.folder)/.\(String(mark, radix: 16))\(LocalObjectStore.temporarySuffix)"
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard file >= 0 else { throw Self.failure(errno, "writing", place.key) }
        return (path, file)
    }

    /// Flushes and closes a temporary file; when that fails, it is gone.
    static func finish(_ temporary: (path: String, file: Int32), _ key: String) throws {
        let flushed = fsync(temporary.file) == 0
        var number = errno
        if close(temporary.file) == 0, flushed { return }
        if flushed { number = errno }
        unlink(temporary.path)
        throw failure(number, "flushing", key)
    }

    static func write(_ bytes: [UInt8], to file: Int32, _ key: String) throws {
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = Self.write(UnsafeRawBufferPointer(rebasing: rest), to: file)
                if written < 0, errno == EINTR { continue }
                guard written >= 0 else { throw failure(errno, "writing", key) }
                rest = rest.dropFirst(written)
            }
        }
    }

    private static func write(_ buffer: UnsafeRawBufferPointer, to file: Int32) -> Int {
        #if canImport(Glibc)
            Glibc.write(file, buffer.baseAddress, buffer.count)
        #else
            Darwin.write(file, buffer.baseAddress, buffer.count)
        #endif
    }

    func rename(_ temporary: String, to place: LocalPlace) throws {
        #if canImport(Glibc)
            let result = Glibc.rename(temporary, place.path)
        #else
            let result = Darwin.rename(temporary, place.path)
        #endif
        guard result == 0 else {
            let failure = Self.failure(errno, "writing", place.key)
            unlink(temporary)
            throw failure
        }
    }

    /// Gives the file its name unless that is taken, and says whether it did; the temporary name is gone either way.
    func link(_ temporary: String, to place: LocalPlace) throws -> Bool {
        #if canImport(Glibc)
            let result = Glibc.link(temporary, place.path)
        #else
            let result = Darwin.link(temporary, place.path)
        #endif
        let number = errno
        unlink(temporary)
        if result == 0 { return true }
        if number == EEXIST { return false }
        guard [EPERM, ENOTSUP, ENOSYS].contains(number) else { throw Self.failure(number, "writing", place.key) }
        throw LakeStoreError(
            .storageFailed,
            "The file system of the lake has no hard links, which commits need; put it on one that has them."
        )
    }

    func flushFolder(of place: LocalPlace) throws { try Self.flush(folder: place.folder, key: place.key) }

    private static func flush(folder: String, key: String) throws {
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw failure(errno, "flushing the folder of", key) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure(errno, "flushing the folder of", key) }
    }

    func remove(_ key: String) throws {
        guard let place = try place(key) else { return }
        guard unlink(place.path) == 0 || errno == ENOENT else { throw Self.failure(errno, "deleting", key) }
    }
}
