import LakeModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One page of a local store's keys, walked in the order of the keys and stopped when the page is full. Calls block.
struct LocalListing {
    private static let maximumDepth = 64

    private let tree: LocalTree
    private let request: ListRequest
    private var result = ListPage()
    private var last: String?

    init(tree: LocalTree, request: ListRequest) {
        self.tree = tree
        self.request = request
    }

    func page() throws -> ListPage {
        var listing = self
        let folder = request.prefix.utf8.lastIndex(of: UInt8(ascii: "/")).map { request.prefix[...$0] } ?? ""
        _ = try listing.walk(String(folder), depth: 0)
        return listing.result
    }

    private struct Entry {
        let key: String
        let isFolder: Bool
        let path: String
    }

    /// Adds what is in a folder; false when the page became full.
    private mutating func walk(_ folder: String, depth: Int) throws -> Bool {
        guard depth < Self.maximumDepth, let path = try tree.folder(folder) else { return true }
        for entry in try entries(of: folder, at: path) {
            if entry.isFolder, !request.byFolder {
                guard try walk(entry.key, depth: depth + 1) else { return false }
            } else if try !add(entry) {
                return false
            }
        }
        return true
    }

    private mutating func add(_ entry: Entry) throws -> Bool {
        guard result.objects.count + result.folders.count < request.limit else {
            result.next = last
            return false
        }
        if entry.isFolder {
            result.folders.append(entry.key)
            last = entry.key
        } else if let info = try tree.info(entry.key) {
            result.objects.append(info)
            last = entry.key
        }
        return true
    }

    /// The entries of a folder that the request can want, in the order of their keys, a folder's closing `/` included.
    private func entries(of folder: String, at path: String) throws -> [Entry] {
        guard let stream = opendir(path) else {
            let nothing: [Entry]? = try LocalTree.absent(folder, "listing")
            return nothing ?? []
        }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while let found = readdir(stream) {
            guard let name = Self.name(of: found), name != ".", name != "..",
                request.includesUnfinished || !name.hasSuffix(LocalObjectStore.temporarySuffix),
                let entry = entry(named: name, type: Int32(found.pointee.d_type), in: folder, at: path)
            else { continue }
            entries.append(entry)
        }
        return entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private func entry(named name: String, type: Int32, in folder: String, at path: String) -> Entry? {
        let plain = folder + name
        guard matches(plain) else { return nil }
        guard let isFolder = isFolder("\(path)/\(name)", key: plain, type: type) else { return nil }
        let key = isFolder ? plain + "/" : plain
        guard let after = request.startAfter else { return Entry(key: key, isFolder: isFolder, path: path) }
        // A folder before the mark may still hold keys behind it, when the mark itself lies inside.
        let wanted =
            after.utf8.lexicographicallyPrecedes(key.utf8)
            || (isFolder && !request.byFolder && after.utf8.starts(with: key.utf8))
        return wanted ? Entry(key: key, isFolder: isFolder, path: path) : nil
    }

    /// A key below the prefix, or a folder on the way to it.
    private func matches(_ key: String) -> Bool {
        key.utf8.starts(with: request.prefix.utf8)
    }

    /// nil for what is no object: sockets, and links that lead out of the tree or, while walking, to folders (they may
    /// go round in circles).
    private func isFolder(_ path: String, key: String, type: Int32) -> Bool? {
        if type == Int32(DT_DIR) { return true }
        if type == Int32(DT_REG) { return false }
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return true
        case S_IFREG: return false
        case S_IFLNK:
            guard stat(path, &status) == 0 else { return nil }
            if status.st_mode & S_IFMT == S_IFREG { return (try? tree.info(key)) != nil ? false : nil }
            return request.byFolder && (try? tree.folder(key)) != nil ? true : nil
        default: return nil
        }
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return nil }
        let start = UnsafeRawPointer(entry) + offset
        return String(validatingCString: start.assumingMemoryBound(to: CChar.self))
    }
}
