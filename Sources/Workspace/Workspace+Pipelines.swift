import FoundationEssentials
import GRDB
package import LakeModel

/// A pipeline as it is kept.
package struct KeptPipeline: Sendable, Hashable {
    package let name: String
    /// What it is told to do, as JSON; nil for one that is declared elsewhere. May hold secrets of its source.
    package let definition: [UInt8]?
    package let isPaused: Bool

    package init(name: String, definition: [UInt8]?, isPaused: Bool) {
        self.name = name
        self.definition = definition
        self.isPaused = isPaused
    }
}

/// What somebody asked of a pipeline.
package struct KeptPipelineAction: Sendable, Hashable {
    package let pipeline, action: String
    package let detail: String?
    package let principal: Principal
    /// Milliseconds since 1970.
    package let at: Int64

    package init(pipeline: String, action: String, detail: String?, principal: Principal, at: Int64) {
        self.pipeline = pipeline
        self.action = action
        self.detail = detail
        self.principal = principal
        self.at = at
    }
}

extension Workspace {
    static let mostPipelineActions = 1_000

    static func createPipelines(_ database: Database) throws {
        try database.create(table: "pipeline") { table in
            table.primaryKey("name", .text)
            table.column("definition", .blob)
            table.column("isPaused", .boolean).notNull()
        }
        try database.create(table: "pipelineAction") { table in
            table.autoIncrementedPrimaryKey("id")
            table.column("pipeline", .text).notNull().indexed()
            table.column("action", .text).notNull()
            table.column("detail", .text)
            table.column("principal", .text).notNull()
            table.column("at", .integer).notNull()
        }
    }

    /// By name.
    package func pipelines() async throws -> [KeptPipeline] {
        try await failing("read the pipelines") {
            try await database.read { database in
                try Row.fetchAll(database, sql: "SELECT name, definition, isPaused FROM pipeline ORDER BY name").map {
                    KeptPipeline(
                        name: $0["name"],
                        definition: ($0["definition"] as Data?).map { Array($0) },
                        isPaused: $0["isPaused"]
                    )
                }
            }
        }
    }

    /// In place of one of the same name.
    package func keep(_ pipeline: KeptPipeline) async throws {
        try await failing("keep the pipeline") {
            try await database.write { database in
                try database.execute(
                    sql: "INSERT OR REPLACE INTO pipeline (name, definition, isPaused) VALUES (?, ?, ?)",
                    arguments: [pipeline.name, pipeline.definition.map { Data($0) }, pipeline.isPaused]
                )
            }
        }
    }

    /// What was asked of it stays known.
    package func forgetPipeline(_ name: String) async throws {
        try await failing("forget the pipeline") {
            try await database.write { database in
                try database.execute(sql: "DELETE FROM pipeline WHERE name = ?", arguments: [name])
            }
        }
    }

    /// Notes an action; the oldest of very many on one pipeline are forgotten.
    package func note(_ action: KeptPipelineAction) async throws {
        try await failing("note what was asked of a pipeline") {
            try await database.write { database in
                try database.execute(
                    sql: "INSERT INTO pipelineAction (pipeline, action, detail, principal, at) VALUES (?, ?, ?, ?, ?)",
                    arguments: [action.pipeline, action.action, action.detail, action.principal.name, action.at]
                )
                try database.execute(
                    sql: """
                        DELETE FROM pipelineAction WHERE pipeline = ? AND id NOT IN
                        (SELECT id FROM pipelineAction WHERE pipeline = ? ORDER BY id DESC LIMIT ?)
                        """,
                    arguments: [action.pipeline, action.pipeline, Self.mostPipelineActions]
                )
            }
        }
    }

    /// Newest first.
    package func actions(on pipeline: String) async throws -> [KeptPipelineAction] {
        try await failing("read what was asked of a pipeline") {
            try await database.read { database in
                let sql = "SELECT action, detail, principal, at FROM pipelineAction WHERE pipeline = ? ORDER BY id DESC"
                return try Row.fetchAll(database, sql: sql, arguments: [pipeline]).map {
                    KeptPipelineAction(
                        pipeline: pipeline,
                        action: $0["action"],
                        detail: $0["detail"],
                        principal: Principal(name: $0["principal"]),
                        at: $0["at"]
                    )
                }
            }
        }
    }
}
