import LakeModel
import SparkSQL

/// Something in FROM that is no table's name: a function's, or a name that breaks off.
struct OtherRelation: Sendable {
    /// The name's parts, unquoted.
    let parts: [String]
    /// Its first byte.
    let start: Int
}

extension StatementAnalysis {
    /// Functions in FROM that make their rows of their arguments alone.
    private static let harmless: Set = [
        "range", "explode", "explode_outer", "posexplode", "posexplode_outer", "inline", "inline_outer", "stack",
    ]

    /// Fails with `unsupported_statement` unless the statement is a query that reads no relation but `names`: no table or
    /// view, no file, no function that could open one, nothing but names of its own WITH clauses. Returns those it reads.
    func requireOnly(_ names: [String]) throws(SQLRewriteError) -> Set<String> {
        let known = names.joined(separator: " or ")
        guard kind == .query else {
            throw refused(
                "Only a query can read a result: SELECT … FROM \(known).",
                at: significant[0]?.range.lowerBound
            )
        }
        var named: Set<String> = []
        for reference in references {
            guard let name = relationName(reference), names.contains(name) else {
                let written = reference.parts.joined(separator: ".")
                throw refused(
                    "This query reads a result, so it may name no table but \(known), not \(written).",
                    at: reference.range.lowerBound
                )
            }
            named.insert(name)
        }
        for other in otherRelations where !(other.parts.count == 1 && isHarmless(other)) {
            let written = other.parts.joined(separator: ".")
            throw refused("This query reads a result, so \(written) can't stand in FROM.", at: other.start)
        }
        try refuseTableArguments()
        try refuseLocations()
        return named
    }

    /// nil for what can't be a relation's name.
    private func relationName(_ reference: TableReference) -> String? {
        guard reference.access == .read, reference.timeTravel == nil, reference.parts.count == 1 else { return nil }
        return reference.parts.first?.lowercased()
    }

    private func isHarmless(_ other: OtherRelation) -> Bool {
        other.parts.allSatisfy { Self.harmless.contains($0.lowercased()) }
    }

    /// `f(TABLE(name))`: a table, though it looks like a call.
    private func refuseTableArguments() throws(SQLRewriteError) {
        for index in 0..<significant.count where significant.keyword(index) == .table {
            guard significant.kind(index + 1) == .leftParenthesis else { continue }
            throw refused(
                "A query of a result takes no TABLE(…); name the relation in FROM.",
                at: significant[index]?.range.lowerBound
            )
        }
    }

    /// ``parquet.`/folder` `` wherever it stands: files must stay closed even where the scan for names sees none.
    private func refuseLocations() throws(SQLRewriteError) {
        for index in 0..<significant.count where significant.kind(index) == .dot {
            guard significant.kind(index + 1) == .quotedIdentifier, let format = significant[index - 1] else {
                continue
            }
            let parts = [lexed.value(of: format), ""]
            guard TableReference.isLocation(parts) else { continue }
            throw refused(
                "A query of a result can't name \(parts[0]).`…`, which is a file's place; give a column another alias.",
                at: format.range.lowerBound
            )
        }
    }

    private func refused(_ message: String, at byte: Int?) -> SQLRewriteError {
        SQLRewriteError(.unsupportedStatement, message, at: byte.map { lexed.position(atByte: $0) })
    }
}
