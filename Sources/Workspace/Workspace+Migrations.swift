import GRDB

extension Workspace {
    /// Migrations are only ever added, never edited: files in the field have run the old ones.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("query-history") { database in
            try database.create(table: "query") { table in
                table.primaryKey("id", .text)
                table.column("sql", .text).notNull()
                table.column("principal", .text).notNull()
                table.column("state", .text).notNull()
                table.column("startedAt", .integer).notNull().indexed()
                table.column("plannedMicros", .integer)
                table.column("firstBatchMicros", .integer)
                table.column("finishedMicros", .integer)
                table.column("rowCount", .integer).notNull()
                table.column("resultBytes", .integer).notNull()
                table.column("truncated", .boolean).notNull()
                table.column("tables", .text).notNull()
                table.column("errorCode", .text)
                table.column("errorMessage", .text)
            }
        }
        migrator.registerMigration("registered-tables") { database in
            try database.create(table: "registeredTable") { table in
                table.column("schema", .text).notNull().collate(.nocase)
                table.column("name", .text).notNull().collate(.nocase)
                table.column("location", .text).notNull()
                table.primaryKey(["schema", "name"])
            }
        }
        migrator.registerMigration("query-position-and-source", migrate: addPositionAndSource)
        migrator.registerMigration("workbench", migrate: createWorkbench)
        migrator.registerMigration("pipelines", migrate: createPipelines)
        return migrator
    }
}
