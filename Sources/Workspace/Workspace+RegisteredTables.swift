import GRDB
package import LakeModel

/// A table outside the lake's folders that was given a name.
package struct RegisteredTable: Sendable, Hashable {
    package let name: TableName
    /// An absolute path, or the URL of an object store.
    package let location: String

    package init(name: TableName, location: String) {
        self.name = name
        self.location = location
    }
}

extension Workspace {
    package func registeredTables() async throws -> [RegisteredTable] {
        try await failing("read the registered tables") {
            try await database.read(Self.registeredTables)
        }
    }

    private static func registeredTables(_ database: Database) throws -> [RegisteredTable] {
        try Row.fetchAll(database, sql: "SELECT schema, name, location FROM registeredTable").map {
            RegisteredTable(name: TableName(schema: $0["schema"], table: $0["name"]), location: $0["location"])
        }
    }

    /// As the file spells the name, whose case may be another; SQLite compares the case of ASCII letters alone.
    private static func spelling(of name: TableName, _ database: Database) throws -> TableName? {
        try registeredTables(database).first { $0.name == name }?.name
    }

    /// Gives a location its name; a name that is taken gives `table_exists`.
    package func register(_ table: RegisteredTable) async throws {
        let isNew = try await failing("register \(table.name)") {
            try await database.write { database in
                guard try Self.spelling(of: table.name, database) == nil else { return false }
                try database.execute(
                    sql: "INSERT INTO registeredTable (schema, name, location) VALUES (?, ?, ?)",
                    arguments: [table.name.schema, table.name.table, table.location]
                )
                return true
            }
        }
        if !isNew {
            let advice = "Forget it first (DELETE /api/tables/\(table.name)), or choose another name."
            throw WorkspaceError(code: .tableExists, message: "\(table.name) is registered already. \(advice)")
        }
    }

    /// Returns false if there was no such registration.
    package func forget(_ name: TableName) async throws -> Bool {
        try await failing("forget \(name)") {
            try await database.write { database in
                guard let name = try Self.spelling(of: name, database) else { return false }
                try database.execute(
                    sql: "DELETE FROM registeredTable WHERE schema = ? AND name = ?",
                    arguments: [name.schema, name.table]
                )
                return database.changesCount > 0
            }
        }
    }
}
