import LakeModel
import SQLRewrite

/// parse → authorize → rewrite: from a request to what the engine gets, with the tables as they are at the moment.
struct QueryPlanner: Sendable {
    struct Plan: Sendable {
        let execution: Execution
        /// Table names of the statement that the lake does not know; the engine may know them as views.
        let unresolved: [Unresolved]
    }

    struct Unresolved: Sendable {
        let name: TableName
        let position: TextPosition
    }

    let service: QueryService
    let request: QueryRequest
    let id: QueryID

    func plan() async throws -> Plan {
        let analysis = try StatementAnalysis.analyze(request.sql, limits: service.configuration.limits)
        try analysis.check(request.parameters)
        if let source = request.source { return try await plan(analysis, reading: source) }
        var lookup = TableLookup(tables: service.tables)
        for reference in analysis.references {
            try await lookup.resolve(reference, at: analysis.position(of: reference))
        }
        let statement = try await permitted(analysis, lookup)
        let changed = analysis.references.filter { $0.access == .write || $0.access == .define }
        let execution = Execution(
            id: id,
            statement: statement,
            parameters: request.parameters,
            rowLimit: statement.kind == .query ? rowLimit : nil,
            tables: analysis.kind == .show ? try await service.tables.all() : Array(lookup.found.values),
            unknown: lookup.unresolved.map(\.name),
            schemas: Set(changed.compactMap { $0.name()?.schema }),
            source: nil
        )
        return Plan(execution: execution, unresolved: lookup.unresolved)
    }

    private func permitted(_ analysis: StatementAnalysis, _ lookup: TableLookup) async throws -> PermittedSQL {
        if analysis.describedTable != nil, let table = lookup.found.values.first {
            let description = try await service.tables.description(of: table.name)
            return permit(analysis, for: request.principal, answering: description)
        }
        return try permit(
            analysis,
            for: request.principal,
            tables: lookup.resolved,
            newSchemaLocation: analysis.newSchema.map(service.tables.location)
        )
    }

    /// One more than wanted tells whether there are more.
    private var rowLimit: Int? { request.limit.map { $0 == .max ? $0 : $0 + 1 } }

    private func plan(_ analysis: StatementAnalysis, reading source: QuerySource) async throws -> Plan {
        let statement = try permit(analysis, for: request.principal, readingOnly: source.names)
        let execution = Execution(
            id: id,
            statement: statement,
            parameters: request.parameters,
            rowLimit: rowLimit,
            tables: [],
            unknown: [],
            schemas: [],
            source: try await service.file(of: source)
        )
        return Plan(execution: execution, unresolved: [])
    }
}

/// The tables of one statement, each looked up once, so that all its references mean one version.
private struct TableLookup {
    let tables: any TableResolver
    private(set) var found: [TableName: LocatedTable] = [:]
    private(set) var resolved: [ResolvedTable] = []
    private(set) var unresolved: [QueryPlanner.Unresolved] = []

    init(tables: any TableResolver) { self.tables = tables }

    mutating func resolve(_ reference: TableReference, at position: TextPosition) async throws {
        guard let name = reference.name(defaultSchema: TableName.defaultSchema) else { return }
        if found[name] == nil { found[name] = try await tables.resolve(name) }
        guard let table = found[name] else {
            unresolved.append(QueryPlanner.Unresolved(name: name, position: position))
            return
        }
        if case .version(let version)? = reference.timeTravel, version > table.version {
            throw QueryServiceError(
                code: .versionNotFound,
                message: "\(table.name) has no version \(version); the latest one is \(table.version).",
                position: position
            )
        }
        let version = try await version(of: reference, in: table)
        resolved.append(ResolvedTable(reference: reference, name: table.name, version: version))
    }

    /// The newest, or the one that the statement travels to; nil where that is known to the engine alone.
    private func version(of reference: TableReference, in table: LocatedTable) async throws -> DeltaVersion? {
        switch reference.timeTravel {
        case .timestamp(let text): try await tables.version(of: table.name, asOf: text)
        case .other: nil
        case .version, nil: table.version
        }
    }
}
