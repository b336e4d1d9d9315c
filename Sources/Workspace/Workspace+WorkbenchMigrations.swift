import GRDB

extension Workspace {
    static func addPositionAndSource(_ database: Database) throws {
        try database.alter(table: "query") { table in
            table.add(column: "errorLine", .integer)
            table.add(column: "errorColumn", .integer)
            table.add(column: "source", .text)
        }
    }

    static func createWorkbench(_ database: Database) throws {
        try database.create(table: "tab") { table in
            table.column("owner", .text).notNull()
            table.column("id", .text).notNull()
            table.column("title", .text).notNull()
            table.column("query", .text).notNull()
            table.column("parameters", .text).notNull()
            table.column("position", .double).notNull()
            table.column("queryId", .text)
            table.column("savedQueryId", .text)
            table.column("view", .text).notNull()
            table.column("updatedAt", .integer).notNull()
            table.primaryKey(["owner", "id"])
        }
        try database.create(table: "savedQuery") { table in
            table.primaryKey("id", .text)
            table.column("owner", .text).notNull()
            table.column("name", .text).notNull()
            table.column("folder", .text).notNull()
            table.column("query", .text).notNull()
            table.column("parameters", .text).notNull()
            table.column("view", .text).notNull()
            table.column("description", .text)
            table.column("createdAt", .integer).notNull()
            table.column("updatedAt", .integer).notNull()
            table.uniqueKey(["owner", "folder", "name"])
        }
    }
}
