/// A flat space of objects named by keys such as `delta_lake/logs/_delta_log/00000000000000000000.json`: what a folder
/// and an S3 bucket have in common. Keys are relative, use `/`, and compare by their UTF-8 bytes.
///
/// Every operation throws `LakeStoreError`: `storage_full` when there is no room, else `storage_failed`.
package protocol ObjectStore: Sendable {
    /// One page of the keys that begin with a prefix, in order.
    func list(_ request: ListRequest) async throws -> ListPage

    /// What is known of each object without reading it, in the order asked; nil for one that does not exist.
    func head(_ keys: [String]) async throws -> [ObjectInfo?]

    /// An object's bytes, or those of a range cut at the object's end; nil if it does not exist.
    func get(_ key: String, range: Range<Int64>?) async throws -> [UInt8]?

    /// Makes or replaces an object; readers see the old or the new bytes, never a part. Durable on return.
    func put(_ key: String, _ bytes: [UInt8]) async throws

    /// Makes an object unless one exists, as one step that at most one of several writers wins. Durable when `created`.
    func putIfAbsent(_ key: String, _ bytes: [UInt8]) async throws -> PutIfAbsentResult

    /// Removes objects; those that do not exist are no error.
    func delete(_ keys: [String]) async throws

    /// Begins an object that is too large to be held in memory.
    func writer(_ key: String) async throws -> any ObjectWriter

    /// Where an object lies in this machine's file system, for libraries that read files by themselves; nil where it is
    /// in none, or does not exist.
    func localPath(_ key: String) async throws -> String?
}

/// An object in the making, for one task. Nobody sees it before `finish`, and nothing is left of it after `discard`.
package protocol ObjectWriter: Sendable {
    func append(_ bytes: [UInt8]) async throws
    /// Gives the object its name, as `put` does. Durable on return.
    func finish() async throws
    func discard() async
}

extension ObjectStore {
    package func writer(_ key: String) async throws -> any ObjectWriter { BufferedObjectWriter(store: self, key: key) }

    package func localPath(_ key: String) async throws -> String? { nil }

    package func get(_ key: String) async throws -> [UInt8]? { try await get(key, range: nil) }

    package func head(_ key: String) async throws -> ObjectInfo? { try await head([key]).first ?? nil }

    /// All pages of a listing.
    package func listAll(_ request: ListRequest) async throws -> ListPage {
        var all = ListPage()
        var request = request
        while true {
            let page = try await list(request)
            all.objects += page.objects
            all.folders += page.folders
            guard let next = page.next else { return all }
            request.startAfter = next
        }
    }
}

package enum PutIfAbsentResult: Sendable {
    case created
    case alreadyExists
    /// The answer was lost: the object may or may not have been made by this call. Read it back to find out.
    case unknown(LakeStoreError)
}

package struct ListRequest: Sendable {
    package var prefix: String
    /// Only keys after this one.
    package var startAfter: String?
    /// Folds keys that have a `/` behind the prefix into `folders`, as S3's delimiter does.
    package var byFolder: Bool
    /// Entries in a page at most.
    package var limit: Int
    /// Shows also what crashed writers left unfinished, which is no object yet.
    package var includesUnfinished = false

    package init(prefix: String, startAfter: String? = nil, byFolder: Bool = false, limit: Int = 10_000) {
        self.prefix = prefix
        self.startAfter = startAfter
        self.byFolder = byFolder
        self.limit = max(1, limit)
    }
}

package struct ListPage: Sendable {
    package var objects: [ObjectInfo] = []
    /// Common prefixes, each with its closing `/`.
    package var folders: [String] = []
    /// What to start the next page after; nil when this is the last.
    package var next: String?

    package init() {}
}

package struct ObjectInfo: Sendable, Hashable {
    package let key: String
    package let size: Int64
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    package let modified: Int64
    /// Changes whenever the object is made anew.
    package let etag: String

    package init(key: String, size: Int64, modified: Int64, etag: String) {
        self.key = key
        self.size = size
        self.modified = modified
        self.etag = etag
    }
}

/// A table's folder: its place in a store, and the keys of what is in it.
package struct TableFolder: Sendable {
    package let store: any ObjectStore
    /// Empty, or ends with `/`.
    package let prefix: String

    package init(store: any ObjectStore, path: String) {
        self.store = store
        self.prefix = path.isEmpty || path.hasSuffix("/") ? path : path + "/"
    }

    package var logPrefix: String { prefix + "_delta_log/" }

    package func key(_ relative: String) -> String { prefix + relative }
    package func logKey(_ name: String) -> String { logPrefix + name }
}
