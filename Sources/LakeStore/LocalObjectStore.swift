/// A folder of the local file system as an object store.
///
/// Nothing outside the folder can be read or written through it: a key with `..`, or one whose folders or file lead out
/// through a symbolic link, is refused. Writes go to a temporary file in the same folder, are flushed to the disk, and
/// then take their name in one step; the folder is flushed after that.
package final class LocalObjectStore: ObjectStore {
    /// Names that end so are files in the making, and no objects.
    static let temporarySuffix = ".tideline-tmp"

    private let tree: LocalTree
    private let environment: StoreEnvironment
    private let pool = BlockingPool.shared

    /// - Parameter root: an absolute path; the folder is made by the first write if it does not exist.
    package init(root: String, environment: StoreEnvironment = .system) {
        self.tree = LocalTree(root: root)
        self.environment = environment
    }

    package func list(_ request: ListRequest) async throws -> ListPage {
        try await pool.run { [tree] in try LocalListing(tree: tree, request: request).page() }
    }

    package func head(_ keys: [String]) async throws -> [ObjectInfo?] {
        try await pool.run { [tree] in try keys.map { try tree.info($0) } }
    }

    package func get(_ key: String, range: Range<Int64>?) async throws -> [UInt8]? {
        try await pool.run { [tree] in try tree.read(key, range: range) }
    }

    package func put(_ key: String, _ bytes: [UInt8]) async throws {
        let mark = environment.random()
        try await pool.run { [tree] in
            let place = try tree.place(forWriting: key)
            let temporary = try tree.writeTemporary(bytes, beside: place, mark: mark)
            try tree.rename(temporary, to: place)
            try tree.flushFolder(of: place)
        }
    }

    package func putIfAbsent(_ key: String, _ bytes: [UInt8]) async throws -> PutIfAbsentResult {
        let mark = environment.random()
        return try await pool.run { [tree] in
            let place = try tree.place(forWriting: key)
            let temporary = try tree.writeTemporary(bytes, beside: place, mark: mark)
            guard try tree.link(temporary, to: place) else { return .alreadyExists }
            do {
                try tree.flushFolder(of: place)
                return .created
            } catch let error as LakeStoreError {
                return .unknown(error)
            }
        }
    }

    package func delete(_ keys: [String]) async throws {
        try await pool.run { [tree] in for key in keys { try tree.remove(key) } }
    }

    package func writer(_ key: String) async throws -> any ObjectWriter {
        let mark = environment.random()
        return try await pool.run { [tree] in try LocalObjectWriter(tree: tree, key: key, mark: mark) }
    }

    package func localPath(_ key: String) async throws -> String? {
        try await pool.run { [tree] in try tree.existing(key)?.path }
    }
}
