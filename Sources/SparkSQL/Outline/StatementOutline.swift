/// What a statement touches: all that has to be known of it before it may run.
///
/// Names are as the text has them, without quotes; which catalog or namespace they are in is for others to say. Names of
/// common table expressions are told from tables by scope: the innermost query that defines a name hides tables and outer
/// queries of that name, from the place behind its definition on, and inside it when WITH is RECURSIVE.
package struct StatementOutline: Sendable {
    /// The kind of the statement; of the explained one when it is an EXPLAIN.
    package let kind: SyntaxKind
    package let isExplained: Bool
    /// In textual order; a table that is named twice stands there twice.
    package let tables: [TableReference]
    package let paths: [PathReference]
    package let functions: [NameReference]
    package let procedures: [NameReference]
    /// Databases, schemas and catalogs.
    package let namespaces: [NameReference]
    package let parameters: [ParameterReference]
    package let commonTableExpressions: [SyntaxNode]

    package init(_ statement: SyntaxNode) {
        var builder = OutlineBuilder(statement)
        builder.run()
        self = builder.outline
    }

    init(kind: SyntaxKind, isExplained: Bool, builder: OutlineBuilder) {
        self.kind = kind
        self.isExplained = isExplained
        tables = builder.tables
        paths = builder.paths
        functions = builder.functions
        procedures = builder.procedures
        namespaces = builder.namespaces
        parameters = builder.parameters
        commonTableExpressions = builder.definitions
    }
}

extension StatementOutline {
    package var tablesRead: [TableReference] { tables.filter { $0.access == .read } }
    package var tablesWritten: [TableReference] { tables.filter { $0.access == .write } }

    /// Names that are known only when the statement runs: `IDENTIFIER(:name)`, and what EXECUTE IMMEDIATE makes of a
    /// string. Where there are any, the outline is not the whole truth.
    package var hasDynamicNames: Bool {
        kind == .executeImmediate || tables.contains { $0.parts.isEmpty }
            || (functions + procedures + namespaces).contains { $0.parts.isEmpty }
    }
}

/// A table, view or path that a statement names.
package struct TableReference: Sendable {
    package enum Access: Sendable {
        case read
        /// Its rows or its definition change.
        case write
        /// Its definition is looked at, or it is refreshed; its rows are not read.
        case describe
        /// A temporary view that the statement creates in its session.
        case createTemporaryView
    }

    package let access: Access
    /// Without quotes; empty when the name is known only when the statement runs.
    package let parts: [String]
    /// UTF-8 bytes of the name in the text.
    package let range: Range<Int>
    package let alias: String?
    /// `VERSION AS OF 3` or `@v3`, as it stands in the text.
    package let timeTravel: String?
    package let node: SyntaxNode

    /// The folder or file, when the name is a format and a path: ``delta.`/a/b` ``.
    package var path: String? {
        guard parts.count == 2, let format = parts.first, Self.formats.contains(format.lowercased()) else { return nil }
        return parts.last
    }

    private static let formats: Set<String> = [
        "avro", "binaryfile", "csv", "delta", "hudi", "iceberg", "json", "orc", "parquet", "text", "xml",
    ]
}

/// A file or folder that a statement names outside of table names.
package struct PathReference: Hashable, Sendable {
    package let text: String
    package let isWritten: Bool
    /// UTF-8 bytes of the text.
    package let range: Range<Int>
}

/// A function, procedure or namespace that a statement names.
package struct NameReference: Hashable, Sendable {
    package enum Access: Hashable, Sendable {
        /// A function or procedure is called; a namespace becomes the session's.
        case use
        /// Its definition or what is in it is looked at.
        case describe
        /// It is created, changed or dropped.
        case write
    }

    package let access: Access
    /// Without quotes; empty when the name is known only when the statement runs.
    package let parts: [String]
    /// UTF-8 bytes of the text.
    package let range: Range<Int>
}

/// A `?` or `:name`.
package struct ParameterReference: Hashable, Sendable {
    /// Nil for `?`.
    package let name: String?
    /// UTF-8 bytes of the text.
    package let range: Range<Int>
}
