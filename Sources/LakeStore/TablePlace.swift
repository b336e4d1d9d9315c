import DeltaProtocol
import LakeModel

/// Where a table is or could be: its name, its location for people, and its folder in a store.
struct TablePlace: Sendable {
    let name: TableName
    let location: String
    let folder: TableFolder

    /// A table of the lake.
    init(name: TableName, lake: Lake) throws {
        for part in [name.schema, name.table] where !Self.isPlain(part) {
            throw LakeStoreError(
                .invalidValue,
                "A table can't be named \(part.debugDescription): names have no `/` and begin with neither `.` nor `_`."
            )
        }
        self.init(name: name, path: "\(name.schema)/\(name.table)", root: lake.root, store: lake.store)
    }

    init(name: TableName, path: String, root: String, store: any ObjectStore) {
        self.name = name
        location = "\(root)/\(path)"
        folder = TableFolder(store: store, path: path)
    }

    /// A table elsewhere.
    init(name: TableName, location: String, environment: StoreEnvironment) throws {
        let path = Self.localPath(location)
        guard let path, path.hasPrefix("/"), path.count > 1 else {
            throw LakeStoreError(
                .invalidValue,
                "A table's location is an absolute path or a file:/// URL; other stores are not supported."
            )
        }
        self.name = name
        self.location = path.hasSuffix("/") ? String(path.dropLast()) : path
        folder = TableFolder(store: LocalObjectStore(root: self.location, environment: environment), path: "")
    }

    func isSpelled(_ other: TableName) -> Bool { name.schema == other.schema && name.table == other.table }

    /// Whether a folder's name can be a schema or a table: hidden and underscore folders are something else's.
    static func isPlain(_ part: String) -> Bool {
        guard let first = part.utf8.first else { return false }
        return first != UInt8(ascii: ".") && first != UInt8(ascii: "_") && !part.utf8.contains(UInt8(ascii: "/"))
            && !part.utf8.contains(0)
    }

    private static func localPath(_ location: String) -> String? {
        guard location.hasPrefix("file:") else { return location.contains("://") ? nil : location }
        let rest = location.dropFirst("file:".count)
        return URIPath.decode(String(rest.hasPrefix("///") ? rest.dropFirst(2) : rest))
    }
}
