import LakeModel
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A key that was found to lie inside the tree: its folder with all links resolved, and its name in there.
struct LocalPlace {
    let key: String
    let folder: String
    let name: String

    var path: String { folder + "/" + name }
}

/// The paths of a local store, and the proof that each stays inside its root. Calls block.
struct LocalTree: Sendable {
    let root: String
    private let resolvedRoot = ResolvedRoot()

    init(root: String) {
        var root = root
        while root.count > 1, root.hasSuffix("/") { root.removeLast() }
        self.root = root
    }

    /// The root with its links resolved, kept once known; nil while the folder does not exist.
    private final class ResolvedRoot: Sendable {
        let path = Mutex<String?>(nil)
    }

    func rootPath() throws -> String? {
        if let known = resolvedRoot.path.withLock({ $0 }) { return known }
        guard let found = try Self.resolve(root, key: "") else { return nil }
        resolvedRoot.path.withLock { $0 = found }
        return found
    }

    /// The folder that a key prefix names, or nil if there is none. `folder` is empty or ends with `/`.
    func folder(_ folder: String) throws -> String? {
        let parts = try Self.parts(of: folder.hasSuffix("/") ? String(folder.dropLast()) : folder)
        guard let rootPath = try rootPath() else { return nil }
        return try inside(([rootPath] + parts).joined(separator: "/"), key: folder)
    }

    /// Where an object is or would be; nil if its folder does not exist.
    func place(_ key: String) throws -> LocalPlace? {
        let parts = try Self.parts(of: key)
        guard let name = parts.last else { throw Self.refused(key) }
        guard let rootPath = try rootPath() else { return nil }
        let path = ([rootPath] + parts.dropLast()).joined(separator: "/")
        guard let folder = try inside(path, key: key) else { return nil }
        return LocalPlace(key: key, folder: folder, name: name)
    }

    /// Follows links of an object itself as far as they stay inside; nil if it does not exist.
    func existing(_ key: String) throws -> LocalPlace? {
        guard let place = try place(key) else { return nil }
        var status = stat()
        guard lstat(place.path, &status) == 0 else { return try Self.absent(key, "reading") }
        guard status.st_mode & S_IFMT == S_IFLNK else { return place }
        guard let target = try inside(place.path, key: key) else { return nil }
        guard let slash = target.lastIndex(of: "/") else { throw Self.refused(key) }
        return LocalPlace(
            key: key,
            folder: String(target[..<slash]),
            name: String(target[target.index(after: slash)...])
        )
    }

    /// A path's folder or file with links resolved, refused when that is outside the root.
    private func inside(_ path: String, key: String) throws -> String? {
        guard let resolved = try Self.resolve(path, key: key), let rootPath = try rootPath() else { return nil }
        guard resolved == rootPath || rootPath == "/" || resolved.hasPrefix(rootPath + "/") else {
            throw LakeStoreError(
                .storageFailed,
                "\(key) leads out of the lake through a symbolic link; replace the link."
            )
        }
        return resolved
    }

    static func resolve(_ path: String, key: String) throws -> String? {
        guard let resolved = realpath(path, nil) else { return try absent(key, "finding") }
        defer { free(resolved) }
        return String(validatingCString: resolved)
    }

    /// The parts of a key; refuses empty ones, `.`, `..` and zero bytes. The empty key has none.
    static func parts(of key: String) throws -> [String] {
        guard !key.isEmpty else { return [] }
        let parts = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }),
            !key.utf8.contains(0)
        else { throw refused(key) }
        return parts.map { String($0) ?? "" }
    }

    static func refused(_ key: String) -> LakeStoreError {
        LakeStoreError(
            .storageFailed,
            "\(key.debugDescription) is no path inside the lake; `.`, `..` and empty parts are refused."
        )
    }

    /// nil when the last call failed because there is nothing of that name; throws for any other reason.
    static func absent<Value>(_ key: String, _ action: String) throws -> Value? {
        let number = errno
        if number == ENOENT || number == ENOTDIR { return nil }
        throw failure(number, action, key)
    }

    static func failure(_ number: Int32, _ action: String, _ key: String) -> LakeStoreError {
        let reason = String(cString: strerror(number))
        let what = key.isEmpty ? "the lake's folder" : key
        switch number {
        case ENOSPC, EDQUOT:
            return LakeStoreError(
                .storageFull,
                "No room left while \(action) \(what) (\(reason)); free some space and try again."
            )
        default:
            return LakeStoreError(.storageFailed, "The disk refused \(action) \(what): \(reason).")
        }
    }
}
