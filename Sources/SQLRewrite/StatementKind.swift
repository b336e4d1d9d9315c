/// What a statement does, as far as its first words tell.
package indirect enum StatementKind: Hashable, Sendable {
    /// SELECT, WITH … SELECT, VALUES, TABLE, FROM …, or any of them in parentheses.
    case query
    case show
    case describe
    case explain(ExplainMode, of: StatementKind)
    case insert
    case update
    case delete
    case merge
    /// CREATE, ALTER, DROP, TRUNCATE, and what else changes tables, views, functions or namespaces.
    case ddl
    case use
    /// SET and RESET
    case set
    case other

    /// Whether it is a query, or asks for the plan of one.
    var onlyReads: Bool {
        switch self {
        case .query: true
        case .explain(_, let inner): inner.onlyReads
        default: false
        }
    }

    /// Whether running it can change data or definitions.
    package var changesData: Bool {
        switch self {
        case .query, .show, .describe, .use, .set: false
        case .explain(let mode, let inner): mode == .analyze && inner.changesData
        case .insert, .update, .delete, .merge, .ddl, .other: true
        }
    }
}

package enum ExplainMode: String, Hashable, Sendable {
    case simple
    case extended
    case codegen
    case cost
    case formatted
    /// Runs the statement, on the embedded engine also one that changes data.
    case analyze
}
