package import Columns
package import LakeModel
package import SQLRewrite

/// What the READ line needs of an engine; `tideline` joins it to Spark Connect.
package protocol QueryEngine: Sendable {
    /// Runs the statement and hands over its answer in order: one schema, then rows. The engine is not asked for
    /// more while `receive` works. Cancelling the task interrupts the run on the engine before this returns.
    /// A statement with an effect on tables that are not only read is run once, never repeated.
    func execute(_ execution: Execution, receive: @escaping @Sendable (EngineEvent) async throws -> Void) async throws

    /// The engine's plan for the statement, which is not run.
    func explain(_ execution: Execution, mode: PlanMode) async throws -> String
}

package enum EngineEvent: Sendable {
    case schema(Schema)
    case rows(RowBlock)
}

package enum PlanMode: String, Sendable, CaseIterable {
    case simple, extended, formatted, cost
}

/// One run as the engine gets it.
package struct Execution: Sendable {
    package let id: QueryID
    package let statement: PermittedSQL
    package let parameters: QueryParameters
    /// Rows that are wanted at most; the engine may stop there.
    package let rowLimit: Int?
    /// Every lake table that the statement may name, so that the engine's session can be told where each lies.
    package let tables: [LocatedTable]
    /// Names of the statement that the lake does not know (any more): temporary views of the engine's session at most.
    package let unknown: [TableName]
    /// Schemas of the tables that the statement may make or change.
    package let schemas: Set<String>
    /// Rows that the statement reads as `QuerySource.names` in place of tables: a file of this machine.
    package let source: FileSource?
}

/// A table of the lake, its newest version when it was looked up, and where it lies.
package struct LocatedTable: Sendable, Hashable {
    package let name: TableName
    package let version: DeltaVersion
    /// An absolute path, or the URL of an object store.
    package let location: String

    package init(name: TableName, version: DeltaVersion, location: String) {
        self.name = name
        self.version = version
        self.location = location
    }
}

/// What the READ line needs of the lake.
package protocol TableResolver: Sendable {
    /// nil when the lake has no such table; throws when it has one that can't be read, saying why.
    func resolve(_ name: TableName) async throws -> LocatedTable?
    /// What the newest state of a table says of its columns.
    func description(of name: TableName) async throws -> TableDescription
    /// The version that `TIMESTAMP AS OF` means with this text; nil when the text is no plain date or time in UTC.
    func version(of name: TableName, asOf time: String) async throws -> DeltaVersion?
    /// Where the tables of a schema lie, also of one that does not exist yet.
    func location(ofSchema name: String) -> String
    /// Every readable table, for statements that list the catalog.
    func all() async throws -> [LocatedTable]
    /// Runs `body` while nobody else of this server writes the tables (one lease per table).
    func withLeases<Value: Sendable>(
        on tables: [TableName],
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value
}

/// What the READ line needs of the history.
package protocol QueryHistory: Sendable {
    /// Writes a run that begins, and does not wait for that; what `save` is given later replaces it.
    func begin(_ record: QueryRecord)
    func save(_ record: QueryRecord) async throws
    func query(_ id: QueryID) async throws -> QueryRecord?
    /// The newest first, as `QueryRecord.Place` orders them.
    ///
    /// - Parameters:
    ///   - derived: also the runs that read another's result, of which there are many: one a sort, a filter.
    ///   - before: only the runs behind this place; nil begins with the newest.
    func queries(
        search: String?,
        derived: Bool,
        limit: Int,
        before: QueryRecord.Place?
    ) async throws -> [QueryRecord]
}
