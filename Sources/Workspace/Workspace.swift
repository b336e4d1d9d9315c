package import GRDB
package import LakeModel

/// What the server remembers between runs, in one SQLite file of the state folder: query history and the tables that
/// were registered from outside the lake. Everything about a table's contents is in its Delta log, never here.
package struct Workspace: Sendable {
    let database: any DatabaseWriter

    /// Opens or makes the file and brings its schema up to date. A file of a newer Tideline is refused, not changed.
    package init(path: String) throws {
        self.database = try Self.failing("open the workspace file \(path)") {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            // A lost last history row after a power cut is no harm; an fsync for each query would be.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
            return try DatabasePool(path: path, configuration: configuration)
        }
        try migrate()
    }

    /// A workspace that ends with the process, for a one-off `tideline query`.
    package init(inMemory _: Void = ()) throws {
        self.database = try Self.failing("open a workspace in memory") { try DatabaseQueue() }
        try migrate()
    }

    private func migrate() throws {
        try Self.failing("bring the workspace up to date") {
            let migrator = Self.migrator
            let newer = try database.read { try migrator.hasBeenSuperseded($0) }
            guard !newer else {
                throw WorkspaceError(
                    code: .configurationInvalid,
                    message: "The workspace file was made by a newer Tideline; use that one, or another --state folder."
                )
            }
            try migrator.migrate(database)
        }
    }

    /// Runs `body`, giving SQLite's failures the shape that users see.
    static func failing<Value>(_ what: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as DatabaseError { throw WorkspaceError(what, error) }
    }
}
