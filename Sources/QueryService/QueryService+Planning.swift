package import LakeModel
import SQLRewrite

/// What a query would read if it ran now.
package struct PlannedReads: Sendable {
    /// Equal for texts that differ in white space and comments only.
    package let canonicalText: String
    /// The tables whose newest version it would read; those at a version that the statement names itself stay the same.
    package let newest: [TableVersion]
    /// Names that the lake does not know: the engine may know them as views.
    package let unknown: [TableName]
}

extension QueryService {
    /// Plans a query and runs nothing. Throws what a run of it would throw before the engine works, and
    /// `unsupported_statement` for a statement that is no query.
    package func plannedReads(of request: QueryRequest) async throws -> PlannedReads {
        let analysis = try StatementAnalysis.analyze(request.sql, limits: configuration.limits)
        guard analysis.kind == .query else {
            throw QueryServiceError(
                code: .unsupportedStatement,
                message: "Only a query can be live: a SELECT, or what begins with WITH, VALUES or FROM."
            )
        }
        let plan = try await QueryPlanner(service: self, request: request, id: makeID()).plan()
        let tied = Dictionary(grouping: plan.execution.statement.reads, by: \.table)
        let newest = plan.execution.tables.filter { table in
            tied[table.name]?.contains { $0.version == table.version } ?? true
        }
        return PlannedReads(
            canonicalText: analysis.canonicalText,
            newest: newest.map { TableVersion(table: $0.name, version: $0.version) },
            unknown: plan.execution.unknown
        )
    }
}
