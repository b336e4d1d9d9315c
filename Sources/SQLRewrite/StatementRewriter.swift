import LakeModel
import SparkSQL

/// Makes the text that goes to the engine.
struct StatementRewriter {
    private let analysis: StatementAnalysis
    private let tables: [ResolvedTable]
    private let newSchemaLocation: String?
    /// Whether it names relations, whose names are in lower case, and no tables.
    private let readsRelations: Bool

    init(
        _ analysis: StatementAnalysis,
        _ tables: [ResolvedTable],
        newSchemaLocation: String? = nil,
        readsRelations: Bool = false
    ) {
        self.analysis = analysis
        self.tables = tables
        self.newSchemaLocation = newSchemaLocation
        self.readsRelations = readsRelations
    }

    /// The statement from its first token to its last.
    private var range: Range<Int> {
        let tokens = analysis.significant.tokens
        return (tokens.first?.range.lowerBound ?? 0)..<(tokens.last?.range.upperBound ?? 0)
    }

    func replaced(by text: String) -> SourceMap {
        SourceMap(analysis.lexed.bytes, in: range, edits: [SourceMap.Edit(range: range, replacement: text)])
    }

    func rewritten() -> SourceMap {
        let edits = (tables.flatMap(tableEdits) + relationEdits() + tokenEdits() + schemaEdits(at: range.upperBound))
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
        return SourceMap(analysis.lexed.bytes, in: range, edits: edits)
    }

    // MARK: Tables

    /// Columns qualified by the name, however the person spelled it, still find the table: engines compare those
    /// without case, and take `table.column` for a table that was named with its schema.
    private func tableEdits(_ table: ResolvedTable) -> [SourceMap.Edit] {
        let reference = table.reference
        let written = analysis.lexed.text(in: reference.range)
        let spelled = reference.isPath ? written : table.name.sql
        guard let version = table.version, reference.isPinnable || reference.timestampClause != nil else {
            return [SourceMap.Edit(range: reference.range, replacement: spelled)]
        }
        if let clause = reference.timestampClause {
            return [
                SourceMap.Edit(range: reference.range, replacement: spelled),
                SourceMap.Edit(range: clause, replacement: "VERSION AS OF \(version)"),
            ]
        }
        let pinned = "\(spelled) VERSION AS OF \(version)"
        guard let keyword = reference.tableKeyword else {
            return [SourceMap.Edit(range: reference.range, replacement: pinned)]
        }
        return [
            SourceMap.Edit(range: keyword, replacement: "SELECT * FROM"),
            SourceMap.Edit(range: reference.range, replacement: pinned),
        ]
    }

    /// Engines tell relations' names apart by case; people don't.
    private func relationEdits() -> [SourceMap.Edit] {
        guard readsRelations else { return [] }
        return analysis.references.compactMap { reference in
            reference.parts.last.map { SourceMap.Edit(range: reference.range, replacement: $0.lowercased()) }
        }
    }

    private func schemaEdits(at end: Int) -> [SourceMap.Edit] {
        guard let newSchemaLocation, analysis.newSchema != nil else { return [] }
        let literal = newSchemaLocation.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        return [SourceMap.Edit(range: end..<end, replacement: " LOCATION '\(literal)'")]
    }

    // MARK: Tokens

    private func tokenEdits() -> [SourceMap.Edit] {
        analysis.lexed.tokens.compactMap { token in
            switch token.kind {
            // Engines disagree on nested comments and continued lines, so none of them sees one.
            case .lineComment: SourceMap.Edit(range: token.range, replacement: "\n")
            case .bracketedComment: SourceMap.Edit(range: token.range, replacement: " ")
            case .string: plainQuotes(token)
            default: nil
            }
        }
    }

    /// `'it''s'`: the embedded engine drops doubled quotes, so they are escaped, which every engine reads the same.
    private func plainQuotes(_ token: Token) -> SourceMap.Edit? {
        let bytes = analysis.lexed.bytes
        let quote = bytes[token.range.lowerBound]
        var result: [UInt8] = [quote]
        var index = token.range.lowerBound + 1
        var changed = false
        while index < token.range.upperBound - 1 {
            let byte = bytes[index]
            if byte == quote {
                changed = true
                result.append(UInt8(ascii: "\\"))
                index += 1
            } else if byte == UInt8(ascii: "\\") {
                result.append(byte)
                index += 1
            }
            result.append(bytes[index])
            index += 1
        }
        guard changed else { return nil }
        result.append(quote)
        return SourceMap.Edit(range: token.range, replacement: String(decoding: result, as: UTF8.self))
    }
}
