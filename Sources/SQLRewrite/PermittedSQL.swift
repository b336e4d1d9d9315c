package import LakeModel
import SparkSQL

/// A statement that may run: within the bounds, its tables tied to versions. Only `permit` makes one, and executors
/// take nothing else.
package struct PermittedSQL: Sendable {
    package let sql: String
    package let kind: StatementKind
    package let principal: Principal
    /// The tables that are read, each with the version that `sql` names.
    package let reads: [TableVersion]
    /// The tables that are changed.
    package let writes: [TableName]
    /// Whether it only reads, and every table's name in it is of `reads`, at a version that `sql` says: any session that
    /// has these tables can run it.
    package let isTied: Bool
    /// The relations that it reads in place of the lake's tables, in lower case.
    package let relations: Set<String>
    private let source: LexedText
    private let map: SourceMap

    fileprivate init(
        _ analysis: StatementAnalysis,
        _ principal: Principal,
        _ map: SourceMap,
        _ tables: [ResolvedTable],
        relations: Set<String> = []
    ) {
        self.relations = relations
        sql = map.text
        kind = analysis.kind
        self.principal = principal
        self.map = map
        source = analysis.lexed
        reads = tables.filter { $0.reference.access == .read }.uniqued { table in
            table.readVersion.map { TableVersion(table: table.name, version: $0) }
        }
        writes = tables.filter { $0.reference.access == .write }.uniqued(\.name)
        let tied = tables.filter { $0.reference.access == .read && $0.readVersion != nil }.map(\.reference)
        isTied = analysis.kind.onlyReads && Set(tied) == Set(analysis.references)
    }

    /// The byte of the person's text for a byte of `sql`.
    package func originalOffset(of rewritten: Int) -> Int { map.original(of: rewritten) }

    /// The place in the person's text for a byte of `sql`.
    package func originalPosition(ofByte rewritten: Int) -> TextPosition {
        source.position(atByte: originalOffset(of: rewritten))
    }

    /// The place in the person's text for an engine's line and column in `sql`, both from 1, in Unicode scalars.
    package func originalPosition(ofLine line: Int, column: Int) -> TextPosition {
        originalPosition(ofByte: LexedText(sql).byte(atLine: line, column: column))
    }
}

/// What a catalog says of one reference.
package struct ResolvedTable: Sendable {
    package let reference: TableReference
    /// As the catalog spells it.
    package let name: TableName
    /// The version to read; nil only corrects the spelling.
    package let version: DeltaVersion?

    package init(reference: TableReference, name: TableName, version: DeltaVersion?) {
        self.reference = reference
        self.name = name
        self.version = version
    }

    /// The version that the statement reads: the one that it names itself, else the one it is tied to.
    fileprivate var readVersion: DeltaVersion? {
        switch reference.timeTravel {
        case .version(let version): version
        case .timestamp, .other: version
        case nil: reference.isPinnable ? version : nil
        }
    }
}

/// The second of the two steps: spells each resolved table as the catalog does, ties the reads to their versions, and
/// removes what an engine's lexer may see otherwise than ours (comments). References that `tables` leaves out stay as
/// written.
///
/// - Parameter newSchemaLocation: the folder of the schema that the statement makes, if `newSchema` names one.
///
/// Fails with `internal_error` when a table is resolved that the statement does not mention.
package func permit(
    _ analysis: StatementAnalysis,
    for principal: Principal,
    tables: [ResolvedTable],
    newSchemaLocation: String? = nil
) throws(SQLRewriteError) -> PermittedSQL {
    guard Set(tables.map(\.reference)).isSubset(of: analysis.references) else {
        throw SQLRewriteError(.internalError, "A table was resolved that is not in the statement.")
    }
    let rewriter = StatementRewriter(analysis, tables, newSchemaLocation: newSchemaLocation)
    return PermittedSQL(analysis, principal, rewriter.rewritten(), tables)
}

/// The second step for a query that reads relations in place of the lake's tables, whose names are `relations` in lower
/// case. Fails with `unsupported_statement` when the statement names anything else.
package func permit(
    _ analysis: StatementAnalysis,
    for principal: Principal,
    readingOnly relations: [String]
) throws(SQLRewriteError) -> PermittedSQL {
    let named = try analysis.requireOnly(relations)
    let rewriter = StatementRewriter(analysis, [], readsRelations: true)
    return PermittedSQL(analysis, principal, rewriter.rewritten(), [], relations: named)
}

/// The second step for the statement of a `describedTable`: engines know no columns of tables that they did not make.
package func permit(
    _ analysis: StatementAnalysis,
    for principal: Principal,
    answering description: TableDescription
) -> PermittedSQL {
    let rewriter = StatementRewriter(analysis, [])
    return PermittedSQL(analysis, principal, rewriter.replaced(by: description.sql), [])
}

extension [ResolvedTable] {
    /// What the tables are turned into, each once, in the order of its first.
    fileprivate func uniqued<Value: Hashable>(_ value: (ResolvedTable) -> Value?) -> [Value] {
        var seen: Set<Value> = []
        return compactMap(value).filter { seen.insert($0).inserted }
    }
}
